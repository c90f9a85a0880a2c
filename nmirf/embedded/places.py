"""Where the embedded servers keep their files. Nothing is started here, so settings may ask."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def var() -> Path:
    """The folder for everything the application writes on this machine: `NMIRF_VAR`, or `var/` in the checkout."""
    return Path(os.environ.get("NMIRF_VAR") or ROOT / "var")


@cache
def owner() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses root, so root lends it the unprivileged `nobody`. None: the caller."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def as_owner() -> dict:
    """Arguments for subprocess that run a command as `owner()`."""
    user = owner()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


@cache
def home() -> Path:
    """The servers' folder: `var/embedded`, or one under the temporary folder when `owner()` can't get there.

    That happens to root under a closed home folder; opening every parent folder to everybody would be the wrong way in.
    """
    name = hashlib.sha256(str(var().resolve()).encode()).hexdigest()[:12]
    elsewhere = Path(tempfile.gettempdir()) / f"nmirf-{name}"
    inside = var() / "embedded"
    reachable = next(p for p in [var(), *var().resolve().parents] if p.exists())
    closed = subprocess.run(["test", "-x", str(reachable)], cwd="/", check=False, **as_owner()).returncode != 0
    return elsewhere if closed else inside


@cache
def run() -> Path:
    """The folder of the sockets; a socket's path may have at most 107 bytes."""
    inside = home() / "run"
    if len(str(inside)) < 80:
        return inside
    name = hashlib.sha256(str(inside).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"nmirf-run-{name}"


def database_url() -> str:
    return f"postgres://nmirf@/nmirf?host={run()}"


def redis_url() -> str:
    return f"unix://{run()}/redis.sock"
