"""What becomes of a foreign picture: upright, small enough, and with nothing in it but pixels."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from PIL.ExifTags import IFD, Base

from geo.photos import picture as module
from geo.photos.picture import (
    MOST_BYTES,
    MOST_SIDE,
    PhotoError,
    is_plain,
    read_photo,
    size_of,
    smaller,
    unpacked,
)
from tests.pictures import AT, CAMERA, OWNER, camera_jpeg, exif, heic, jpeg, pixels, png


def opened(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo))


def red(photo: bytes) -> str:
    """Tell in which corner the red mark lies."""
    grid = np.asarray(opened(photo).convert("RGB")).astype(int)
    high, wide = grid.shape[0] // 8, grid.shape[1] // 8
    corners = {
        "top left": grid[:high, :wide],
        "top right": grid[:high, -wide:],
        "bottom left": grid[-high:, :wide],
        "bottom right": grid[-high:, -wide:],
    }
    return max(
        corners, key=lambda name: float((corners[name][..., 0] - corners[name][..., 1]).mean())
    )


def test_day_and_place_are_read_and_then_nothing_of_the_camera_is_left() -> None:
    data = camera_jpeg()
    assert CAMERA.encode() in data
    assert OWNER.encode() in data
    photo = read_photo(data, "IMG_1.jpg")
    assert photo.day == date(2026, 11, 3)
    assert photo.place == AT
    for word in (b"Exif", b"GPS", CAMERA.encode(), OWNER.encode(), b"2026:11", b"adobe", b"xmp"):
        assert word not in photo.jpeg, word
    found = opened(photo.jpeg)
    assert dict(found.getexif()) == {}
    assert not {"exif", "comment", "xmp", "icc_profile"} & found.info.keys()
    assert is_plain(photo.jpeg)
    assert not is_plain(data)


def test_the_place_is_stripped_byte_for_byte() -> None:
    """The same pixels give the same file, whatever a camera has written beside them."""
    shown = pixels()
    files = {
        read_photo(data, "a.jpg").jpeg
        for data in (
            camera_jpeg(shown),
            camera_jpeg(shown, place=((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)), day="2020:01:01 00:00:00"),
            jpeg(shown),
            jpeg(shown) + b"PK\x03\x04 a second file behind the first",
        )
    }
    assert len(files) == 1


def test_a_png_loses_its_words_and_its_exif() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", OWNER)
    words.add_itxt("XML:com.adobe.xmp", OWNER, zip=False)
    data = png(pnginfo=words, exif=exif())
    assert OWNER.encode() in data
    photo = read_photo(data, "a.png")
    assert (photo.day, photo.place) == (date(2026, 11, 3), AT)
    assert OWNER.encode() not in photo.jpeg
    assert is_plain(photo.jpeg)


@pytest.mark.parametrize(
    ("orientation", "corner", "size"),
    [
        (1, "top left", (400, 300)),
        (3, "bottom right", (400, 300)),
        (6, "top right", (300, 400)),
        (8, "bottom left", (300, 400)),
        (2, "top right", (400, 300)),
    ],
)
def test_a_photo_stands_upright(orientation: int, corner: str, size: tuple[int, int]) -> None:
    photo = read_photo(camera_jpeg(orientation=orientation), "a.jpg")
    assert red(photo.jpeg) == corner
    assert (photo.width, photo.height) == size == size_of(photo.jpeg)


def test_a_large_photo_gets_smaller_than_the_limits() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (2600, 3400, 3)).astype(np.uint8)
    photo = read_photo(jpeg(Image.fromarray(noise), quality=95), "a.jpg")
    assert len(photo.jpeg) <= MOST_BYTES
    assert max(photo.width, photo.height) <= MOST_SIDE
    assert photo.width / photo.height == pytest.approx(3400 / 2600, abs=0.01)
    assert is_plain(photo.jpeg)


def test_pixels_that_never_fit_are_made_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 30_000)
    noise = np.random.default_rng(3).integers(0, 255, (900, 1200, 3)).astype(np.uint8)
    photo = read_photo(jpeg(Image.fromarray(noise)), "a.jpg")
    assert len(photo.jpeg) <= 30_000
    assert (photo.width, photo.height) == size_of(photo.jpeg)
    assert photo.width < 1200


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "I;16", "1", "CMYK"])
def test_every_kind_of_pixel_becomes_colour_on_white(mode: str) -> None:
    shown = (
        pixels().convert("L").convert("I").convert("I;16")
        if mode == "I;16"
        else pixels().convert(mode)
    )
    data = jpeg(shown) if mode == "CMYK" else png(shown)
    photo = read_photo(data, "a")
    assert opened(photo.jpeg).mode == "RGB"


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (200, 100), (10, 10, 10, 0))
    shown = opened(read_photo(png(clear), "a.png").jpeg)
    assert min(shown.getpixel((100, 50))) > 250  # type: ignore[arg-type]


def refused(data: bytes, name: str = "anh.jpg") -> str:
    with pytest.raises(PhotoError) as error:
        read_photo(data, name)
    assert error.value.words("vi").startswith(f"{name}: ")
    return error.value.key


def test_heic_is_refused_with_what_to_do() -> None:
    for name in ("IMG_0001.HEIC", "renamed.jpg"):
        assert refused(heic(), name) == "photo.heic"
    words = PhotoError("photo.heic", name="IMG_0001.HEIC").words("vi")
    assert "Tương thích nhất" in words
    assert "JPEG" in words


def test_what_a_file_is_its_first_bytes_say() -> None:
    assert read_photo(png(), "anh.jpg").width == 400
    assert read_photo(jpeg(), "anh.heic").width == 400


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "photo.damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.kind"),
        (b"GIF89a" + bytes(200), "photo.kind"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(100), "photo.kind"),
        (b"%PDF-1.4\n" + jpeg(), "photo.kind"),
        (b"MZ" + bytes(300), "photo.kind"),
        (b"\x00\x00\x00\x18ftypavif" + bytes(40), "photo.kind"),
        (b"\xff\xd8\xff", "photo.damaged"),
        (b"\x89PNG\r\n\x1a\n", "photo.damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "photo.damaged"),
        (jpeg()[:-4000], "photo.damaged"),
        (png()[:-4000], "photo.damaged"),
    ],
)
def test_hostile_and_broken_files_are_refused(data: bytes, key: str) -> None:
    assert refused(data) == key


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def bare_png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + end


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    assert refused(bare_png(30_000, 30_000)) == "photo.pixels"
    assert refused(bare_png(2**31 - 1, 2**31 - 1)) in ("photo.pixels", "photo.damaged")
    words = chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(80_000_000), 9))
    assert refused(bare_png(300, 300, words)) == "photo.damaged"
    assert refused(jpeg() + bytes(module.MOST_FILE_BYTES)) == "photo.large"


def test_what_nobody_can_look_at_is_refused() -> None:
    assert refused(png(Image.new("RGB", (1, 1)))) == "photo.small"
    assert refused(png(Image.new("RGB", (4_000, 80)))) == "photo.small"


@pytest.mark.parametrize(
    ("about", "day", "place"),
    [
        ({"day": "2026:13:45 00:00:00"}, None, AT),
        ({"day": "0000:00:00 00:00:00"}, None, AT),
        ({"day": "2099:01:01 00:00:00"}, None, AT),
        ({"day": "1970:01:01 00:00:00"}, None, AT),
        ({"place": None}, date(2026, 11, 3), None),
        ({"place": ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))}, date(2026, 11, 3), None),
        ({"place": ((500.0, 0.0, 0.0), (21.0, 0.0, 0.0))}, date(2026, 11, 3), None),
        ({"place": ((103.0, 0.0), (21.0, 0.0))}, date(2026, 11, 3), None),
        ({"sides": ("W", "S")}, date(2026, 11, 3), (-AT[0], -AT[1])),
        ({"sides": ("?", "N")}, date(2026, 11, 3), None),
    ],
)
def test_only_what_can_be_right_is_offered(
    about: dict[str, object], day: date | None, place: tuple[float, float] | None
) -> None:
    photo = read_photo(camera_jpeg(None, **about), "a.jpg")
    assert (photo.day, photo.place) == (day, place)


def test_a_file_that_was_changed_on_a_day_was_not_taken_then() -> None:
    told = Image.Exif()
    told[Base.DateTime] = "2026:11:20 10:10:10"
    assert read_photo(jpeg(exif=told), "a.jpg").day is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400), at=st.integers(0, 2_000))
@example(data=b"\xff\xd9", at=30)
def test_whatever_bytes_come_a_plain_photo_or_a_word_comes_out(data: bytes, at: int) -> None:
    """Bytes thrown over those of a camera's file: no other error, and nothing but a picture."""
    whole = camera_jpeg(pixels(120, 90))
    try:
        photo = read_photo(whole[:at] + data + whole[at + len(data) :], "a.jpg")
    except PhotoError:
        return
    assert is_plain(photo.jpeg)
    assert len(photo.jpeg) <= MOST_BYTES


@settings(max_examples=40, deadline=None)
@given(
    entries=st.dictionaries(
        st.integers(0, 40),
        st.one_of(st.text(max_size=9), st.integers(0, 2**31), st.binary(max_size=9)),
        max_size=6,
    )
)  # fmt: skip
def test_nonsense_of_a_camera_is_no_fault(entries: dict[int, object]) -> None:
    told = Image.Exif()
    told.get_ifd(IFD.GPSInfo).update(entries)
    try:
        data = jpeg(pixels(100, 80), exif=told)
    except Exception:  # noqa: BLE001 - Pillow writes no such entry
        return
    assert read_photo(data, "a.jpg").width == 100


def test_a_photo_crosses_a_pipe() -> None:
    photo = read_photo(camera_jpeg(), "a.jpg")
    assert unpacked(photo.packed()) == photo
    bare = read_photo(jpeg(), "a.jpg")
    assert unpacked(bare.packed()) == bare


def test_a_small_one_is_plain_and_may_be_grey() -> None:
    photo = read_photo(camera_jpeg(pixels(1600, 1200)), "a.jpg")
    small = smaller(photo.jpeg, 640)
    assert size_of(small) == (640, 480)
    assert is_plain(small)
    assert smaller(photo.jpeg, 2_000) == photo.jpeg
    assert opened(smaller(photo.jpeg, 640, grey=True)).mode == "L"


def test_plain_is_told_from_what_hides_something() -> None:
    plain = read_photo(jpeg(), "a.jpg").jpeg
    assert is_plain(plain)
    for other in (plain + b"x", plain + plain, plain[:-2], b"", png(), camera_jpeg(), plain[:300]):
        assert not is_plain(other)
