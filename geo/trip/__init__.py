"""The round trip: a workbook that we handed out comes back, and is compared cell by cell."""
