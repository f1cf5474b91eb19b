"""Photos of a site on *Phiếu dự án*, its slide, and the card of the USB edition."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from pptx import Presentation

from briefing.cli import main
from briefing.content.card import photo_rows
from briefing.content.cards_record import item_tree, linked_tree
from briefing.formats import make
from briefing.project_sheet import draw as drawing
from briefing.project_sheet.draw import draw_project
from briefing.project_sheet.photos import photo_files, photos_wanted
from briefing.project_sheet.plan import plan_project
from briefing.reading import PhotoReadJob
from briefing.request import ExportRequest
from geo.catalog.catalog import Catalog
from geo.catalog.photo import Photo
from geo.dates import PartialDate
from geo.photos.picture import SitePhoto, read_photo, unpacked
from geo.strings import say
from geo.text import Text
from layers.ink.marks import PhotoMark
from tests.briefing import controlled
from tests.briefing.controlled import PROJECT, view_of
from tests.briefing.sheets import TODAY
from tests.pictures import camera_jpeg, heic, jpeg

BLUE, GREEN = (20, 40, 220), (20, 200, 40)
CAPTION = "Thi công mố cầu M1, nhìn từ bờ trái"


@pytest.fixture(scope="module")
def blue() -> SitePhoto:
    return read_photo(jpeg(Image.new("RGB", (1600, 1200), BLUE)), "a.jpg")


@pytest.fixture(scope="module")
def green() -> SitePhoto:
    return read_photo(jpeg(Image.new("RGB", (900, 1200), GREEN)), "b.jpg")


def photo(of: SitePhoto, day: str, caption: str = CAPTION, project: str = PROJECT) -> Photo:
    when = PartialDate.parse(day) if day else None
    words = Text((("vi", caption), ("en", f"{caption} (en)")))
    id_ = f"{project}-{of.digest[:8]}"
    return Photo(id_, project, of.digest, when, words, "Ban QLDA" if day else "", None, None)


def with_photos(*photos: Photo) -> Catalog:
    return replace(controlled.controlled(), photos=photos)


def request(*photos: SitePhoto, project: str = PROJECT, **more: Any) -> ExportRequest:
    files = tuple(one.jpeg for one in photos)
    return ExportRequest(printed=TODAY, project=project, photos=files, **more)


def seen(pdf: bytes) -> tuple[np.ndarray, str]:
    """Return pixels and words of a page."""
    page = pdfium.PdfDocument(pdf)[0]
    pixels = np.asarray(page.render(scale=0.7, rev_byteorder=True).to_pil().convert("RGB"))
    return pixels.astype(int), " ".join(page.get_textpage().get_text_range().split())


def share(pixels: np.ndarray, color: tuple[int, int, int]) -> float:
    """Return how much of a page has a colour."""
    return float((abs(pixels - color).max(axis=2) < 14).mean())


def test_a_full_page_shows_its_photos_with_their_words(blue: SitePhoto, green: SitePhoto) -> None:
    known = with_photos(photo(blue, "2026-10-20"), photo(green, "", "Nền đường K95"))
    data = make("project-pdf", view_of(known), request(blue, green))
    pixels, words = seen(data)
    assert share(pixels, BLUE) > 0.008
    assert share(pixels, GREEN) > 0.004
    for said in (say("photo.title", "vi"), CAPTION, "20/10/2026", "Ban QLDA", "Nền đường K95",
                 "chưa rõ ngày chụp", "chưa rõ người chụp"):  # fmt: skip
        assert said in words, said
    assert data.count(b"/Filter/DCTDecode") == 2
    assert say("project.photo", "vi") not in words
    # What a planner looks for first is there all the same, what lost its room is counted.
    assert "Gói XL-01" in words
    assert "Mặt bằng xôi đỗ" in words


def test_on_a_grey_page_photos_are_grey_and_can_be_read(blue: SitePhoto, green: SitePhoto) -> None:
    known = with_photos(photo(blue, "2026-10-20"), photo(green, "2026"))
    data = make("project-pdf", view_of(known), request(blue, green, grey=True))
    pixels, words = seen(data)
    assert abs(pixels[..., 0] - pixels[..., 2]).max() <= 2
    assert data.count(b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode") == 2
    assert CAPTION in words
    # Blue and green differ as they do on a copier.
    lights = [round(0.299 * r + 0.587 * g + 0.114 * b) for r, g, b in (BLUE, GREEN)]
    for light in lights:
        assert share(pixels, (light, light, light)) > 0.004


def test_a_page_with_room_shows_one_photo_large_and_the_png_too(blue: SitePhoto) -> None:
    known = with_photos(photo(blue, "2026-10-20", project="LOG-BORDER"))
    wanted = request(blue, project="LOG-BORDER", dpi=50)
    pixels, _ = seen(make("project-pdf", view_of(known), wanted))
    assert share(pixels, BLUE) > 0.15
    picture = Image.open(io.BytesIO(make("project-png", view_of(known), wanted)))
    assert share(np.asarray(picture.convert("RGB")).astype(int), BLUE) > 0.15


def test_without_photos_nothing_is_said_of_them_and_the_place_for_one_stays() -> None:
    sheet = plan_project(view_of(), request(project="LOG-BORDER"))
    assert sheet.photos == ()
    assert "photo" not in str(linked_tree(view_of(), PROJECT, "vi"))
    # A row whose file is not handed over draws as none.
    draw_project(sheet)


def test_pages_with_photos_stay_within_the_paper(
    blue: SitePhoto, green: SitePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "draw_map", lambda *_: None)
    for project in [PROJECT, *list(view_of().catalog.projects)[::28]]:
        known = with_photos(
            photo(blue, "2026-10-20", project=project), photo(green, "", project=project)
        )
        sheet = plan_project(view_of(known), request(blue, green, project=project))
        page = draw_project(sheet)
        marks = [mark for mark in page.drawing.marks() if isinstance(mark, PhotoMark)]
        assert len(marks) == 2, project
        foot = sheet.sheet.frame.imprint.top
        for mark in marks:
            assert mark.at[1] >= foot, project
            assert mark.at[0] + mark.width <= page.paper.width - 30, project
            assert mark.width > 40, project
            assert mark.height / mark.width == pytest.approx(mark.pixels[1] / mark.pixels[0])


def test_the_newest_come_first_and_a_day_knows_no_later_ones(
    blue: SitePhoto, green: SitePhoto
) -> None:
    photos = (photo(green, ""), photo(blue, "2026-10"), photo(green, "2025-05-01"))
    rows = photo_rows(photos, date(2026, 11, 1), "vi")
    assert [row.about.partition(" · ")[0] for row in rows] == [
        "10/2026", "01/05/2025", "chưa rõ ngày chụp",
    ]  # fmt: skip
    assert len(photo_rows(photos, date(2025, 6, 1), "vi")) == 2
    known = with_photos(*photos)
    assert photos_wanted(known, PROJECT, date(2026, 11, 1)) == [blue.digest, green.digest]
    kept = {blue.digest: blue.jpeg}
    assert photo_files(known, PROJECT, date(2026, 11, 1), kept.get) == (blue.jpeg,)


def test_the_slide_has_a_photo_with_its_words_for_who_cannot_see_it(blue: SitePhoto) -> None:
    known = with_photos(photo(blue, "2026-10-20", project="LOG-BORDER"))
    data = make("project-pptx", view_of(known), request(blue, project="LOG-BORDER"))
    shapes = [shape for slide in Presentation(io.BytesIO(data)).slides for shape in slide.shapes]
    pictures = [shape for shape in shapes if hasattr(shape, "image")]
    told = [shape for shape in pictures if shape.image.content_type == "image/jpeg"]
    assert [shape._element._nvXxPr.cNvPr.get("descr") for shape in told] == [CAPTION]
    assert any(CAPTION in shape.text_frame.text for shape in shapes if shape.has_text_frame)


def test_the_app_draws_pictures_and_the_usb_edition_says_where_they_are(blue: SitePhoto) -> None:
    many = [replace(photo(blue, "2026-10-20", f"Ảnh {one}"), id=f"P-{one}") for one in range(6)]
    view = view_of(with_photos(*many))
    app, usb = str(linked_tree(view, PROJECT, "vi")), str(item_tree(view, PROJECT, "vi"))
    assert app.count(f"{{'photo': '{blue.digest}', 'alt': 'Ảnh ") == 6
    assert say("photo.more", "vi", count=2) in app
    assert blue.digest not in usb
    for said in ("Ảnh 0", say("photo.elsewhere", "vi"), say("photo.count", "vi", count=6)):
        assert said in usb
    assert say("photo.elsewhere", "vi") not in app


def test_a_foreign_file_is_made_a_photo_or_a_word_in_the_reading_process() -> None:
    made = PhotoReadJob(camera_jpeg(), "a.jpg", "vi").render(lambda *_: None)
    assert made[:1] == b"+"
    assert unpacked(made[1:]) == read_photo(camera_jpeg(), "a.jpg")
    refused = PhotoReadJob(heic(), "a.heic", "en").render(lambda *_: None)
    assert refused[:1] == b"-"
    assert "Most Compatible" in refused[1:].decode()


def test_the_command_takes_photos_from_where_they_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blue: SitePhoto
) -> None:
    known = with_photos(photo(blue, "2026-10-20"))
    asked: list[str] = []

    def kept(digest: str) -> bytes:
        asked.append(digest)
        return blue.jpeg

    monkeypatch.setattr("briefing.cli.newest_catalog", lambda *_: known)
    monkeypatch.setattr("briefing.cli.kept_photo", kept)
    out = tmp_path / "phieu.pdf"
    assert main(["project", "--project", PROJECT, "--out", str(out)]) == 0
    assert asked == [blue.digest]
    assert b"/Filter/DCTDecode" in out.read_bytes()
