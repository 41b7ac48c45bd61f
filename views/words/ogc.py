"""Words of the service for GIS programs in Vietnamese and English."""

VI: dict[str, str] = {
    "ogc.description": "Các lớp dữ liệu mà người hỏi được xem, chỉ để đọc.",
    "ogc.lacking": "{count} đối tượng không có trong danh sách vì chưa có vị trí hoặc hình bị lỗi",
    "ogc.blank": "Không thể hiện mọi loại đất: chỗ trống không có nghĩa là không vướng",
    "ogc.waiting": "Đang chuẩn bị dữ liệu, hãy gọi lại sau ít giây.",
    "ogc.unknown": "Không có địa chỉ này.",
    "token.title": "Mã truy cập cho phần mềm GIS",
    "token.why": "Với mã này, QGIS hay phần mềm GIS khác chỉ đọc được những gì tài khoản của bạn được"
    " xem, không bao giờ có đất quốc phòng, an ninh. Mã hết hạn khi tài khoản thay đổi.",
    "token.name": "Tên mã, ví dụ tên phần mềm",
    "token.ends": "Hạn dùng",
    "token.days": "{count} ngày",
    "token.make": "Tạo mã",
    "token.once": "Mã chỉ hiện một lần, hãy giữ như mật khẩu:",
    "token.use": "Trong phần mềm GIS: địa chỉ OGC API - Features là {address} trên máy chủ này; xác thực cơ"
    " bản (HTTP Basic) với tên {account}, mật khẩu là mã này.",
    "token.until": "đến {day}",
    "token.ended": "đã hết hạn",
    "token.revoke": "Thu hồi",
    "token.back": "Về trang chính",
}

EN: dict[str, str] = {
    "ogc.description": "The layers that whoever asks may see, read-only.",
    "ogc.lacking": "{count} rows are not among the features: without a place, or with a broken shape",
    "ogc.blank": "Not every kind of land is shown: blank does not mean clear",
    "ogc.waiting": "The data are being prepared: ask again in some seconds.",
    "ogc.unknown": "There is no such address.",
    "token.title": "Tokens for GIS programs",
    "token.why": "With a token, QGIS or another GIS program reads what your account may see, and never"
    " defence or security land. A token ends when the account is changed.",
    "token.name": "Name of the token, such as the program",
    "token.ends": "Ends after",
    "token.days": "{count} days",
    "token.make": "Make a token",
    "token.once": "The token is shown this once; keep it like a password:",
    "token.use": "In the GIS program: the address for OGC API - Features is {address} on this server; basic"
    " authentication (HTTP Basic) with the name {account} and this token as the password.",
    "token.until": "until {day}",
    "token.ended": "ended",
    "token.revoke": "Revoke",
    "token.back": "Back to the first page",
}
