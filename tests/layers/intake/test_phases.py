"""Times of building."""

from __future__ import annotations

import pytest

from layers.intake.lists.phases import read_phase


@pytest.mark.parametrize(
    ("text", "phase", "start", "end"),
    [
        ("2021-2025", "2021-2025", 2021, 2025),
        ("2021-2030", "2021-2030", 2021, 2030),
        ("2021-2025/2026-2030", "2021-2025/2026-2030", 2021, 2030),
        ("GĐ 2026-2030", "2026-2030", 2026, 2030),
        ("Giai đoạn 2021\u20132025", "2021-2025", 2021, 2025),
        ("2023÷2027", "2021-2025/2026-2030", 2023, 2027),
        ("2024", "2021-2025", 2024, 2024),
        ("Quý IV/2025 - 2027", "2021-2025/2026-2030", 2025, 2027),
        ("6/2024-12/2026", "2021-2025/2026-2030", 2024, 2026),
        ("01/06/2024 - 31/12/2026", "2021-2025/2026-2030", 2024, 2026),
        ("từ 2024 đến 2026", "2021-2025/2026-2030", 2024, 2026),
        ("2024-26", "2021-2025/2026-2030", 2024, 2026),
        ("2025-07-01", "2021-2025", 2025, 2025),
        ("năm 2024, 2025", "2021-2025", 2024, 2025),
        ("2021-2045", "2021-2045", 2021, 2045),
        ("Hoàn thành năm 2025", "2021-2025", None, 2025),
        ("đến năm 2030", "đến năm 2030", None, 2030),
        ("sau 2030", "sau 2030", 2031, None),
        ("Từ năm 2026", "Từ năm 2026", 2026, None),
        ("Đã hoàn thành", "done", None, None),
        ("đã hoàn thành 2022", "done", None, 2022),
        ("done", "done", None, None),
        ("đã phê duyệt 2024", "2021-2025", 2024, 2024),
        ("", "", None, None),
        ("chưa xác định", "", None, None),
    ],
)
def test_phases(text: str, phase: str, start: int | None, end: int | None) -> None:
    found = read_phase(text)
    assert (found.phase, found.start_year, found.end_year, found.is_read) == (phase, start, end, True)


@pytest.mark.parametrize("text", ["chuyển tiếp", "2030-2021", "năm sau", "202"])
def test_what_cannot_be_told_is_kept_as_written(text: str) -> None:
    found = read_phase(text)
    assert (found.phase, found.start_year, found.end_year, found.is_read) == (text, None, None, False)
