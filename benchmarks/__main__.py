"""Runs every benchmark and prints one line each: what was measured, the ratio, the yardstick."""

import importlib
import sys

BENCHMARKS = ("scoring", "estimates", "coverage", "workbook", "field", "panel", "proximity")


def main(chosen: list[str]) -> None:
    for name in chosen or BENCHMARKS:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
