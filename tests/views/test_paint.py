"""Tiles: each pixel as a slow exact painting has it, hatches, labels; nothing is dropped, nothing stays open."""

import io

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from geo.crs import DISPLAY_CRS, VN2000_TO_WGS84
from views.paint import blank_tile, paint_tile, tile_bounds, tile_window
from views.palette import OVERLAY_HEX, UNKNOWN, Paint
from views.picture import HATCH_RGB, OUTLINE_RGB, make_sheet, shown_in
from views.tile_shapes import EARTH_RADIUS_M, HALF_WORLD_M, make_shapes

PAINTS = {
    "RPH": Paint(hex="#BEFF1E"),
    "CQP": Paint(hex="#FF6450", hatch="diagonal"),
    "CAN": Paint(hex="#FF5046", hatch="cross"),
    "KKT": Paint(hex=OVERLAY_HEX, hatch="overlay"),
}
ZOOM, COLUMN, ROW = 11, 1612, 894


def degrees(shape):
    """Return a shape of web map metres in longitude, latitude."""

    def back(points):
        x, y = points.T / EARTH_RADIUS_M
        return np.degrees(np.column_stack((x, np.arctan(np.sinh(y)))))

    return shapely.transform(shape, back)


def shapes_of(drawn):
    return make_shapes(gpd.GeoDataFrame(geometry=degrees(np.array(drawn)), crs=DISPLAY_CRS), VN2000_TO_WGS84)


def painted(drawn, codes, zoom=ZOOM, column=COLUMN, row=ROW):
    body = paint_tile(make_sheet(shapes_of(drawn), codes, PAINTS, UNKNOWN), zoom, column, row)
    return Image.open(io.BytesIO(body)).convert("RGBA")


def colours(image):
    return {pixel[:3] for _, pixel in image.getcolors(65536) if pixel[3] == 255}


WEST, SOUTH, EAST, NORTH = tile_bounds(ZOOM, COLUMN, ROW)
SIDE = EAST - WEST
PIXEL = SIDE / 256
MIDDLE = ((WEST + EAST) / 2, (SOUTH + NORTH) / 2)
WHOLE = shapely.box(WEST - PIXEL, SOUTH - PIXEL, EAST + PIXEL, NORTH + PIXEL)


def made_up_province(seed):
    """Return about 700 polygons without gaps, some with holes, and slivers, specks and roads over them."""
    rng = np.random.default_rng(seed)
    count, cell = 24, SIDE / 20
    grid = np.stack(np.meshgrid(np.arange(count + 1), np.arange(count + 1)), axis=2) * cell
    corners = grid + rng.uniform(-0.3, 0.3, grid.shape) * cell + (WEST - 2 * cell, SOUTH - 2 * cell)
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    plots = list(shapely.polygons(rings.reshape(-1, 4, 2)))
    for place in rng.choice(len(plots), 40, replace=False):
        pond = plots[place].representative_point().buffer(rng.uniform(0.02, 0.2) * cell, 3)
        plots[place] = plots[place].difference(pond)
    points = rng.uniform((WEST, SOUTH), (EAST, NORTH), (60, 2))
    specks = [shapely.Point(point).buffer(10 ** rng.uniform(-1, 1.5), 2) for point in points]
    lines = np.cumsum(rng.normal(0, 0.04 * SIDE, (12, 15, 2)), axis=1) + rng.uniform(
        WEST, EAST, (12, 1, 1)
    ) * (1, 0)
    lines += (0, MIDDLE[1])
    roads = [shapely.LineString(line).buffer(10 ** rng.uniform(0, 2)) for line in lines]
    return [*plots, *specks, *roads]


def centres(bounds, size):
    """Return x, y of all pixel centres of a square."""
    west, _, east, north = bounds
    steps = (np.arange(size) + 0.5) * (east - west) / size
    return np.meshgrid(west + steps, north - steps)


def slowly(shapes, zoom, column, row):
    """Paint by asking shapely of each pixel centre, each middle cross, and each polygon that is not seen."""
    west, _, east, north = bounds = tile_bounds(zoom, column, row)
    factor = 2 if zoom >= 12 else 1
    rough, fine = 256 / (east - west), 256 * factor / (east - west)
    image = np.full((256 * factor, 256 * factor), -1)
    marks = np.full((256, 256), -1)
    x, y = centres(bounds, 256 * factor)
    across, down = (flat.ravel() for flat in centres(bounds, 256))
    half, tile = 0.5 / rough, shapely.box(*bounds)
    level = shapely.linestrings(np.stack([(across - half, down), (across + half, down)], axis=1).T)
    upright = shapely.linestrings(np.stack([(across, down - half), (across, down + half)], axis=1).T)
    crosses = shapely.multilinestrings(np.column_stack([level, upright]))
    tree, specks = shapely.STRtree(crosses), []
    for part in range(len(shapes)):
        polygon = shapes.polygon(part)
        shapely.prepare(polygon)
        left, low, right, high = polygon.bounds
        columns = (x[0] >= left) & (x[0] <= right)
        rows = (y[:, 0] >= low) & (y[:, 0] <= high)
        window = np.ix_(rows, columns)
        image[window] = np.where(shapely.contains_xy(polygon, x[window], y[window]), part, image[window])
        length = max(right - left, high - low)
        if 2 * polygon.area / polygon.length * rough < 1 and length * rough >= 2:
            near = polygon.boundary.intersection(tile.buffer(10 * half))
            marks.flat[tree.query(near, predicate="intersects")] = part
        else:
            specks.append((part, polygon))
    kept = np.unique(image[marks.repeat(factor, axis=0).repeat(factor, axis=1) < 0])
    for part, polygon in specks:
        # Centres of all the world's pixels around it, inside the tile or not.
        left, low, right, high = polygon.bounds
        columns = np.arange(np.floor((left - west) * fine) - 1, np.ceil((right - west) * fine) + 1)
        rows = np.arange(np.floor((north - high) * fine) - 1, np.ceil((north - low) * fine) + 1)
        cx, cy = np.meshgrid(west + (columns + 0.5) / fine, north - (rows + 0.5) / fine)
        anywhere = shapely.contains_xy(polygon, cx, cy).any()
        if part not in kept and (part in image or not anywhere):
            inside = shapely.point_on_surface(polygon)
            c, r = int(np.floor((inside.x - west) * rough)), int(np.floor((north - inside.y) * rough))
            if 0 <= c < 256 and 0 <= r < 256:
                marks[r, c] = part
    marked = marks.repeat(factor, axis=0).repeat(factor, axis=1)
    return np.where(marked >= 0, marked, image), marks


@pytest.mark.parametrize(("zoom", "seed"), [(9, 1), (11, 2), (13, 3)])
def test_every_pixel_is_that_of_a_slow_exact_painting(zoom, seed):
    shapes = shapes_of(made_up_province(seed))
    scale = 2.0 ** (zoom - ZOOM)
    place = (zoom, int(COLUMN * scale + max(0, scale / 2)), int(ROW * scale + max(0, scale / 2)))
    assert shapes.widths_m == pytest.approx(
        [2 * shapes.polygon(part).area / shapes.polygon(part).length for part in range(len(shapes))]
    )
    pixel = SIDE / scale / 256
    west, south, east, north = tile_bounds(*place)
    near = shapes.within(west - pixel, south - pixel, east + pixel, north + pixel)
    shown = shown_in(shapes, near, tile_window(*place))
    exact, marks = slowly(shapes, *place)
    np.testing.assert_array_equal(shown.parts, exact)
    # No hole: the plots leave none where they lie all around.
    land = shapely.union_all([shapes.polygon(part) for part in range(len(shapes))])
    inner = land.buffer(-2 * pixel)
    shapely.prepare(inner)
    x, y = centres(tile_bounds(*place), len(exact))
    assert (shown.parts[shapely.contains_xy(inner, x, y)] >= 0).all()
    assert len(np.unique(marks)) > 4


@pytest.mark.parametrize("zoom", [8, 10, 12])
def test_no_polygon_is_missing_but_where_others_need_its_only_pixel(zoom):
    shapes = shapes_of(made_up_province(4))
    seen, tiles = set(), set()
    scale = 2.0 ** (zoom - ZOOM)
    width = SIDE / scale
    for part in range(len(shapes)):
        left, low, right, high = shapes.polygon(part).bounds
        for x in np.arange(left, right + width, width):
            for y in np.arange(low, high + width, width):
                tiles.add(
                    (
                        int((min(x, right) + HALF_WORLD_M) // width),
                        int((HALF_WORLD_M - min(y, high)) // width),
                    )
                )
    marked = {}
    for column, row in tiles:
        west, south, east, north = tile_bounds(zoom, column, row)
        pixel = (east - west) / 256
        near = shapes.within(west - pixel, south - pixel, east + pixel, north + pixel)
        shown = shown_in(shapes, near, tile_window(zoom, column, row))
        seen |= set(np.unique(shown.parts))
        for r, c in np.argwhere(shown.marked >= 0):
            marked[column * 256 + c, row * 256 + r] = shown.marked[r, c]
    missing = set(range(len(shapes))) - seen
    for part in missing:
        x, y = shapes.anchors[part]
        pixel = width / 256
        column, row = int((x + HALF_WORLD_M) // pixel), int((HALF_WORLD_M - y) // pixel)
        around = [(column + c, row + r) for c in (-1, 0, 1) for r in (-1, 0, 1)]
        assert any(place in marked for place in around)
    # A pixel has room for one: at zoom 8 there are fewer pixels than polygons.
    assert len(missing) <= {8: 40, 10: 2, 12: 0}[zoom]


def test_tiles_agree_on_what_lies_across_their_edge():
    wide = shapely.box(WEST, SOUTH, EAST + SIDE, NORTH)
    speck = shapely.Point(EAST - 0.1, MIDDLE[1] + PIXEL / 2).buffer(1)
    shapes = shapes_of([wide, speck])
    left, right = (
        shown_in(shapes, np.arange(2), tile_window(ZOOM, column, ROW)).marked
        for column in (COLUMN, COLUMN + 1)
    )
    assert np.argwhere(left == 1).tolist() == [[127, 255]]
    assert (right == -1).all()


def test_a_pixel_has_exactly_the_official_colour():
    image = painted([shapely.box(WEST, SOUTH, MIDDLE[0], NORTH)], ["RPH"])
    assert image.getpixel((10, 128)) == (0xBE, 0xFF, 0x1E, 255)
    assert image.getpixel((250, 128))[3] == 0


def test_a_code_that_the_table_does_not_know_is_grey():
    assert colours(painted([WHOLE], ["???"])) == {UNKNOWN.rgb}


def test_a_hole_stays_open():
    hole = shapely.box(*MIDDLE, MIDDLE[0] + 40 * PIXEL, MIDDLE[1] + 40 * PIXEL)
    image = painted([WHOLE.difference(hole)], ["RPH"])
    assert image.getpixel((135, 120))[3] == 0
    assert image.getpixel((100, 200)) == (0xBE, 0xFF, 0x1E, 255)


def lines_of(image):
    return {pixel[:3]: count for count, pixel in image.getcolors()}[HATCH_RGB]


def test_defence_is_hatched_and_security_cross_hatched():
    defence, security = painted([WHOLE], ["CQP"]), painted([WHOLE], ["CAN"])
    assert colours(defence) == {(255, 100, 80), HATCH_RGB}
    assert colours(security) == {(255, 80, 70), HATCH_RGB}
    assert lines_of(security) > 1.5 * lines_of(defence)


def test_an_overlay_is_lines_and_hides_nothing():
    area = shapely.box(MIDDLE[0], SOUTH - PIXEL, EAST + PIXEL, NORTH + PIXEL)
    image = painted([WHOLE, area], ["RPH", "KKT"])
    violet = tuple(bytes.fromhex(OVERLAY_HEX[1:]))
    left, right = image.crop((0, 0, 120, 256)), image.crop((136, 0, 256, 256))
    assert colours(left) == {(0xBE, 0xFF, 0x1E)}
    assert colours(right) == {(0xBE, 0xFF, 0x1E), violet}
    shares = {pixel[:3]: count for count, pixel in right.getcolors()}
    assert shares[violet] < shares[0xBE, 0xFF, 0x1E] / 4


def test_hatches_meet_across_tiles():
    wide = shapely.box(WEST - PIXEL, SOUTH - PIXEL, EAST + SIDE + PIXEL, NORTH + PIXEL)
    left = painted([wide], ["CQP"])
    right = painted([wide], ["CQP"], column=COLUMN + 1)
    assert [left.getpixel((0, y)) for y in range(256)] == [right.getpixel((0, y)) for y in range(256)]


def test_a_hatch_never_leaves_its_own_code():
    image = painted([WHOLE, shapely.box(*MIDDLE, EAST, NORTH)], ["CQP", "RPH"])
    assert colours(image.crop((140, 0, 256, 110))) == {(0xBE, 0xFF, 0x1E)}


@pytest.mark.parametrize("zoom", [8, 9, 10, 11])
def test_a_house_plot_is_seen_from_afar_even_inside_a_forest(zoom):
    plot = shapely.box(*MIDDLE, MIDDLE[0] + 10, MIDDLE[1] + 10)
    scale = 2.0 ** (zoom - ZOOM)
    place = (
        zoom,
        int(MIDDLE[0] + HALF_WORLD_M) // int(SIDE / scale),
        int((HALF_WORLD_M - MIDDLE[1]) // (SIDE / scale)),
    )
    forest = shapely.box(*tile_bounds(*place)).buffer(SIDE)
    assert colours(painted([plot, forest], ["CAN", "RPH"], *place)) == {PAINTS["CAN"].rgb, PAINTS["RPH"].rgb}


def test_a_road_narrower_than_a_pixel_is_one_line_without_a_gap():
    road = shapely.LineString([(WEST - 50, SOUTH + 0.2 * SIDE), (EAST + 50, SOUTH + 0.7 * SIDE)]).buffer(2)
    image = np.asarray(painted([road, WHOLE], ["CAN", "RPH"]))
    red = (image[..., :3] == PAINTS["CAN"].rgb).all(axis=2)
    assert red.any(axis=0).all()
    assert 256 <= red.sum() < 512


def test_outlines_come_in_with_zoom_13():
    assert OUTLINE_RGB not in colours(painted([WHOLE], ["RPH"], 12, COLUMN * 2, ROW * 2))
    part = shapely.box(*MIDDLE, EAST, NORTH)
    near = painted([part], ["RPH"], 13, COLUMN * 4 + 2, ROW * 4 + 1)
    # Blended with the land beside it, which is bright.
    assert min(sum(colour) for colour in colours(near)) < (sum(OUTLINE_RGB) + sum(PAINTS["RPH"].rgb)) / 1.9


def test_a_code_is_written_at_close_zooms_once_and_whole_across_tiles():
    scale, pixel = 2**5, SIDE / 2**5 / 256
    edge = WEST + SIDE / scale  # between two tiles of one square of labels
    plot = shapely.box(edge - 30 * pixel, NORTH - 80 * pixel, edge + 30 * pixel, NORTH - 40 * pixel)
    tiles = [painted([plot], ["RPH"], 16, COLUMN * scale + side, ROW * scale) for side in (0, 1)]
    both = Image.new("RGBA", (512, 256))
    for side, tile in enumerate(tiles):
        both.paste(tile, (256 * side, 0))
    dark = np.argwhere(np.asarray(both.convert("L").crop((200, 45, 312, 75))) < 90)
    assert len(dark) > 40
    assert dark[:, 1].min() < 50
    assert dark[:, 1].max() > 60
    plain = painted([plot], ["RPH"], 15, COLUMN * 16, ROW * 16)
    assert not (np.asarray(plain.convert("L").crop((116, 23, 140, 37))) < 90).any()


def test_a_tile_beside_the_data_is_blank():
    sheet = make_sheet(shapes_of([WHOLE]), ["RPH"], PAINTS, UNKNOWN)
    assert paint_tile(sheet, ZOOM, 0, 0) is blank_tile()
    assert Image.open(io.BytesIO(blank_tile())).convert("RGBA").getextrema()[3] == (0, 0)


def test_a_layer_without_polygons_has_blank_tiles():
    nothing = shapes_of([shapely.Point(WEST, SOUTH), shapely.Polygon()])
    assert paint_tile(make_sheet(nothing, ["RPH", "RPH"], PAINTS, UNKNOWN), ZOOM, COLUMN, ROW) is blank_tile()
