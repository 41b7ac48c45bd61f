"""Drafts of a person, and a drawing as a file; at an exact view neither, so that nothing traced stays."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from layers.rules import SITES
from layers.trial.footprint import footprint_of, to_lon_lat
from layers.writer import describe, write_rows
from office.drafts import change_draft, delete_draft, list_drafts, restore_draft, save_draft
from office.drafts_model import DraftText
from office.rights import Act
from views import numbers
from views.drawing.asked import shape_of
from views.drawing.errors import DrawingError
from views.handing import offer
from views.person import current_desk
from views.state import VIETNAM_TIME
from views.store import store_for

if TYPE_CHECKING:
    from layers.province import Province
    from office.drafts_model import Draft
    from office.sessions import Session
    from views.drawing.asked import Filed, Kept, Speaking, Which
    from views.text import Text

Json = dict[str, Any]
MEDIA = {"geojson": "application/geo+json", "gpkg": "application/geopackage+sqlite3"}


def listed(session: Session, _: Speaking, text: Text) -> Json:
    """Return the person's own drafts."""
    province = store_for(session).province
    drafts = list_drafts(current_desk(), session.person)
    return {"drafts": [_told(draft, province, text) for draft in drafts]}


def save(session: Session, kept: Kept, text: Text) -> Json:
    """Write a draft, a new one or one that was read before."""
    _require_open(session)
    province = store_for(session).province
    said = DraftText(
        name=kept.name,
        shape=shape_of(kept, province),
        width_m=kept.width_m,
        planned_code=kept.planned_code,
        note=kept.note,
    )
    desk = current_desk()
    if kept.id is None:
        draft = save_draft(desk, session.person, said)
    else:
        draft = change_draft(desk, session.person, kept.id, kept.version, said)
    return {"draft": _told(draft, province, text), "said": text("draw.saved", name=draft.text.name)}


def delete(session: Session, which: Which, text: Text) -> Json:
    """Delete a draft; the version that comes back is what `restore` takes."""
    draft = delete_draft(current_desk(), session.person, which.id, which.version)
    province = store_for(session).province
    return {"draft": _told(draft, province, text), "said": text("draw.deleted", name=draft.text.name)}


def restore(session: Session, which: Which, text: Text) -> Json:
    """Take a deletion back."""
    draft = restore_draft(current_desk(), session.person, which.id, which.version)
    province = store_for(session).province
    return {"draft": _told(draft, province, text), "said": text("draw.restored", name=draft.text.name)}


def take_away(session: Session, filed: Filed, _: Text) -> Json:
    """Return the address of a file with the footprint, for this session and ten minutes."""
    _require_open(session)
    province = store_for(session).province
    footprint = footprint_of(shape_of(filed, province), filed.width_m)
    name = f"ranh-{SITES}-{province.id}.{filed.format}"
    person = session.person
    body = file_of(filed, footprint, province, name)
    where = person.communes or None
    url = offer(session, body, name, MEDIA[filed.format], act=Act.DOWNLOAD, communes=where)
    return {"url": url, "name": name}


def file_of(filed: Filed, footprint: shapely.Geometry, province: Province, name: str) -> bytes:
    """Return a footprint as a file that the import takes for a project."""
    row = {
        "site_id": [""],
        "name": [filed.name],
        "planned_code": [filed.planned_code],
        "note": [filed.note],
    }
    frame = gpd.GeoDataFrame(row, geometry=[footprint], crs=province.crs)
    with tempfile.TemporaryDirectory(prefix="ranh-") as folder:
        path = Path(folder) / name
        write_rows(frame, path, province.datum_operation, describe(province))
        return path.read_bytes()


def _require_open(session: Session) -> None:
    if session.is_exact:
        raise DrawingError("draw.exact_keeps_nothing")


def _told(draft: Draft, province: Province, text: Text) -> Json:
    said = draft.text
    moment = draft.changed_at.astimezone(VIETNAM_TIME)
    return {
        "id": draft.id,
        "version": draft.version,
        "name": said.name,
        "planned_code": said.planned_code,
        "note": said.note,
        "width_m": said.width_m,
        "changed": f"{numbers.day(moment.date(), text.language)} {moment:%H:%M}",
        "shape": json.loads(shapely.to_geojson(to_lon_lat(said.shape, province))),
    }
