"""The words of a profile on paper: Vietnamese first, then English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS: dict[str, tuple[str, str]] = {
    "title": ("HỒ SƠ DỌC HÀNH LANG", "PROFILE OF A CORRIDOR"),
    "band": ("Dải rộng {width} m", "Band of {width} m"),
    "mark": ("LƯU Ý", "NOTE"),
    "axis": ("Trục", "Axis"),
    "source": ("Nguồn tuyến", "Line from"),
    "length": ("Chiều dài", "Length"),
    "area": ("Diện tích dải", "Area of the band"),
    "day": ("Tính đến ngày", "As of"),
    "crs": ("Hệ toạ độ", "Coordinates"),
    "chart": ("Loại đất dọc theo lý trình", "Land along the chainage"),
    "chart.caption": (
        "{layer}. Trục ngang: lý trình (km); trục dọc: {unit} trong mỗi đoạn {step} m.",
        "{layer}. Across: chainage (km); up: {unit} in each interval of {step} m.",
    ),
    "land": ("Đất theo mã và thời kỳ", "Land by code and period"),
    "land.columns": ("Mã|Loại đất", "Code|Land"),
    "kind.blank": ("Không có dữ liệu", "No data"),
    "kind.withheld": ("Không công bố: xin ý kiến", "Withheld: ask"),
    "kind.land": ("Mã không có trong bảng", "A code that is in no table"),
    "units": ("Đơn vị hành chính đi qua", "Communes crossed"),
    "units.columns": ("Tên|km|km trên trục|ha", "Name|km|km on the axis|ha"),
    "projects": ("Dự án trong dải", "Projects in the band"),
    "projects.columns": (
        "Mã|Dự án|Lĩnh vực|Giai đoạn|km|km trên trục|ha",
        "Id|Project|Sector|Phase|km|km on the axis|ha",
    ),
    "zones": ("Khu vực bảo vệ, hạn chế, công trình đi qua", "Protected and restricted zones, works crossed"),
    "zones.columns": (
        "Lớp|Mã|Tên|km|km trên trục|ha",
        "Layer|Id|Name|km|km on the axis|ha",
    ),
    "consult": ("Cơ quan phải xin ý kiến", "Who must be consulted"),
    "consult.columns": ("Quy tắc|Kết quả|Nội dung; cơ quan|Căn cứ", "Rule|Answer|What; whom|Law"),
    "verdict.conflict": ("Vướng", "Conflict"),
    "verdict.not_checked": ("Chưa kiểm tra được", "Not checked"),
    "verdict.near": ("Gần ranh", "Near"),
    "verdict.clear": ("Không vướng", "Clear"),
    "notes": ("Những điều cần lưu ý, dữ liệu chưa đọc được", "What to know, what could not be read"),
    "notes.columns": ("Nội dung", "What"),
    "versions": ("Phiên bản dữ liệu", "Data versions"),
    "versions.columns": ("Lớp|Phiên bản|Nguồn gốc|SHA-256", "Layer|Version|Origin|SHA-256"),
    "origin.real": ("Thật", "Real"),
    "origin.schematic": ("Sơ đồ", "Schematic"),
    "origin.synthetic": ("Mô phỏng", "Synthetic"),
    "not_in_force": ("không còn hoặc chưa có hiệu lực", "not in force on that day"),
    "none": ("Không có.", "None."),
    "none_told": (
        "Không có trong dữ liệu được công bố; đất quốc phòng, an ninh không liệt kê ở đây.",
        "None in the data that may be shown; defence and security land is never listed here.",
    ),
    "no_right": (
        "Tài khoản của bạn không có quyền xem kết quả theo quy tắc: danh sách này không được lập.",
        "Your account may not see what the rules say: this list was not made.",
    ),
    "no_rule": (
        "Không có quy tắc nào có hiệu lực vào ngày này: chưa kiểm tra gì.",
        "No rule is in force on that day: nothing was checked.",
    ),
    "partial": (
        "Chưa đủ ở đây, có thể còn đối tượng khác trong dải: {layers}.",
        "Not whole here, there may be more in the band: {layers}.",
    ),
    "gaps": (
        "Không đọc được hoặc chưa có hiệu lực, nên thiếu ở đây: {layers}.",
        "Could not be read, or is not in force, and is missing here: {layers}.",
    ),
    "capital": (
        "Vốn đã biết: {known} tỷ đồng; {unknown}/{count} dự án chưa rõ vốn, không có trong tổng.",
        "Known capital: {known} billion VND, without {unknown} of {count} projects of unknown capital.",
    ),
    "more": ("… và {count} dòng nữa, xem tệp bảng tính.", "… and {count} more rows: see the workbook."),
}


def corridor_words(language: str) -> Callable[..., str]:
    """
    Return what gives the words in `language` ("vi", else English).

    Examples
    --------
    >>> corridor_words("en")("band", width="500")
    'Band of 500 m'
    """
    side = 0 if language == "vi" else 1

    def say(key: str, **values: object) -> str:
        return WORDS[key][side].format(**values)

    return say
