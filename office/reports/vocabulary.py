"""The words for values of closed vocabularies, as reports write them: Vietnamese, then English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from office.reports.words import Words

VALUES: dict[str, tuple[str, str]] = {
    "verdict.conflict": ("Xung đột", "Conflict"),
    "verdict.not_checked": ("Chưa kiểm tra được", "Not checked"),
    "verdict.near": ("Gần ranh", "Near"),
    "verdict.clear": ("Không vướng", "Clear"),
    "certainty.certain": ("Chắc chắn", "Certain"),
    "certainty.possible": ("Có thể", "Possible"),
    "certainty.within_map_error": ("Trong sai số bản đồ", "Within map error"),
    "certainty.not_stated": ("Chưa rõ độ chính xác", "Accuracy not stated"),
    "severity.critical": ("Nghiêm trọng", "Critical"),
    "severity.high": ("Cao", "High"),
    "severity.medium": ("Trung bình", "Medium"),
    "severity.low": ("Thấp", "Low"),
    "severity.info": ("Thông tin", "Info"),
    "theme.border": ("Biên giới", "Border"),
    "theme.defence": ("Quốc phòng", "Defence"),
    "theme.forest": ("Rừng", "Forest"),
    "theme.heritage": ("Di sản", "Heritage"),
    "theme.irrigation": ("Thuỷ lợi", "Irrigation"),
    "theme.land_targets": ("Chỉ tiêu sử dụng đất", "Land-use targets"),
    "theme.mineral": ("Khoáng sản", "Minerals"),
    "theme.place": ("Vị trí", "Place"),
    "theme.plan": ("Quy hoạch sử dụng đất", "Land-use plan"),
    "theme.power": ("Điện lực", "Power"),
    "theme.project": ("Dự án khác", "Other projects"),
    "theme.rice": ("Đất lúa", "Rice land"),
    "theme.road": ("Đường bộ", "Roads"),
    "theme.security": ("An ninh", "Security"),
    "theme.water": ("Nguồn nước", "Water"),
    "sector.agriculture": ("Nông nghiệp", "Agriculture"),
    "sector.agro-industry": ("Công nghiệp nông nghiệp", "Agro-industry"),
    "sector.border trade": ("Thương mại cửa khẩu", "Border trade"),
    "sector.commerce": ("Thương mại", "Commerce"),
    "sector.economic zone": ("Khu kinh tế", "Economic zone"),
    "sector.education": ("Giáo dục", "Education"),
    "sector.energy": ("Năng lượng", "Energy"),
    "sector.forestry": ("Lâm nghiệp", "Forestry"),
    "sector.industry": ("Công nghiệp", "Industry"),
    "sector.mining": ("Khai khoáng", "Mining"),
    "sector.power grid": ("Lưới điện", "Power grid"),
    "sector.tourism": ("Du lịch", "Tourism"),
    "sector.tourism/heritage": ("Du lịch, di sản", "Tourism, heritage"),
    "sector.transport": ("Giao thông", "Transport"),
    "sector.urban": ("Đô thị", "Urban"),
    "sector.urban/social": ("Đô thị, xã hội", "Urban, social"),
    "state.new": ("Mới", "New"),
    "state.assigned": ("Đã giao", "Assigned"),
    "state.under_review": ("Đang xem xét", "Under review"),
    "state.sent_to_consultee": ("Đang xin ý kiến", "Sent to consultee"),
    "state.answered": ("Đã có ý kiến", "Answered"),
    "state.accepted": ("Xác nhận cảnh báo", "Warning accepted"),
    "state.contested": ("Bác cảnh báo", "Warning contested"),
    "state.resolved": ("Đã giải quyết", "Resolved"),
    "state.reopened": ("Mở lại", "Reopened"),
    "origin.real": ("số liệu thật", "real"),
    "origin.schematic": ("sơ đồ", "schematic"),
    "origin.synthetic": ("mô phỏng", "synthetic"),
    "citation.confirmed": ("đã đối chiếu", "confirmed"),
    "citation.partly": ("mới đối chiếu một phần", "confirmed in part"),
    "citation.unverified": ("CHƯA được xác nhận", "NOT confirmed"),
    "status.valid": ("Còn giá trị", "Valid"),
    "status.changed": ("Căn cứ đã thay đổi", "What it rests on has changed"),
    "status.expired": ("Hết hiệu lực", "Expired"),
    "status.not_ours": ("Không phải báo cáo của đơn vị, hoặc đã bị sửa", "Not ours, or tampered with"),
}


def known(words: Words, group: str, value: object) -> str:
    """
    Return the word for a value, or the value itself where it is a new one.

    Examples
    --------
    >>> from office.reports.words import Words
    >>> known(Words("vi"), "sector", "energy"), known(Words("vi"), "sector", "space travel")
    ('Năng lượng', 'space travel')
    """
    pair = VALUES.get(f"{group}.{value}")
    return str(value) if pair is None else words.pick(pair)
