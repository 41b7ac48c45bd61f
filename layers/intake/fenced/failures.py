"""What a person is told where the process that reads was stopped, died, or may not start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.fenced.fence import WEAK_SETTING, Fence
from layers.intake.fenced.process import Stop
from layers.intake.limits import MIB

if TYPE_CHECKING:
    from layers.intake.fenced.acceptance import Opening, RefusalRecord
    from layers.intake.fenced.process import Ended
    from layers.intake.limits import Limits
    from layers.intake.model import Dataset

NO_MEMORY = re.compile(rb"bad_alloc|MemoryError|[Oo]ut of memory|Cannot allocate memory")

FENCES_VI = {
    Fence.FILES: "đọc tệp khác",
    Fence.WRITING: "ghi tệp",
    Fence.NETWORK: "mạng",
    Fence.PROGRAMS: "chạy chương trình khác",
    Fence.MEMORY: "bộ nhớ",
    Fence.CPU: "thời gian xử lý",
    Fence.OUTPUT: "dung lượng ghi",
}


def require_fenced(name: str, opening: Opening, needed: frozenset[Fence]) -> None:
    """
    Raise if the child has a driver that it must not have, or lacks a fence that it needs.

    Raises
    ------
    IntakeError
        "child-drivers", "child-unfenced".
    """
    if opening.foreign_drivers:
        found = ", ".join(opening.foreign_drivers[:5])
        raise IntakeError(
            "child-drivers",
            f"{name} was not opened: the installed GDAL has drivers that are not known to be safe ({found});"
            " install the versions in requirements/run.lock.",
            f"Chưa mở {name}: bản GDAL đang cài có trình đọc chưa được xác nhận an toàn ({found});"
            " hãy cài đúng phiên bản trong requirements/run.lock.",
        )
    missing = sorted(fence for fence in needed if not opening.fences.get(fence))
    if missing:
        words = ", ".join(FENCES_VI.get(fence, fence) for fence in missing)
        raise IntakeError(
            "child-unfenced",
            f"{name} was not opened, as its reader cannot be fenced off here ({', '.join(missing)}):"
            f" bring the system up to date, or allow it by {WEAK_SETTING}=1 for files of your own office.",
            f"Chưa mở {name}: hệ thống này không cho cách ly trình đọc tệp ({words}); hãy cập nhật hệ thống,"
            f" hoặc đặt {WEAK_SETTING}=1 nếu ở đây chỉ đọc tệp của chính cơ quan mình.",
        )


def require_ended_well(name: str, ended: Ended, limits: Limits) -> None:
    """
    Raise if the child was stopped or died.

    Raises
    ------
    IntakeError
        "child-timeout", "child-cpu", "child-output", "child-memory", "child-killed", "child-crashed".
    """
    if ended.stopped is Stop.TIME:
        raise _too_slow("child-timeout", name, limits.wall_s)
    if ended.signal == "SIGXCPU":
        raise _too_slow("child-cpu", name, limits.cpu_s)
    if ended.stopped is Stop.ANSWER or ended.signal == "SIGXFSZ":
        raise IntakeError(
            "child-output",
            f"{name} grows beyond {limits.output_bytes // MIB} MB when it is read:"
            " split it, or export less of it.",
            f"{name} khi đọc ra vượt quá {limits.output_bytes // MIB} MB:"
            " hãy chia nhỏ hoặc xuất ít dữ liệu hơn.",
        )
    if ended.status and NO_MEMORY.search(ended.complaints):
        raise out_of_memory(name, limits)
    if ended.signal == "SIGKILL":
        raise IntakeError(
            "child-killed",
            f"Reading {name} was ended by the system, most likely for want of memory:"
            " close other programs and try again, or split the file.",
            f"Hệ thống đã dừng việc đọc {name}, thường là do thiếu bộ nhớ:"
            " hãy đóng bớt chương trình rồi thử lại, hoặc chia nhỏ tệp.",
        )
    if ended.status:
        raise IntakeError(
            "child-crashed",
            f"{name} made its reader fail, so nothing of it was taken: it is probably damaged;"
            " open it in the program that made it and save it again.",
            f"{name} làm trình đọc bị lỗi nên không có gì được nhập: tệp có thể đã hỏng;"
            " hãy mở bằng phần mềm đã tạo ra tệp và lưu lại.",
        )


def refused(dataset: Dataset, refusal: RefusalRecord) -> IntakeError:
    """Return the refusal of a reader; the name that the person knows replaces the staged one."""
    staged, known = dataset.path.name, dataset.name
    return IntakeError(refusal.code, refusal.en.replace(staged, known), refusal.vi.replace(staged, known))


def out_of_memory(name: str, limits: Limits) -> IntakeError:
    """Return the refusal of a file that needs more memory than it may have."""
    return IntakeError(
        "child-memory",
        f"Reading {name} needs more than {limits.memory_bytes // MIB} MB of memory:"
        " split it, or export less of it.",
        f"Đọc {name} cần hơn {limits.memory_bytes // MIB} MB bộ nhớ: hãy chia nhỏ hoặc xuất ít dữ liệu hơn.",
    )


def not_understood(name: str) -> IntakeError:
    """Return the refusal of an answer that breaks its own rules."""
    return IntakeError(
        "child-answer",
        f"What was read of {name} contradicts itself, so nothing of it was taken:"
        " get the file anew from where it comes.",
        f"Kết quả đọc {name} tự mâu thuẫn nên không có gì được nhập: hãy lấy lại tệp từ nơi cung cấp.",
    )


def not_started(name: str, error: OSError) -> IntakeError:
    """Return the refusal where the system starts no process."""
    reason = error.strerror or type(error).__name__
    return IntakeError(
        "child-start",
        f"{name} was not opened: the process that reads cannot be started ({reason}); restart the program.",
        f"Chưa mở {name}: không khởi động được tiến trình đọc ({reason}); hãy khởi động lại chương trình.",
    )


def _too_slow(code: str, name: str, most_s: float) -> IntakeError:
    return IntakeError(
        code,
        f"Reading {name} was stopped after {most_s:g} seconds:"
        " split it, simplify it, or save it in another format.",
        f"Đã dừng đọc {name} sau {most_s:g} giây: hãy chia nhỏ, đơn giản hóa, hoặc lưu sang định dạng khác.",
    )
