"""Finds what differs between two records, and says it in few words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests.compare.moment import Json

_SHORT = 110
# Aligning longer lists takes minutes.
_LONGEST = 4000
_NOTHING = "(nothing)"

Difference = tuple[str, str, str]


def compare(
    before: Path, after: Path, *, part: bool = False
) -> dict[str, list[tuple[str, list[Difference]]]]:
    """Return what differs between two folders, by format and file.

    Parameters
    ----------
    part
        Whether `after` was recorded in part: what it lacks is left out.
    """
    files = {
        path.relative_to(folder)
        for folder in ((after,) if part else (before, after))
        for path in folder.rglob("*.json")
    }  # fmt: skip
    found: dict[str, list[tuple[str, list[Difference]]]] = defaultdict(list)
    for file in sorted(files):
        old, new = before / file, after / file
        if not (old.is_file() and new.is_file()):
            here = ("file", _NOTHING)
            told = here[::-1] if not old.is_file() else here
            found[file.stem].append((str(file.parent), [("", *told)]))
            continue
        if old.read_bytes() == new.read_bytes():
            continue
        one, two = (json.loads(path.read_text("utf-8")) for path in (old, new))
        found[file.stem].append((str(file.parent), list(differences(one, two))))
    return dict(sorted(found.items()))


def differences(old: Json, new: Json, path: str = "") -> Iterator[Difference]:
    """Yield path, before and after of each value that differs."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        if "grey" in old and "grey" in new:
            yield path, *_seen(old, new)
            return
        for key in sorted({*old, *new}):
            below = f"{path}/{key}"
            if key not in old or key not in new:
                yield below, _told(old, key), _told(new, key)
            else:
                yield from differences(old[key], new[key], below)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_lists(old, new, path)
    else:
        yield path, *_cut(_said(old), _said(new))


def _in_lists(old: list[Any], new: list[Any], path: str) -> Iterator[Difference]:
    if len(old) == len(new):
        for at, (one, two) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, two, f"{path}/{at}")
        return
    if max(len(old), len(new)) > _LONGEST:
        yield path, f"{len(old)} items", f"{len(new)} items"
        return
    keys = [[json.dumps(item, sort_keys=True) for item in side] for side in (old, new)]
    for kind, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if b - a == d - c:
            for one, two, at in zip(old[a:b], new[c:d], range(a, b), strict=True):
                yield from differences(one, two, f"{path}/{at}")
            continue
        pairs = zip_longest(map(_said, old[a:b]), map(_said, new[c:d]), fillvalue=_NOTHING)
        for at, (one, two) in enumerate(pairs, a):
            yield f"{path}/{at}", *_cut(one, two)


def _seen(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, str]:
    """Say how different two pictures are, and where."""
    if old["size"] != new["size"]:
        return f"picture of {old['size']}", f"{new['size']}"
    pairs = [
        (column, row)
        for row, lines in enumerate(zip(old["tiles"], new["tiles"], strict=True))
        for column, (one, two) in enumerate(
            zip(lines[0].split(), lines[1].split(), strict=True)
        )
        if one != two
    ]  # fmt: skip
    steps = [
        abs(one - two)
        for line in zip(old["grey"], new["grey"], strict=True)
        for one, two in zip(*map(bytes.fromhex, line), strict=True)
    ]
    columns, rows = [pair[0] for pair in pairs] or [0], [pair[1] for pair in pairs] or [0]
    return "picture", (
        f"{len(pairs)} of 256 tiles differ, columns {min(columns)}–{max(columns)}, rows "
        f"{min(rows)}–{max(rows)} of 16; grey by {max(steps)} at most, "
        f"{sum(steps) / len(steps):.3f} in the mean"
    )


def _told(side: dict[str, Any], key: str) -> str:
    return _short(_said(side[key])) if key in side else _NOTHING


def _said(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _cut(one: str, two: str) -> tuple[str, str]:
    """Return two texts short, around where they begin to differ."""
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    start = max(0, same - _SHORT // 3) if max(len(one), len(two)) > _SHORT else 0
    mark = "…" if start else ""
    one, two = f"{mark}{_short(one[start:])}", f"{mark}{_short(two[start:])}"
    return (one, two) if one != two else (f"{one} {len(one)}", f"{two} {len(two)}")


def report(found: dict[str, list[tuple[str, list[Difference]]]], limit: int) -> Iterator[str]:
    """Yield lines: a format, its files, at most `limit` differences of each."""
    for form, files in found.items():
        count = sum(len(items) for _, items in files)
        yield f"## {form}: {len(files)} file(s), {count} difference(s)"
        for file, items in files:
            yield f"  {file}"
            for path, old, new in items[:limit]:
                yield f"    {path}\n      - {old}\n      + {new}"
            if len(items) > limit:
                yield f"    … {len(items) - limit} more"
