"""One real server, spoken to as a browser or an attacker would: what no single step can show."""

from __future__ import annotations

import http.client
import json
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from argon2 import PasswordHasher
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from geo.people.accounts import FILE_NAME, Accounts
from geo.people.passwords import PasswordKeeper
from geo.people.rights import Person, PersonRole
from geo.strings import say
from tests.browser import server
from tests.browser.conftest import FENCE, START_SECONDS

BOUNDARY = "part"
PASSWORD = "đường lên núi cao"


@dataclass(frozen=True)
class Served:
    """The address of the server, what it wrote, where it was not let go, and who may sign in."""

    url: str
    log: Path
    refused: Path
    accounts: Accounts

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Said:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, named)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        said = Said(answer.status, found, answer.read())
        connection.close()
        return said

    @contextmanager
    def session(self, path: str = "", query: str = "", cookie: str = "") -> Iterator[Session]:
        with connect(
            f"ws://{self.host}/_stcore/stream",
            origin=f"http://{self.host}",  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"cookie": cookie} if cookie else None,
            max_size=None,
        ) as line:
            session = Session(line)
            session.run(BackMsg(), path, query)
            yield session


@dataclass(frozen=True)
class Said:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Session:
    """A session that speaks Streamlit's protocol."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self.id = ""
        self.widgets: dict[str, str] = {}
        self.page = ""
        self.errors: list[str] = []
        self.html = ""
        self.files: list[str] = []

    def run(self, message: BackMsg, path: str = "", query: str = "") -> None:
        """Let the script run, and take all that it sends."""
        asked = message.rerun_script
        asked.query_string = query
        if self.page:
            asked.page_script_hash = self.page
        else:
            asked.page_name = path
        self.errors, self.html = [], ""
        self._line.send(message.SerializeToString())
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            sent = ForwardMsg()
            data = self._line.recv(timeout=START_SECONDS)
            sent.ParseFromString(data if isinstance(data, bytes) else data.encode())
            self._take(sent)
            if sent.WhichOneof("type") == "script_finished" and not sent.script_finished:
                return
        pytest.fail("the script did not end")

    def place_for(self, name: str) -> str:
        """Ask where to upload a file to; give the id that it gets."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self.id
        (place,) = self._answer(message, "file_urls_response").file_urls_response.file_urls
        return place.file_id

    def file_of(self, deferred_id: str) -> str:
        """Have a file made that a button offers; give its address."""
        message = BackMsg()
        message.backend_operation_request.request_id = "2"
        message.backend_operation_request.session_id = self.id
        message.backend_operation_request.deferred_file.file_id = deferred_id
        answer = self._answer(message, "backend_operation_response").backend_operation_response
        assert not answer.error_msg
        return answer.deferred_file.url

    def _answer(self, message: BackMsg, kind: str) -> ForwardMsg:
        self._line.send(message.SerializeToString())
        while True:
            sent = ForwardMsg()
            data = self._line.recv(timeout=START_SECONDS)
            sent.ParseFromString(data if isinstance(data, bytes) else data.encode())
            if sent.WhichOneof("type") == kind:
                return sent

    def _take(self, sent: ForwardMsg) -> None:
        if sent.HasField("new_session"):
            self.id = sent.new_session.initialize.session_id or self.id
        if sent.HasField("navigation"):
            self.page = sent.navigation.page_script_hash
        element = sent.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        if kind == "download_button":
            self.files.append(element.download_button.deferred_file_id)
        if kind == "alert":
            self.errors.append(element.alert.body)
        elif kind == "html":
            self.html += element.html.body
        elif kind == "exception":
            self.errors.append(f"exception: {element.exception.message}")
        widget_id = getattr(getattr(element, kind), "id", "")
        if widget_id:
            self.widgets[widget_id] = kind


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("server")
    log, refused = folder / "app.log", folder / "refused.txt"
    refused.touch()
    state = folder / "state"
    accounts = Accounts(state / FILE_NAME, PasswordKeeper(PasswordHasher(1, 8, 1)))
    for name in ("an", "binh"):
        accounts.add(Person(name, PersonRole.EDITOR, full_name=f"{name.title()} <b>"), PASSWORD)
    fence = {"PYTHONPATH": str(FENCE), "SON_LA_REFUSED": str(refused), "SON_LA_STATE": str(state)}
    with server.running(server.APP, log, fence, START_SECONDS) as url:
        server.await_map(url, START_SECONDS)
        yield Served(url, log, refused, accounts)


def test_l7_a_foreign_page_gets_no_web_socket_and_nobody_waits(served: Served) -> None:
    began = time.monotonic()
    for origin in ("http://evil.example", "http://localhost:3000", "null"):
        with pytest.raises(InvalidStatus) as refusal:
            connect(f"ws://{served.host}/_stcore/stream", origin=origin)  # type: ignore[arg-type]
        assert refusal.value.response.status_code == 403
    assert served.ask("/", Host="evil.example").status == 403
    assert served.ask("/_stcore/health", Origin="http://evil.example").status == 403
    assert time.monotonic() - began < 1
    # The fence notes each look-up and connection that leaves the machine.
    assert served.refused.read_text(encoding="utf-8") == ""


def test_l19_what_is_closed_and_what_is_said(served: Served) -> None:
    assert served.ask("/_stcore/metrics").status == 404
    assert served.ask("/_stcore/agent/mcp", "POST", b"{}").status == 404
    page = served.ask("/", Accept="text/html")
    assert "script-src 'self' blob: 'sha256-" in page.headers["content-security-policy"]
    other = served.ask("/app/static/none.txt", Origin=served.url)
    assert "access-control-allow-origin" not in other.headers
    assert other.headers["x-content-type-options"] == "nosniff"
    health = served.ask("/healthz")
    assert (health.status, json.loads(health.text)["status"]) == (200, "ok")


def test_l12_an_answer_on_an_open_connection_does_not_wait(served: Served) -> None:
    connection = http.client.HTTPConnection(served.host, timeout=20)
    times = []
    for _ in range(9):
        began = time.perf_counter()
        connection.request("GET", "/_stcore/health")
        connection.getresponse().read()
        times.append(time.perf_counter() - began)
    connection.close()
    # Without the option each waits for the 40 ms of a delayed acknowledgement.
    assert sorted(times)[len(times) // 2] < 0.030


def test_l4_l5_a_session_outlives_what_no_page_of_ours_sends(served: Served) -> None:
    with served.session("du-lieu", "lang=en") as session:
        before = dict(session.widgets)
        (box,) = [one for one, kind in before.items() if kind == "file_uploader"]
        wrong = BackMsg()
        for widget_id in before:
            wrong.rerun_script.widget_states.widgets.add(id=widget_id, int_value=7)
        session.run(wrong, query="lang=en")
        assert session.errors == []
        session.run(uploaded(served, session.id, box), query="lang=en")
        assert session.errors == [say("verify.error-kind", "en")]
        session.run(BackMsg(), query="lang=en")
        assert session.errors == []
    log = served.log.read_text(encoding="utf-8")
    assert "ignored a state of the widget" in log
    assert "Traceback" not in log


def test_a_session_knows_who_is_signed_in_until_that_ends(served: Served) -> None:
    page = served.ask("/dang-nhap")
    token = re.search(r'name="token" value="(\w+)"', page.text)
    assert token
    fields = {"token": token[1], "name": "an", "password": PASSWORD, "next": "/du-lieu"}
    done = served.ask(
        "/dang-nhap",
        "POST",
        urlencode(fields).encode(),
        Origin=served.url,
        Cookie=page.headers["set-cookie"].partition(";")[0],
    )
    assert (done.status, done.headers["location"]) == (303, "/du-lieu")
    cookie = done.headers["set-cookie"].partition(";")[0]
    with served.session("du-lieu", cookie=cookie) as session:
        assert "An &lt;b&gt;" in session.html
        session.run(BackMsg())
        assert "An &lt;b&gt;" in session.html
        served.accounts.set_role("an", PersonRole.READER)
        session.run(BackMsg())
        assert "An &lt;b&gt;" not in session.html
        assert f">{say('sign-in.title', 'vi')}</a>" in session.html
    with served.session("du-lieu", cookie="son-la-session=forged.forged") as stranger:
        assert f">{say('sign-in.title', 'vi')}</a>" in stranger.html
    assert PASSWORD not in served.log.read_text(encoding="utf-8")


def test_l20_files_and_uploads_of_a_session_need_not_come_to_its_process(served: Served) -> None:
    log = served.log.with_name("other.log")
    shared = {"SON_LA_STATE": str(served.log.parent / "state")}
    with (
        server.running(server.APP, log, shared, START_SECONDS) as url,
        served.session("du-lieu", "lang=en") as session,
    ):
        other = replace(served, url=url)
        assert session.files
        for file_id in session.files:
            address = session.file_of(file_id)
            here, there = served.ask(address), other.ask(address)
            assert (here.status, there.status) == (200, 200)
            assert len(here.body) > 1_000
            assert here.body == there.body
            assert there.headers["content-disposition"].startswith('attachment; filename="')
            assert there.headers["x-content-type-options"] == "nosniff"
            assert there.headers["content-security-policy"].startswith("default-src 'self'")
        assert other.ask("/media/../app.log").status != 200
        assert "Traceback" not in other.ask(f"/media/{'0' * 48}.xlsx").text

        (box,) = [one for one, kind in session.widgets.items() if kind == "file_uploader"]
        sent = session.place_for("a.exe")
        session.run(uploaded(other, session.id, box, sent), query="lang=en")
        assert session.errors == [say("verify.error-kind", "en")]


def uploaded(served: Served, session_id: str, widget_id: str, file_id: str = "") -> BackMsg:
    """Upload a program past the box, which offers types of its own only."""
    file_id = file_id or str(uuid.uuid4())
    cookie = served.ask("/_stcore/health").headers.get("set-cookie", "")
    token = cookie.partition("=")[2].partition(";")[0]
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{file_id}"; filename="a.exe"'
    body = f"{part}\r\nContent-Type: application/x-msdownload\r\n\r\nMZ\r\n--{BOUNDARY}--\r\n"
    done = served.ask(
        f"/_stcore/upload_file/{session_id}/{file_id}",
        "PUT",
        body.encode(),
        Content_Type=f"multipart/form-data; boundary={BOUNDARY}",
        Cookie=f"_streamlit_xsrf={token}",
        X_Xsrftoken=token,
    )
    assert done.status == 204, done.text
    message = BackMsg()
    state = message.rerun_script.widget_states.widgets.add(id=widget_id)
    state.file_uploader_state_value.uploaded_file_info.add(file_id=file_id, name="a.exe", size=2)
    return message
