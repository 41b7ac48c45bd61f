"""Words of the service for GIS programs in Vietnamese and English."""

VI: dict[str, str] = {
    "ogc.description": "Các lớp dữ liệu mà người hỏi được xem, chỉ để đọc.",
    "ogc.lacking": "{count} đối tượng không có trong danh sách vì chưa có vị trí hoặc hình bị lỗi",
    "ogc.blank": "Không thể hiện mọi loại đất: chỗ trống không có nghĩa là không vướng",
}

EN: dict[str, str] = {
    "ogc.description": "The layers that whoever asks may see, read-only.",
    "ogc.lacking": "{count} rows are not among the features: without a place, or with a broken shape",
    "ogc.blank": "Not every kind of land is shown: blank does not mean clear",
}
