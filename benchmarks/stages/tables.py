"""The tables that everything is measured on, made by the example `many_rows` of crate end-to-end."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PARAMS = ROOT / "crates/stage/tests/iris/params.yaml"
KINDS = {
    "decimals": "numbers with six decimals",
    "floats": "numbers of 53 bits",
    "mixed": "text, flags, dates, numbers, missing cells; quotes in 1 % of the rows",
}


@dataclass(frozen=True)
class Table:
    kind: str
    rows: int

    @property
    def columns(self):
        return 20 if self.kind == "mixed" else 28

    def title(self):
        return f"{count(self.rows)} × {self.columns}, {KINDS[self.kind]}"


def count(number):
    """`2M` for two million."""
    for unit, size in [("M", 1_000_000), ("k", 1000)]:
        if number >= size:
            return f"{number / size:g}{unit}"
    return str(number)


class Workspace:
    """A folder with a table and params.yaml, as the stages want it. It is empty at first and gone at the end."""

    def __init__(self, folder, generator):
        self.folder, self.generator = folder, generator

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "data/source").mkdir(parents=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    @property
    def source(self):
        return self.folder / "data/source/table.csv"

    def make(self, table):
        words = [self.generator, table.kind, str(table.rows), str(self.source), "--columns", str(table.columns)]
        described = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        self.write_params(described)

    def write_params(self, described):
        """The section `data`, and the rest as for iris."""
        text = PARAMS.read_text()
        (self.folder / "params.yaml").write_text(described + text[text.index("\npreprocess:") :])

    def edit(self, old, new):
        """Changes params.yaml."""
        path = self.folder / "params.yaml"
        text = path.read_text()
        if old not in text:
            raise SystemExit(f"failed to edit params.yaml: it does not hold `{old.strip()}`")
        path.write_text(text.replace(old, new))

    def iris(self):
        shutil.copy(ROOT / "dataset/iris.csv", self.folder / "data/source/iris.csv")
        shutil.copy(PARAMS, self.folder / "params.yaml")
