"""Prints one `name: value` line a figure and writes var/bench.json. Arguments: the parts to run (all) and, as a number, the rows."""

import json
import os
import sys
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")
os.environ.setdefault("NMIRF_TEST_NAME", "bench")
django.setup()

from django.conf import settings  # noqa: E402

from tests.bench import importing, mailing, rounds, rows, searching  # noqa: E402

Figures = dict[str, float]
PARTS: dict[str, Callable[[int], Figures]] = {
    "import": importing.measure,
    "search": searching.measure,
    "rounds": rounds.measure,
    "mailing": mailing.measure,
}


def main(arguments: list[str]) -> None:
    count = next((int(argument) for argument in arguments if argument.isdigit()), rows.WORLD)
    chosen = [argument for argument in arguments if not argument.isdigit()] or list(PARTS)
    figures: Figures = {}
    for part in chosen:
        for name, value in PARTS[part](count).items():
            print(f"{name}: {value}", flush=True)
            figures[name] = value
    settings.VAR.mkdir(parents=True, exist_ok=True)
    (settings.VAR / "bench.json").write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
