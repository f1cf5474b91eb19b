"""A fence around the app's server while tests run: Python loads this at start, from PYTHONPATH.

A connection or a name look-up that would leave this machine is refused and written to the file that
SON_LA_REFUSED names.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_REFUSED = Path(os.environ["SON_LA_REFUSED"])
_LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None}
_EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def _fence(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    target = arguments[1] if event in {"socket.connect", "socket.sendto"} else arguments[0]
    host = target[0] if isinstance(target, tuple) else target
    if isinstance(host, bytes) and event == "socket.getaddrinfo":
        host = host.decode("ascii", "replace")
    is_path = event in {"socket.connect", "socket.sendto"} and not isinstance(target, tuple)
    if is_path or host in _LOCAL:
        return
    with _REFUSED.open("a", encoding="utf-8") as stream:
        stream.write(f"{event} {host}\n")
    message = f"the tests allow no connection to {host}"
    raise OSError(message)


sys.addaudithook(_fence)
