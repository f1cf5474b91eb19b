"""What no other step compresses goes compressed, and a page is compressed once."""

from __future__ import annotations

import gzip

import pytest

from panels.server import asgi
from panels.server.asgi import CompressionMiddleware
from tests.panels.asgi import Answer, File, ask, names

SCRIPT = b"const province = 'S\xc6\xa1n La';\n" * 200
JS = "application/javascript"


def fetched(file: File, address: str, **headers: str) -> Answer:
    return ask(CompressionMiddleware(file), address, **{"accept_encoding": "gzip, br", **headers})


def test_a_script_goes_compressed_and_is_the_same() -> None:
    file = File(SCRIPT, JS, headers={"etag": '"1"', "accept-ranges": "bytes"})
    found = fetched(file, "/static/js/index.js", cookie="a=b")
    assert gzip.decompress(found.body) == SCRIPT
    assert len(found.body) < len(SCRIPT) / 5
    assert found.headers == {
        "content-type": JS,
        "etag": 'W/"1"',
        "content-encoding": "gzip",
        "content-length": str(len(found.body)),
        "vary": "Accept-Encoding",
    }
    # The server behind would compress it at each request, or hand over a path.
    assert names(file) == {"cookie"}
    assert file.asked[-1]["extensions"] == {"other": {}}


def test_a_page_is_compressed_once_until_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[bytes] = []
    compress = gzip.compress

    def counted(body: bytes, level: int, *, mtime: float) -> bytes:
        done.append(body)
        return compress(body, level, mtime=mtime)

    monkeypatch.setattr(asgi.gzip, "compress", counted)
    file = File(SCRIPT)
    step = CompressionMiddleware(file)
    for _ in range(3):
        body = ask(step, "/", accept_encoding="gzip").body
        assert gzip.decompress(body) == SCRIPT
    assert done == [SCRIPT]
    file.body = SCRIPT.upper()
    body = ask(step, "/", accept_encoding="gzip").body
    assert gzip.decompress(body) == SCRIPT.upper()


def test_what_is_somebodys_own_is_not_kept() -> None:
    step = CompressionMiddleware(File(SCRIPT, "application/json"))
    found = ask(step, "/media/1.json", accept_encoding="gzip")
    assert found.headers["content-encoding"] == "gzip"
    assert not step._kept._files


def test_what_is_kept_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [SCRIPT.replace(b"province", name) for name in (b"a", b"b", b"c")]
    sizes = [len(gzip.compress(page, 6, mtime=0)) for page in pages]
    monkeypatch.setattr(asgi, "_KEPT_BYTES", sum(sizes[1:]))
    file = File(b"")
    step = CompressionMiddleware(file)
    for file.body in pages:
        ask(step, "/", accept_encoding="gzip")
    assert step._kept._bytes == sum(sizes[1:])
    assert len(step._kept._files) == 2


@pytest.mark.parametrize(
    ("file", "headers"),
    [
        (File(SCRIPT, JS), {"accept_encoding": "br"}),
        (File(SCRIPT, JS), {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        (File(b"short", JS), {}),
        (File(SCRIPT, "font/woff2"), {}),
        (File(SCRIPT, "application/pdf"), {}),
        (File(SCRIPT, JS, status=404), {}),
        (File(SCRIPT, JS, headers={"content-encoding": "br"}), {}),
    ],
)
def test_the_rest_goes_as_it_is(file: File, headers: dict[str, str]) -> None:
    found = fetched(file, "/static/js/index.js", **headers)
    assert (found.status, found.body) == (file.status, file.body)
    assert found.headers.get("content-encoding") == file.headers.get("content-encoding")


def test_what_is_not_asked_for_by_get_passes() -> None:
    file = File(SCRIPT, JS)
    found = ask(CompressionMiddleware(file), "/static/js/index.js", "HEAD", accept_encoding="gzip")
    assert "content-encoding" not in found.headers
    assert names(file) == {"accept-encoding"}
