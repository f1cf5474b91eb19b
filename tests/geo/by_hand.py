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
# between. "2026" (KCN-VANHO) is not over on the last day and does not count.
BY_HAND = {
    "AIR-NASAN": (PLANNED, PREPARING, ("2024", "2025-09")),
    "BG-LONGSAP-UP": (PREPARING, DONE, ("2024-11-19",)),
    "CCN-ALL": (UNKNOWN, PLANNED, ("2025-09-22",)),
    "DT-107C": (UNKNOWN, BUILDING, ("2025-07-28",)),
    "DT-STORM2024": (UNKNOWN, PREPARING, ("2024-11-12",)),
    "EXP-DB": (PREPARING, PREPARING, ("2026-01-14",)),
    "EXP-HB": (PREPARING, BUILDING, ("2024-09-29", "2025-03", "2026-01-30")),
    "EXP-SL1": (
        PREPARING,
        BUILDING,
        ("2024-03-02", "2024-06-10", "2025-05-18", "2025-09", "2025-12-29", "2026-02-05"),
    ),
    "EXP-SL2": (PLANNED, PREPARING, ("2025-07-15", "2025-11-29", "2025-12-29", "2026-02-05")),
    "EXP-SL3": (UNKNOWN, PREPARING, ("2026-02-05",)),
    "HYD-SONLA-EXT": (UNKNOWN, PREPARING, ("2025-07-29",)),
    "QL6-BYPASS": (PREPARING, DONE, ("2025-06",)),
    "URB-MAISON": (PLANNED, LAPSED, ("2025-07-01",)),
    "URB-MOCCHAU": (
        UNKNOWN,
        DONE,
        ("2024-10-28", "2024-11-14", "2025-01-18", "2025-02-01", "2025-07-01"),
    ),
    "URB-VANHO": (PLANNED, LAPSED, ("2025-07-01",)),
}
