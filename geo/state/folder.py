"""The folder of this machine in which what changes is kept: store, accounts, files of the server.

Asked by every command and request, so nothing heavy is imported here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.tables import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STATE_VARIABLE: Final = "SON_LA_STATE"
"""Names the folder."""
_NETWORK: Final = frozenset(
    [
        "9p",
        "afs",
        "afpfs",
        "beegfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "fuse.cephfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
        "webdav",
    ]
)
_DRIVE_REMOTE: Final = 4
_UNC: Final = ("\\\\", "//")


def named_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder that is named, ``None`` where none is."""
    named = (os.environ if environment is None else environment).get(STATE_VARIABLE, "")
    if named.startswith(_UNC):
        return Path(named)  # to be refused as it was named, on any system
    return Path(named).expanduser().absolute() if named else None


def default_folder(data: Path) -> Path:
    """Return the folder beside a data folder, used where none is named."""
    return data.resolve().parent / "state"


def folder_of(file_name: str, environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder that is named, else the one beside the data if it has a file of ours."""
    beside = default_folder(DATA)
    return named_folder(environment) or (beside if (beside / file_name).is_file() else None)


def refuse_network_folder(folder: Path, refusal: Callable[..., Exception]) -> None:
    """Refuse to keep a SQLite file in a folder of another machine, where it may break unseen.

    Parameters
    ----------
    refusal
        Makes the error of a sentence of ``strings.csv`` and what fills it.

    Raises
    ------
    Exception
        What `refusal` makes, if the folder lies on another machine.
    """
    kind = network_type(folder)
    if kind:
        raise refusal("state.network", folder=folder, kind=kind)


def network_type(path: Path) -> str:
    """Return how a folder is mounted from another machine, empty where it lies on this one.

    The log of a SQLite file in WAL mode is shared memory, and locks over a network may not hold.
    """
    if str(path).startswith(_UNC):
        return "UNC"
    whole = path.expanduser().absolute()
    if sys.platform == "win32":
        import ctypes

        remote = ctypes.windll.kernel32.GetDriveTypeW(whole.anchor) == _DRIVE_REMOTE
        return "SMB" if remote else ""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return mounted_over_network(whole.resolve(), mounts)


def mounted_over_network(path: Path, mounts: str) -> str:
    """Return the type of the network mount that holds a path, by the lines of ``/proc/mounts``."""
    best: tuple[int, str] = (-1, "")
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:  # noqa: PLR2004 - device, folder, type
            continue
        folder = Path(parts[1].replace("\\040", " "))
        if path.is_relative_to(folder) and len(folder.parts) >= best[0]:
            best = (len(folder.parts), parts[2])
    return best[1] if best[1] in _NETWORK else ""
