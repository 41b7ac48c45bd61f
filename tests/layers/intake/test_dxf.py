"""A DXF drawing: every entity becomes rows or is named, outlines stay lines, arcs within 1 cm."""

import numpy as np
import pytest
import shapely
from pyogrio import raw

from layers.errors import IntakeError
from layers.intake.formats.cad import read_dxf
from layers.intake.formats.table import geometry_of

EAST_M, NORTH_M = 547_000.0, 2_477_000.0
SQUARE = ((0, 0), (50, 0), (50, 50), (0, 50))
TCVN3 = "§Êt quèc phßng".encode("latin-1")


HATCH = (
    (10, 0), (20, 0), (30, 0), (210, 0), (220, 0), (230, 1), (70, 1), (71, 0), (91, 1), (92, 2), (72, 0), (73, 1),
    (93, 4), *(p for x, y in SQUARE for p in ((10, x), (20, y))), (97, 0), (75, 0), (76, 1), (98, 0),
)  # fmt: skip
"""A square, filled."""


def pairs(*values):
    return b"".join(b"%d\n%s\n" % (c, v if isinstance(v, bytes) else str(v).encode()) for c, v in values)


def entity(kind, *values, layer=b"RANH", handle=None):
    head = [(0, kind), *([(5, handle)] if handle else []), (8, layer)]
    return pairs(*head, *values)


def outline(points=SQUARE, *, closed=1, bulge=0.0, **more):
    corners = [p for x, y in points for p in ((10, x), (20, y), (42, bulge))]
    return entity("LWPOLYLINE", (90, len(points)), (70, closed), *corners, **more)


def text(words, **more):
    return entity("TEXT", (10, 1), (20, 1), (40, 1), (1, words), **more)


def block(name, content):
    return pairs((0, "BLOCK"), (8, 0), (2, name), (70, 0), (10, 0), (20, 0)) + content + pairs((0, "ENDBLK"))


def drawing(path, *entities, blocks=b"", version="AC1015", unit=6, numbered=True):
    if numbered:
        entities = [_numbered(content, f"{n:X}") for n, content in enumerate(entities, 0xA0)]
    head = pairs(
        (0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, version), (9, "$DWGCODEPAGE"), (3, "ANSI_1252")
    )
    path.write_bytes(
        head + pairs((9, "$INSUNITS"), (70, unit), (0, "ENDSEC"), (0, "SECTION"), (2, "BLOCKS")) + blocks
        + pairs((0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES")) + b"".join(entities) + pairs((0, "ENDSEC"), (0, "EOF"))
    )  # fmt: skip
    return path


def _numbered(content, handle):
    head, kind, rest = content.split(b"\n", 2)
    return b"\n".join([head, kind, b"5", handle.encode(), rest])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.dxf"


def only(path):
    (layer,) = read_dxf(path)
    assert layer.is_reconciled
    return layer


def code_of(path):
    with pytest.raises(IntakeError) as caught:
        read_dxf(path)
    return caught.value.code


def kinds(layer):
    return [note.kind for note in layer.notes]


def column(layer, name):
    return layer.table[name].to_pylist()


def test_outlines_stay_lines_and_say_whether_they_are_closed(path):
    far = tuple((EAST_M + x, NORTH_M + y) for x, y in SQUARE)
    layer = only(drawing(path, outline(far), outline(far, closed=0), outline(far, layer=b"DAT RUNG")))
    assert (layer.declared_rows, layer.rows_read, layer.notes, layer.layer_field) == (3, 3, (), "layer")
    assert column(layer, "is_closed") == [True, False, True]
    assert column(layer, "layer") == ["RANH", "RANH", "DAT RUNG"]
    assert column(layer, "entity") == ["LWPOLYLINE"] * 3
    ring = geometry_of(layer.table)[0]
    assert ring.geom_type == "LineString"
    assert shapely.equals_exact(shapely.Polygon(ring), shapely.Polygon(far), 0.001, normalize=True)
    assert (layer.crs_wkt, layer.crs_name) == ("", "")


def test_what_gdal_writes_is_read_back_within_a_millimetre(path):
    lines = shapely.linestrings([[(EAST_M + n, NORTH_M), (EAST_M + n, NORTH_M + 0.125)] for n in range(50)])
    raw.write(
        str(path), shapely.to_wkb(lines), [], [], driver="DXF", geometry_type="LineString", crs="EPSG:9205"
    )
    layer = only(path)
    assert shapely.equals_exact(geometry_of(layer.table), lines, 0.001).all()
    assert layer.declared_rows == 50


@pytest.mark.parametrize("numbered", [True, False])
def test_entities_without_handles_are_told_apart(path, numbered):
    old = entity("POLYLINE", (66, 1), (70, 1)) + b"".join(
        entity("VERTEX", (10, x), (20, y)) for x, y in SQUARE
    ) + entity("SEQEND")  # fmt: skip
    layer = only(drawing(path, old, outline(), entity("REGION"), version="AC1009", numbered=numbered))
    assert (layer.declared_rows, layer.rows_read) == (3, 2)
    assert column(layer, "entity") == ["POLYLINE", "LWPOLYLINE"]
    assert ["REGION" in note.en for note in layer.refused] == [True]


@pytest.mark.parametrize("kind", ["REGION", "MLINE", "ACAD_PROXY_ENTITY", "3DSOLID", "XLINE", "BODY"])
def test_entity_that_gdal_leaves_out_is_refused_by_name(path, kind):
    layer = only(drawing(path, outline(), entity(kind, (10, 0), (20, 0), (11, 1), (21, 0), layer=b"QP")))
    assert (layer.declared_rows, layer.rows_read) == (2, 1)
    (note,) = layer.refused
    assert note.en.startswith(f"{kind} A1 on layer 'QP' cannot be read")
    assert note.vi.startswith(f"{kind} A1 ở lớp 'QP' không đọc được")


def test_entity_that_is_no_land_is_counted(path):
    layer = only(drawing(path, outline(), entity("VIEWPORT", (10, 0), (20, 0)), entity("IMAGE")))
    assert (layer.declared_rows, layer.rows_read, kinds(layer)) == (1, 1, ["not land"])
    assert "IMAGE 1, VIEWPORT 1" in layer.notes[0].en


def test_texts_dimensions_and_hatches_are_rows_with_their_kind(path):
    hatch = entity("HATCH", (2, "SOLID"), *HATCH)
    layer = only(drawing(path, text("Lô 1"), hatch, version="AC1021"))
    assert column(layer, "entity") == ["TEXT", "HATCH"]
    assert column(layer, "text")[0] == "Lô 1"
    assert geometry_of(layer.table)[1].area == 2500.0
    assert "drawing marks" in kinds(layer)


def test_insert_becomes_a_row_for_each_entity_of_its_block(path):
    blocks = block("LO", outline(layer=b"0") + outline(layer=b"KHAC"))
    insert = entity("INSERT", (2, "LO"), (10, 1000), (20, 0), layer=b"KHOI")
    layer = only(drawing(path, insert, blocks=blocks))
    assert column(layer, "entity") == ["INSERT", "INSERT"]
    assert column(layer, "layer") == ["KHOI", "KHAC"]
    assert column(layer, "block") == ["LO", "LO"]
    assert geometry_of(layer.table)[0].bounds == (1000, 0, 1050, 50)


def test_block_with_an_unreadable_part_is_refused_with_its_insert(path):
    blocks = block("TRONG", entity("REGION")) + block("NGOAI", outline() + entity("INSERT", (2, "TRONG")))
    layer = only(drawing(path, entity("INSERT", (2, "NGOAI"), (10, 0), (20, 0)), blocks=blocks))
    (note,) = layer.refused
    assert "its block holds REGION" in note.en
    assert layer.rows_read == 1


def test_insert_of_a_missing_block_is_refused_and_of_an_empty_one_is_not(path):
    inserts = [entity("INSERT", (2, name), (10, 0), (20, 0)) for name in ("KHONG", "RONG")]
    layer = only(drawing(path, outline(), *inserts, blocks=block("RONG", b"")))
    assert [note.kind for note in layer.refused] == ["dxf-block"]
    assert "INSERT A1" in layer.refused[0].en


def test_paper_space_is_told(path):
    layer = only(drawing(path, outline(), entity("POINT", (67, 1), (10, 1), (20, 1))))
    assert column(layer, "paper_space") == [False, True]


@pytest.mark.parametrize("unit", [6, 4])
@pytest.mark.parametrize("radius_m", [1, 90, 110, 4000])
def test_arcs_stay_within_a_centimetre(path, unit, radius_m):
    metre = 1 if unit == 6 else 1000
    x, y, radius = (value * metre for value in (1000, 2000, radius_m))
    bulged = outline([(x - radius, y), (x + radius, y)], closed=0, bulge=1.0)
    circle = entity("CIRCLE", (10, x), (20, y), (40, radius))
    arc = entity("ARC", (10, x), (20, y), (40, radius), (50, 10), (51, 75))
    layer = only(drawing(path, circle, arc, bulged, unit=unit))
    for shape in geometry_of(layer.table):
        xy = shapely.get_coordinates(shape)
        off_m = np.abs(np.hypot(*((xy[1:] + xy[:-1]) / 2 - (x, y)).T) - radius) / metre
        assert len(xy) > 5
        assert off_m.max() <= 0.0101
    assert "curve linearised" in kinds(layer)


@pytest.mark.parametrize("version", ["AC1015", "AC1021"])
@pytest.mark.parametrize("handle", ["af", "AF", "not hex", b"\xff\xfe"])
def test_large_arcs_are_found_by_any_handle(path, handle, version):
    arc = entity("ARC", (10, 0), (20, 0), (40, 3000), (50, 0), (51, 90), handle=handle)
    (shape,) = geometry_of(only(drawing(path, arc, numbered=False, version=version)).table)
    xy = shapely.get_coordinates(shape)
    assert 3000 - np.hypot(*((xy[1:] + xy[:-1]) / 2).T).min() <= 0.0101


def test_arcs_of_an_enlarged_block_stay_within_a_centimetre(path):
    blocks = block("TRONG", entity("CIRCLE", (10, 0), (20, 0), (40, 10))) + block(
        "NGOAI", entity("INSERT", (2, "TRONG"), (10, 0), (20, 0), (41, 10), (42, 10))
    )
    insert = entity("INSERT", (2, "NGOAI"), (10, 0), (20, 0), (41, 5), (42, 5))
    (shape,) = geometry_of(only(drawing(path, insert, blocks=blocks)).table)
    xy = shapely.get_coordinates(shape)
    assert 500 - np.hypot(*((xy[1:] + xy[:-1]) / 2).T).min() <= 0.0101


def test_ellipse_stays_within_a_centimetre(path):
    values = ((10, 0), (20, 0), (11, 800), (21, 0), (40, 0.25), (41, 0), (42, 2 * np.pi))
    (shape,) = geometry_of(only(drawing(path, entity("ELLIPSE", *values))).table)
    xy = shapely.get_coordinates(shape)
    angle = np.unwrap(np.arctan2(xy[:, 1] / 200, xy[:, 0] / 800))
    middle = (angle[1:] + angle[:-1]) / 2
    on_curve = np.column_stack([800 * np.cos(middle), 200 * np.sin(middle)])
    assert shapely.distance(shape, shapely.points(on_curve)).max() <= 0.0101


def test_spline_is_drawn_by_its_control_points(path):
    knots = [(40, k) for k in (0, 0, 0, 0, 1, 1, 1, 1)]
    points = [p for x, y in ((0, 0), (300, 600), (600, -600), (900, 0)) for p in ((10, x), (20, y), (30, 0))]
    spline = entity("SPLINE", (70, 8), (71, 3), (72, 8), (73, 4), (74, 0), *knots, *points)
    (shape,) = geometry_of(only(drawing(path, spline)).table)
    t = np.linspace(0, 1, 1001)[:, None]
    control = np.array([(0, 0), (300, 600), (600, -600), (900, 0)], dtype=float)
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    assert shapely.distance(shape, shapely.points(weights @ control)).max() <= 0.01


@pytest.mark.parametrize(("unit", "told"), [(6, False), (4, True), (0, True)])
def test_unit_of_the_drawing_is_told(path, unit, told):
    assert ("drawing unit" in kinds(only(drawing(path, outline(), unit=unit)))) is told


def test_text_of_a_font_stays_bytes(path):
    layer = only(drawing(path, text(TCVN3, layer=TCVN3), text(rb"\U+0110")))
    assert column(layer, "text") == [TCVN3, rb"\U+0110"]
    assert column(layer, "layer") == [TCVN3, b"RANH"]
    assert layer.encoding == "ANSI_1252"


@pytest.mark.parametrize("version", ["AC1015", "AC1021"])
def test_line_type_stays_bytes(path, version):
    line = entity("LINE", (6, TCVN3), (10, 0), (20, 0), (11, 5), (21, 5))
    assert column(only(drawing(path, line, version=version)), "linetype") == [TCVN3]


def test_name_of_a_hatch_that_is_no_text_stays_bytes(path):
    layer = only(drawing(path, text(TCVN3), entity("HATCH", (2, b"\xf3OLID"), *HATCH)))
    assert column(layer, "text") == [TCVN3, b"\xf3OLID"]


def test_escapes_for_unicode_become_letters(path):
    layer = only(drawing(path, text(rb"\U+0110\U+1EA5t r\U+1EEBng", layer=rb"R\U+1EEANG")))
    assert column(layer, "text") == ["Đất rừng"]
    assert column(layer, "layer") == ["RỪNG"]


def test_text_since_2007_is_utf8_unless_it_is_not(path):
    layer = only(drawing(path, text("Đất rừng".encode()), version="AC1021"))
    assert (column(layer, "text"), layer.encoding) == (["Đất rừng"], "UTF-8")
    layer = only(drawing(path, text(TCVN3), version="AC1021"))
    assert column(layer, "text") == [TCVN3]
    assert "encoding contradicted" in kinds(layer)


def test_heights_are_dropped(path):
    face = entity(
        "3DFACE",
        *((c, v) for n, (x, y) in enumerate(SQUARE) for c, v in ((10 + n, x), (20 + n, y), (30 + n, 7))),
    )
    layer = only(drawing(path, face))
    assert (geometry_of(layer.table)[0].has_z, "height dropped" in kinds(layer)) == (False, True)


def test_nested_blocks_that_explode_are_refused(path):
    blocks = b"".join(
        block(f"B{n}", entity("INSERT", (2, f"B{n + 1}"), (10, 0), (20, 0)) * 100) for n in range(8)
    ) + block("B8", outline())  # fmt: skip
    assert code_of(drawing(path, entity("INSERT", (2, "B0"), (10, 0), (20, 0)), blocks=blocks)) == "dxf-bomb"


def test_blocks_that_insert_each_other_are_refused(path):
    blocks = block("A", entity("INSERT", (2, "B"))) + block("B", entity("INSERT", (2, "A")))
    assert (
        code_of(drawing(path, entity("INSERT", (2, "A"), (10, 0), (20, 0)), blocks=blocks)) == "dxf-recursive"
    )


@pytest.mark.parametrize("radius", ["1e12", "1e300", "inf", "nan"])
def test_circle_of_endless_corners_is_refused(path, radius):
    assert code_of(drawing(path, entity("CIRCLE", (10, 0), (20, 0), (40, radius)))) == "dxf-arc"


def test_cut_drawing_is_refused(path):
    whole = drawing(path, *[outline() for _ in range(20)]).read_bytes()
    for cut_at in range(len(whole) // 10, len(whole) - 6, len(whole) // 40):
        path.write_bytes(whole[:cut_at])
        assert code_of(path) in {"dxf-cut", "dxf-broken"}


def test_drawing_without_entities_is_an_empty_layer(path):
    layer = only(drawing(path))
    assert (layer.declared_rows, layer.rows_read) == (0, 0)
