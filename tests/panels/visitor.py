"""A browser without a window: keeps cookies, fills forms, and says whence they come."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from starlette.types import ASGIApp

from panels.server.asgi import middleware
from panels.server.closed import ClosedReadingMiddleware
from panels.server.guard import GuardMiddleware
from panels.server.headers import SecurityHeaders
from panels.server.health import HealthMiddleware
from panels.server.sign_in import SignInMiddleware
from tests.panels.asgi import Answer, File, run

PASSWORD = "đường lên núi cao"
ORIGIN = "http://127.0.0.1:8501"
OURS = (GuardMiddleware, SecurityHeaders, HealthMiddleware, SignInMiddleware)


def server(app: ASGIApp | None = None) -> ASGIApp:
    """Give our steps in their order, around an app that says that it was reached."""
    app = app or File(b"the map", headers={"cache-control": "public, max-age=9"})
    wanted = (*OURS, ClosedReadingMiddleware)
    for step in reversed([step for step in middleware() if step.cls in wanted]):
        app = step.cls(app, *step.args, **step.kwargs)
    return app


class Browser:
    """Keeps cookies, follows nothing, and says whence its forms come."""

    def __init__(self, app: ASGIApp | None = None) -> None:
        self.server = server(app)
        self.jar: dict[str, str] = {}
        self.set: dict[str, str] = {}

    def ask(self, address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        known = {"host": "127.0.0.1:8501", "accept": "text/html", **headers}
        if self.jar:
            known["cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in known.items()],
            "server": ("127.0.0.1", 8501),
            "client": ("10.0.0.7", 40000),
        }
        start, *parts = run(self.server, scope, [body])
        raw = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
        for name, value in raw:
            if name == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.set[key] = value
                    if morsel["max-age"] == "0":
                        self.jar.pop(key, None)
                    else:
                        self.jar[key] = morsel.value
        return Answer(start["status"], dict(raw), b"".join(part["body"] for part in parts))

    def post(self, address: str, origin: str | None = ORIGIN, **fields: str) -> Answer:
        headers = {"origin": origin} if origin else {}
        return self.ask(address, "POST", urlencode(fields).encode(), **headers)

    def sign_in(self, name: str = "an", password: str = PASSWORD, **more: str) -> Answer:
        token = token_in(self.ask("/dang-nhap"))
        return self.post("/dang-nhap", token=token, name=name, password=password, **more)

    @property
    def is_in(self) -> bool:
        return b'action="/dang-xuat' in self.ask("/dang-nhap").body


def token_in(page: Answer) -> str:
    found = re.search(r'name="token" value="(\w+)"', page.body.decode())
    assert found
    return found[1]
