"""The words of an evaluation report: Vietnamese first, then English."""

from __future__ import annotations

from office.reports.words import Words

WORDS: dict[str, tuple[str, str]] = {
    # Head
    "plan.period": ("Kỳ đánh giá: {since} – {as_of}", "Period: {since} – {as_of}"),
    "plan.unnamed": ("Quy hoạch của {place}", "Plan of {place}"),
    "plan.communes": ("Phạm vi: {names}", "Extent: {names}"),
    "plan.communes_only": (
        (
            "Chỉ gồm dự án, hồ sơ và đất thuộc các xã, phường này: không phải báo cáo của toàn tỉnh. "
            "Dự án nằm trên nhiều xã được tính cả dự án."
        ),
        (
            "Only projects, cases and land of these communes: no report of the whole province. A "
            "project that lies in several communes is counted whole."
        ),
    ),
    "plan.draft": (
        (
            "Dự thảo do chương trình tổng hợp từ số liệu đã nạp; cơ quan chủ trì phải viết tiếp các phần để "
            "trống. Ô trống không phải là số 0: mỗi ô ghi rõ còn thiếu gì."
        ),
        (
            "A draft, put together from what is loaded; the office in charge has to write the parts "
            "left open. An empty cell is no zero: each says what is missing."
        ),
    ),
    "plan.write": ("Cơ quan chủ trì viết: {what}", "To be written by the office in charge: {what}"),
    "plan.criterion": ("Tiêu chí: {criterion} [{status}].", "Criterion: {criterion} [{status}]."),
    "plan.sheet_main": ("Báo cáo", "Report"),
    "plan.notes": ("Ghi chú", "Notes"),
    "plan.more": (
        "… và {count} dòng nữa: xem tệp XLSX của báo cáo.",
        "… and {count} more rows: see the report as XLSX.",
    ),
    "part.summary": ("Tóm tắt", "Summary"),
    "part.missing": ("Số liệu còn thiếu và cách bổ sung", "What is missing, and how to bring it in"),
    "part.citations": ("Căn cứ pháp lý", "Legal basis"),
    "part.data": ("Dữ liệu và phương pháp", "Data and method"),
    # Summary
    "sum.land": ("Chỉ tiêu sử dụng đất năm {year}", "Land-use targets of {year}"),
    "sum.land_said": (
        "{loaded}/{all} loại đất có chỉ tiêu; {broken} loại đất vượt chỉ tiêu; {unjudged} CHƯA KẾT LUẬN ĐƯỢC",
        "{loaded} of {all} land types have a target; {broken} break theirs; {unjudged} NOT JUDGED",
    ),
    "sum.projects": ("Dự án", "Projects"),
    "sum.projects_said": (
        (
            "{all} dự án: {decided} đã quyết định, {done} hoàn thành, {pending} đề xuất, {stopped} đã dừng, "
            "{unknown} chưa rõ; {late} chậm, {blocked} vướng xung đột"
        ),
        (
            "{all} projects: {decided} decided, {done} done, {pending} asked for, {stopped} stopped, "
            "{unknown} not known; {late} late, {blocked} against a conflict"
        ),
    ),
    "sum.capital": ("Vốn", "Capital"),
    "sum.capital_said": (
        "{known} tỷ đồng của {with_capital} dự án; {unknown} dự án chưa có số liệu vốn",
        "{known} billion VND of {with_capital} projects; {unknown} projects state none",
    ),
    "sum.conflicts": ("Kiểm tra chồng lấn", "Overlap checks"),
    "sum.conflicts_said": (
        "{conflict} xung đột, {not_checked} CHƯA KIỂM TRA ĐƯỢC, {near} gần ranh, {clear} không vướng",
        "{conflict} conflicts, {not_checked} NOT CHECKED, {near} near, {clear} clear",
    ),
    "sum.cases": ("Hồ sơ xử lý", "Cases"),
    "sum.cases_said": (
        "{open} đang xử lý, {decided} được kết luận trong kỳ",
        "{open} open, {decided} decided in the period",
    ),
    "sum.superseded": ("Văn bản, lớp hết hiệu lực còn dùng", "Superseded and still used"),
    "sum.missing": ("Ô số liệu còn thiếu", "Cells without a figure"),
    "sum.missing_said": ("{cells} ô, {reasons} nguyên nhân", "{cells} cells, for {reasons} reasons"),
    # Objectives
    "objectives": ("Mục tiêu của quy hoạch và kết quả", "Objectives of the plan, and results"),
    "objectives.columns": (
        "Nhóm|Mục tiêu|Đơn vị|Mục tiêu đặt ra|Kết quả",
        "Group|Objective|Unit|Target|Result",
    ),
    # Land
    "land": (
        "Chỉ tiêu sử dụng đất năm {year} theo loại đất{unit} (ha)",
        "Land-use targets of {year} by land type{unit} (ha)",
    ),
    "land.unit": (" – {name}", ", {name}"),
    "land.columns": (
        "Loại đất|Chỉ tiêu|Hiện trạng|Dự án đã quyết định|Dự án đề xuất|Còn lại|So với chỉ tiêu",
        "Land type|Target|Present|Decided projects|Asked for|Left|Against the target",
    ),
    "land.inventory": ("kiểm kê {year}", "inventory {year}"),
    "land.layer": ("lớp {year}, {origin}", "layer {year}, {origin}"),
    "land.unknown": ("{count} dự án chưa rõ", "{count} not known"),
    "land.unclear": ("{area} ha chưa rõ loại", "{area} ha of unknown type"),
    "land.most": ("nhiều nhất", "at most"),
    "land.of_target": ("hiện trạng bằng {share} chỉ tiêu", "present is {share} of the target"),
    "land.signs": (
        (
            "Dấu + là loại đất tăng thêm, dấu – là bị lấy đi. “Lớp”: đo trên bản đồ. Dự án chưa rõ "
            "diện tích không có trong số: phần còn lại khi đó là nhiều nhất."
        ),
        (
            "+ is what a land type gains, - what is taken from it. “Layer”: measured on the map. "
            "Projects of unknown area are not in the figures: what is left is then the most that can be."
        ),
    ),
    "land.old": (
        "Hiện trạng là số liệu năm {year}: chưa có thống kê, kiểm kê đất đai đến năm {asked}.",
        "Present land is that of {year}: there is no inventory up to {asked}.",
    ),
    "land.untouched": (
        "Không có chỉ tiêu và không có dự án, nên không lập dòng: {codes}.",
        "Without a target and without a project, and without a row here: {codes}.",
    ),
    "land.no_layer": ("Không đọc được lớp hiện trạng: {why}", "The land layer could not be read: {why}"),
    "overlays": (
        "Khu chức năng năm {year} (ha; không cộng vào tổng diện tích)",
        "Functional areas of {year} (ha; never added to land types)",
    ),
    "breaches": ("Dự án làm vượt chỉ tiêu sử dụng đất", "Projects that break a land-use target"),
    "breaches.columns": (
        "Loại đất|Dự án|Phần của dự án (ha)|Vượt (ha)|Quyết định chỉ tiêu",
        "Land type|Project|Its part (ha)|Broken by (ha)|Decision of the target",
    ),
    "breaches.unjudged": (
        "Chưa thấy dự án làm vượt chỉ tiêu, nhưng {count} chỉ tiêu CHƯA KẾT LUẬN ĐƯỢC.",
        "No project is known to break a target, and {count} targets are NOT JUDGED.",
    ),
    "breaches.others_unjudged": (
        "{count} chỉ tiêu khác CHƯA KẾT LUẬN ĐƯỢC: có thể còn dự án làm vượt.",
        "{count} other targets are NOT JUDGED: more projects may break one.",
    ),
    "breaches.none": (
        "Không có dự án làm vượt chỉ tiêu đã nạp.",
        "No project breaks a target that is loaded.",
    ),
    "breaches.alone": ("hiện trạng đã vượt", "the land as it is"),
    "breaches.asked": ("mới đề xuất", "asked for only"),
    # Projects
    "sectors": ("Dự án theo ngành và tình trạng", "Projects by sector and status"),
    "sectors.columns": (
        "Ngành|Dự án|Đề xuất|Đã quyết định|Hoàn thành|Đã dừng|Chưa rõ|Chậm|Vướng",
        "Sector|Projects|Asked for|Decided|Done|Stopped|Not known|Late|Blocked",
    ),
    "sectors.undated": (
        (
            "Tình trạng của {count}/{all} dự án lấy theo danh mục đang nạp, không ghi ngày: có thể khác với "
            "tình trạng ngày {day}."
        ),
        (
            "The status of {count} of {all} projects is that of the list as loaded, without a date: on {day} "
            "it may have been another."
        ),
    ),
    "total": ("Tổng cộng", "All"),
    "progress": ("Biến động của dự án trong kỳ", "What happened to projects in the period"),
    "progress.columns": (
        "Thời điểm|Dự án|Tình trạng|Căn cứ|Xác nhận",
        "When|Project|Status|Evidence|Confirmed",
    ),
    "progress.quarter": ("quý {quarter}/{year}", "Q{quarter} {year}"),
    "progress.none": (
        "Không ghi nhận biến động nào trong kỳ.",
        "Nothing is on record for the period.",
    ),
    "progress.undated": (
        "{count} sự kiện không ghi thời điểm, không kể ở đây.",
        "{count} events state no time and are not told here.",
    ),
    "late": ("Dự án chậm tiến độ", "Late projects"),
    "late.columns": ("Dự án|Ngành|Tình trạng|Hạn|Vì sao", "Project|Sector|Status|Due|Why"),
    "late.none": ("Không có dự án chậm theo số liệu đã nạp.", "No project is late by what is loaded."),
    "late.due": ("quá hạn đã nêu", "past the stated day"),
    "late.phase": ("quá giai đoạn đầu tư", "past its period"),
    "blocked": ("Dự án chưa xong đang vướng xung đột", "Unfinished projects with a conflict against them"),
    "blocked.columns": (
        "Dự án|Ngành|Xung đột|Nặng nhất|Lĩnh vực vướng|Chưa kiểm tra",
        "Project|Sector|Conflicts|Heaviest|Themes|Not checked",
    ),
    "blocked.none": (
        "Không có dự án vướng xung đột; nội dung chưa kiểm tra được xem ở phần chồng lấn.",
        "No project has a conflict; what was not checked stands in the part on overlaps.",
    ),
    "units": ("Dự án theo xã, phường", "Projects by commune"),
    "units.columns": (
        "Xã, phường|Dự án|Đã quyết định|Hoàn thành|Chậm|Vướng|Vốn đã biết (tỷ đồng)",
        "Commune|Projects|Decided|Done|Late|Blocked|Known capital (bn VND)",
    ),
    "units.other": ("Xã khác hoặc chưa rõ xã", "Another commune, or not known"),
    "sectors.without": (
        "Ngành không có dự án ở các xã, phường này: {names}.",
        "Sectors without a project in these communes: {names}.",
    ),
    "units.without": (
        "Không có dự án nào trong danh mục đã nạp: {names}.",
        "Without a project in the list: {names}.",
    ),
    # Money
    "frame": (
        "Vốn của dự án so với khung vốn của quy hoạch (tỷ đồng)",
        "Capital against the frame (billion VND)",
    ),
    "frame.columns": (
        "Nguồn vốn|Giai đoạn|Khung vốn|Dự án|Vốn dự án nêu|So với khung|Vốn đã thực hiện",
        "Source|Period|Frame|Projects|Capital stated|Of the frame|Capital spent",
    ),
    "frame.no_frame": ("quy hoạch không nêu", "none stated"),
    "frame.no_share": ("không so", "not compared"),
    "frame.unknown": ("{count} dự án chưa nêu vốn", "{count} projects state none"),
    "frame.own": (
        "Khung vốn là của toàn tỉnh nên không lập cho riêng xã, phường.",
        "The frame is the province's: it is not told for some communes.",
    ),
    "frame.decision": ("Khung vốn theo {number} ngày {day} {part}", "Frame by {number} of {day} {part}"),
    "frame.none": ("Chưa nạp khung vốn của quy hoạch.", "The plan's frame of capital is not loaded."),
    "capital": ("Vốn theo ngành (tỷ đồng)", "Capital by sector (billion VND)"),
    "capital.columns": (
        "Ngành|Dự án|Có nêu vốn|Chưa nêu vốn|Vốn đã biết|Vốn đã thực hiện",
        "Sector|Projects|State capital|State none|Known capital|Capital spent",
    ),
    "owner.state": ("Khu vực nhà nước", "State sector"),
    "owner.other": ("Ngoài nhà nước", "Other than state"),
    "owner.divided": ("Nhiều nguồn, chưa rõ tỷ lệ", "Several, shares not stated"),
    "owner.unknown": ("Chưa rõ nguồn", "Not known"),
    "period.several": ("nhiều giai đoạn", "several periods"),
    "period.done": ("đã hoàn thành", "done"),
    "period.all": ("mọi giai đoạn", "all periods"),
    "period.": ("chưa nêu giai đoạn", "no period stated"),
    "stage.pending": ("đề xuất", "asked for"),
    "stage.decided": ("đã quyết định", "decided"),
    "stage.done": ("đã hoàn thành", "done"),
    "stage.stopped": ("đã dừng", "stopped"),
    "stage.unknown": ("chưa rõ", "not known"),
    # Plans and conflicts
    "plans": ("Các quy hoạch phải phù hợp với quy hoạch tỉnh", "Plans that have to fit the provincial plan"),
    "plans.columns": (
        "Quy hoạch|Lớp dữ liệu có hiệu lực|Quyết định|Xung đột|Chưa kiểm tra",
        "Plan|Layer in force|Decision|Conflicts|Not checked",
    ),
    "plans.untold": (
        "Quy hoạch sử dụng đất quốc phòng, an ninh không nêu ở báo cáo này.",
        "Defence and security land-use plans are not told of in this report.",
    ),
    "conflicts": (
        "Kết quả kiểm tra theo kết luận và mức độ (số lượt dự án – quy tắc)",
        "Findings by verdict and severity (one for each project and rule)",
    ),
    "conflicts.columns": ("Kết luận|{severities}|Cộng|Số dự án", "Verdict|{severities}|All|Projects"),
    "conflicts.warning": (
        (
            "{count} nội dung của {sites}/{all} dự án CHƯA KIỂM TRA ĐƯỢC. Chưa kiểm tra được không "
            "có nghĩa là không vướng."
        ),
        ("{count} points of {sites} of {all} projects were NOT CHECKED. Not checked does not mean clear."),
    ),
    "conflicts.clear": (
        "Dự án được kiểm tra đủ mọi quy tắc và không vướng: {count}/{all}.",
        "Projects checked by every rule and clear: {count} of {all}.",
    ),
    "conflicts.partial": (
        (
            "Phần đất phải xin ý kiến quốc phòng, an ninh không được đo: chồng lấn ở đó có thể lớn "
            "hơn số ghi trong báo cáo."
        ),
        (
            "Land about which defence or security has to be asked is not measured: overlaps there "
            "may be larger than this report says."
        ),
    ),
    "conflicts.none": (
        "Không có dự án hoặc quy tắc nào: chưa kiểm tra gì.",
        "There is no project or no rule: nothing was checked.",
    ),
    "themes": ("Kết quả kiểm tra theo lĩnh vực", "Findings by theme"),
    "themes.columns": (
        "Lĩnh vực|Xung đột|Chưa kiểm tra được|Gần ranh|Không vướng",
        "Theme|Conflict|Not checked|Near|Clear",
    ),
    "unchecked": ("Vì sao chưa kiểm tra được", "Why it was not checked"),
    "unchecked.columns": ("Nguyên nhân|Số nội dung|Số dự án", "Reason|Points|Projects"),
    "unchecked.none": ("Mọi nội dung đều đã kiểm tra.", "Everything was checked."),
    # Cases
    "cases": ("Hồ sơ xử lý chồng lấn", "Cases of overlaps"),
    "cases.columns": (
        "Lĩnh vực|Mở trong kỳ|Xác nhận|Bác|Giải quyết|Đang xử lý cuối kỳ|Quá hạn",
        "Theme|Opened|Accepted|Contested|Resolved|Open at the end|Overdue",
    ),
    "cases.none": ("Đến ngày {as_of} chưa có hồ sơ nào.", "Up to {as_of} there was no case."),
    "cases.later": (
        "Hồ sơ đầu tiên được lập ngày {day}, sau kỳ đánh giá.",
        "The first case is of {day}, after the period.",
    ),
    "decided": ("Hồ sơ được kết luận trong kỳ", "Cases decided in the period"),
    "decided.columns": ("Hồ sơ|Dự án|Quy tắc|Kết luận|Ngày", "Case|Project|Rule|Decision|Day"),
    "decided.none": ("Không có hồ sơ nào được kết luận trong kỳ.", "No case was decided in the period."),
    "superseded": (
        "Quyết định, lớp dữ liệu đã hết hiệu lực nhưng còn được dùng",
        "Decisions and layers that have ended and are still used",
    ),
    "superseded.columns": ("Nơi dùng|Văn bản|Hết hiệu lực|Nội dung", "Used by|Decision|Ended|What"),
    "superseded.none": (
        "Không phát hiện trong dữ liệu đã nạp.",
        "None found in what is loaded.",
    ),
    "used.layer": ("Lớp", "Layer"),
    "used.rule": ("Quy tắc", "Rule"),
    "used.project": ("Dự án", "Project"),
    # Against the target
    "state.kept": ("trong chỉ tiêu", "within the target"),
    "state.broken": ("VƯỢT CHỈ TIÊU", "TARGET BROKEN"),
    "state.not_sure": ("CHƯA ĐỦ DỮ LIỆU ĐỂ KẾT LUẬN", "NOT SURE: DATA MISSING"),
    "state.broken_if_granted": ("vượt nếu chấp thuận hết", "broken if all is granted"),
    "state.no_bound": ("chỉ để đối chiếu", "for comparison only"),
    "target.not_stated": ("chưa nêu quyết định", "no decision stated"),
    "target.unverified": ("CHƯA được xác nhận", "NOT confirmed"),
    # What is missing, and how to bring it in
    "lack.no_target": ("chưa nạp chỉ tiêu", "no target loaded"),
    "fill.no_target": (
        "Nạp bảng chỉ tiêu của quyết định phân bổ: ranh targets import.",
        "Bring in the table of the decision that allots them: ranh targets import.",
    ),
    "lack.no_present": ("chưa rõ hiện trạng", "present not known"),
    "fill.no_present": (
        "Nạp số liệu thống kê, kiểm kê đất đai: ranh targets import --kind actual.",
        "Bring in an inventory: ranh targets import --kind actual.",
    ),
    "lack.no_bound": ("chưa rõ tối đa hay tối thiểu", "no bound stated"),
    "fill.no_bound": (
        "Ghi vào bảng target_bounds.csv chỉ tiêu là tối đa hay tối thiểu.",
        "State in target_bounds.csv whether the target is a least or a most.",
    ),
    "lack.withheld": ("không nêu ở đây", "not told here"),
    "fill.withheld": (
        "Cơ quan quân sự, công an tỉnh báo cáo riêng theo chế độ bảo mật; chương trình không nêu.",
        "Military and police report it apart, as a secret; the program does not tell it.",
    ),
    "lack.no_objective": ("chưa nạp mục tiêu", "no objective loaded"),
    "fill.no_objective": (
        "Ghi mục tiêu của quy hoạch vào tệp evaluation_plan.toml.",
        "Write the plan's objectives into evaluation_plan.toml.",
    ),
    "lack.no_actual": ("chưa có số liệu thực hiện", "no result loaded"),
    "fill.no_actual": (
        "Lấy số liệu của cơ quan thống kê, ghi vào tệp evaluation_plan.toml.",
        "Take it from the statistical office, write it into evaluation_plan.toml.",
    ),
    "lack.no_capital": ("chưa có số liệu vốn", "no capital stated"),
    "fill.no_capital": (
        "Bổ sung cột vốn của danh mục dự án: ranh import.",
        "Complete the column of capital of the list of projects: ranh import.",
    ),
    "lack.no_spent": ("chưa có số liệu giải ngân", "no spending loaded"),
    "fill.no_spent": (
        "Chương trình chưa giữ số vốn đã giải ngân: cơ quan tài chính bổ sung khi hoàn thiện báo cáo.",
        "The program holds no spending: the finance office adds it to the report.",
    ),
    "lack.no_frame": ("không có khung vốn", "no frame"),
    "fill.no_frame": (
        "Quy hoạch không nêu khung vốn cho nguồn, giai đoạn này; nếu có, ghi vào bảng vốn của tỉnh.",
        "The plan states no frame for it; where it does, write it into the province's table of capital.",
    ),
    "lack.no_project": ("chưa nạp dự án", "no project loaded"),
    "fill.no_project": (
        "Nạp danh mục dự án của ngành: ranh import.",
        "Bring in the sector's projects: ranh import.",
    ),
    "lack.no_sectors": ("chưa nạp danh mục ngành", "no sectors loaded"),
    "fill.no_sectors": (
        "Khai báo bảng vốn và ngành (money) của tỉnh.",
        "Declare the province's table of capital and sectors (money).",
    ),
    "lack.no_history": ("chưa nạp tiến độ dự án", "no histories loaded"),
    "fill.no_history": (
        "Khai báo bảng tiến độ dự án (history) của tỉnh.",
        "Declare the province's table of histories (history).",
    ),
    "lack.no_evidence": ("chưa có căn cứ", "no evidence"),
    "fill.no_evidence": (
        "Bổ sung quyết định, văn bản vào bảng tiến độ dự án.",
        "Add decision or evidence to the table of histories.",
    ),
    "lack.no_plan": ("chưa nạp quy hoạch này", "this plan is not loaded"),
    "fill.no_plan": (
        "Nạp bản đồ quy hoạch thành lớp dữ liệu: ranh import.",
        "Bring the plan's map in as a layer: ranh import.",
    ),
    "lack.not_checked": ("chưa kiểm tra", "not checked"),
    "fill.not_checked": (
        "Viết quy tắc kiểm tra dự án với quy hoạch này (thư mục rules).",
        "Write rules that check projects against this plan (folder rules).",
    ),
    "lack.no_decision": ("chưa nêu quyết định", "no decision stated"),
    "fill.no_decision": (
        "Ghi số, ngày quyết định của lớp dữ liệu.",
        "State number and day of the layer's decision.",
    ),
    # Sheets
    "tab.summary": ("Tóm tắt", "Summary"),
    "tab.objectives": ("Mục tiêu", "Objectives"),
    "tab.charts": ("Biểu đồ", "Charts"),
    "chart.what": ("Nội dung", "Subject"),
    "chart.frame": (
        "Vốn các dự án đã nêu so với khung vốn của quy hoạch (tỷ đồng)",
        "Stated capital of projects against the frame of the plan (bn VND)",
    ),
    "chart.capital": ("vốn các dự án đã nêu, ít nhất", "capital that projects state, at least"),
    "chart.frame_mark": ("khung vốn", "frame"),
    "chart.least": (
        "Dự án chưa nêu vốn không có trong thanh: vốn là ít nhất",
        "Projects that state no capital are in no bar: it is the least",
    ),
    "chart.stages": ("Số dự án theo ngành và tình trạng", "Projects by sector and stage"),
    "chart.done": ("hoàn thành", "done"),
    "chart.decided": ("đã quyết định", "decided"),
    "chart.pending": ("đề xuất", "asked for"),
    "chart.stopped": ("đã dừng", "stopped"),
    "chart.stage_unknown": ("chưa rõ tình trạng", "not known"),
    "chart.land": (
        "Diện tích hiện trạng so với chỉ tiêu, mỗi loại đất so với chỉ tiêu của nó",
        "Present area against the target, each land type against its own",
    ),
    "chart.present": ("hiện trạng", "present"),
    "chart.target_mark": ("chỉ tiêu (100 %)", "target (100 %)"),
    "chart.left_out": (
        "{count} dòng không vẽ được vì chưa có chỉ tiêu hoặc hiện trạng: không phải là 0",
        "{count} rows have no bar, for want of a target or of what is there: that is no 0",
    ),
    "tab.land": ("Chỉ tiêu đất", "Land"),
    "tab.overlays": ("Khu chức năng", "Functional areas"),
    "tab.breaches": ("Vượt chỉ tiêu", "Broken targets"),
    "tab.sectors": ("Dự án theo ngành", "Sectors"),
    "tab.progress": ("Biến động", "Progress"),
    "tab.late": ("Chậm tiến độ", "Late"),
    "tab.blocked": ("Vướng xung đột", "Blocked"),
    "tab.units": ("Xã, phường", "Communes"),
    "tab.frame": ("Khung vốn", "Frame"),
    "tab.capital": ("Vốn theo ngành", "Capital"),
    "tab.plans": ("Các quy hoạch", "Plans"),
    "tab.conflicts": ("Chồng lấn", "Findings"),
    "tab.themes": ("Theo lĩnh vực", "Themes"),
    "tab.unchecked": ("Chưa kiểm tra", "Not checked"),
    "tab.cases": ("Hồ sơ", "Cases"),
    "tab.decided": ("Hồ sơ kết luận", "Decided"),
    "tab.superseded": ("Hết hiệu lực", "Superseded"),
    "tab.missing": ("Còn thiếu", "Missing"),
    "tab.citations": ("Căn cứ", "Legal basis"),
    "tab.layers": ("Lớp dữ liệu", "Layers"),
    "tab.method": ("Phương pháp", "Method"),
    "summary.columns": ("Nội dung|Kết quả", "Subject|Result"),
    "plan.table": ("Bảng {number}. {title}", "Table {number}. {title}"),
    "plan.at_sheet": ("{title}: trang tính “{sheet}”.", "{title}: sheet “{sheet}”."),
    "missing.columns": ("Thiếu gì|Số ô|Ở bảng|Cách bổ sung", "What|Cells|In the table|How to bring it in"),
    "missing.none": ("Không thiếu số liệu.", "Nothing is missing."),
    # Citations
    "layers.columns": ("Lớp|Quyết định, hiệu lực|Nguồn|SHA-256", "Layer|Decision, in force|Source|SHA-256"),
    "cite.columns": ("Văn bản|Hiệu lực|Đối chiếu", "Text|In force|Compared"),
    "cite.over": ("ĐÃ HẾT HIỆU LỰC vào ngày lập báo cáo", "NOT IN FORCE any more when the report was made"),
    "cite.to_come": ("chưa có hiệu lực vào ngày lập báo cáo", "not in force yet when the report was made"),
    "cite.no_days": ("chưa ghi ngày", "no day stated"),
    "cite.plan": (
        "Tỉnh chưa khai báo quy hoạch và quyết định của mình (tệp evaluation_plan.toml).",
        "The province has not declared its plan and its decisions (evaluation_plan.toml).",
    ),
    # Method
    "data.digest": ("Dấu vân tay số liệu", "Fingerprint of the figures"),
    "valid.plan_why": (
        (
            "{days} ngày sau ngày lập; sớm hơn nếu lớp, quy tắc, chỉ tiêu, vốn, tiến độ hoặc hồ sơ của "
            "kỳ thay đổi."
        ),
        "{days} days after it was made; sooner if a layer, rule, target, capital, history or case changes.",
    ),
}


class PlanWords(Words):
    """The words of an evaluation report, with those of all reports behind them."""

    def __call__(self, key: str, **values: object) -> str:
        """
        Return the words of `key` with `values` put in.

        Examples
        --------
        >>> PlanWords("vi")("lack.no_target"), PlanWords("en")("page")
        ('chưa nạp chỉ tiêu', 'Page')
        """
        pair = WORDS.get(key)
        return super().__call__(key, **values) if pair is None else self.pick(pair).format(**values)
