"""The tables that scikit-learn's and our forests are compared on.

Real ones are stored as CSV files, the class last. Generated ones are stored
nowhere: crates/forest/tests/it/tables.rs makes the same from NumPy's stream.
"""

import numpy as np
from sklearn import datasets

REAL = ["iris", "wine", "breast_cancer", "digits"]
# The first rows of digits hold every class many times; all 1797 would be 200 KB more.
DIGITS_ROWS = 600


def real(name):
    """Records (float64) and classes of one of scikit-learn's tables."""
    table = getattr(datasets, f"load_{name}")()
    rows = DIGITS_ROWS if name == "digits" else len(table.data)
    return table.data[:rows], table.target[:rows]


def generated(recipe, seed, rows, columns, classes):
    """Records (float64) and classes, from one stream: all cells, then all labels.

    Every number is a simple function of small integers, so that any language
    with IEEE doubles gets the same.
    """
    random = np.random.RandomState(seed)
    drawn = random.randint(0, 1000, size=(rows, columns))
    noise = random.randint(0, 1000, size=rows)
    labels = (drawn[:, 0] // 200 + drawn[:, -1] // 300 + noise // 700) % classes
    if recipe == "duplicates":  # Rows of one kind with labels of several.
        drawn = drawn[np.arange(rows) // 3]
    return cells(recipe, drawn), noise % classes if recipe == "noise" else labels


def cells(recipe, drawn):
    if recipe == "ties":  # Few distinct values; every third column constant.
        values = (drawn % 5) / 4.0
        values[:, 2::3] = 1.5
        return values
    if recipe == "close":  # Neighbours nearer than scikit-learn tells apart.
        return drawn * 2.5e-8
    if recipe == "tails":  # Both signs, from 0 to 1.25e8, many of them 0.
        centred = drawn - 500.0
        # Not `** 3`: NumPy's power differs between processors.
        return np.where(drawn < 300, 0.0, centred * centred * centred)
    if recipe == "zeros":  # Of both signs, among few other values and missing ones.
        values = (drawn % 3).astype(float)
        values[drawn % 7 == 0] = np.nan
        return np.where(drawn % 2 == 0, -values, values)
    if recipe == "missing":
        return np.where(drawn % 7 == 0, np.nan, drawn / 8.0)
    return drawn / 16.0  # "noise", "plain", "duplicates"


def of(source):
    """The table that a case of the fixture names."""
    if "file" in source:
        return real(source["file"])
    return generated(**source)


def write_real(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in REAL:
        records, classes = real(name)
        rows = [",".join(shortest(cell) for cell in row) for row in records]
        lines = [f"{row},{label}\n" for row, label in zip(rows, classes)]
        (folder / f"{name}.csv").write_text("".join(lines))


def shortest(cell):
    """The shortest decimal that reads back as the same double."""
    return repr(float(cell)).removesuffix(".0")
