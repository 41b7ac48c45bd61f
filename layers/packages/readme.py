"""What a package says of itself in Vietnamese, for whoever opens it without this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.crs import operation_name, parse_crs
from layers.cover import SQUARE_M
from layers.packages.dbf_file import TEXT_BYTES, cut_columns
from layers.packages.decided import day, decided
from layers.packages.dxf_file import cad_layers
from layers.packages.names import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.packages.model import Content, Table
    from layers.packages.placing import Places

MARK = b"\xef\xbb\xbf"
"""Byte order mark: without it Notepad of older Windows shows no Vietnamese."""
LEVELS = {
    "district": "Huyện, thành phố cũ",
    "former_commune": "Xã, phường, thị trấn cũ",
    "commune": "Xã, phường hiện nay",
}
ORIGINS = {
    "synthetic": "MÔ PHỎNG, không phải dữ liệu thật",
    "schematic": "SƠ ĐỒ, không phải ranh giới pháp lý",
}


def readme_bytes(content: Content, places: Places) -> bytes:
    """Return the text, with the line ends of Windows."""
    sections = (_head, _withheld, _crs, _layers, _missing, _files, _fields, _units)
    lines = [line for section in sections for line in (*section(content, places), "")]
    return MARK + "\r\n".join(lines).encode()


def withheld_vi(content: Content) -> str:
    """Return what is not in the package, in Vietnamese."""
    if content.exact:
        return (
            "GÓI NÀY CÓ ĐẤT QUỐC PHÒNG, AN NINH ĐẦY ĐỦ: chỉ giao cho người có quyền xem, "
            "bảo quản theo quy định về bí mật nhà nước."
        )
    here = (
        f"đơn vị này có {content.squares} ô như vậy (lớp withheld)"
        if content.squares
        else "đơn vị này không có ô nào"
    )
    return (
        f"Không có lớp đất quốc phòng, an ninh. Các ô lưới {SQUARE_M:g} m chạm đất đó bị để trống "
        "ở các lớp khác; "
        f"{here}. Ô để trống KHÔNG có nghĩa là không vướng: phải hỏi cơ quan có thẩm quyền."
    )


def withheld_en(content: Content) -> str:
    """Return the same in English."""
    if content.exact:
        return "This package holds defence and security land as it is: for those alone who may see it."
    return (
        f"No defence or security layer is included; {SQUARE_M:g} m squares that touch such land are blank "
        f"in the other layers ({content.squares} in this unit). "
        "Blank does not mean clear: ask the competent office."
    )


def _head(content: Content, _: Places) -> Iterator[str]:
    yield f"GÓI DỮ LIỆU QUY HOẠCH: {content.unit.name} (mã {content.unit.code}), {content.province.name_vi}"
    yield f"Tại ngày {content.as_of:%d/%m/%Y}: gồm các phiên bản dữ liệu có hiệu lực trong ngày này."
    if content.province.notice_vi:
        yield f"LƯU Ý: {content.province.notice_vi}"


def _withheld(content: Content, _: Places) -> Iterator[str]:
    yield "1. PHẦN KHÔNG CÓ TRONG GÓI"
    yield withheld_vi(content)


def _crs(content: Content, _: Places) -> Iterator[str]:
    crs = parse_crs(content.province.crs)
    yield "2. HỆ TOẠ ĐỘ"
    yield f"GeoPackage, Shapefile, DXF: {crs.name} ({content.province.crs}), đơn vị mét."
    operation = operation_name(content.province.datum_operation)
    yield f"GeoJSON, KML: WGS 84, kinh độ trước vĩ độ, qua phép chuyển {operation}."
    yield "DXF không ghi được hệ toạ độ: khi mở phải chọn đúng hệ nêu trên."
    yield "Không có MapInfo TAB: phần mềm ghi TAB hiện có làm mất gốc VN-2000, sai lệch khoảng 224 m;"
    yield "trong MapInfo hãy mở tệp Shapefile hoặc GeoPackage."
    yield "Diện tích phải tính trong hệ VN-2000, không tính từ GeoJSON hoặc KML."


def _layers(content: Content, _: Places) -> Iterator[str]:
    yield "3. CÁC LỚP DỮ LIỆU"
    for table in content.tables:
        yield f"- {table.id}: {table.title_vi}; {table.count} đối tượng."
        yield from _facts(table)
    yield "Cột clipped = 1 (true): đối tượng bị cắt theo ranh giới đơn vị hoặc theo ô để trống;"
    yield "diện tích ghi trong thuộc tính (nếu có) là của cả đối tượng, không phải của phần trong gói."
    yield f"Lớp có hiệu lực nhưng không có đối tượng trong đơn vị này: {_named(content.empty) or 'không có'}."


def _facts(table: Table) -> Iterator[str]:
    facts = table.facts
    if facts:
        yield f"  Quyết định: {decided(facts)}."
        since, until = day(facts.get("effective_from")), day(facts.get("effective_to"))
        if since or until:
            yield f"  Hiệu lực: từ {since or '(không ghi)'} đến {until or '(không ghi)'}."
        if origin := ORIGINS.get(str(facts.get("origin"))):
            yield f"  {origin}."
        yield f"  Nguồn: {facts.get('source_vi') or facts.get('source') or 'không ghi'}"
    if table.slivers:
        yield f"  Đã bỏ {table.slivers} mảnh vụn dọc ranh giới, tổng {_number(table.slivers_m2)} m²."


def _missing(content: Content, _: Places) -> Iterator[str]:
    yield "4. LỚP CÓ VẤN ĐỀ"
    for problem in content.problems:
        yield f"- {problem.title_vi}: {problem.vi}"
    if not content.problems:
        yield "Không có."


def _files(content: Content, places: Places) -> Iterator[str]:
    yield "5. CÁC TỆP"
    yield f"- {places.project}: MỞ TỆP NÀY bằng QGIS (từ 3.16): mọi lớp theo nhóm, đúng màu, hệ VN-2000."
    yield f"  Tệp chỉ dẫn tới {places.geopackage} nằm cạnh nó: phải giải nén cả gói vào một thư mục."
    yield f"- {places.geopackage}: mọi lớp, kèm kiểu màu (QGIS tự nhận). NÊN DÙNG tệp này."
    yield "- shapefile/: mỗi lớp một bộ tệp; .qml là kiểu màu QGIS; chữ UTF-8 (.cpg)."
    yield "- geojson/: mỗi lớp một tệp (RFC 7946)."
    yield f"- {places.kml}: mọi lớp cho Google Earth, mỗi lớp một thư mục, mở ra ở trạng thái tắt."
    yield f"- {places.drawing}: bản vẽ CAD (DXF R12); mỗi loại đất một lớp, màu gần nhất trong bảng màu CAD."
    yield "  Bản vẽ không có thuộc tính; mã đối tượng nằm trong dữ liệu mở rộng (RANH)."
    yield f"- {places.workbook}: bảng thuộc tính, mỗi lớp một trang."
    yield "- manifest.json: mã băm SHA-256 của từng tệp; kiểm tra bằng lệnh: ranh verify TỆP.zip"
    yield "Màu loại đất theo bảng màu của Bộ (cột code)."
    drawn = ", ".join(layer.name for layer in cad_layers(content))
    yield f"Lớp trong bản vẽ: {drawn or 'không có'}."


def _fields(content: Content, _: Places) -> Iterator[str]:
    yield "6. TÊN TRƯỜNG TRONG SHAPEFILE (tối đa 10 ký tự) = TÊN ĐẦY ĐỦ Ở CÁC TỆP KHÁC"
    for table in content.tables:
        names = field_names(column.name for column in table.columns)
        changed = [f"{short} = {own}" for own, short in names.items() if short != own]
        if changed:
            yield f"- {table.id}: {'; '.join(changed)}"
        if shortened := cut_columns(table):
            yield f"  Bị cắt ở {TEXT_BYTES} byte, xem đủ ở tệp khác: {', '.join(shortened)}"


def _units(content: Content, _: Places) -> Iterator[str]:
    yield "7. ĐƠN VỊ HÀNH CHÍNH TRƯỚC VÀ SAU NGÀY SẮP XẾP (ghép theo mã và ngày)"
    for level, names in content.relatives.items():
        yield f"- {LEVELS.get(level, level)}: {'; '.join(names)}"
    if not content.relatives:
        yield "Không có."


def _number(value: float) -> str:
    """
    Return a number with a decimal comma.

    Examples
    --------
    >>> _number(0.1)
    '0,10'
    """
    return f"{value:.2f}".replace(".", ",")


def _named(tables: tuple[Table, ...]) -> str:
    return ", ".join(table.title_vi for table in tables)
