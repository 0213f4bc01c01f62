"""The Python way of doing what a data stage does, as a program: one library, one stage, one process.

Usage: python -P peers.py LIBRARY STAGE    (in a folder with data/source/table.csv; writes into the folder LIBRARY)

ingest makes `raw.csv` of the source: the features, `target`, the number of the class, and `target_name`. preprocess splits
that into `train.csv` and `test.csv`. pandas does it as the Python reference of this pipeline, and its bytes are those of our
stages. polars does it in the way that was the fastest of those tried.
"""

import sys
from pathlib import Path

SOURCE = Path("data/source/table.csv")
LABEL = "label"
CLASSES = ["low", "high"]
TEST_SIZE = 0.2
SEED = 42
# What the mixed table has besides numbers, flags and texts, which both libraries recognise.
IDENTIFIER, DATE, NOTHING = "customer_id", "signup", "NA"
# The parts of a date that are asked for, and what pandas calls them.
PARTS = {"year": "year", "month": "month", "weekday": "day_of_week"}

SETTINGS = {
    "pandas": "pandas and scikit-learn as in the Python reference: `read_csv`, the classes through `map`, `to_csv`; then "
    "`read_csv`, `train_test_split` with `stratify`, `to_csv` twice. The mixed table also goes through `to_datetime`",
    "polars": "`scan_csv`, `replace_strict`, `sink_csv` (streaming); then `read_csv`, a mask of the test rows that is drawn "
    "within each class, `filter`, a shuffle by `sample`, `write_csv` twice. It picks other rows than "
    "scikit-learn, and spells numbers below 0.0001 differently from Python",
}


def pandas_ingest(folder):
    import pandas as pd

    frame = pd.read_csv(SOURCE)
    if DATE in frame:
        days = pd.to_datetime(frame[DATE], format="%Y-%m-%d").dt
        parts = {f"{DATE}_{part}": getattr(days, theirs) for part, theirs in PARTS.items()}
        frame = pd.concat([pd.DataFrame(parts), frame.drop(columns=[IDENTIFIER, DATE])], axis=1)
    names = frame.pop(LABEL)
    frame["target"] = names.map({name: number for number, name in enumerate(CLASSES)})
    frame["target_name"] = names
    frame.to_csv(folder / "raw.csv", index=False)


def pandas_preprocess(folder):
    import pandas as pd
    from sklearn.model_selection import train_test_split

    frame = pd.read_csv(folder / "raw.csv").drop(columns="target_name")
    train, test = train_test_split(frame, test_size=TEST_SIZE, random_state=SEED, stratify=frame["target"])
    train.to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)


def polars_ingest(folder):
    import polars as pl

    frame = pl.scan_csv(SOURCE, null_values=[NOTHING])
    names = frame.collect_schema().names()
    features = [pl.col(name) for name in names if name not in (LABEL, IDENTIFIER, DATE)]
    if DATE in names:
        day = pl.col(DATE).str.to_date("%Y-%m-%d").dt
        # Its weeks begin with day 1.
        parts = {"year": day.year(), "month": day.month(), "weekday": day.weekday() - 1}
        features = [part.alias(f"{DATE}_{name}") for name, part in parts.items()] + features
    numbers = {name: number for number, name in enumerate(CLASSES)}
    target = pl.col(LABEL).replace_strict(numbers, return_dtype=pl.Int64).alias("target")
    frame.select(*features, target, pl.col(LABEL).alias("target_name")).sink_csv(folder / "raw.csv")


def polars_preprocess(folder):
    import polars as pl

    frame = pl.read_csv(folder / "raw.csv").drop("target_name")
    drawn = pl.int_range(pl.len()).shuffle(seed=SEED).over("target")
    tested = frame.select(drawn < pl.len().over("target") * TEST_SIZE).to_series()
    for name, rows in [("train", ~tested), ("test", tested)]:
        part = frame.filter(rows).sample(fraction=1, shuffle=True, seed=SEED)
        part.write_csv(folder / f"{name}.csv")


STAGES = {
    "pandas": {"ingest": pandas_ingest, "preprocess": pandas_preprocess},
    "polars": {"ingest": polars_ingest, "preprocess": polars_preprocess},
}

if __name__ == "__main__":
    library, stage = sys.argv[1:]
    Path(library).mkdir(exist_ok=True)
    STAGES[library][stage](Path(library))
