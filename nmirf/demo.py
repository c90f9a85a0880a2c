"""`make demo`: the whole application on one machine, with the sample State, until Ctrl-C.

Starts what servers are missing, migrates, loads the sample once, then keeps web, worker and beat running.
"""

import os
import secrets
import signal
import subprocess
import sys
import threading

from nmirf import embedded
from nmirf.embedded import places

ROOT = places.ROOT


def sample_password() -> str:
    """`NMIRF_SAMPLE_PASSWORD`, or one made at the first start and kept in var/ for the next."""
    if given := os.environ.get("NMIRF_SAMPLE_PASSWORD"):
        return given
    path = places.var() / "sample_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text()


def processes(port: str) -> dict[str, list[str]]:
    """The production set of docker-compose.yml on this machine: name -> command."""
    celery = [sys.executable, "-m", "celery", "-A", "nmirf", "--quiet"]
    var = places.var()
    gunicorn = [sys.executable, "-m", "gunicorn", "nmirf.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    return {
        "web": [*gunicorn, "--log-level", "warning"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "warning"],
        "beat": [*celery, "beat", "--schedule", str(var / "beat-schedule"), "--pidfile", "", "--loglevel", "warning"],
    }


class Supervisor:
    """Runs commands and starts again what dies, until told to stop."""

    def __init__(self, commands: dict[str, list[str]], environment: dict[str, str]) -> None:
        self.commands, self.environment = commands, environment
        self.stopping = threading.Event()
        self.running: dict[str, subprocess.Popen] = {}

    def start(self, name: str) -> None:
        # A group of its own, so that Ctrl-C reaches only this process, which then stops them in order.
        self.running[name] = subprocess.Popen(self.commands[name], env=self.environment, cwd=ROOT, start_new_session=True)

    def run(self) -> None:
        for name in self.commands:
            self.start(name)
        while not self.stopping.wait(1):
            for name, process in self.running.items():
                if (code := process.poll()) is not None:
                    print(f"{name} ended with {code}; starting it again", file=sys.stderr)
                    self.start(name)
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main() -> int:
    port = os.environ.get("PORT", "8000")
    password = sample_password()
    environment = os.environ | {"NMIRF_SAMPLE_PASSWORD": password, "NMIRF_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    environment["PYTHONWARNINGS"] = "ignore:You're running the worker"  # as root, which is how a bare machine is often tried

    def manage(*arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

    started = embedded.ensure()
    try:
        print("Preparing the database …", flush=True)
        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--no-input", "--verbosity", "0")
        manage("load_sample", "--if-empty", "--quiet")
        supervisor = Supervisor(processes(port), environment)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.stopping.set())
        print(banner(port, password), flush=True)
        supervisor.run()
    finally:
        embedded.stop(started)
    return 0


def banner(port: str, password: str) -> str:
    accounts = ["admin", "secretariat", "focal.health", "focal.justice", "nhri", "cso"]
    lines = [f"Open http://127.0.0.1:{port} and sign in as one of", *(f"  {name}@example.org" for name in accounts)]
    return "\n".join([*lines, f"with the password {password}", "Ctrl-C stops everything."])


if __name__ == "__main__":
    sys.exit(main())
