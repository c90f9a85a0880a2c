"""Fetches a file that is published at an address, to disk, resuming where the connection broke off. Knows no database."""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.utils.translation import gettext as _

MiB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost. Size in bytes, times in seconds."""

    file_bytes: int
    silence: float  # until the connection stands, and between two pieces
    whole: float  # of all attempts together
    attempts: int = 4
    pause: float = 5.0  # before the second attempt; twice as long before each further one


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file, and what to ask with the next time. The last two are blank where the server names none."""

    size: int  # bytes
    sha256: str
    etag: str = ""
    last_modified: str = ""


class FetchFailed(Exception):
    """Nothing usable came; the words say why and what to do."""


class BrokenOff(Exception):
    """This attempt came to nothing; the next may not."""


class Download:
    """One fetch of `address` into the file `path`, in as many attempts as it takes."""

    def __init__(self, address: str, path: Path, *, limits: Limits, proxy: str = "", beat: Callable[[int, int | None], None]) -> None:
        self.address, self.path, self.limits, self.proxy, self.beat = address, path, limits, proxy, beat
        self.etag = self.last_modified = ""  # of the part that is on disk
        self.is_resumable = False
        self.ends = time.monotonic() + limits.whole

    def run(self, *, etag: str = "", last_modified: str = "") -> Received | None:
        """The file, or None where the server says that it is still the one these two belong to. Raises FetchFailed."""
        try:
            with self._client() as client:
                return self._attempts(client, etag, last_modified)
        except httpx.UnsupportedProtocol as error:
            raise FetchFailed(_("The address, or where it leads, does not begin with http:// or https://.")) from error
        except (httpx.InvalidURL, httpx.TooManyRedirects, httpx.DecodingError) as error:
            raise FetchFailed(_("The address can't be used: %(why)s. Check UHRI_EXPORT_URL and UHRI_EXPORT_PROXY.") % {"why": error}) from error

    def _client(self) -> httpx.Client:
        """Knows only the proxy that is named, not those the environment holds for other programs."""
        try:
            proxy = httpx.Proxy(self.proxy) if self.proxy else None
        except ValueError as error:
            raise FetchFailed(_("UHRI_EXPORT_PROXY is not the address of a proxy: %(why)s") % {"why": error}) from error
        return httpx.Client(proxy=proxy, timeout=self.limits.silence, follow_redirects=True, trust_env=False, verify=httpx.create_ssl_context())

    def _attempts(self, client: httpx.Client, etag: str, last_modified: str) -> Received | None:
        why = ""
        for attempt in range(self.limits.attempts):
            if attempt:
                time.sleep(self.limits.pause * 2 ** (attempt - 1))
            self.beat(0, None)
            try:
                return self._attempt(client, etag, last_modified)
            except httpx.UnsupportedProtocol:
                raise
            except (httpx.TransportError, BrokenOff) as error:
                why = str(error) or type(error).__name__
        words = _("The export could not be fetched in %(count)d attempts: %(why)s. It is tried again tomorrow.")
        raise FetchFailed(words % {"count": self.limits.attempts, "why": why.rstrip(".")})

    def _attempt(self, client: httpx.Client, etag: str, last_modified: str) -> Received | None:
        have = self.path.stat().st_size if self.is_resumable else 0
        headers = {"Accept-Encoding": "identity"}  # so that bytes are counted as they are on disk
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": self.etag or self.last_modified}
        elif etag:
            headers["If-None-Match"] = etag
        elif last_modified:
            headers["If-Modified-Since"] = last_modified
        with client.stream("GET", self.address, headers=headers) as answer:
            if answer.status_code == 304 and (etag or last_modified):
                return None
            self._check(answer, have)
            self._keep(answer, have if answer.status_code == 206 else 0)
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Received(self.path.stat().st_size, digest, self.etag, self.last_modified)

    def _check(self, answer: httpx.Response, have: int) -> None:
        """Raises unless the answer is the file, or the rest of the part that is here."""
        if answer.status_code == 206 and have:
            begins = re.match(rf"bytes {have}-\d+/", answer.headers.get("Content-Range", ""))
            if begins and answer.headers.get("ETag", self.etag) == self.etag:
                return
        if have and answer.status_code in (206, 416):
            self.is_resumable = False
            raise BrokenOff(_("the server did not continue where it had stopped"))
        said = f"{answer.status_code} {answer.reason_phrase}".strip()
        if answer.status_code >= 500 or answer.status_code == 429:
            raise BrokenOff(_("the server answered “%(said)s”") % {"said": said})
        if answer.status_code != 200:
            raise FetchFailed(_("The server answered “%(said)s” instead of the export. Check UHRI_EXPORT_URL.") % {"said": said})
        if answer.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml")):
            raise FetchFailed(_("The server answered with a web page instead of the export. Check UHRI_EXPORT_URL."))

    def _keep(self, answer: httpx.Response, have: int) -> None:
        """Write the body behind the first `have` bytes, and remember what a resumption has to name."""
        if not have:
            self.etag, self.last_modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
            # A weak tag does not promise the same bytes, and a body that was packed on the way can't be continued.
            named = (self.etag or self.last_modified) and not self.etag.startswith("W/")
            self.is_resumable = bool(named) and "Content-Encoding" not in answer.headers
        length = answer.headers.get("Content-Length", "")
        total = have + int(length) if length.isdecimal() else None
        self._within(total or 0)
        with self.path.open("ab" if have else "wb") as file:
            for piece in answer.iter_bytes():  # as they come: what has come stays when the connection breaks off
                have += len(piece)
                self._within(have)
                file.write(piece)
                self.beat(have // MiB, total // MiB + 1 if total else None)

    def _within(self, size: int) -> None:
        if size > self.limits.file_bytes:
            words = _("The file is larger than %(limit)s MB, which is the most that is fetched (UHRI_EXPORT_BYTES).")
            raise FetchFailed(words % {"limit": self.limits.file_bytes // MiB})
        if time.monotonic() > self.ends:
            words = _("The fetch took longer than %(seconds)d seconds and was given up (UHRI_EXPORT_SECONDS).")
            raise FetchFailed(words % {"seconds": self.limits.whole})
