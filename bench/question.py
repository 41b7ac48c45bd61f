"""
The question in SQL, in two statements that DuckDB, SedonaDB and PostGIS read alike.

A pair counts when its common area is above 0: `ST_Intersects` alone also joins neighbours that
only touch. The shapes are kept in a table and measured from there, for
`where ST_Area(ST_Intersection(...)) > 0` in one statement clips every pair more than once.
"""

CLIP = """
select s.id as site_id, z.id as zone_id, ST_Intersection(s.g, z.g) as shape
from sites as s join zones as z on ST_Intersects(s.g, z.g)"""
AREAS = """
select site_id, zone_id, area_m2
from (select site_id, zone_id, ST_Area(shape) as area_m2 from clipped) as measured where area_m2 > 0"""
