"""Has ingest and preprocess work on tables of megabytes, on one processor and on all, beside pandas and scikit-learn.

Usage: python oracle/live_large.py PROGRAMS [--seed SEED] [--seconds 20] [--case NUMBER]

PROGRAMS is the folder of our programs. The stages go through large files in pieces, on as many threads as they may use, and
split tables through buckets on the disk. These tables have the kinds of columns, separators and spellings of live_tables.py
and live_mixed.py, and enough rows for several pieces; the first one of a run has several buckets as well. Some columns
change late: what a column is can depend on its last cell.
"""

import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import live_mixed
import live_tables

MEGABYTE = 1_000_000
# The largest bucket has 16 MiB, of the larger part alone.
FIRST = 40 * MEGABYTE
# Narrow tables stay smaller: pandas takes a second for some 200,000 rows.
ROWS = 500_000
PROCESSORS = sorted(os.sched_getaffinity(0))


class Large:
    """A case whose rows are drawn from those of a small one, each column for itself."""

    first = False
    processors = PROCESSORS

    def enlarged(self, frame):
        size = FIRST if self.first else self.random.randint(1, 6) * MEGABYTE
        self.rows = min(ROWS, 1 + size * len(frame) // len(frame.to_csv(index=False)))
        return pd.DataFrame({name: frame[name].to_numpy()[self.places(name, len(frame))] for name in frame})

    def places(self, name, small):
        """Which cell of the small column each row has. A late column has only a few of them up to some row."""
        places = self.random.randint(0, small, size=self.rows)
        if name != "kind" and self.random.randint(3) == 0:
            late = self.random.randint(0, self.rows)
            places[:late] = self.random.choice(self.random.randint(0, small, size=2), size=late)
        return places

    def prepare(self):
        os.sched_setaffinity(0, self.processors)

    def ours(self, folder, programs):
        """Of all processors, if one gives the same."""
        files = super().ours(folder, programs)
        if len(PROCESSORS) == 1 or isinstance(files, str):
            return files
        self.processors = PROCESSORS[:1]
        with tempfile.TemporaryDirectory() as other:
            alone = super().ours(Path(other), programs)
        return files if files == alone else "one thread writes other files than several"


class Numbers(Large, live_tables.Case):
    """A table of numbers."""

    def column(self):
        """Of two kinds: rows late in the table may have the second one alone."""
        return [*super().column()[: self.rows // 2], *super().column()[self.rows // 2 :]]

    def source_text(self):
        """Here and there without a line end after the last line."""
        text = super().source_text()
        return text if self.seed % 2 else text.removesuffix(self.line_end)


class Mixed(Large, live_mixed.Case):
    """A table of all kinds of columns."""


def case_of(seed, number):
    kind = Numbers if (seed + number) % 2 else Mixed
    return type(kind.__name__, (kind,), {"first": number == 0})(seed, number)


if __name__ == "__main__":
    np.seterr(all="ignore")
    live_tables.main("live_large", case_of)
