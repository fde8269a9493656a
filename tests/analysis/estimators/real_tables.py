"""Real tables with known figures, which stay beside the checkout and are no part of it."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.estimators.records import Fit

TABLES = Path(__file__).resolve().parents[4] / "shared" / "data"


def real_table(folder: str, name: str) -> pd.DataFrame:
    path = TABLES / folder / name
    if not path.is_file():
        pytest.skip(f"{folder}/{name} is not among the real tables beside this checkout")
    return pd.read_csv(path).copy()


def told(fit: Fit, *names: str) -> dict[str, tuple[float, float]]:
    """Estimate and standard error of the named coefficients, or of all."""
    chosen = names or tuple(each.name for each in fit.coefficients)
    return {name: (fit.coefficient(name).estimate, fit.coefficient(name).standard_error) for name in chosen}
