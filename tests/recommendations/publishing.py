"""A server on this machine that publishes an export, and misbehaves as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.recommendations.importing.files import uhri_object

ETAG = '"one"'


def export(*texts: str) -> bytes:
    """The UHRI's json with a recommendation to the sample State for each text."""
    return json.dumps([uhri_object(n, Countries=["Valmera"], Text=text) for n, text in enumerate(texts, start=1)]).encode()


class Publisher(ThreadingHTTPServer):
    """`body` is published at /export.json; `answers` are given before it, one a request. `asked` holds the headers of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body, self.etag = b"[]", ETAG
        self.answers: list[Callable[[Handler], None]] = []
        self.asked: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/export.json"


class Handler(BaseHTTPRequestHandler):
    server: Publisher

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        body, etag = self.server.body, self.server.etag
        if self.server.answers:
            self.server.answers.pop(0)(self)
        elif self.headers.get("If-None-Match") == etag:
            self.give(304, b"")
        elif self.headers.get("Range") and self.headers.get("If-Range") == etag:
            begin = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            self.give(206, body[begin:], {"Content-Range": f"bytes {begin}-{len(body) - 1}/{len(body)}", "ETag": etag})
        else:
            self.give(200, body, {"ETag": etag})

    def give(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, length: int | None = None) -> None:
        """`length`: what is promised, where that is not what comes."""
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body) if length is None else length),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def answer(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Callable[[Handler], None]:
    return lambda handler: handler.give(status, body, headers)


def breaking_off(after: int) -> Callable[[Handler], None]:
    """The published body, of which only the first `after` bytes come."""

    def give(handler: Handler) -> None:
        body = handler.server.body
        handler.give(200, body[:after], {"ETag": handler.server.etag}, length=len(body))

    return give


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 64 * 1024)
    except OSError:  # whoever asked has had enough
        handler.close_connection = True


@contextmanager
def publishing() -> Iterator[Publisher]:
    server = Publisher()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
