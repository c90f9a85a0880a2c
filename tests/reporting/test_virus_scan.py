"""Uploads and a clamd that answers, finds something, is down or is set up too small; the server here speaks INSTREAM."""

import socketserver
import struct
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reporting.models import Evidence
from reporting.operations.updates import add_evidence
from reporting.virus_scan import Infected, ScannerDown, refuse_infected
from tests.factories import UpdateFactory

BAD = b"a;virus\n"


class Clamd(socketserver.StreamRequestHandler):
    answer = b""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        said = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            said += self.rfile.read(size)
        self.server.seen.append(said)
        self.wfile.write(self.server.answer or (b"stream: Eicar-Test FOUND\0" if b"virus" in said else b"stream: OK\0"))


@pytest.fixture
def clamd(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        server.seen, server.answer = [], b""
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def csv(data=b"year;cases\n2026;12\n"):
    return SimpleUploadedFile("figures.csv", data)


def test_nothing_is_asked_without_a_scanner():
    refuse_infected(csv(BAD), "figures.csv")


def test_clean(clamd):
    file = csv(b"a" * 200_000)
    refuse_infected(file, "figures.csv")
    assert (clamd.seen, file.tell()) == ([b"a" * 200_000], 0)


def test_over_a_socket_file(settings, tmp_path):
    with socketserver.UnixStreamServer(str(tmp_path / "s"), Clamd) as server:
        server.seen, server.answer = [], b""
        threading.Thread(target=server.handle_request).start()
        settings.CLAMD_URL = f"unix://{tmp_path / 's'}"
        refuse_infected(csv(), "figures.csv")
        assert server.seen == [b"year;cases\n2026;12\n"]


def test_infected(clamd):
    with pytest.raises(Infected, match=r"“figures\.csv” was not kept"):
        refuse_infected(csv(BAD), "figures.csv")


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0"])
def test_an_answer_that_says_neither(clamd, answer):
    clamd.answer = answer
    with pytest.raises(ScannerDown):
        refuse_infected(csv(), "figures.csv")


def test_down(settings, clamd):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    with pytest.raises(ScannerDown, match="attach it later"):
        refuse_infected(csv(), "figures.csv")


@pytest.mark.django_db
def test_what_is_infected_is_not_kept(people, clamd):
    update = UpdateFactory(assignment__institution=people.ministry_of_health)
    with pytest.raises(Infected):
        add_evidence(by=people.health, update=update, file=csv(BAD))
    assert not Evidence.objects.exists()
    assert add_evidence(by=people.health, update=update, file=csv()).name == "figures.csv"
