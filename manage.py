#!/usr/bin/env python
"""Entry point of every Sextant command."""

import os
import sys

from django.core.management import execute_from_command_line

from trail.context import acting_as, of_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    with acting_as(of_command(sys.argv)):
        execute_from_command_line(sys.argv)
