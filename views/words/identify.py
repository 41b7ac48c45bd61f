"""Words of the answer to a click on the map, in Vietnamese and English."""

VI: dict[str, str] = {
    "at.land": "Loại đất theo từng kỳ",
    "at.projects": "Dự án và cảnh báo tại đây",
    "at.zones": "Vùng của các lớp khác",
    "at.zone": "Thửa {id}",
    "at.no_zone": "không có thửa nào tại đây",
    "at.withheld": "không thể hiện tại đây",
    "at.hidden": "Tại đây phải xin ý kiến cơ quan có thẩm quyền: các lớp để trống trong ô lưới này,"
    " không có nghĩa là không vướng.",
    "at.nothing": "Không lớp nào có dữ liệu tại đây.",
    "at.title": "Tại vị trí này",
    "at.waiting": "Đang xem vị trí này…",
    "at.failed": "Không đọc được dữ liệu tại vị trí này; hãy bấm lại.",
    "at.open": "Mở",
    "at.close": "Đóng",
}

EN: dict[str, str] = {
    "at.land": "Land use by period",
    "at.projects": "Projects and findings here",
    "at.zones": "Zones of other layers",
    "at.zone": "Parcel {id}",
    "at.no_zone": "no zone here",
    "at.withheld": "not shown here",
    "at.hidden": "Here the competent office must be asked: layers are blank in this square, which does not"
    " mean that nothing is in the way.",
    "at.nothing": "No layer has anything here.",
    "at.title": "At this place",
    "at.waiting": "Looking at this place…",
    "at.failed": "What is here could not be read; click again.",
    "at.open": "Open",
    "at.close": "Close",
}
