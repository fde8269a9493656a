"""Where the real files lie, and a run made of them: tables, choices and where they come from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"


def real(folder: str, name: str) -> Path:
    """The path of a real file; skips the test where it is absent."""
    path = BESIDE / folder / name
    if not path.is_file():
        pytest.skip(f"{folder}/{name} is not among the real data beside this checkout")
    return path


@dataclass(frozen=True, slots=True)
class Case:
    """A run on real tables: `tables` and `sources` by the code of their layout, `choices` a TOML text."""

    system: str
    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, str]
    choices: str

    def written(self, folder: Path) -> Path:
        """The tables as CSV and the specification beside them; returns the path of the specification."""
        folder.mkdir(parents=True, exist_ok=True)
        for code, table in self.tables.items():
            table.to_csv(folder / f"{code}.csv", index=False)
        files = "".join(f'{code} = "{code}.csv"\n' for code in self.tables)
        told = "".join(f"{code} = {json.dumps(text, ensure_ascii=False)}\n" for code, text in self.sources.items())
        path = folder / f"{self.system}.toml"
        path.write_text(f"[tables]\n{files}\n[sources]\n{told}\n[choices]\n{self.choices}", encoding="utf-8")
        return path


MakeCase = Callable[[], Case]
