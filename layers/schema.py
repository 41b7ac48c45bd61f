"""The columns of the frames that a check hands on, declared once."""

from __future__ import annotations

FINDING_COLUMNS = (
    "finding_id",
    "site_id",
    "site_name",
    "rule_id",
    "theme",
    "verdict",
    "certainty",
    "severity",
    "restricted",
    "layer_id",
    "overlap_area_ha",
    "site_share",
    "distance_m",
    "tolerance_m",
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
"""One row for every site and rule in force; geometry is the overlap in the province CRS, or None.

certainty is a word of `model.Certainty`, "" where nothing could be checked; tolerance_m is how far the
lines of zones and sites may be off against each other, NaN where the layer does not state it.
"""

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

SETBACK_AREA, SETBACK_UNRESOLVED = "setback_area_ha", "setback_unresolved"
"""Columns of findings whose geometry is, on request, the part inside the setback."""
SLIVER_COLUMNS = (
    "site_id",
    "site_name",
    "rule_id",
    "theme",
    "zone_id",
    "zone_name",
    "code",
    "restricted",
    "overlap_area_m2",
    "tolerance_m",
    "why",
)
"""One row for every sliver: site, rule and zone ("" where a part outside all zones counts).

why is a word of `slivers.Why`.
"""

CELL_COLUMNS = {"findings": FINDING_COLUMNS, "hits": HIT_COLUMNS, "slivers": SLIVER_COLUMNS}
"""The frames to which each site and rule adds rows, and which are kept from one check to the next."""
