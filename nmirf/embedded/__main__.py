"""python -m nmirf.embedded start | stop | run COMMAND...

`run` starts what is missing, runs the command, and stops what it started, however the command ends.
"""

import signal
import subprocess
import sys

from nmirf.embedded import ensure, stop


def main(arguments: list[str]) -> int:
    match arguments:
        case ["start"]:
            ensure()
            return 0
        case ["stop"]:
            stop()
            return 0
        case ["run", *command] if command:
            started = ensure()
            child = subprocess.Popen(command)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda received, _: child.send_signal(received))
            try:
                return child.wait()
            finally:
                stop(started)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
