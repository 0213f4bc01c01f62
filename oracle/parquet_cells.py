"""Writes tables as parquet files and as the CSV files that pandas makes of them, for the tests of crate table.

Usage: python oracle/parquet_cells.py

Each way of compression that is read is there once, and each type of column in all of them.
"""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FIXTURES = Path(__file__).parent.parent / "crates" / "table" / "tests" / "fixtures" / "parquet"
ROWS = 60


def table(random):
    missing = random.random_sample(ROWS) < 0.2
    bits = random.randint(0, 2**32, size=4 * ROWS, dtype=np.uint64).astype("<u4").view("<f4")
    days = pd.to_datetime("1970-01-01") + pd.to_timedelta(random.randint(-200_000, 90_000, size=ROWS), unit="D")
    seconds = pd.to_datetime("1970-01-01") + pd.to_timedelta(random.randint(-(2**32), 2**32, size=ROWS), unit="s")
    micros = seconds + pd.to_timedelta(random.randint(1, 10**6, size=ROWS), unit="us")
    frame = pd.DataFrame({
        "int8": random.randint(-128, 128, size=ROWS).astype("int8"),
        "uint16": random.randint(0, 2**16, size=ROWS).astype("uint16"),
        "int32": random.randint(-(2**31), 2**31, size=ROWS, dtype="int64").astype("int32"),
        "uint32": random.randint(0, 2**32, size=ROWS, dtype="int64").astype("uint32"),
        "int64": random.randint(-(2**62), 2**62, size=ROWS),
        "uint64": random.randint(0, 2**62, size=ROWS).astype("uint64") * 4,
        "integers, some missing": pd.array(random.randint(0, 9, size=ROWS), dtype="Int64"),
        "float32": bits[np.isfinite(bits)][:ROWS],
        "float64": random.standard_normal(ROWS) * 10.0 ** random.randint(-8, 20, size=ROWS),
        "floats, some missing": random.standard_normal(ROWS),
        "boolean": random.random_sample(ROWS) < 0.5,
        "booleans, some missing": pd.array(random.random_sample(ROWS) < 0.5, dtype="boolean"),
        "text": [f"ü, \"{number}\"" if number % 3 else "a\nb" for number in random.randint(0, 30, size=ROWS)],
        "text, some missing": [f"t{number}" for number in random.randint(0, 30, size=ROWS)],
        "category": pd.Categorical.from_codes(random.randint(0, 3, size=ROWS), ["x", "y", "é"]),
        "date": days.date,
        "seconds": seconds.astype("datetime64[s]"),
        "milliseconds": seconds.astype("datetime64[ms]"),
        "microseconds": micros.astype("datetime64[us]"),
        "decimal": [Decimal(int(number)).scaleb(-2) for number in random.randint(-10**6, 10**6, size=ROWS)],
    })
    for column in frame.columns:
        if column.endswith("some missing"):
            frame.loc[missing, column] = None
    return frame


def differing_types():
    """A folder whose files have the same columns in another order, of which one has another type."""
    (FIXTURES / "differing").mkdir(exist_ok=True)
    first = pa.table({"a": [1, 2], "b": [0.5, 1.5], "c": ["x", "y"], "empty": pa.nulls(2)})
    second = pa.table({"c": ["x", "y"], "b": [1, 2], "a": [3, 4], "empty": ["", "z"]})
    pq.write_table(first, FIXTURES / "differing" / "1.parquet")
    pq.write_table(second, FIXTURES / "differing" / "2.parquet")
    pq.write_table(pa.table({"a": [[1], [2]]}), FIXTURES / "nested.parquet")


def main():
    random = np.random.RandomState(14)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for compression in ["none", "snappy", "zstd", "gzip", "lz4"]:
        frame = table(random)
        path = FIXTURES / f"{compression}.parquet"
        # Several row groups, and dictionaries as pandas writes them.
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, compression=compression, row_group_size=25)
        frame.to_csv(path.with_suffix(".csv"), index=False, lineterminator="\n")
    differing_types()


if __name__ == "__main__":
    main()
