"""The trail compared with its anchor: what a look at the database alone cannot find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.audit_told import Found, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from office.database import anchor


def check_anchor(
    heads: Iterable[anchor.Head], hashes: dict[int, str], last: anchor.Head | None, found: Found
) -> Iterator[Told]:
    """Compare every line of the anchor with the hash of that row; yield what is to be known but no fault."""
    end = 0 if last is None else last.sequence
    kept: set[tuple[int, str]] = set()
    for head in heads:
        if head.lost_to:
            # Rows after the backup's last one were given up by whoever put it back.
            kept = {(sequence, digest) for sequence, digest in kept if sequence <= head.sequence}
            yield Told(
                en=f"A backup that ends at audit row {head.sequence} was put back on {head.at[:10]}: "
                f"what rows {head.sequence + 1} to {head.lost_to} told of was lost then.",
                vi=f"Ngày {head.at[:10]} đã khôi phục bản sao lưu kết thúc ở dòng nhật ký {head.sequence}: "
                f"nội dung của các dòng {head.sequence + 1} đến {head.lost_to} đã mất khi đó.",
            )
        kept.add((head.sequence, head.hash))
    newest = max((sequence for sequence, _ in kept), default=0)
    if newest > end:
        found.add(
            f"Audit rows {end + 1} to {newest} are missing: the database was put back from an older copy, "
            "or its last rows were cut off.",
            f"Thiếu dòng nhật ký từ {end + 1} đến {newest}: cơ sở dữ liệu đã bị thay bằng bản cũ hơn, "
            "hoặc các dòng cuối đã bị cắt bỏ.",
        )
    for sequence, digest in sorted(kept):
        if sequence in hashes and hashes[sequence] != digest:
            found.add(
                f"Audit row {sequence} is not the one that was kept outside of the database: "
                "the trail was rewritten.",
                f"Dòng nhật ký {sequence} không phải dòng đã lưu ngoài cơ sở dữ liệu: "
                "nhật ký đã bị viết lại.",
            )
            return
