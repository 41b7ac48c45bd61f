"""The words of a report: Vietnamese first, then English."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # Head
    "title.project": ("BÁO CÁO KIỂM TRA CHỒNG LẤN KHU ĐẤT DỰ ÁN", "REPORT ON THE CHECK OF A PROJECT SITE"),
    "title.case": ("BÁO CÁO HỒ SƠ CẢNH BÁO CHỒNG LẤN", "REPORT ON THE CASE OF A WARNING"),
    "head.number": ("Số: {number}", "Number: {number}"),
    "head.working": (
        "Tài liệu làm việc nội bộ, không thay văn bản của cơ quan có thẩm quyền.",
        "Working document; it does not stand for a document of the competent authority.",
    ),
    "head.case": ("Hồ sơ {number}", "Case {number}"),
    "head.demo": ("DỮ LIỆU TRÌNH DIỄN", "DEMONSTRATION DATA"),
    "page": ("Trang", "Page"),
    # Parts
    "part.conclusion": ("Tóm tắt kết quả", "Summary"),
    "part.project": ("Thông tin dự án", "The project"),
    "part.map": ("Sơ đồ vị trí", "Map"),
    "part.findings": ("Kết quả kiểm tra", "Findings"),
    "part.case": ("Hồ sơ và quá trình xử lý", "The case and what happened to it"),
    "part.decision": ("Kết luận", "Decision"),
    "part.history": ("Quá trình xử lý", "History"),
    "part.files": ("Tệp đính kèm", "Attachments"),
    "part.basis": ("Dữ liệu và phương pháp", "Data and method"),
    "part.layers": ("Các lớp dữ liệu đã dùng", "Layers used"),
    "part.validity": ("Hiệu lực và cách kiểm chứng", "Validity, and how to verify"),
    # Summary
    "sum.as_of": (
        "Kiểm tra theo dữ liệu và quy tắc có hiệu lực ngày {day}: {rules} quy tắc.",
        "Checked on data and rules in force on {day}: {rules} rules.",
    ),
    "sum.unchecked": (
        (
            "Có {count} nội dung CHƯA KIỂM TRA ĐƯỢC. Chưa kiểm tra được không có nghĩa là không "
            "vướng: phải hỏi cơ quan nêu ở từng nội dung trước khi kết luận."
        ),
        (
            "{count} points were NOT CHECKED. Not checked does not mean clear: the office named at "
            "each point has to be asked before anything is concluded."
        ),
    ),
    "sum.partial": (
        (
            "Phần đất cần lấy ý kiến về quốc phòng, an ninh không được đo: diện tích chồng lấn ở đó "
            "có thể lớn hơn số ghi trong báo cáo."
        ),
        (
            "Land about which defence or security has to be consulted is not measured: overlaps there may be "
            "larger than this report says."
        ),
    ),
    "sum.verdict": ("Kết luận", "Verdict"),
    "sum.count": ("Số quy tắc", "Rules"),
    "sum.themes": ("Lĩnh vực", "Themes"),
    # Project
    "project.name": ("Tên dự án", "Name"),
    "project.id": ("Mã dự án", "Id"),
    "project.sector": ("Lĩnh vực", "Sector"),
    "project.phase": ("Giai đoạn", "Phase"),
    "project.planned": ("Loại đất dự kiến", "Planned land use"),
    "project.declared": ("Diện tích khai báo", "Declared area"),
    "project.drawn": ("Diện tích theo bản vẽ", "Drawn area"),
    "project.capital": ("Vốn đầu tư", "Capital"),
    "project.commune": ("Xã, phường", "Commune"),
    "unit.capital": ("tỷ đồng", "billion VND"),
    # Map
    "map.none": (
        "Dự án chưa có ranh giới khu đất nên không vẽ được sơ đồ và không kiểm tra được.",
        "The project has no footprint, so there is no map and nothing could be checked.",
    ),
    "map.caption": (
        "Tỷ lệ 1:{scale}. Lưới toạ độ {crs}, đơn vị mét. Hướng bắc của lưới ở phía trên.",
        "Scale 1:{scale}. Grid {crs}, in metres. Grid north is up.",
    ),
    "map.withheld": (
        "Đất quốc phòng, an ninh không được vẽ; chỗ trống trên sơ đồ không có nghĩa là không có quy hoạch.",
        "Defence and security land is not drawn; a blank place does not mean that nothing is planned there.",
    ),
    "map.site": ("Ranh khu đất dự án", "Project site"),
    "map.overlap": ("Phần chồng lấn", "Overlap"),
    "map.other": ("Mã loại đất khác", "Other land-use code"),
    "map.north": ("B", "N"),
    # Findings
    "find.rule": ("Quy tắc", "Rule"),
    "find.result": ("Kết quả", "Finding"),
    "find.measures": ("Số liệu", "Figures"),
    "find.reason": ("Vì sao chưa kiểm tra được", "Why it was not checked"),
    "find.area": ("Chồng lấn: {value}", "Overlap: {value}"),
    "find.share": ("Tỷ lệ khu đất: {value}", "Share of the site: {value}"),
    "find.distance": ("Khoảng cách: {value}", "Distance: {value}"),
    "find.tolerance": ("Sai số bản đồ: {value}", "Tolerance of the maps: {value}"),
    "find.severity": ("Mức độ: {value}", "Severity: {value}"),
    "find.law": ("Căn cứ: {value}", "Law: {value}"),
    "find.consultee": ("Lấy ý kiến: {value}", "To consult: {value}"),
    "find.consequence": ("Hệ quả: {value}", "Consequence: {value}"),
    "find.partial": (
        "Số liệu chưa gồm phần đất phải lấy ý kiến về quốc phòng, an ninh.",
        "Figures leave out land about which defence or security has to be consulted.",
    ),
    "find.none": ("Không có.", "None."),
    "find.clear": ("Nội dung đã kiểm tra, không vướng", "Checked, and clear"),
    "find.data": ("Dữ liệu", "Data"),
    # Case
    "case.number": ("Số hồ sơ", "Case"),
    "case.state": ("Trạng thái", "State"),
    "case.subject": ("Nội dung cảnh báo", "Warning"),
    "case.rule": ("Quy tắc", "Rule"),
    "case.assigned": ("Người xử lý", "Officer"),
    "case.nobody": ("chưa giao", "nobody yet"),
    "case.due": ("Hạn xử lý", "Due"),
    "case.waits": ("Đang chờ ý kiến của", "Waits for"),
    "case.opened": ("Ngày lập hồ sơ", "Opened"),
    "case.gone": (
        "Lần kiểm tra mới nhất không còn phát hiện cảnh báo này.",
        "The latest check does not find this any more.",
    ),
    "case.proposal": ("Đề xuất, CHƯA ký duyệt", "Proposed, NOT signed"),
    "case.decided": ("Kết luận", "Decision"),
    "case.proposer": ("Người đề xuất", "Proposed by"),
    "case.signer": ("Người ký duyệt", "Signed by"),
    "case.decider": ("Người kết luận", "Decided by"),
    "case.reason": ("Lý do", "Reason"),
    "case.comment": ("Ý kiến người ký duyệt", "Comment of who signed"),
    "case.undecided": ("Hồ sơ chưa có kết luận.", "The case is not decided."),
    "case.when": ("Thời gian", "When"),
    "case.who": ("Người thực hiện", "Who"),
    "case.what": ("Việc đã làm, lý do", "What, and why"),
    "case.check": ("lần kiểm tra mới", "a new check"),
    "case.owner": ("chủ máy", "the owner of the machine"),
    "case.document": ("Văn bản số {number}", "Document {number}"),
    "case.of": ("ngày {day}", "of {day}"),
    "case.offices": ("Cơ quan: {names}", "Offices: {names}"),
    "case.by_day": ("Hạn: {day}", "By: {day}"),
    "case.file": ("Tệp", "File"),
    "case.size": ("Dung lượng", "Size"),
    "case.hash": ("SHA-256", "SHA-256"),
    "case.no_files": ("Không có tệp đính kèm.", "There is no attachment."),
    # Basis
    "layer.name": ("Lớp", "Layer"),
    "layer.version": ("Phiên bản, hiệu lực", "Version, in force"),
    "layer.source": ("Nguồn", "Source"),
    "layer.fingerprint": ("Số đối tượng, SHA-256", "Features, SHA-256"),
    "layer.version_of": ("Phiên bản {version}", "Version {version}"),
    "layer.from_to": ("{start} – {end}", "{start} – {end}"),
    "layer.count": ("{count} đối tượng", "{count} features"),
    "layer.scale": ("tỷ lệ 1:{scale}", "scale 1:{scale}"),
    "layer.unread": ("KHÔNG ĐỌC ĐƯỢC: {why}", "COULD NOT BE READ: {why}"),
    "layer.not_in_force": ("không có hiệu lực ngày kiểm tra", "not in force on the day of the check"),
    "layer.sealed": (
        "Đất quốc phòng, an ninh không nằm trong bảng này: chỉ kiểm tra được là có cần lấy ý kiến hay không.",
        "Defence and security land is not in this table: it is only known whether it has to be consulted on.",
    ),
    "basis.rules": ("Bộ quy tắc", "Rules"),
    "basis.rules_said": (
        "{count} quy tắc có hiệu lực; dấu vân tay {digest}",
        "{count} in force; fingerprint {digest}",
    ),
    "basis.crs": ("Hệ toạ độ đo", "CRS of measurement"),
    "basis.operation": ("Phép chuyển hệ toạ độ", "Datum operation"),
    "basis.footprint": ("Dấu vân tay khu đất", "Fingerprint of the site"),
    "basis.cover": ("Lưới che đã duyệt", "Approved cover"),
    "basis.as_of": ("Ngày kiểm tra", "Checked as of"),
    "basis.day": ("Ngày lập báo cáo", "Made on"),
    "basis.person": ("Người lập", "Made by"),
    "valid.until": ("Có giá trị tham khảo đến hết", "To be relied on until the end of"),
    "valid.why": (
        "Muộn nhất {days} ngày sau ngày lập, hoặc đến ngày trước khi một lớp dữ liệu, quy tắc đổi hiệu lực.",
        "At most {days} days after it was made, or to the day before a layer or a rule is known to change.",
    ),
    "valid.how": (
        (
            "Chạy lệnh ranh report verify TỆP với nguyên tệp này. Chương trình tìm dấu vân tay "
            "SHA-256 của tệp trong cơ sở dữ liệu hồ sơ, rồi đối chiếu các lớp, quy tắc, ranh khu "
            "đất, phép chuyển toạ độ với hiện tại. Tệp đã sửa dù một byte, hoặc bản in, không kiểm "
            "chứng được như vậy: hãy tra theo số báo cáo."
        ),
        (
            "Run ranh report verify FILE with this file as it is. The program looks its SHA-256 up "
            "in the desk, then compares layers, rules, footprint and datum operation with those of "
            "the present. A file with one byte changed, or a print, cannot be verified so: look it up by "
            "its number."
        ),
    ),
    "valid.word": ("Hiệu lực", "Validity"),
    "valid.verify": ("Cách kiểm chứng", "How to verify"),
    "verify.not_ours": (
        "Không phải báo cáo của đơn vị này, hoặc tệp đã bị sửa: không được căn cứ vào tệp này.",
        "This is no report of this desk, or it was tampered with: do not rely on it.",
    ),
    "sign.made": ("NGƯỜI LẬP BÁO CÁO", "MADE BY"),
}


class Words:
    """
    The words of a report in one language.

    Parameters
    ----------
    language
        `vi`, else English.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = 0 if language == "vi" else 1

    def __call__(self, key: str, **values: object) -> str:
        """
        Return the words of `key` with `values` put in.

        Examples
        --------
        >>> Words("vi")("head.number", number="BC-2026-0001")
        'Số: BC-2026-0001'
        """
        return WORDS[key][self._place].format(**values)

    def pick(self, pair: tuple[str, str]) -> str:
        """Return the one of a Vietnamese and an English text."""
        return pair[self._place]

    def of(self, record: object, field: str) -> str:
        """Return the field of a record or row in this language: `name` reads `name_vi` or `name_en`."""
        name = f"{field}_{'vi' if self.language == 'vi' else 'en'}"
        value = record[name] if hasattr(record, "__getitem__") else getattr(record, name)
        return str(value or "")
