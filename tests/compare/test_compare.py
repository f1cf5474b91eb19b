"""A record tells two files apart by what they say, and equal ones are the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pptx.util import Pt

from layers.ink.marks import TextMark
from layers.ink.pdf import Document, PdfPage
from layers.ink.pdf_content import page_content
from layers.style.text_metrics import Face
from tests.compare import data, documents, moment, screens
from tests.compare.__main__ import main
from tests.compare.differ import differences
from tests.compare.pixels import picture
from tests.inked import blank

WORDS = moment.Words("/tmp/none", "/none")


def pdf(path: Path, word: str) -> object:
    drawing, layer = blank(216, 144)
    layer.add(TextMark(word, (22, 72), Face(10)), 1)
    pages = [PdfPage(page_content(drawing))]
    path.write_bytes(Document(pages, {"Keywords": "digest=0123456789ab"}, "vi").to_bytes())
    return list(documents.pdf(path, WORDS))


def workbook(path: Path, width: float) -> object:
    book = Workbook()
    book.active["A1"] = "QL.6"
    book.active.column_dimensions["A"].width = width
    book.save(path)
    return data.workbook(path)


def slides(path: Path, left: int) -> object:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    slide.shapes.add_textbox(Pt(left), Pt(10), Pt(99), Pt(20)).text_frame.text = "QL.6"
    show.save(str(path))
    return list(documents.pptx(path, WORDS))


def features(path: Path, east: float) -> object:
    point = {"type": "Point", "coordinates": [east, 21.0]}
    feature = {"type": "Feature", "properties": {"id": "A"}, "geometry": point}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return data.geojson(path)


@pytest.mark.parametrize(
    ("make", "one", "two", "at"),
    [
        (pdf, "Mộc Châu", "Vân Hồ", "/0/pages/0/text/0"),
        (workbook, 12.0, 13.0, "/sheets/0/columns/A"),
        (slides, 10, 11, "/0/slides/0/shapes/0/at/0"),
        (features, 104.0, 104.0001, "/features/0/geometry"),
    ],
)
def test_one_thing_that_differs_is_found(
    tmp_path: Path, make: Callable[..., object], one: object, two: object, at: str
) -> None:
    first, again = make(tmp_path / "a.xlsx", one), make(tmp_path / "b.xlsx", one)
    other = make(tmp_path / "c.xlsx", two)
    assert list(differences(first, again)) == []
    assert at in [path for path, _, _ in differences(first, other)]


def test_a_picture_says_how_much_it_differs_and_where() -> None:
    image = Image.new("RGB", (64, 64), "white")
    before = picture(image)
    image.putpixel((63, 0), (0, 0, 0))
    ((path, _, told),) = differences({"picture": before}, {"picture": picture(image)})
    assert path == "/picture"
    assert told.startswith("1 of 256 tiles differ, columns 15–15, rows 0–0 of 16; grey by 255")
    # What is masked is not looked at.
    hidden = [(0.9, 0.0, 1.0, 0.1)]
    assert picture(image, hidden) == picture(Image.new("RGB", (64, 64), "white"))


def test_items_that_are_new_do_not_make_all_that_follow_differ() -> None:
    found = list(differences({"a": [1, 2, 3]}, {"a": [1, 9, 2, 3]}))
    assert found == [("/a/1", "(nothing)", "9")]
    assert list(differences({"a": 1}, {"b": 1})) == [
        ("/a", "1", "(nothing)"), ("/b", "(nothing)", "1"),
    ]  # fmt: skip
    assert list(differences([1], [1.0])) == []
    ((_, one, two),) = differences("x" * 500 + "a", "x" * 500 + "b")
    assert one.endswith("xa")
    assert two.endswith("xb")


def test_what_is_of_the_moment_is_taken_out() -> None:
    words = moment.Words("/tmp/out", "/home/me/map")
    for text in (
        '{"digest":"16a59f3bc068"}', "Mã dữ liệu 26a59f3bc068", "A1: \"'36a59f3bc068' | General",
    ):  # fmt: skip
        words.learn(text)
        assert words.moving(text[-30:])
    told = "/tmp/out/a.pdf: 1,130 kB SL-C7Z7-74QB-S 16a59f3bc068 /home/me/map/x table-55240691.js"
    assert words.plain(told) == "FOLDER/a.pdf: SIZE CODE DIGEST ROOT/x table-HASH.js"
    assert words.moving("SL-C7Z7-74QB-S")
    assert not words.moving("QL.6")


def test_markup_is_the_same_in_any_order_of_attributes() -> None:
    one = '<p class="a" id="b">Sơn  La <b>km</b></p>'
    two = "<p id='b' class='a'>\nSơn La <b>km</b></p>"
    assert screens.lines(one) == screens.lines(two)
    assert screens.texts(one) == ["Sơn La", "km"]
    page = '<body><p>A</p><script>go("map",{"a":[1]});end()</script></body>'
    said, code = screens.page(page)
    assert said["told"] == [["go", {"a": [1]}]]
    changed, same_code = screens.page(page.replace("[1]", "[2]"))
    assert code == same_code
    assert [path for path, _, _ in differences(said, changed)] == ["/told/0/1/a/0"]


def test_today_is_fixed_for_what_is_imported_later() -> None:
    code = (
        "import datetime, pickle\n"
        "real = datetime.date\n"
        "from tests.compare.moment import fix_today\n"
        "fix_today(real(2026, 3, 1))\n"
        "from datetime import date, timedelta\n"
        "assert date.today() == real(2026, 3, 1)\n"
        "assert isinstance(real(2020, 1, 1), date) and isinstance(date.today(), real)\n"
        "assert pickle.loads(pickle.dumps(date.today())) == real(2026, 3, 1)\n"
        "print(date.today() + timedelta(1))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert done.stdout == "2026-03-02\n"


def test_folders_are_compared_by_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, status in (("a", "Đang thi công"), ("b", "Đang thi công"), ("c", "Quy hoạch")):
        folder = tmp_path / name / "area" / "vi"
        folder.mkdir(parents=True)
        (folder / "data.csv.json").write_text(json.dumps({"rows": [["QL.6", status]]}))
        (folder / "statement-sheet.pdf.json").write_text(json.dumps([name == "c"]))
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert capsys.readouterr().out.strip() == ""
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "c")]) == 1
    told = capsys.readouterr().out
    assert "## data.csv: 1 file(s), 1 difference(s)" in told
    assert "/rows/0/1\n      - Đang thi công\n      + Quy hoạch" in told
    assert "## statement-sheet.pdf" in told
    (tmp_path / "b" / "area" / "vi" / "data.csv.json").unlink()
    skipped = ["diff", str(tmp_path / "a"), str(tmp_path / "b"), "--skip", "data"]
    assert main(skipped) == 0
    assert main(skipped[:-2]) == 1
