"""The sheet of a proposal: old and new in words, to be signed, and that none of it counts yet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from briefing.__main__ import main
from briefing.proposal.draw import draw_proposal, render_proposal
from briefing.proposal.plan import ProposedChanges, plan_proposal, proposal_of, proposal_of_file
from geo import clock
from geo.desk.judge import Desk
from geo.people.rights import Person, PersonRole
from geo.store.database import file_url, open_store
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Draft, StoredChange
from geo.tables import DATA
from geo.trip.apply import HandedIn, plan_file
from tests.briefing.sheets import catalog
from tests.geo.store.test_handed_in import STARTED, STATUS, filled

pytestmark = pytest.mark.usefixtures("read_once")
AN = Person("nguyen.van.an", PersonRole.EDITOR)
CHI = Person("chi", PersonRole.APPROVER)
TWO = ("EXP-HB", "DT-101")
LONG = "https://vi.du/" + "duong-dan-" * 40


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    log = Log(open_store(file_url(tmp_path / "state" / "son-la.sqlite3")))
    yield Ledger(log, DATA)
    log.engine.dispose()


@pytest.fixture
def proposal(ledger: Ledger) -> ProposedChanges:
    years = {id_: str(catalog().projects[id_].finish_year or "") for id_ in TWO}
    changes = tuple(
        StoredChange("projects", (id_,), "finish_year", old, "2031", "QD-3079-2023")
        for id_, old in years.items()
    )
    desk = Desk(ledger, catalog(), "vi")
    desk.propose(Draft(changes, "theo báo cáo tháng 11", "form"), AN)
    return proposal_of(desk.waiting(CHI)[0])


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(pdf)).pages]


def test_it_says_who_what_why_and_that_it_is_not_in_force(proposal: ProposedChanges) -> None:
    pdf = render_proposal(proposal, catalog(), "vi")
    (page,) = pages_of(pdf)
    for words in (
        "Phiếu đề xuất thay đổi số 1",
        "chỉ có hiệu lực sau khi được duyệt",
        "nguyen.van.an · Biên tập",
        "theo báo cáo tháng 11",
        "2 nội dung của 2 dự án",
        "Năm hoàn thành 2027 2031 3079/QĐ-UBND",
        "Năm hoàn thành chưa có 2031",
        "Người lập",
        "Người kiểm tra",
        "Người duyệt",
        "(Ký, ghi rõ họ tên)",
    ):
        assert words in page, words
    # Above, in the frame and at the foot of the page.
    assert page.count("Đề xuất, chưa có hiệu lực") == 3
    assert render_proposal(proposal, catalog(), "vi") == pdf
    (english,) = pages_of(render_proposal(proposal, catalog(), "en"))
    assert "Proposal – not in force" in english


def test_projects_are_numbered_as_on_the_map(proposal: ProposedChanges) -> None:
    planned = plan_proposal(proposal, catalog(), "vi")
    assert planned.map is not None
    assert {row.project.id for row in planned.map.view.rows} == set(TWO)
    assert [planned.number_of(one) for one in planned.subjects] == [1, 2]
    nowhere = replace(proposal.facts[0], subject_id="CAU-MOI")
    alone = plan_proposal(replace(proposal, facts=(nowhere,)), catalog(), "vi")
    assert alone.map is None
    assert len(draw_proposal(alone)) == 1


def test_nothing_is_cut_whatever_stands_in_a_cell(proposal: ProposedChanges) -> None:
    hostile = f"<img src=x onerror=alert(1)> =1+1 {LONG}"
    one = proposal.facts[0]
    facts = tuple(replace(one, new=f"{hostile} cuối {step}") for step in range(3))
    told = replace(proposal, facts=(*proposal.facts, *facts), conflicts=2, reason=hostile)
    pages = pages_of(render_proposal(told, catalog(), "vi"))
    whole = "".join("".join(pages).split())
    assert whole.count("".join(hostile.split())[:20]) == 1 + len(facts)
    assert whole.count("duong-dan-") >= 40 * len(facts)
    assert f"cuối{len(facts) - 1}" in whole
    assert "Người khác vừa sửa 2 ô" in pages[0]
    assert all("chưa có hiệu lực" in page for page in pages)
    assert "Người duyệt" in pages[-1]


def test_a_file_is_a_proposal_only_where_it_could_be_sent(ledger: Ledger) -> None:
    def made(cells: dict[str, object]) -> ProposedChanges | None:
        handed = HandedIn(filled({"DT-101": cells}), clock.today(), "vi", "SO-XD.xlsx")
        return proposal_of_file(plan_file(handed, ledger), "an", "editor", catalog(), "vi")

    found = made(STARTED)
    assert found is not None
    assert found.file_name("vi").startswith("phieu-de-xuat-thay-doi-20")
    (page,) = pages_of(render_proposal(found, catalog(), "vi"))
    for words in ("SO-XD.xlsx", "chưa gửi", "Đang thi công (7 tháng 11 năm 2026)", "355,5 tỷ đồng"):
        assert words in page
    assert made({STATUS: "xong"}) is None


def test_the_command_writes_what_waits_and_what_a_file_would_change(
    proposal: ProposedChanges,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del proposal
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "state"))
    assert main(["proposal", "--batch", "1", "--out", str(tmp_path)]) == 0
    (page,) = pages_of((tmp_path / "phieu-de-xuat-thay-doi-so-1.pdf").read_bytes())
    assert "nguyen.van.an" in page
    assert main(["proposal", "--batch", "7", "--out", str(tmp_path)]) == 2
    assert "Không có đề xuất 7 đang chờ duyệt." in capsys.readouterr().err
    book, out = tmp_path / "SO-XD.xlsx", tmp_path / "ky.pdf"
    book.write_bytes(filled({"DT-101": STARTED}))
    assert main(["proposal", "--file", str(book), "--out", str(out)]) == 0
    assert "355,5 tỷ đồng" in pages_of(out.read_bytes())[0]
    book.write_bytes(filled({"DT-101": {STATUS: "xong"}}))
    assert main(["proposal", "--file", str(book), "--out", str(out)]) == 2
    assert "các ô bị từ chối" in capsys.readouterr().err
    assert main(["proposal", "--file", str(book), "--out", str(tmp_path / "ky.docx")]) == 2
