"""Words of the page in Vietnamese and English: login."""

VI: dict[str, str] = {
    "login.ended": "Phiên làm việc đã kết thúc.",
    "login.sign_in_again": "Đăng nhập lại",
}

EN: dict[str, str] = {
    "login.ended": "The session has ended.",
    "login.sign_in_again": "Sign in again",
}
