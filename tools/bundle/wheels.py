"""The wheels of a bundle: all that the requirements need on its target, and nothing else.

pip chooses wheels for another system, but asks the running one which requirements apply: what only
Windows needs would be missing. So the requirements that the wheels state are followed here, with
the markers of the target.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name, parse_wheel_filename

from geo.errors import SonLaMapError

if TYPE_CHECKING:
    from tools.bundle.target import Target

_WITH_OTHERS: Final = "requirements.txt"
# Files for the browser: what they would bring along is not wanted.
_ALONE: Final = "requirements-assets.txt"
_CONSTRAINTS: Final = "constraints.txt"


class BundleError(SonLaMapError, RuntimeError):
    """A bundle cannot be made."""


def collect(root: Path, target: Target, store: Path) -> list[Path]:
    """Return the wheels that a target needs, by name; those that are not in the store are fetched.

    Parameters
    ----------
    root
        Folder of the requirement files.
    store
        Folder that keeps wheels between two runs.

    Raises
    ------
    BundleError
        If a wheel is not to be had, or a version is not pinned.
    """
    store.mkdir(parents=True, exist_ok=True)
    first = [*_requirements(root / _WITH_OTHERS), *_requirements(root / _ALONE)]
    pinned = {
        canonicalize_name(one.name): str(one.specifier)
        for one in (*first, *_requirements(root / _CONSTRAINTS))
    }
    missing = [name for name in map(_name, first) if name not in _found(store, pinned)]
    if missing:
        _fetch(root, target, store, ["-r", _WITH_OTHERS])
        _fetch(root, target, store, ["--no-deps", "-r", _ALONE])
    wheels: dict[NormalizedName, Path] = {}
    alone = {_name(one) for one in _requirements(root / _ALONE)}
    waiting: list[tuple[Requirement, str]] = [(one, "") for one in first]
    followed: set[tuple[NormalizedName, frozenset[str]]] = set()
    while waiting:
        one, asker = waiting.pop()
        name = _name(one)
        if name not in pinned:
            raise BundleError(f"{name}, which {asker} needs, has no version in {_CONSTRAINTS}")
        if name not in wheels:
            wheels[name] = _wheel(root, target, store, name, pinned)
        step = (name, frozenset(one.extras))
        if step not in followed and name not in alone:
            followed.add(step)
            waiting += [(more, name) for more in _needs(wheels[name], one.extras, target)]
    return sorted(wheels.values(), key=lambda path: path.name)


def _requirements(path: Path) -> list[Requirement]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def _name(requirement: Requirement) -> NormalizedName:
    return canonicalize_name(requirement.name)


def _found(store: Path, pinned: dict[NormalizedName, str]) -> dict[NormalizedName, Path]:
    """Return the wheels of a store that have the pinned version, by name."""
    parsed = ((path, *parse_wheel_filename(path.name)[:2]) for path in store.glob("*.whl"))
    return {name: path for path, name, version in parsed if pinned.get(name) == f"=={version}"}


def _wheel(
    root: Path, target: Target, store: Path, name: NormalizedName, pinned: dict[NormalizedName, str]
) -> Path:
    """Return the wheel of a pinned distribution, fetched if only this target needs it."""
    if name not in _found(store, pinned):
        _fetch(root, target, store, ["--no-deps", f"{name}{pinned[name]}"])
    return _found(store, pinned)[name]


def _needs(wheel: Path, extras: set[str], target: Target) -> Iterator[Requirement]:
    """Yield what a wheel needs on a target."""
    with zipfile.ZipFile(wheel) as file:
        (about,) = (name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
        stated = HeaderParser().parsestr(file.read(about).decode("utf-8"))
    for line in stated.get_all("Requires-Dist", []):
        needed = Requirement(line)
        asked = [target.markers | {"extra": extra} for extra in ("", *extras)]
        if needed.marker is None or any(needed.marker.evaluate(one) for one in asked):
            yield needed


def _fetch(root: Path, target: Target, store: Path, what: list[str]) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-input", "--dest", str(store.resolve()), *target.pip_options()]
    done = subprocess.run(  # noqa: S603 - our own arguments
        [*pip, *options, *what],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise BundleError(said[-1] if said else f"pip ended with {done.returncode}")
