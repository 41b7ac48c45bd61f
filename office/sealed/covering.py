"""
Draw the cover of sealed land, and approve it by the steward's signature.

The same land gives the same cover. One that follows another is never smaller than the other and
the new land together for a year, and keeps its decoys: compared, two covers tell nothing.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.approved_cover import Cover, CoverFamily, Period, consultees
from layers.cover import REACHES_M, Squares, restricted_land, squares_of
from layers.hidden_family import HiddenFamily
from office.errors import SealedError
from office.sealed.contents import Drawn
from office.sealed.signing import sign_cover
from office.sealed.squares import Room, draw_decoys, with_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.catalogue import LayerUse
    from layers.codes import LandCode
    from layers.province import Province
    from layers.rules import Rule
    from office.sealed.contents import Contents
    from office.sealed.vault import Vault

KEPT_FOR = timedelta(days=365)
"""So long nothing is taken out of a cover."""

LEAST_SHARE, MOST_SHARE = 0.1, 0.3
"""Part of the squares that are decoys."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a cover is drawn from, beside the vault."""

    province: Province
    uses: Sequence[LayerUse]
    """The plain layers of the province: some hold restricted land too."""
    rules: Sequence[Rule]
    codes: Mapping[str, LandCode]


@dataclass(frozen=True, kw_only=True)
class CoverWish:
    """How the steward wants the cover."""

    decoy_share: float = 0.2
    blocks: bool = False
    """Blocks of 1,000 m for all sealed land, not for the top category alone."""

    def __post_init__(self) -> None:
        """Refuse a share that protects too little, or calls for too many needless questions."""
        if not LEAST_SHARE <= self.decoy_share <= MOST_SHARE:
            raise SealedError(
                f"The share of decoys must lie between {LEAST_SHARE} and {MOST_SHARE}.",
                f"Tỷ lệ ô giả phải nằm giữa {LEAST_SHARE} và {MOST_SHARE}.",
            )


def approve_cover(vault: Vault, ground: Ground, wish: CoverWish, now: datetime) -> Cover:
    """
    Return the signed cover of the sealed land and of the restricted land in plain layers.

    Where nothing changed it is the one approved last, to the byte; else the vault remembers the
    new one.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    SealedError
        If there is none, a layer lacks rows, or a zone carries a distance that no step covers.
    """
    contents = vault.contents
    uses = [*vault.uses(), *(use for use in ground.uses if use.layer.restricted)]
    if not uses:
        raise SealedError(
            "There is no sealed layer to cover: seal one first (`ranh sealed add`).",
            "Chưa có lớp niêm phong nào để che: hãy niêm phong trước (`ranh sealed add`).",
        )
    _require_all_rows(uses)
    drawn = _drawn(uses, ground, contents, wish, now)
    decoys = {
        name: _decoys(name, squares, drawn, ground, contents, wish)
        for name, squares in drawn.families.items()
    }
    last = contents.cover
    made_at = now if last is None else max(now, last.made_at + timedelta(seconds=1))
    held = [*_kept(contents, now), drawn]
    cover = Cover(
        province=ground.province.id,
        crs=ground.province.crs,
        made_at=made_at,
        decoy_share=wish.decoy_share,
        families={
            name: _family(name, uses, ground, _together(held, name) | decoys.get(name, frozenset()))
            for name in sorted({name for one in held for name in one.families})
        },
        rest=_sorted(square for one in held for square in one.rest),
        previous="" if last is None else last.version,
        public_key=vault.public_key,
    )
    if last is not None and _says_the_same(cover, last):
        return last
    cover = sign_cover(cover, vault.signing_key)
    stays = {name: _sorted(squares) for name, squares in decoys.items()}
    remembered = drawn.model_copy(update={"version": cover.version, "made_at": made_at})
    vault.keep(
        contents.model_copy(
            update={
                "cover": cover,
                "decoys": {**contents.decoys, **stays},
                "drawn": (*contents.drawn, remembered),
            }
        )
    )
    return cover


def _drawn(
    uses: Sequence[LayerUse], ground: Ground, contents: Contents, wish: CoverWish, now: datetime
) -> Drawn:
    """Return the squares that the land touches, those of the top category as blocks."""
    tops = {entry.layer_id: entry.top for entry in contents.entries}
    families: dict[str, Squares] = {}
    for use in uses:
        squares = squares_of(restricted_land([use], ground.codes))
        top = squares if wish.blocks else squares_of(_top_land(use, tops.get(use.layer.id, {})))
        families[use.layer.family] = families.get(use.layer.family, frozenset()) | with_blocks(squares, top)
    opened = [use for use in ground.uses if not use.layer.restricted]
    rest = squares_of(restricted_land(opened, ground.codes))
    return Drawn(
        version="",
        made_at=now,
        families={name: _sorted(squares) for name, squares in families.items()},
        rest=_sorted(rest),
    )


def _top_land(use: LayerUse, top: Mapping[str, tuple[str, ...]]) -> list[shapely.Geometry]:
    """Return the zones of the top category; where their attribute says nothing, they count as such."""
    land: list[shapely.Geometry] = []
    for frame in () if use.data is None else (use.data.zones, use.data.broken):
        rows = np.zeros(len(frame), dtype=bool)
        for column, values in top.items():
            if column == "" or column not in frame:
                rows[:] = True
            else:
                rows |= frame[column].isna().to_numpy() | frame[column].astype(str).isin(values).to_numpy()
        land.extend(np.asarray(frame.geometry.array, dtype=object)[rows])
    return land


def _decoys(
    name: str,
    squares: Iterable[tuple[int, int]],
    drawn: Drawn,
    ground: Ground,
    contents: Contents,
    wish: CoverWish,
) -> Squares:
    taken = frozenset(square for family in drawn.families.values() for square in family)
    room = Room(land=_land_of(ground), taken=taken)
    key = hmac.digest(bytes.fromhex(contents.decoy_key), name.encode(), sha256)
    earlier = frozenset(contents.decoys.get(name, ()))
    return draw_decoys(frozenset(squares), earlier, wish.decoy_share, room, key)


def _land_of(ground: Ground) -> shapely.Geometry:
    """Return the province, as far as its layers reach."""
    extent = [
        use for use in ground.uses if use.layer.family == ground.province.extent and use.data is not None
    ]
    shapes = [shape for use in extent[:1] if use.data is not None for shape in use.data.zones.geometry]
    land = shapely.union_all(shapes) if shapes else shapely.box(*ground.province.bounds_m)
    shapely.prepare(land)
    return land


def _kept(contents: Contents, now: datetime) -> list[Drawn]:
    """Return what was drawn for the versions that were in use within the last year."""
    ends = [*(later.made_at for later in contents.drawn[1:]), now]
    return [one for one, end in zip(contents.drawn, ends, strict=False) if end > now - KEPT_FOR]


def _together(drawn: Iterable[Drawn], name: str) -> Squares:
    return frozenset(square for one in drawn for square in one.families.get(name, ()))


def _family(name: str, uses: Sequence[LayerUse], ground: Ground, squares: Squares) -> CoverFamily:
    rules = [rule for rule in ground.rules if rule.layer == name]
    known = HiddenFamily.of_layers([use for use in uses if use.layer.family == name], rules)
    _require_steps(known)
    named = [
        CoverFamily(squares=(), consultee_en=rule.consultee_en, consultee_vi=rule.consultee_vi)
        for rule in rules
    ]
    en, vi = consultees(named)
    periods = {(period.effective_from, period.effective_to) for period in known.periods}
    return CoverFamily(
        squares=_sorted(squares),
        reaches_m=dict(known.reaches_m),
        accuracy_m=known.accuracy_m,
        consultee_en=en,
        consultee_vi=vi,
        periods=tuple(
            Period(effective_from=start, effective_to=end) for start, end in sorted(periods, key=str)
        ),
    )


def _require_steps(known: HiddenFamily) -> None:
    far = next((field for field, step in known.reaches_m.items() if step > REACHES_M[-1]), None)
    if far is not None:
        raise SealedError(
            f"A sealed zone has more than {REACHES_M[-1] / 1000:g} km in {far}: correct it.",
            f"Có vùng niêm phong ghi khoảng cách quá {REACHES_M[-1] / 1000:g} km ở cột {far}: hãy sửa.",
        )


def _require_all_rows(uses: Iterable[LayerUse]) -> None:
    """Refuse layers that lack rows: outside their squares a cover says "no need" without a doubt."""
    short = next((use.layer for use in uses if use.layer.missing_rows), None)
    if short is not None:
        raise SealedError(
            f"Layer {short.name_en} lacks {short.missing_rows} rows and nobody knows where they lie, so that "
            "no cover can stand for it: import it whole and seal it again.",
            f"Lớp {short.name_vi} thiếu {short.missing_rows} dòng, không rõ nằm ở đâu nên chưa thể lập lưới "
            "che thay cho lớp này: hãy nhập lại đầy đủ rồi niêm phong lại.",
        )


def _says_the_same(cover: Cover, last: Cover) -> bool:
    apart = {"made_at", "previous", "signature"}
    return cover.model_dump(exclude=apart) == last.model_dump(exclude=apart)


def _sorted(squares: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(set(squares)))
