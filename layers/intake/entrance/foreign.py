"""Formats that are recognised and refused, each with its name and with what to give instead."""

from __future__ import annotations

from dataclasses import dataclass

from layers.errors import IntakeError

LAYER_EN = "give a GeoPackage, zipped Shapefile, GeoJSON, KML, TAB, MIF, DXF or DGN v7"
LAYER_VI = "hãy dùng GeoPackage, Shapefile nén zip, GeoJSON, KML, TAB, MIF, DXF hoặc DGN v7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A format that does not come in."""

    code: str
    en: str
    """What it is, to follow "is"."""
    vi: str
    advice_en: str = LAYER_EN
    advice_vi: str = LAYER_VI

    def refusal(self, name: str) -> IntakeError:
        """Return the refusal of a file that the person calls `name`."""
        return IntakeError(
            self.code,
            f"{name} is by its content {self.en}: {self.advice_en}.",
            f"{name} có nội dung là {self.vi}: {self.advice_vi}.",
        )


ITSELF = {"advice_en": "export the layer itself", "advice_vi": "hãy xuất chính lớp dữ liệu đó"}
UNPACK = {
    "advice_en": "unpack it, then give the files or a zip of them",
    "advice_vi": "hãy giải nén rồi nộp các tệp hoặc nén lại thành zip",
}
AS_XLSX = {
    "advice_en": "open it and save it as .xlsx or .csv",
    "advice_vi": "hãy mở và lưu lại thành .xlsx hoặc .csv",
}

EMPTY = Foreign(
    code="empty",
    en="empty (0 bytes)",
    vi="tệp rỗng (0 byte)",
    advice_en="copy or download it again",
    advice_vi="hãy sao chép hoặc tải lại",
)
LFS = Foreign(
    code="lfs-pointer",
    en="a Git LFS pointer, not the file it stands for",
    vi="con trỏ Git LFS, không phải tệp thật",
    advice_en="fetch the real file first",
    advice_vi="hãy tải tệp thật về trước",
)
VRT = Foreign(
    code="vrt",
    en="a GDAL VRT, which points to other files or hosts",
    vi="tệp GDAL VRT, chỉ dẫn tới tệp hoặc máy chủ khác",
    **ITSELF,
)
GDALG = Foreign(
    code="gdalg",
    en="a GDAL pipeline, which is an instruction and no data",
    vi="chuỗi lệnh GDAL, không phải dữ liệu",
    **ITSELF,
)
SERVICE = Foreign(
    code="service",
    en="the document of a map service (WFS, WMS, OGC API), which points to a host",
    vi="tài liệu dịch vụ bản đồ (WFS, WMS, OGC API), chỉ dẫn tới máy chủ",
    **ITSELF,
)
GML = Foreign(code="gml", en="GML", vi="GML")
XML = Foreign(code="xml", en="XML of an unknown kind", vi="XML không rõ loại")
XML_DTD = Foreign(
    code="xml-dtd",
    en="XML with a DOCTYPE, which can read other files",
    vi="XML có DOCTYPE, có thể đọc tệp khác",
    **ITSELF,
)
HTML = Foreign(code="html", en="a web page", vi="trang web (HTML)")
TOPOJSON = Foreign(code="topojson", en="TopoJSON", vi="TopoJSON")
ESRI_JSON = Foreign(code="esri-json", en="Esri JSON", vi="Esri JSON")
JSON = Foreign(code="json", en="JSON, but no GeoJSON", vi="JSON nhưng không phải GeoJSON")
DGN8 = Foreign(
    code="dgn-v8",
    en="MicroStation DGN v8",
    vi="MicroStation DGN v8",
    advice_en="save it as DGN v7 or DXF",
    advice_vi="hãy lưu lại thành DGN v7 hoặc DXF",
)
XLS = Foreign(code="xls", en="an Excel 97-2003 workbook (.xls)", vi="sổ tính Excel 97-2003 (.xls)", **AS_XLSX)
DOC = Foreign(code="doc", en="a Word or PowerPoint document", vi="tài liệu Word hoặc PowerPoint")
LOCKED = Foreign(
    code="office-locked",
    en="an Office file with a password",
    vi="tệp Office có đặt mật khẩu",
    advice_en="save it without a password",
    advice_vi="hãy lưu lại không đặt mật khẩu",
)
OLE = Foreign(
    code="ole",
    en="an OLE compound file (DGN v8, .xls, .doc or similar)",
    vi="tệp OLE (DGN v8, .xls, .doc hoặc tương tự)",
    advice_en="save it as DGN v7, DXF or .xlsx",
    advice_vi="hãy lưu lại thành DGN v7, DXF hoặc .xlsx",
)
DWG = Foreign(
    code="dwg",
    en="AutoCAD DWG",
    vi="AutoCAD DWG",
    advice_en="save it as DXF",
    advice_vi="hãy lưu lại thành DXF",
)
RAR = Foreign(code="rar", en="a RAR archive", vi="tệp nén RAR", **UNPACK)
SEVEN_ZIP = Foreign(code="7z", en="a 7-Zip archive", vi="tệp nén 7-Zip", **UNPACK)
PACKED = Foreign(
    code="packed",
    en="an archive (gzip, bzip2, xz, zstd or tar)",
    vi="tệp nén gzip, bzip2, xz, zstd hoặc tar",
    **UNPACK,
)
PDF = Foreign(code="pdf", en="a PDF document", vi="tài liệu PDF")
PICTURE = Foreign(code="picture", en="a picture", vi="tệp ảnh")
PICKLE = Foreign(
    code="pickle",
    en="a Python pickle, which runs as a program",
    vi="tệp pickle của Python, chạy như chương trình",
)
PROGRAM = Foreign(code="program", en="a program or script", vi="chương trình hoặc tập lệnh")
PART = Foreign(
    code="part-alone",
    en="only one part of a Shapefile or TAB",
    vi="tệp thành phần của Shapefile hoặc TAB",
    advice_en="give all parts in one zip",
    advice_vi="hãy nén tất cả các phần vào một tệp zip",
)
DATABASE = Foreign(
    code="database",
    en="an Access or personal geodatabase",
    vi="cơ sở dữ liệu Access hoặc personal geodatabase",
    advice_en="export the layer to a GeoPackage or Shapefile",
    advice_vi="hãy xuất lớp sang GeoPackage hoặc Shapefile",
)
FILE_GEODATABASE = Foreign(
    code="file-geodatabase",
    en="an Esri file geodatabase",
    vi="file geodatabase của Esri",
    advice_en="export the layer to a GeoPackage or Shapefile",
    advice_vi="hãy xuất lớp sang GeoPackage hoặc Shapefile",
)
HDF = Foreign(code="hdf", en="netCDF or HDF", vi="netCDF hoặc HDF")
OFFICE = Foreign(
    code="office",
    en="a Word, PowerPoint or OpenDocument file",
    vi="tệp Word, PowerPoint hoặc OpenDocument",
    **AS_XLSX,
)
MACROS = Foreign(
    code="macros",
    en="an Excel workbook with macros",
    vi="sổ tính Excel có macro",
    advice_en="save it as .xlsx without macros",
    advice_vi="hãy lưu lại thành .xlsx không có macro",
)
XLSB = Foreign(
    code="xlsb", en="a binary Excel workbook (.xlsb)", vi="sổ tính Excel nhị phân (.xlsb)", **AS_XLSX
)
MAPINFO_WORKSPACE = Foreign(
    code="mapinfo-workspace",
    en="a MapInfo workspace, which points to other files",
    vi="workspace của MapInfo, chỉ dẫn tới tệp khác",
    **ITSELF,
)
UNKNOWN = Foreign(code="unknown", en="of no known format", vi="định dạng không nhận biết được")

FIRST_BYTES: tuple[tuple[int, bytes, Foreign], ...] = (
    (0, b"version https://git-lfs.github.com/spec/", LFS),
    (0, b"AC10", DWG),
    (0, b"AC1.", DWG),
    (0, b"AC2.", DWG),
    (0, b"Rar!\x1a\x07", RAR),
    (0, b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (0, b"\x1f\x8b", PACKED),
    (0, b"BZh", PACKED),
    (0, b"\xfd7zXZ\x00", PACKED),
    (0, b"\x28\xb5\x2f\xfd", PACKED),
    (257, b"ustar", PACKED),
    (0, b"%PDF", PDF),
    (0, b"\x89PNG", PICTURE),
    (0, b"\xff\xd8\xff", PICTURE),
    (0, b"II*\x00", PICTURE),
    (0, b"MM\x00*", PICTURE),
    (0, b"II+\x00", PICTURE),
    (0, b"GIF8", PICTURE),
    (0, b"RIFF", PICTURE),
    (0, b"\x00\x00\x00\x0cjP  ", PICTURE),
    (0, b"\x93NUMPY", PICKLE),
    (0, b"\x7fELF", PROGRAM),
    (0, b"#!", PROGRAM),
    (0, b"<?php", PROGRAM),
    (4, b"Standard Jet DB", DATABASE),
    (4, b"Standard ACE DB", DATABASE),
    (0, b"\x89HDF", HDF),
    (0, b"CDF\x01", HDF),
    (0, b"CDF\x02", HDF),
    (0, b"(DWF V", DWG),
    (0, b"!Workspace", MAPINFO_WORKSPACE),
)
"""Offset, bytes there, format."""
TWO_LETTERS = {b"MZ": PROGRAM, b"BM": PICTURE}
"""Words may begin so too: they count only where NUL bytes follow."""
