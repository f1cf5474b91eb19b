"""An answer of the server that is held back until it is whole, to be sent changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import Message, Send


class BufferedResponse(ABC):
    """Passes one answer on; one that is wanted is held back until its whole body is there.

    Parameters
    ----------
    send
        Takes what goes to the browser.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._headers = MutableHeaders()
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            names = ((name.lower(), value) for name, value in message["headers"])
            self._headers = MutableHeaders(raw=list(names))
            message = {**message, "headers": self._headers.raw}
            if self.wants(message["status"], self._headers):
                self._start = message
                return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            body = await self.changed(self._headers, bytes(self._body))
            self._headers["content-length"] = str(len(body))
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": body})

    @abstractmethod
    def wants(self, status: int, headers: MutableHeaders) -> bool:
        """Tell from its head whether an answer is to be changed.

        Parameters
        ----------
        headers
            As they go on: to be changed in place.
        """

    @abstractmethod
    async def changed(self, headers: MutableHeaders, body: bytes) -> bytes:
        """Return the body to send of an answer that is wanted.

        Parameters
        ----------
        headers
            To be changed in place; the length is seen to.
        """
