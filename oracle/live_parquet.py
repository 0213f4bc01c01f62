"""Has ingest and preprocess write new random tables as Parquet, and read them as such, beside pandas with pyarrow.

Usage: python oracle/live_parquet.py PROGRAMS [--seed SEED] [--seconds 20] [--case NUMBER]

The source is a frame that pandas wrote as Parquet. What pandas reads of our Parquet files and writes as CSV are the bytes
that it and scikit-learn make of the same frame by way of CSV, and the columns have the types that pandas gives those of
the raw table. On a difference, prints seed and number, and exits with 1.
"""

import io
from pathlib import Path

import pandas as pd

import live_tables

FILES = [Path(name).with_suffix(".parquet") for name in live_tables.FILES]


class Case(live_tables.Case):
    """A frame of typed columns as the source, and Parquet wherever tables are written."""

    changes = {"format: csv": "format: parquet", "source: iris.csv": "source: iris.parquet"}

    def __init__(self, seed, number):
        super().__init__(seed, number)
        self.typed = pd.read_csv(io.StringIO(super().source_text()))
        self.group = int(self.random.randint(1, 2 * self.rows))

    def source_text(self):
        return self.typed.to_csv(index=False, lineterminator=self.line_end)

    def ours(self, folder, programs):
        """What pandas makes of our Parquet files, or what went wrong."""
        source = folder / "data/source/iris.parquet"
        source.parent.mkdir(parents=True)
        # Integers beyond 64 bits are no numbers in Parquet, but texts.
        wide = [name for name in self.typed if self.typed[name].dtype == object]
        self.typed.astype({name: str for name in wide}).to_parquet(source, index=False, row_group_size=self.group)
        found = live_tables.ours(self, folder, programs, FILES, read)
        return found if isinstance(found, str) else self.judged(found)

    def judged(self, frames):
        """The frames as CSV, where their columns have the types that pandas sees in the CSV file of the raw table."""
        expected = pd.read_csv(io.StringIO(self.theirs()[0])).dtypes.astype(str)
        return [wrong_types(frame, expected) or frame.to_csv(index=False) for frame in frames]


def wrong_types(frame, expected):
    """What differs, or nothing. A part has the types of the whole, even where its own rows alone would make another."""
    types = frame.dtypes.astype(str)
    # pandas reads integers beyond 64 bits as objects.
    wrong = [name for name in frame if types[name] != expected[name] != "object"]
    return "".join(f"`{name}` is {types[name]}, must be {expected[name]}\n" for name in wrong)


def read(path):
    return pd.read_parquet(path)


if __name__ == "__main__":
    live_tables.main("live_parquet", Case)
