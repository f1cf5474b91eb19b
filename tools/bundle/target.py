"""What a bundle is for: one version of Python on one system."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from dataclasses import dataclass
from typing import Final

from tools.guide.names import PYTHON


@dataclass(frozen=True)
class Target:
    """A Python that a bundle's wheels are for.

    Parameters
    ----------
    name
        As the file's name has it.
    python
        Version of Python: ``3.13``.
    platform
        As in the names of wheels: ``win_amd64``.
    markers
        What requirements may ask about the system (PEP 508), by the name of the marker.
    foreign
        Whether it is another Python than the running one: pip has to be told.
    """

    name: str
    python: str
    platform: str
    markers: dict[str, str]
    foreign: bool = True

    def pip_options(self) -> list[str]:
        """Return what makes pip choose wheels for this target."""
        if not self.foreign:
            return ["--only-binary=:all:"]
        cpython = f"cp{self.python.replace('.', '')}"
        return [
            "--only-binary=:all:", "--platform", self.platform, "--python-version", self.python,
            "--implementation", "cp", "--abi", cpython, "--abi", "abi3", "--abi", "none",
        ]  # fmt: skip


WINDOWS: Final = Target(
    "windows-x64",
    PYTHON,
    "win_amd64",
    {
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_version": "10",
        "implementation_name": "cpython",
        "implementation_version": f"{PYTHON}.0",
        "python_version": PYTHON,
        "python_full_version": f"{PYTHON}.0",
    },
)


def here() -> Target:
    """Return the running Python: the twin that a test can install and start."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    tag = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    markers = {
        "os_name": os.name,
        "sys_platform": sys.platform,
        "platform_system": platform.system(),
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_version": platform.version(),
        "implementation_name": sys.implementation.name,
        "implementation_version": platform.python_version(),
        "python_version": version,
        "python_full_version": platform.python_version(),
    }
    name = f"{tag.replace('_', '-')}-py{version.replace('.', '')}"
    return Target(name, version, tag, markers, foreign=False)
