#!/usr/bin/env python
"""Django's commands; with no environment set they use the embedded servers and start them when needed."""

import os
import sys

from django.core.management import execute_from_command_line

from nmirf import embedded

WITHOUT_SERVERS = {"help", "makemessages", "compilemessages", "collectstatic", "--help", "--version"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_SERVERS:
        embedded.ensure()
    execute_from_command_line(sys.argv)
