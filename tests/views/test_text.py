"""The two catalogues say the same things, and every word that the code asks for is there."""

import ast
import re
import string
from pathlib import Path

import pytest

from geo.validity import Fault
from layers.intake.model import Kind
from layers.model import Certainty, Origin, Severity, Verdict
from layers.money.plan import Owner, Stage
from layers.money.progress import Late
from layers.slivers import Why
from layers.targets.bounds import Bound
from layers.targets.model import Citation
from layers.targets.row import State
from layers.targets.sums import Adds
from views.columns import COLUMNS
from views.looks import GROUP_COLOURS
from views.text import CATALOGUES, Text

VIEWS = Path(__file__).parents[2] / "views"
VIETNAMESE, ENGLISH = CATALOGUES["vi"], CATALOGUES["en"]


def asked():
    """Return the keys and the beginnings of keys that the modules ask for."""
    keys, starts = set(), set()
    for path in VIEWS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and _is_text(node.func)):
                continue
            for key in ast.walk(node.args[0]):
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value:
                    (starts if key.value.endswith((".", "_")) else keys).add(key.value)
    return keys, starts


def _is_text(function):
    inner = function.func if isinstance(function, ast.Call) else function
    name = inner.id if isinstance(inner, ast.Name) else getattr(inner, "attr", "")
    return name == "text"


def test_both_languages_have_the_same_keys():
    assert set(VIETNAMESE) == set(ENGLISH)


def test_both_languages_take_the_same_values():
    def fields(words):
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}

    assert [key for key in VIETNAMESE if fields(VIETNAMESE[key]) != fields(ENGLISH[key])] == []


def test_every_key_that_is_asked_for_exists():
    keys, starts = asked()
    assert len(keys) > 60
    assert sorted(key for key in keys if key not in VIETNAMESE) == []
    assert [start for start in starts if not any(key.startswith(start) for key in VIETNAMESE)] == []


def asked_by_scripts():
    scripts = sorted((VIEWS / "browser").glob("*.js"))
    words = {
        key for path in scripts for key in re.findall(r'ranh\.word\(\s*"(\w+)"', path.read_text("utf-8"))
    }
    # Functions of the scripts that take the key of a word.
    taking = r'(?:choice|select|button)\(\w+, "(\w+)"'
    words |= {key for path in scripts for key in re.findall(taking, path.read_text("utf-8"))}
    return words


def test_the_scripts_have_every_word_that_they_ask_for_and_no_other():
    words = asked_by_scripts()
    assert len(words) > 30
    assert {key.removeprefix("mapjs.") for key in VIETNAMESE if key.startswith("mapjs.")} == words


def test_no_word_is_left_that_nobody_asks_for():
    modules = [path for path in VIEWS.rglob("*.py") if path.parent.name != "words"]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in [*modules, VIEWS.parent / "app.py"]]
    constants = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    _, starts = asked()
    groups = {
        *starts,
        "column.",
        "value.",
        "theme.",
        "sector.",
        "funding.",
        "phase.",
        "severity.",
        "verdict.",
        "issue.",
        "kind.",
        "mapjs.",
        "search.",
        "corridor.kind.",
        "corridor.measure.",
        "corridor.unit.",
        *(f"target.{name}." for name in ("state", "bound", "citation", "kind", "adds")),
        *(f"money.{name}." for name in ("owner", "stage", "late", "period")),
        *(f"plans.{name}." for name in ("state", "pair", "place", "years", "use", "fit", "level", "gap")),
        "replay.turn.",
        "replay.case.",
        "plan.table.",
    }
    unused = [key for key in VIETNAMESE if key not in constants and not key.startswith(tuple(groups))]
    assert unused == []


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("verdict", [verdict.value for verdict in Verdict]),
        ("severity", [severity.value for severity in Severity]),
        ("certainty", [certainty.value for certainty in Certainty]),
        ("sure", [certainty.value for certainty in Certainty]),
        ("sliver", [why.value for why in Why]),
        ("origin", [origin.value for origin in Origin]),
        ("group", list(GROUP_COLOURS)),
        ("column", sorted({column for columns in COLUMNS.values() for column in columns})),
        ("kind", [kind.value for kind in Kind]),
        ("issue", [fault.value for fault in Fault if fault]),
        ("target.state", [state.value for state in State]),
        ("target.bound", [bound.value for bound in Bound]),
        ("target.citation", [citation.value for citation in Citation]),
        ("target.adds", [adds.value for adds in Adds]),
        ("money.owner", [owner.value for owner in Owner]),
        ("money.stage", [stage.value for stage in Stage]),
        ("money.late", [late.value for late in Late]),
        ("card", ["citation_confirmed", "citation_partly", "citation_unverified"]),
    ],
)
def test_every_value_of_a_vocabulary_has_a_word(group, values):
    assert [value for value in values if f"{group}.{value}" not in VIETNAMESE] == []


def test_vietnamese_is_not_left_in_english_nor_the_other_way():
    accents = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    assert [key for key, words in ENGLISH.items() if accents.search(words)] == []
    long = {key for key, words in VIETNAMESE.items() if len(words) > 30}
    assert [key for key in long if not accents.search(VIETNAMESE[key])] == []


def test_an_unknown_key_is_an_error_and_an_unknown_value_is_shown_as_it_is():
    with pytest.raises(KeyError):
        Text("vi")("no.such.key")
    assert Text("vi").known("sector", "astronomy") == "astronomy"
