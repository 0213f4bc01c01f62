"""Writes what scikit-learn's encoders make of some mixed tables, for the tests of crate encoders.

Usage: python oracle/encoders.py

A case keeps its params.yaml, the rows, and the encoded rows with the names of their columns. `oracle/live_encoders.py`
compares on many more.
"""

import json
import warnings

import numpy as np
import pandas as pd

import mixed
import pipelines
import rust

FIXTURE = rust.ROOT / "crates/encoders/tests/fixtures/encoders.json"
# Small tables that have, together, each kind of column with each way to treat missing ones.
SEED, CASES, LARGEST = 14, 24, 60


def encode(case):
    """Both parts encoded, and the names of the columns."""
    judge = pipelines.transformer(case.columns, case.train)
    train = judge.fit_transform(case.train).astype("<f8")
    return train, judge.transform(case.test).astype("<f8"), judge.get_feature_names_out().tolist()


def params(case):
    columns = json.dumps(case.columns, ensure_ascii=False)
    classes = ", ".join(f"c{at}" for at in range(3))
    return (
        f"data: {{target: t, name: n, source: s.csv, classes: [{classes}], columns: {columns}}}\n"
        "preprocess: {test_size: 0.2, random_state: 0}\n"
        f"train: {json.dumps({'model': 'random_forest'} | case.params)}\n"
        "tracking: {experiment: e, run_name: r, registered_model: m}\n"
    )


def kind(section, column):
    """The type of the model's input, as pandas reads the whole table."""
    if section.get("values") == "text":
        return "string"
    if section.get("values") == "boolean":
        return "string" if column.isna().any() else "boolean"
    return "long" if column.dtype == "int64" else "double"


def cells(kind, column):
    """As JSON: nothing for what is missing."""
    if column.isna().all():
        return {"texts": len(column)} if kind == "string" else [None] * len(column)
    found = [None if pd.isna(cell) else cell for cell in column.tolist()]
    return [cell if cell is None else str(cell) for cell in found] if kind == "string" else found


def rows(case):
    """As the example `encoded` reads them."""
    whole = pd.concat([case.train, case.test], ignore_index=True)
    types = [kind(section, whole[name]) for name, section in case.columns.items()]
    parts = {"train": case.train, "test": case.test}
    return {"types": types, "classes": case.classes.tolist()} | {part: [cells(of, frame[name]) for of, name in zip(types, frame)] for part, frame in parts.items()}


def numbers(matrix):
    return [[None if np.isnan(cell) else cell for cell in row] for row in matrix.tolist()]


def main():
    warnings.simplefilter("ignore")  # About unknown categories and columns without a value.
    lines, number = [], 0
    while len(lines) < CASES:
        number += 1
        case = mixed.case(SEED, number)
        if len(case.train) > LARGEST or len(case.test) > LARGEST:
            continue
        train, test, names = encode(case)
        found = {"params": params(case), "rows": rows(case), "names": names, "train": numbers(train), "test": numbers(test)}
        lines.append(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
    FIXTURE.write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
