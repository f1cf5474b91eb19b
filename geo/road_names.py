"""Road numbers in any spelling a person uses, and kilometres as signs write them."""

from __future__ import annotations

import re

from geo.errors import KmRangeError
from geo.text import fold

# Words before a road number, folded, and the prefix that the catalog writes for them.
PREFIXES = {
    "ql": "QL",
    "quoc lo": "QL",
    "qlo": "QL",
    "q lo": "QL",
    "nh": "QL",
    "national highway": "QL",
    "national road": "QL",
    "highway": "QL",
    "hwy": "QL",
    "dt": "ĐT",
    "tl": "ĐT",
    "duong tinh": "ĐT",
    "tinh lo": "ĐT",
    "tlo": "ĐT",
    "t lo": "ĐT",
    "provincial road": "ĐT",
    "ct": "CT",
    "cao toc": "CT",
    "expressway": "CT",
}
REF = re.compile(r"([a-z ]+?)[\s.\-]*(\d{1,3})\s*([a-z]?)")
KM = re.compile(r"(?:km)?\s*(\d+)(?:\+(\d{3})|[.,](\d+))?(?:\s*km)?", re.IGNORECASE)
_ALIASES = {"QL": ("quoc lo", "nh"), "ĐT": ("duong tinh", "tinh lo"), "CT": ("cao toc",)}


def normal_ref(text: str) -> str | None:
    """Return the road number as the catalog writes it, or ``None``.

    Examples
    --------
    >>> normal_ref("quốc lộ 6b"), normal_ref("DT109"), normal_ref("CT3")
    ('QL.6B', 'ĐT.109', 'CT.03')
    """
    match = REF.fullmatch(fold(text).strip())
    if match is None:
        return None
    prefix = PREFIXES.get(match[1].strip())
    if prefix is None:
        return None
    number = match[2].zfill(2) if prefix == "CT" else match[2].lstrip("0")
    return f"{prefix}.{number}{match[3].upper()}"


def spellings(ref: str) -> tuple[str, ...]:
    """Return the spellings under which people look for road `ref` (``QL.6``)."""
    prefix, _, number = ref.partition(".")
    joined = f"{prefix}{number}"
    return (ref, joined, *(f"{alias} {number}" for alias in _ALIASES.get(prefix, ())))


def parse_km(text: str) -> float:
    """Read a kilometre: ``193+500``, ``Km193+500``, ``193.5`` or ``193,5``.

    Raises
    ------
    KmRangeError
        If `text` has another form.
    """
    match = KM.fullmatch(text.strip())
    if match is None:
        raise KmRangeError(f"{text!r} is not a kilometre; write 193+500 or 193.5")
    whole, metres, decimals = match.groups()
    if metres is not None:
        return int(whole) + int(metres) / 1_000
    return float(f"{whole}.{decimals or 0}")


def format_km(km: float) -> str:
    """Return `km` as on a kilometre post.

    Examples
    --------
    >>> format_km(193.5), parse_km("193,5")
    ('Km193+500', 193.5)
    """
    metres = round(km * 1_000)
    sign = "-" if metres < 0 else ""
    return f"Km{sign}{abs(metres) // 1_000}+{abs(metres) % 1_000:03d}"
