"""The files that a person meets in the folder of a bundle, in their language."""

from __future__ import annotations

from typing import Final

OPEN: Final = "Mở bản đồ.bat"
SHARE: Final = "Chia sẻ trong mạng nội bộ.bat"
USB: Final = "Xem ngay, không cần cài.html"
GUIDE: Final = "Hướng dẫn cài đặt.pdf"
CLERKS_GUIDE: Final = "Hướng dẫn cập nhật.pdf"
CONSOLE: Final = "Ban do Son La"
FOLDER: Final = "ban-do-son-la"
DATA: Final = "data"
# What else stands there, as far as it is shown: folders and their files are many.
FOLDERS: Final = ("briefing", DATA, "geo", "layers", "panels", "wheels")
# The newest Python for which every library has a wheel; panels/server/windows.bat looks for it.
PYTHON: Final = "3.13"
