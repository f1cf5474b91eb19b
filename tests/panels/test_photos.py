"""Photos under the server: for all once they count, before that for those alone who judge them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from briefing import reading
from geo.catalog.catalog import Catalog
from geo.desk.judge import Desk
from geo.errors import SonLaMapError
from geo.io.load import load
from geo.people.rights import Person, PersonRole
from geo.photos.picture import PhotoError, SitePhoto, read_photo, size_of
from geo.proposals.photo import PhotoFields, plan_photos
from geo.proposals.proposal import FormGround
from geo.store.ledger import Ledger
from geo.tables import DATA, Tables
from panels import resources
from panels.components.card_history import drafts_for_visitor
from panels.components.photo_link import photo_address
from panels.server.closed import ClosedReadingMiddleware
from panels.server.headers import SecurityHeaders
from panels.server.photos import SMALL_SIDE, PhotoMiddleware
from panels.session import person
from tests import once
from tests.panels.at_the_desk import AN, CHI, PROJECT, page, press, sign_in, words
from tests.panels.test_page import shown_html
from tests.pictures import camera_jpeg, heic, jpeg, pixels, png

BOUND = Person("binh", PersonRole.EDITOR, frozenset({"SO-KHONG-CO"}))
READER = Person("doc", PersonRole.READER)
CAPTION = 'Mố M1 <b>"cầu"</b>'


@pytest.fixture(scope="module")
def photo() -> SitePhoto:
    return read_photo(camera_jpeg(pixels(1600, 1200)), "IMG_1.jpg")


@pytest.fixture
def client() -> TestClient:
    steps = [
        Middleware(SecurityHeaders), Middleware(ClosedReadingMiddleware),
        Middleware(PhotoMiddleware),
    ]  # fmt: skip
    return TestClient(Starlette(middleware=steps))


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Callable[[Person | None], None]:
    def sign(who: Person | None) -> None:
        sign_in(monkeypatch, who)
        monkeypatch.setattr(person, "person_of", lambda _: who)

    return sign


def propose(ledger: Ledger, photo: SitePhoto) -> int:
    typed = {PhotoFields.of(photo).caption: CAPTION}
    ground = FormGround(ledger, once.catalog(), date(2026, 11, 27), "vi")
    draft = plan_photos(PROJECT, [photo], typed, ground).draft
    assert draft
    return Desk(ledger, once.catalog(), "vi").propose(draft, AN).number


def counted(ledger: Ledger) -> Catalog:
    return load(DATA, Tables(DATA / "tables", ledger.fold().drafts))


def test_a_proposed_photo_is_seen_by_those_alone_who_judge_and_an_applied_one_by_all(
    client: TestClient, ledger: Ledger, photo: SitePhoto, monkeypatch: pytest.MonkeyPatch,
    asks: Callable[[Person | None], None],
) -> None:  # fmt: skip
    large = f"/{photo_address(photo.digest)}"
    small = f"/{photo_address(photo.digest, small=True)}"
    number = propose(ledger, photo)
    for who in (None, READER, BOUND):
        asks(who)
        answer = client.get(large)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    for who in (AN, CHI):
        asks(who)
        answer = client.get(large)
        assert (answer.status_code, answer.content) == (200, photo.jpeg)
        assert answer.headers["cache-control"] == "private, no-store"
    # Where it is judged, and on the card for who may see it, its picture stands.
    assert f'src="{small[1:]}"' in shown_html(page())
    assert photo.digest in str(drafts_for_visitor(PROJECT, "vi"))
    asks(READER)
    assert drafts_for_visitor(PROJECT, "vi") == []
    Desk(ledger, once.catalog(), "vi").approve(number, CHI)
    shown = counted(ledger)
    monkeypatch.setattr(resources, "catalog", lambda: shown)
    asks(None)
    answer = client.get(large)
    assert answer.content == photo.jpeg
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    again = client.get(large, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    answer = client.get(small)
    assert size_of(answer.content) == (SMALL_SIDE, SMALL_SIDE * 3 // 4)
    assert len(answer.content) < len(photo.jpeg)
    # Taken back, it is no longer there.
    Desk(ledger, shown, "vi").undo(number, CHI, "nhầm dự án")
    monkeypatch.setattr(resources, "catalog", once.catalog)
    assert client.get(large).status_code == 404
    asks(CHI)
    assert client.get(large).status_code == 404


def test_a_rejected_photo_is_shown_to_nobody(
    client: TestClient, ledger: Ledger, photo: SitePhoto, asks: Callable[[Person | None], None]
) -> None:
    number = propose(ledger, photo)
    Desk(ledger, once.catalog(), "vi").reject(number, CHI, "mờ")
    asks(CHI)
    assert client.get(f"/{photo_address(photo.digest)}").status_code == 404
    assert "<img" not in shown_html(page(part="da-xu-ly"))


def test_a_closed_map_shows_no_photo_to_strangers(
    client: TestClient, ledger: Ledger, photo: SitePhoto, monkeypatch: pytest.MonkeyPatch,
    asks: Callable[[Person | None], None],
) -> None:  # fmt: skip
    number = propose(ledger, photo)
    Desk(ledger, once.catalog(), "vi").approve(number, CHI)
    shown = counted(ledger)
    monkeypatch.setattr(resources, "catalog", lambda: shown)
    monkeypatch.setenv("SON_LA_READING", "closed")
    address = f"/{photo_address(photo.digest)}"
    asks(None)
    assert client.get(address).status_code == 401
    asks(READER)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    "path",
    ["/anh/", "/anh/x.jpg", f"/anh/{'a' * 64}.png", f"/anh/../{'a' * 64}.jpg",
     f"/anh/{'A' * 64}.jpg", f"/anh/{'a' * 64}.jpg", f"/anh/nho/{'a' * 64}.jpg",
     "/anh/..%2f..%2fetc%2fpasswd"],
)  # fmt: skip
@pytest.mark.usefixtures("ledger")
def test_nothing_else_is_below_the_address(
    client: TestClient, path: str, asks: Callable[[Person | None], None]
) -> None:
    asks(CHI)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in (404, 405)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def here(data: bytes, name: str, language: str) -> SitePhoto:
    """Read a photo in this process: the other one takes seconds to begin."""
    try:
        return read_photo(data, name)
    except PhotoError as error:
        raise SonLaMapError(error.words(language)) from error


def upload(app: AppTest, *files: tuple[str, bytes, str]) -> None:
    box: Any = app.get("file_uploader")[0]
    box.set_value([*files])
    app.run()
    assert not app.exception


def field(app: AppTest, photo: SitePhoto, name: str) -> Any:  # noqa: ANN401 - widgets of kinds
    end = f":{getattr(PhotoFields.of(photo), name)}"
    return next(one for one in [*app.text_input, *app.checkbox] if str(one.key).endswith(end))


def test_photos_are_handed_in_with_what_the_camera_says_only_where_it_is_taken(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, photo: SitePhoto
) -> None:
    monkeypatch.setattr(reading, "read_photo_bounded", here)
    sign_in(monkeypatch, AN)
    app = page(part="them-anh", of=PROJECT)
    assert "Bỏ" not in words(app)
    plain = read_photo(jpeg(pixels(seed=3)), "b.png")
    upload(
        app,
        ("IMG_1.jpg", camera_jpeg(pixels(1600, 1200)), "image/jpeg"),
        ("b.png", png(opened(plain.jpeg)), "image/png"),
        ("IMG_2.jpg", heic(), "image/jpeg"),
    )
    assert "Tương thích nhất" in " ".join(one.value for one in app.error)
    second = read_photo(png(opened(plain.jpeg)), "b.png")
    assert shown_html(app).count('<img class="sl-new-photo" src="data:image/jpeg;base64,') == 2
    # Day and place stand there to be taken, and are not.
    assert field(app, photo, "date").value == ""
    assert not field(app, photo, "place").value
    press(app, "Gửi chờ duyệt")
    assert words(app).count("Ảnh chưa có chú thích.") == 2
    assert ledger.log.batches() == ()
    field(app, photo, "caption").set_value(CAPTION)
    field(app, second, "caption").set_value("Nhìn từ bờ trái")
    press(app, "Lấy ngày 03/11/2026")
    assert field(app, photo, "date").value == "03/11/2026"
    assert any("km." in one.value for one in [*app.caption, *app.warning])
    field(app, photo, "place").check()
    press(app, "Gửi chờ duyệt")
    (batch,) = ledger.log.batches()
    rows = [json.loads(change.new or "") for change in batch.changes]
    assert [row["digest"] for row in rows] == [photo.digest, second.digest]
    assert (rows[0]["date"], rows[0]["lon"], rows[0]["lat"]) == ("2026-11-03", "103.91", "21.32")
    assert not {"date", "lon", "lat", "author"} & rows[1].keys()
    assert ledger.file(photo.digest) == photo.jpeg
    # The box is empty again, and the draft stands there as one.
    assert "sl-new-photo" not in shown_html(app)
    assert "Đề xuất của bạn" in words(app)
    assert "<b>" not in shown_html(app)


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("who", [None, READER])
def test_who_may_not_write_is_offered_no_box(
    monkeypatch: pytest.MonkeyPatch, who: Person | None
) -> None:
    sign_in(monkeypatch, who)
    assert not page(part="them-anh", of=PROJECT).get("file_uploader")
