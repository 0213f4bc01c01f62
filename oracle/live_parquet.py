"""Has ingest and preprocess write new random tables as Parquet, and read them as such, beside pandas with pyarrow.

Usage: python oracle/live_parquet.py PROGRAMS [--seed SEED] [--seconds 20] [--case NUMBER]

What pandas reads of our Parquet files and writes as CSV are the bytes of our CSV files, and the columns have the types
that pandas gives them when it reads those. A source that pandas wrote as Parquet becomes the raw table that the CSV file
of the same frame becomes. On a difference, prints seed and number, and exits with 1.
"""

import io
from pathlib import Path

import pandas as pd

import live_tables

FILES = [Path(name).with_suffix(".parquet") for name in live_tables.FILES]


class Case(live_tables.Case):
    """A frame of typed columns, which is a source in both formats."""

    def __init__(self, seed, number):
        super().__init__(seed, number)
        self.typed = pd.read_csv(io.StringIO(super().source_text()))
        self.group = int(self.random.randint(1, 2 * self.rows))

    def source_text(self):
        return self.typed.to_csv(index=False, lineterminator=self.line_end)

    def theirs(self):
        """Our files of the CSV source, which live_tables compares with pandas' own."""
        return self.of_csv

    def ours(self, folder, programs):
        """What pandas makes of our Parquet files, or what went wrong."""
        self.of_csv = super().ours(folder / "csv", programs)
        if isinstance(self.of_csv, str):
            return self.of_csv
        source = folder / "parquet/data/source/iris.parquet"
        source.parent.mkdir(parents=True)
        # Integers beyond 64 bits are no numbers in Parquet, but texts.
        wide = [name for name in self.typed if self.typed[name].dtype == object]
        frame = self.typed.astype({name: str for name in wide})
        frame.to_parquet(source, index=False, row_group_size=self.group)
        self.changes = {"format: csv": "format: parquet", "source: iris.csv": "source: iris.parquet"}
        found = live_tables.ours(self, folder / "parquet", programs, FILES, read)
        self.changes = {}
        return found if isinstance(found, str) else [self.judged(*pair) for pair in zip(found, self.of_csv)]

    def judged(self, frame, csv):
        """A frame as CSV, if its columns have the types of those of the file."""
        types = [str(frame[name].dtype) for name in frame]
        expected = [str(dtype) for dtype in pd.read_csv(io.StringIO(csv)).dtypes]
        # pandas reads integers beyond 64 bits as objects.
        wrong = [pair for pair in zip(types, expected) if pair[0] != pair[1] and pair[1] != "object"]
        return f"the types {types} in place of {expected}" if wrong else frame.to_csv(index=False)


def read(path):
    return pd.read_parquet(path)


if __name__ == "__main__":
    live_tables.main("live_parquet", Case)
