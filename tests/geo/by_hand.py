"""What changed from START to END, read off data/tables/events.csv by hand."""

from __future__ import annotations

from datetime import date

from geo.model import Status

START, END = date(2024, 1, 1), date(2026, 11, 24)
PLANNED, PREPARING, BUILDING, DONE, LAPSED, UNKNOWN = (
    Status.PLANNED, Status.PREPARING, Status.CONSTRUCTION, Status.COMPLETED, Status.LAPSED,
    Status.UNKNOWN,
)  # fmt: skip
# Read off data/tables/events.csv by hand: old and new status, and the dates of the events in
# between. "2026" (KCN-VANHO) is not over on the last day and does not count. RES-BANMONG has new
# figures only.
BY_HAND = {
    "AIR-NASAN": (
        PLANNED,
        PREPARING,
        (
            "2024",
            "2024",
            "2025-09",
        ),
    ),
    "BG-LONGSAP-EZ": (
        UNKNOWN,
        PLANNED,
        (
            "2024-10-11",
            "2025-11-23",
        ),
    ),
    "BG-LONGSAP-UP": (
        PREPARING,
        DONE,
        (
            "2024-11-06",
            "2024-11-19",
            "2024-11-19",
        ),
    ),
    "BR-HONGHUA": (UNKNOWN, DONE, ("2026-01-27",)),
    "CCN-ALL": (PLANNED, PLANNED, ("2025-09-22",)),
    "DT-107C": (UNKNOWN, BUILDING, ("2025-07-29",)),
    "DT-120C": (UNKNOWN, PREPARING, ("2025-08",)),
    "DT-STORM2024": (UNKNOWN, PREPARING, ("2024-11-12",)),
    "EXP-DB": (
        PREPARING,
        PREPARING,
        (
            "2026-01-14",
            "2026-01",
        ),
    ),
    "EXP-HB": (
        PREPARING,
        BUILDING,
        (
            "2024-09-29",
            "2024-09-29",
            "2025-03",
            "2025-12-04",
            "2026-01-30",
        ),
    ),
    "EXP-SL1": (
        PREPARING,
        BUILDING,
        (
            "2024-03-02",
            "2024-06-10",
            "2025-05-18",
            "2025-05-18",
            "2025-09",
            "2025-10",
            "2025-11",
            "2025-12-29",
            "2026-02-05",
        ),
    ),
    "EXP-SL2": (
        PLANNED,
        PREPARING,
        (
            "2025-07-15",
            "2025-11-29",
            "2025-12-29",
            "2026-01",
            "2026-02-05",
        ),
    ),
    "EXP-SL3": (
        UNKNOWN,
        PREPARING,
        (
            "2026-01",
            "2026-02-05",
        ),
    ),
    "FAC-BHL": (UNKNOWN, BUILDING, ("2025-08",)),
    "FAC-CASCARA": (UNKNOWN, PREPARING, ("2025-10",)),
    "FAC-MAVIN": (UNKNOWN, BUILDING, ("2025-08-16",)),
    "FAC-MUSAGREEN": (UNKNOWN, BUILDING, ("2025",)),
    "GOV-PARTYHQ": (UNKNOWN, BUILDING, ("2025-12-19",)),
    "HYD-SONLA-EXT": (UNKNOWN, PREPARING, ("2025-07-29",)),
    "KCN-MAISON-1": (UNKNOWN, BUILDING, ("2025-07",)),
    "ODA-ADB-CONNECT": (UNKNOWN, PLANNED, ("2024",)),
    "ODA-WB-RURAL": (UNKNOWN, PREPARING, ("2024",)),
    "QL6-BYPASS": (
        PREPARING,
        DONE,
        (
            "2024-07-29",
            "2024",
        ),
    ),
    "QL6B-UPGRADE": (UNKNOWN, BUILDING, ("2024-10",)),
    "RD-CHIENGMAI-PHIENGCAM": (UNKNOWN, PREPARING, ("2025-08",)),
    "RD-HUACHIEN": (UNKNOWN, PREPARING, ("2025-08",)),
    "RD-MOCCHAU-MAIN": (
        BUILDING,
        BUILDING,
        (
            "2025-09",
            "2026-01",
        ),
    ),
    "RES-BANMONG": (DONE, DONE, ()),
    "RES-EXP-SL1": (UNKNOWN, BUILDING, ("2025-04",)),
    "RES-SL1-NACHA": (UNKNOWN, BUILDING, ("2025-11",)),
    "RES-SL1-PANG": (UNKNOWN, BUILDING, ("2025-10",)),
    "RES-SL1-PAPUOC": (UNKNOWN, BUILDING, ("2025-11",)),
    "RES-SL1-UI": (UNKNOWN, BUILDING, ("2025-11",)),
    "RES-STORM2024": (UNKNOWN, PREPARING, ("2025-04-22",)),
    "SCH-BORDER": (
        UNKNOWN,
        BUILDING,
        (
            "2025-08-06",
            "2025-08-19",
            "2025-10-13",
            "2025-10-22",
            "2025-11-06",
            "2025-11-09",
            "2025-12-31",
        ),
    ),
    "SCH-CHIENGKHOONG": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-CHIENGKHUONG": (UNKNOWN, BUILDING, ("2025-10-22",)),
    "SCH-CHIENGSON": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-LONGPHIENG": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-LONGSAP": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-09",
        ),
    ),
    "SCH-MUONGHUNG": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-MUONGLAN": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-MUONGLEO": (UNKNOWN, BUILDING, ("2025-10-22",)),
    "SCH-PHIENGKHOAI": (UNKNOWN, BUILDING, ("2025-08-19",)),
    "SCH-PHIENGPAN": (UNKNOWN, BUILDING, ("2025-10-22",)),
    "SCH-SOPCOP": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-XUANNHA": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "SCH-YENSON": (
        UNKNOWN,
        BUILDING,
        (
            "2025-10",
            "2025-11-06",
        ),
    ),
    "TL-220-SONLA-DIENBIEN": (UNKNOWN, BUILDING, ("2026-01",)),
    "TOUR-MOCCHAU": (PLANNED, DONE, ("2024",)),
    "URB-MAISON": (PLANNED, LAPSED, ("2025-07-01",)),
    "URB-MOCCHAU": (
        UNKNOWN,
        DONE,
        (
            "2024-10-28",
            "2024-11-14",
            "2025-01-18",
            "2025-02-01",
            "2025-07-01",
        ),
    ),
    "URB-MOCCHAU-SE": (UNKNOWN, PLANNED, ("2025-11-23",)),
    "URB-PHAMVANDONG": (UNKNOWN, DONE, ("2025-09-27",)),
    "URB-SONLA": (PLANNED, LAPSED, ("2025-07-01",)),
    "URB-SONLA-AFD": (
        PREPARING,
        PREPARING,
        (
            "2024-02-28",
            "2024-06-06",
        ),
    ),
    "URB-VANHO": (PLANNED, LAPSED, ("2025-07-01",)),
    "WS-CHIENGDONG": (UNKNOWN, BUILDING, ("2025-12-19",)),
    "WW-SONLA": (BUILDING, DONE, ("2025-08-19",)),
}
