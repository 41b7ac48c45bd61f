"""The public page: filters, list and map, plain HTML that works without a script but for the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from layers.money.sums import counted_capital
from views import numbers
from views.offline import LIBRARY, OWN
from views.person import LOGIN
from views.public.gate import ROOT
from views.public.listing import BANDS, NOT_STATED
from views.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from views.public.listing import Asked, Offer
    from views.public.published import PublishedStore
    from views.text import Text

FRAME = Markup("""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - {province}</title>
<link rel="icon" href="{own}/icon.png">
<link rel="stylesheet" href="{library}/leaflet/leaflet.css">
<link rel="stylesheet" href="{own}/public.css">
<script src="{library}/leaflet/leaflet.js" defer></script>
<script src="{own}/public.js" defer></script>
</head>
<body>
<header><div><b>Ranh</b> {province} <span>{title}</span></div><nav>{links}</nav></header>
{notices}
<main>
<section class="list">{filters}{summary}{table}{files}</section>
<section class="map" aria-label="{map_title}">{map}<p class="blank">{blank}</p><aside>{layers}</aside>
</section>
</main>
</body>
</html>
""")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a page is made of."""

    store: PublishedStore
    as_of: date
    every: Sequence[Offer]
    chosen: Sequence[Offer]
    asked: Asked
    query: dict[str, str]
    """As the address has it, for links that keep the choice."""
    is_preview: bool
    """Nobody without an account can see it yet."""
    ground: Markup
    """The map's own element."""
    layers: Markup
    """The choice of layers."""


def public_page(shown: Shown, text: Text) -> str:
    """Return the page; what comes from data files is escaped."""
    return FRAME.format(
        lang=text.language,
        title=text("public.title"),
        province=text.of(shown.store.province, "name"),
        own=OWN,
        library=LIBRARY,
        links=_links(shown, text),
        notices=_notices(shown, text),
        filters=_filters(shown, text),
        summary=_summary(shown, text),
        table=_table(shown, text),
        files=_files(shown, text),
        map=shown.ground,
        map_title=text("public.map"),
        layers=shown.layers,
        blank=text("public.blank"),
    )


WAITING = Markup("""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - {province}</title>
<link rel="icon" href="{own}/icon.png">
<link rel="stylesheet" href="{own}/public.css">
</head>
<body>
<header><div><b>Ranh</b> {province} <span>{title}</span></div></header>
<p class="notice" role="status">{waiting}</p>
</body>
</html>
""")


def waiting_page(store: PublishedStore, text: Text) -> str:
    """Return what stands for the page while the list is made; the browser asks again by itself."""
    return WAITING.format(
        lang=text.language,
        title=text("public.title"),
        province=text.of(store.province, "name"),
        own=OWN,
        waiting=text("public.waiting"),
    )


def _links(shown: Shown, text: Text) -> Markup:
    languages = [
        Markup('<a href="{}?{}" lang="{}">{}</a>').format(
            ROOT, urlencode(shown.query | {"lang": code}), code, name
        )
        for code, name in LANGUAGES.items()
        if code != text.language
    ]
    door = Markup('<a href="{}?lang={}">{}</a>').format(LOGIN, text.language, text("login.title"))
    return Markup(" · ").join([*languages, door])


def _notices(shown: Shown, text: Text) -> Markup:
    told = [text("public.preview")] if shown.is_preview else []
    if shown.store.province.demonstration:
        told.append(f"{text('page.demonstration')} {text.of(shown.store.province, 'notice')}")
    return Markup().join(Markup('<p class="notice" role="note">{}</p>').format(line) for line in told)


def _filters(shown: Shown, text: Text) -> Markup:
    asked, every = shown.asked, shown.every
    sectors = {one.sector: one.sector_name for one in every if one.sector}
    communes = {one.commune: one.commune for one in every if one.commune}
    periods = {one.period: text.known("money.period", one.period) for one in every if one.period}
    if any(not one.period for one in every):
        periods[NOT_STATED] = text("public.not_stated")
    bands = {band: text("public.band_" + band) for band in (*BANDS, NOT_STATED)}
    fields = (
        _select("sector", text("public.column_sector"), sectors, asked.sector, text),
        _select("commune", text("public.column_commune"), communes, asked.commune, text),
        _select("period", text("public.column_phase"), periods, asked.period, text),
        _select("capital", text("public.capital"), bands, asked.capital, text),
    )
    return Markup(
        '<form method="get" action="{root}" role="search"><input type="hidden" name="lang" value="{lang}">'
        '<label class="words">{search}<input type="search" name="q" value="{words}" maxlength="200"></label>'
        '{fields}<label class="every"><input type="checkbox" name="all" value="1"{every}> {all}</label>'
        '<span class="buttons"><button>{go}</button> <a href="{root}?lang={lang}">{clear}</a></span></form>'
    ).format(
        root=ROOT,
        lang=text.language,
        search=text("public.search"),
        words=asked.words,
        fields=Markup().join(fields),
        every=Markup(" checked") if asked.every else "",
        all=text("public.every"),
        go=text("public.go"),
        clear=text("public.clear"),
    )


def _select(name: str, title: str, choices: dict[str, str], chosen: str, text: Text) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>')
    ordered = choices.items() if name == "capital" else sorted(choices.items(), key=lambda pair: pair[1])
    options = [
        option.format(value, Markup(" selected") if value == chosen else "", word)
        for value, word in [("", text("public.any")), *ordered]
    ]
    return Markup('<label>{}<select name="{}">{}</select></label>').format(
        title, name, Markup().join(options)
    )


def _summary(shown: Shown, text: Text) -> Markup:
    chosen = shown.chosen
    known, unknown = counted_capital(chosen), sum(one.capital_bn_vnd is None for one in chosen)
    told = [text("public.count", count=len(chosen), total=len(shown.every))]
    if known:
        capital = numbers.number(sum(known.values()), text.language, 0)
        told.append(text("public.sum", capital=capital, count=len(known)))
    if unknown:
        told.append(text("public.sum_unknown", count=unknown))
    told.append(text("public.as_of", day=numbers.day(shown.as_of, text.language)))
    return Markup('<p class="summary">{}</p>').format(" ".join(told))


COLUMNS = ("name", "sector", "commune", "phase", "capital_bn_vnd", "area_ha")


def _table(shown: Shown, text: Text) -> Markup:
    if not shown.chosen:
        return Markup('<p class="none">{}</p>').format(text("public.none"))
    heads = Markup().join(Markup("<th>{}</th>").format(text("public.column_" + name)) for name in COLUMNS)
    rows = Markup().join(_row(one, text) for one in shown.chosen)
    return Markup(
        '<div class="rows"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(heads, rows)


def _row(one: Offer, text: Text) -> Markup:
    stage = text("public.calling") if one.is_calling else text("money.stage." + one.stage)
    capital = _number(one.capital_bn_vnd, text, 0)
    return Markup(
        '<tr data-id="{}" tabindex="0"><td><b>{}</b><small>{} · {}</small></td><td>{}</td><td>{}</td>'
        '<td>{}</td><td class="number">{}</td><td class="number">{}</td></tr>'
    ).format(
        one.site_id, one.name, one.site_id, stage, one.sector_name, one.commune, one.phase, capital,
        _number(one.area_ha, text, 1),
    )  # fmt: skip


def _number(value: float | None, text: Text, digits: int) -> str:
    """Return a number; one that nobody stated says so, and never reads as nothing."""
    return text("public.not_stated") if value is None else numbers.number(value, text.language, digits)


def _files(shown: Shown, text: Text) -> Markup:
    links: Iterable[Markup] = (
        Markup('<a href="{}/du-an.{}?{}" download>{}</a>').format(
            ROOT, kind, urlencode(shown.query | {"lang": text.language}), text("public.file_" + kind)
        )
        for kind in ("xlsx", "geojson")
    )
    return Markup('<p class="files">{}</p>').format(Markup(" · ").join(links))
