"""What a process reads in when it starts: nothing that only computing, drawing or writing needs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

STARTED = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
heavy = {"scipy.stats", "statsmodels", "linearmodels", "diff_diff", "matplotlib", "reportlab"}
print(*heavy & sys.modules.keys())
"""


def test_a_process_starts_without_the_libraries_of_statistics_pictures_and_letters() -> None:
    called = subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert called.stdout.split() == [], "read them late: analysis.late.read_late, or a library that does so itself"
