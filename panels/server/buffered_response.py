"""An answer of the server that is held back until it is whole, to be sent changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import Message, Send

Headers = list[tuple[bytes, bytes]]


class Held(ABC):
    """Passes one answer on; one that is wanted is held back until its whole body is there.

    Parameters
    ----------
    send
        Takes what goes to the browser.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            message = self.head(message)
            if self.wants(message):
                self._start = message
                return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        headers, body = await self.changed(start, bytes(self._body))
        length = (b"content-length", str(len(body)).encode())
        await self._send({**start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})

    def head(self, start: Message) -> Message:
        """Return the head of any answer as it goes on."""
        return start

    @abstractmethod
    def wants(self, start: Message) -> bool:
        """Tell from its head whether an answer is to be changed."""

    @abstractmethod
    async def changed(self, start: Message, body: bytes) -> tuple[Headers, bytes]:
        """Return headers, without the length, and body of an answer that is wanted."""


def header(start: Message, name: bytes) -> bytes:
    """Return a header of an answer by its name in small letters, empty where there is none."""
    return next((bytes(value) for key, value in start["headers"] if key.lower() == name), b"")


def without(start: Message, names: Collection[bytes]) -> Headers:
    """Return the headers of an answer but for some, named in small letters."""
    return [(key, value) for key, value in start["headers"] if key.lower() not in names]
