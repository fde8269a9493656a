"""The workbook of 100,000 firms against a bare loop of the Excel library over the same cells, and its memory.

Everything runs on a database of its own in a folder that is thrown away: clusters, firms, interviews and a finished
run are put there once. Each measurement is a process of its own, so that its peak of memory is its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.clocks import line

FIRMS = 100_000
FEWER = 10_000
ROUNDS = 2
AT_MOST = 1.5
FLAT = 1.25
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print the ratio of times and the ratio of peaks of memory."""
    with tempfile.TemporaryDirectory() as folder:
        fewer, firms = Path(folder) / "fewer", Path(folder) / "firms"
        for home, count in ((fewer, FEWER), (firms, FIRMS)):
            step(home, "fill", str(count))
        small = step(fewer, "export")
        exports, ratios = [], []
        for _ in range(ROUNDS):
            exports.append(step(firms, "export"))
            ratios.append(exports[-1]["seconds"] / step(firms, "bare")["seconds"])
    peak = max(each["peak"] for each in exports)
    print(line(f"workbook of {FIRMS:,} firms against a bare writer loop over the same cells", ratios, AT_MOST))
    print(
        f"peak memory of the workbook at {FIRMS:,} against {FEWER:,} firms: {peak / small['peak']:.2f}× "
        f"({small['peak'] / 1024:.0f} and {peak / 1024:.0f} MiB; aim: flat, at most {FLAT:g}×)"
    )


def step(home: Path, *arguments: str) -> dict[str, float]:
    """Run one step in a process of its own, at home in that folder, and return what it measured."""
    environment = {
        **os.environ,
        "SEXTANT_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'bench.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.workbook_steps", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
