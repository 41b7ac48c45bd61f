"""The folder of the office: for its owner alone, and on a disk that keeps what it says it keeps."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from office.errors import DeskError

NETWORK = frozenset(
    (
        *(
            "9p",
            "afpfs",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "davfs",
            "fuse.glusterfs",
            "fuse.sshfs",
            "glusterfs",
        ),
        *("lustre", "ncpfs", "nfs", "nfs4", "remote", "smb", "smb2", "smb3", "smbfs", "webdav"),
    )
)
"""File systems of other machines: their locks are not to be trusted (https://www.sqlite.org/useovernet.html)."""

RESTORING = "RESTORING"
"""Mark in the folder while a backup is put back."""


def office_folder(province_folder: Path) -> Path:
    """Return the folder of the office: named by RANH_OFFICE, else `office` beside `province.toml`."""
    return Path(os.environ.get("RANH_OFFICE") or province_folder / "office")


def make_private(folder: Path) -> None:
    """
    Make a folder that only its owner may enter.

    Raises
    ------
    DeskError
        If it cannot be made, or cannot be written to.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name != "nt" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise DeskError(
            f"The office folder {folder} cannot be written to: ask the administrator for rights, or name "
            "another folder with RANH_OFFICE.",
            f"Không ghi được vào thư mục office {folder}: hãy đề nghị người quản trị cấp quyền, hoặc "
            "chỉ thư mục khác bằng RANH_OFFICE.",
        )


def make_private_file(file: Path) -> None:
    """Make a file that only its owner may read, if it is not there; SQLite's own files then follow it."""
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    if os.name != "nt" and file.stat().st_mode & 0o077:
        file.chmod(0o600)


def require_finished(folder: Path) -> None:
    """
    Refuse a folder that a restore has not finished with: half of it is the old desk.

    Raises
    ------
    DeskError
        If the mark of a restore is there.
    """
    if (folder / RESTORING).exists():
        raise DeskError(
            f"A backup is being put back into {folder}, or that was interrupted: wait, or run "
            "`ranh restore FILE --replace` again.",
            f"Đang khôi phục bản sao lưu vào {folder}, hoặc việc đó bị ngắt giữa chừng: hãy chờ, "
            "hoặc chạy lại `ranh restore TỆP --replace`.",
        )


def require_own_disk(folder: Path) -> None:
    """
    Refuse a folder on another machine for SQLite.

    Raises
    ------
    DeskError
        If the file system is one of `NETWORK`, or the path names another Windows machine.
    """
    place = folder.resolve()
    kind = file_system(place)
    if str(place).startswith("\\\\") or kind in NETWORK:
        raise DeskError(
            f"The office folder {folder} lies on a network drive ({kind or 'UNC'}), where a database file "
            "breaks: use a disk of this machine, or PostgreSQL with RANH_DATABASE_URL.",
            f"Thư mục office {folder} nằm trên ổ mạng ({kind or 'UNC'}), tệp cơ sở dữ liệu ở đó "
            "dễ hỏng: hãy dùng ổ đĩa của máy này, hoặc PostgreSQL qua RANH_DATABASE_URL.",
        )


def file_system(place: Path) -> str:
    """Return the kind of file system that a path lies on, "" where it is not known."""
    found = [part for part in psutil.disk_partitions(all=True) if place.is_relative_to(part.mountpoint)]
    if not found:
        return ""
    nearest = max(found, key=lambda part: len(part.mountpoint))
    # Windows: a share that was given a letter says "remote", and the file system of the other machine.
    return "remote" if "remote" in nearest.opts.split(",") else nearest.fstype.lower()
