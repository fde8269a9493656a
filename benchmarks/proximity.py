"""Proximity of 3,000 regions and 500 industries against its bare matrix products, and a census in flat memory.

The census is written to Parquet first, ten firms or a hundred at a time grow no cell; then a process of its own reads
it batch by batch to Table 4 and tells its peak memory.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.proximity.cells import cells_from_batches
from analysis.proximity.choices import Choices
from analysis.proximity.comparison import table_4
from analysis.proximity.industries import carried_over
from analysis.proximity.measured import measured_cells
from analysis.proximity.products import (
    FloatArray,
    Proximities,
    has_advantage,
    product_proximity,
    revealed_advantage,
)
from analysis.proximity.regional import regional_proximity
from benchmarks.clocks import line, paired_ratio

REGIONS, INDUSTRIES, COUNTRIES, PRODUCTS = 3_000, 500, 226, 785
CENSUSES = (130_000, 1_300_000)
BATCH = 50_000
COLUMNS = ["region", "province", "industry", "year", "output", "employment", "assets"]


def exports() -> FloatArray:
    generator = np.random.default_rng(1998)
    return generator.lognormal(0, 2, (COUNTRIES, PRODUCTS)) * (generator.random((COUNTRIES, PRODUCTS)) < 0.6)


def concordance() -> pd.DataFrame:
    """Every industry makes two products at random."""
    generator = np.random.default_rng(1999)
    made = [generator.choice(PRODUCTS, 2, replace=False) for _ in range(INDUSTRIES)]
    rows = [(f"i{at:03}", f"{product:04}") for at, products in enumerate(made) for product in products]
    return pd.DataFrame(rows, columns=["industry", "product"])


def sizes() -> list[FloatArray]:
    """Three sizes in two years; one cell in five is there."""
    generator = np.random.default_rng(2000)
    here = generator.random((REGIONS, INDUSTRIES)) < 0.2
    return [generator.lognormal(3, 2, (REGIONS, INDUSTRIES)) * here for _ in range(6)]


def products() -> Proximities:
    codes = tuple(f"{at:04}" for at in range(PRODUCTS))
    return Proximities(codes, product_proximity(has_advantage(revealed_advantage(exports()))))


def regions_ratio() -> list[float]:
    """The six weighings of a run, against the six products of sizes and matrix they cannot do without."""
    phi = carried_over(products(), concordance()).proximities.values
    cells = sizes()
    ours = lambda: [regional_proximity(each, phi) for each in cells]  # noqa: E731
    bare = lambda: [each @ phi for each in cells]  # noqa: E731
    return paired_ratio(ours, bare)


def whole_ratio() -> list[float]:
    """From exports to regions, against every matrix product on the way: x'x, ω φ ω' and sizes times φ."""
    traded, table, cells = exports(), concordance(), sizes()
    held = has_advantage(revealed_advantage(traded)).astype(np.float64)
    weights = np.zeros((INDUSTRIES, PRODUCTS))
    weights[table["industry"].str[1:].astype(int), table["product"].astype(int)] = 0.5
    codes = tuple(f"{at:04}" for at in range(PRODUCTS))

    def ours() -> None:
        phi = product_proximity(has_advantage(revealed_advantage(traded)))
        carried = carried_over(Proximities(codes, phi), table).proximities.values
        for each in cells:
            regional_proximity(each, carried)

    def bare() -> None:
        carried = weights @ (held.T @ held) @ weights.T
        for each in cells:
            each @ carried

    return paired_ratio(ours, bare)


def write_census(path: Path, rows: int) -> None:
    """Firms of two years in regions and industries at random, written in groups of fifty thousand."""
    generator = np.random.default_rng(2004)
    writer = None
    for start in range(0, rows, BATCH):
        count = min(BATCH, rows - start)
        region = generator.integers(0, REGIONS, count)
        output = generator.lognormal(3, 2, count)
        table = pa.table(
            {
                "region": pa.array([f"{each:06}" for each in region]),
                "province": pa.array([f"p{each % 31:02}" for each in region]),
                "industry": pa.array([f"i{each:03}" for each in generator.integers(0, INDUSTRIES, count)]),
                "year": pa.array(generator.choice([1995, 2004], count)),
                "output": output,
                "employment": np.ceil(output / 3),
                "assets": output * 0.8,
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def batches(path: Path) -> Iterator[pd.DataFrame]:
    for batch in pq.ParquetFile(path).iter_batches(batch_size=BATCH, columns=COLUMNS):
        yield batch.to_pandas()


def census(path: Path) -> None:
    """From file to Table 4 by county; prints the peak memory in MiB, the rows read, and the number of regions told."""
    near = carried_over(products(), concordance()).proximities
    cells = cells_from_batches(batches(path))
    found = measured_cells(Choices(), cells, near)
    table, _told, _refused = table_4(found, "output", (1995, 2004), "size", 0.95)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:.0f} {cells.rows} {len(table.rows) - 3}")


def measured_peak(rows: int) -> tuple[float, int, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.parquet"
        write_census(path, rows)
        called = [sys.executable, "-m", "benchmarks.proximity", str(path)]
        said = subprocess.run(called, capture_output=True, text=True, check=True).stdout.split()
    return float(said[0]), int(said[1]), int(said[2])


def main() -> None:
    names = f"{REGIONS:,} regions × {INDUSTRIES} industries"
    print(line(f"Regional proximity of {names}, six weighings", regions_ratio(), 1.5))
    print(line(f"From exports to proximity of {names}", whole_ratio(), 1.5))
    small, large = (measured_peak(rows) for rows in CENSUSES)
    assert small[1:] == (CENSUSES[0], REGIONS) and large[1:] == (CENSUSES[1], REGIONS)
    print(
        f"A census from file to Table 4: {large[0] / small[0]:.2f}× the peak memory for ten times the firms "
        f"({small[0]:.0f} MiB for {CENSUSES[0]:,}, {large[0]:.0f} MiB for {CENSUSES[1]:,}; aim: at most 1.5×)"
    )


if __name__ == "__main__":
    census(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
