"""What is served without an account where the public view is on, and to GIS programs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.leak_exits import tile_places
from bench.leak_office import NOBODY, Office, Sent
from layers.rules import SITES
from office.accounts import list_accounts
from office.people import Role
from office.public_view import PublicView, close_to_public, open_to_public
from views import state
from views.ogc import service
from views.public import gate
from views.public.ground import layer_address
from views.public.published import PublishedStore
from views.store import current_store

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS = ("", "/schema", "/queryables", "/items", "/items/1")
"""Of the address of a collection."""


def public_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give every public address with everything published, and what a GIS program gets; to nobody, off."""
    told = current_store().told
    told.result(state.today())
    families = sorted({layer.family for layer in told.province.layers})
    published = PublishedStore(told, PublicView(families=tuple(families)))
    with _opened(office, () if viewer == NOBODY else families):
        for end in ("?lang=vi", "?lang=en&all=1", "/du-an.geojson?all=1", "/du-an.xlsx?all=1", "/x"):
            yield office.ask("public view", viewer, f"{gate.ROOT}{end}")
        for layer in published.province.layers:
            if layer.family == SITES:
                continue
            address = layer_address(published, layer)
            for zoom, column, row in tile_places() if "{z}" in address else ((0, 0, 0),):
                yield office.ask("public view", viewer, address.format(z=zoom, x=column, y=row))
        for end in ("", "/conformance", "/openapi", "/collections", "/x"):
            yield office.ask("features", viewer, f"{service.ROOT}{end}")
        for name in (*(layer.id for layer in published.province.layers), "defence", "no-such-layer"):
            for end in ENDS:
                yield office.ask("features", viewer, f"{service.ROOT}/collections/{name}{end}")


@contextmanager
def _opened(office: Office, families: tuple[str, ...] | list[str]) -> Iterator[None]:
    """Have families of layers published, as an administrator would; none: the view stays off."""
    if not families:
        yield
        return
    people = (account.person for account in list_accounts(office.desk))
    keeper = next(person for person in people if person.role is Role.ADMINISTRATOR)
    open_to_public(office.desk, keeper, families)
    try:
        yield
    finally:
        close_to_public(office.desk, keeper)
