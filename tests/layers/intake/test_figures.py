"""Numbers, dates and degrees as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.intake.cells.angles import Form, angle_form, parse_angle
from layers.intake.cells.days import parse_date, read_dates
from layers.intake.cells.figures import Style, joint_style, parse_number, style_of

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "value", "style", "decimals"),
    [
        ("547012,17", 547012.17, Style.COMMA, 2),
        ("2.477.623,98", 2477623.98, Style.COMMA, 2),
        ("2 477 623.98", 2477623.98, Style.POINT, 2),
        (f"2{NBSP}477{NARROW}623,98", 2477623.98, Style.COMMA, 2),
        ("2'477'623.98", 2477623.98, Style.POINT, 2),
        ("2’477’623,98", 2477623.98, Style.COMMA, 2),
        ("1.234,5", 1234.5, Style.COMMA, 1),
        ("1,234.5", 1234.5, Style.POINT, 1),
        ("2.477.623", 2477623.0, Style.COMMA, 0),
        ("1,234,567", 1234567.0, Style.POINT, 0),
        ("1234.567", 1234.567, Style.POINT, 3),
        ("0.500", 0.5, Style.POINT, 3),
        ("0,500", 0.5, Style.COMMA, 3),
        ("1 234,567", 1234.567, Style.COMMA, 3),
        ("-12,5", -12.5, Style.COMMA, 1),
        ("−12.5", -12.5, Style.POINT, 1),
        ("+7", 7.0, Style.PLAIN, 0),
        ("\u200e547012,17\u200e", 547012.17, Style.COMMA, 2),
        ("4611686018427387904", 2.0**62, Style.PLAIN, 0),
        ("1e300", 1e300, Style.PLAIN, 0),
    ],
)
def test_a_number_with_one_reading(text, value, style, decimals):
    figure = parse_number(text)
    assert (figure.value, figure.style, figure.decimals) == (value, style, decimals)


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1.234", (1.234, 1234.0)), ("547,012", (547012.0, 547.012)), ("-1.234", (-1.234, -1234.0))],
)
def test_one_mark_before_three_digits_has_two_readings(text, readings):
    figure = parse_number(text)
    assert figure.readings == readings
    assert figure.value is None
    assert figure.style is Style.AMBIGUOUS


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "1.23.4", "1,2,3", "1.2345.678", "12 34", "1 2", "5.", ".5", ",5", "1..2", "1.234.56",
        "10²", "５４７", "1/2", "5½", "1e400", "-1e999", "nan", "inf", "0x10", "1_000", "5470O2", "0.123.456",
        "1 234.567.8", "12,34.5", "1.234 567,8", "٣", "9" * 65, "m", "ha", "12 kg", "12 m m",
    ],
)  # fmt: skip
def test_what_is_no_number(text):
    assert parse_number(text).readings == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("30,00 m", 30.0, "m"),
        ("30m", 30.0, "m"),
        ("12.345,6 m2", 12345.6, "m2"),
        ("12345,6m²", 12345.6, "m2"),
        ("41,85 ha", 41.85, "ha"),
        ("1,5 km", 1.5, "km"),
        ("900 mét vuông", 900.0, "m2"),
    ],
)
def test_known_units_are_left_off_and_kept(text, value, unit):
    figure = parse_number(text)
    assert (figure.value, figure.unit) == (value, unit)


def test_a_style_that_contradicts_leaves_no_number():
    assert parse_number("547012.17", Style.COMMA).value is None
    assert parse_number("547012,17", Style.POINT).value is None
    assert parse_number("547.012", Style.COMMA).value == 547012.0
    assert parse_number("547.012", Style.POINT).value == 547.012
    assert parse_number("547012", Style.POINT).value == 547012.0


def test_a_power_of_ten_is_told():
    figure = parse_number("2.48E+06")
    assert figure.value == 2480000.0
    assert figure.is_scientific


@pytest.mark.parametrize(
    ("column", "style"),
    [
        (["547.012", "547.045"], Style.AMBIGUOUS),
        (["547.012", "547.012,5"], Style.COMMA),
        (["547.012", "1.547.012"], Style.COMMA),
        (["547.012", "547.0125"], Style.POINT),
        (["1,5", "1.5"], Style.MIXED),
        (["12", "x", ""], Style.PLAIN),
        ([], Style.PLAIN),
    ],
)
def test_the_column_tells_the_style(column, style):
    assert style_of(column) is style


def test_mixed_columns_stay_mixed():
    assert joint_style([Style.MIXED, Style.COMMA]) is Style.MIXED
    assert joint_style([Style.COMMA, Style.POINT]) is Style.MIXED


def written(value, decimals, mark, thousands):
    """Write a number as a program would that was told the two marks."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", "T").replace(".", mark).replace("T", thousands)


@given(
    st.integers(min_value=-(10**9), max_value=10**9),
    st.integers(min_value=0, max_value=6),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", NBSP, NARROW, "'", "."]),
)
def test_every_written_number_comes_back(scaled, decimals, mark, thousands):
    if thousands == mark:
        thousands = ","
    value = scaled / 10**decimals
    text = written(value, decimals, mark, thousands)
    style = Style.COMMA if mark == "," else Style.POINT
    assert parse_number(text, style).value == float(f"{value:.{decimals}f}")
    assert float(f"{value:.{decimals}f}") in parse_number(text).readings


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    figure = parse_number(text)
    assert len(figure.readings) <= 2
    assert all(abs(value) < float("inf") for value in figure.readings)
    parse_angle(text)
    assert parse_date(text).value is None or parse_date(text).value.year > 1900


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/03/2025", date(2025, 3, 5)),
        ("5-3-2025", date(2025, 3, 5)),
        ("05.03.2025", date(2025, 3, 5)),
        ("2025-03-05", date(2025, 3, 5)),
        ("2025-03-05T00:00:00", date(2025, 3, 5)),
        ("2025-03-05T10:00:00+07:00", date(2025, 3, 5)),
        ("ngày 5 tháng 3 năm 2025", date(2025, 3, 5)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_dates_day_first_or_iso(text, day):
    assert parse_date(text).value == day
    assert parse_date(text).en == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/02/2025", "does not exist"),
        ("29/02/2025", "does not exist"),
        ("12/31/2024", "does not exist"),
        ("2025-13-01", "does not exist"),
        ("00/01/2025", "does not exist"),
        ("31/12/24", "two digits"),
        ("01/01/1900", "1901"),
        ("1899-12-30", "1901"),
        ("45657", "no date"),
        ("2025-03-05T20:00:00Z", "no date"),
        ("5/3-2025", "no date"),
        ("２/3/2025", "no date"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_the_reason(text, words):
    day = parse_date(text)
    assert day.value is None
    assert words in day.en
    assert text in day.vi


def test_an_empty_cell_is_no_fault():
    assert parse_date(" ").value is None
    assert parse_date(" ").en == ""


def test_one_american_date_makes_a_column_doubtful():
    days = read_dates(["05/03/2025", "12/31/2024", "31/12/2024", "07/07/2025", "2025-03-05"])
    assert [day.value for day in days] == [None, None, date(2024, 12, 31), date(2025, 7, 7), date(2025, 3, 5)]
    assert "2025-03-05" in days[0].en
    assert "2025-05-03" in days[0].en


@pytest.mark.parametrize(
    "text",
    [
        "105°30'15.2\"", "105° 30' 15,2\"", "105º30′15.2″", "105 30 15.2", "105-30-15.2", "105:30:15.2",
        "105d30m15.2s", "105°30'15.2\"E", "E105°30'15.2\"", "105°30'15.2\" Đông", "105°30'15.2''",
    ],
)  # fmt: skip
def test_degrees_in_parts(text):
    angle = parse_angle(text)
    assert angle.form is Form.PARTS
    assert angle.degrees == pytest.approx(105 + 30 / 60 + 15.2 / 3600, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["105 60 15", "105°30'60\"", "105 61", "N 22 E 103", "105 30 15 7", "abc", "12 m"]
)
def test_what_is_no_angle(text):
    assert parse_angle(text) is None


def test_south_and_west_are_negative():
    assert parse_angle("22°30'S").degrees == -22.5
    assert parse_angle("22.5 Tây").degrees == -22.5


@pytest.mark.parametrize(
    ("column", "form"),
    [
        (["105.3015", "105.3122", "105.2959"], Form.AMBIGUOUS),
        (["105.3015", "105.3172"], Form.DECIMAL),
        (["105.3", "105.31"], Form.DECIMAL),
        (["105,3015"], Form.AMBIGUOUS),
        (["105 30 15", "105.5"], Form.MIXED),
        ([], Form.NONE),
    ],
)
def test_only_the_column_tells_packed_degrees(column, form):
    assert angle_form(column) is form


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999))
def test_degrees_come_back_in_every_form(degrees, minutes, hundredths):
    seconds = hundredths / 100
    value = degrees + minutes / 60 + seconds / 3600
    parts = parse_angle(f"{degrees}°{minutes:02d}'{seconds:05.2f}\"")
    assert parts.degrees == pytest.approx(value, abs=1e-11)
    packed = parse_angle(f"{degrees}.{minutes:02d}{hundredths:04d}")
    assert packed.read_as(Form.PACKED) == pytest.approx(value, abs=1e-11)
