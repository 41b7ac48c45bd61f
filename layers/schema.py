"""The columns of the frames that a check hands on, declared once."""

from __future__ import annotations

FINDING_COLUMNS = (
    "finding_id",
    "site_id",
    "site_name",
    "rule_id",
    "theme",
    "verdict",
    "severity",
    "restricted",
    "layer_id",
    "overlap_area_ha",
    "site_share",
    "distance_m",
    "zone_count",
    "zone_ids",
    "recomputed",
    "sentence_vi",
    "sentence_en",
    "reason_vi",
    "reason_en",
    "consequence_vi",
    "consequence_en",
    "consultee_vi",
    "consultee_en",
    "citation",
    "citation_status",
    "citation_note_vi",
    "citation_note_en",
    "geometry",
)
"""One row for every site and rule in force; geometry is the overlap in the province CRS, or None."""

HIT_COLUMNS = (
    "site_id",
    "rule_id",
    "zone_id",
    "zone_name",
    "code",
    "overlap_area_ha",
    "distance_m",
)
"""One row for every zone behind a finding."""

CELL_COLUMNS = {"findings": FINDING_COLUMNS, "hits": HIT_COLUMNS}
"""The frames to which each site and rule adds rows, and which are kept from one check to the next."""
