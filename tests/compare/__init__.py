"""Records what every output says, and compares two records: for work that must change nothing.

``python -m tests.compare record FOLDER`` runs the commands and the pages of the app from outside
and writes what their files and screens say as text. ``python -m tests.compare diff A B`` prints
what differs by format, and exits with 1 where anything does. No module of the product is imported,
so the folder can be copied beside an older or a newer commit and run there.
"""
