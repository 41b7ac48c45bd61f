"""`ranh map-tables`: sites, findings and layers as tables of PostGIS, for desktop GIS."""

from __future__ import annotations

from commands.identity import acting, office_desk
from commands.settings import Settings, err, out, say
from layers.check import check_province
from layers.province import open_province
from office.cases.said import today
from office.database.map_tables import READER, SCHEMA
from office.map_publishing import publish_map
from office.rights import Act
from views.console import progress


def map_tables_command() -> None:
    """
    Check the province and put what may be told into PostGIS, where QGIS opens it read-only.

    Needs RANH_DATABASE_URL. Give the role ranh_map_reader to the logins that may read:
    GRANT ranh_map_reader TO name. Defence and security land is not in the tables.

    Example: ranh map-tables
    """
    person = acting(Act.EXPORT)
    province = open_province(Settings.folder)
    with progress(err) as report:
        result = check_province(province, today(), report)
    made = publish_map(office_desk(), person, result, province)
    for name, count in sorted(made.rows.items()):
        out.print(f"{SCHEMA}.{name}: {count}", highlight=False)
    told = (f"Readers: role {READER}.", f"Người đọc: vai trò {READER}.")
    out.print(say(*told), highlight=False)
