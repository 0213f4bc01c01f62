"""Random tables of numbers, texts, flags and missing values, each a function of a seed and a number, and what
params.yaml says of their columns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

WORDS = ["", "a", "b", "Zürich", "zebra", "東京", "naïve", "é", "e\u0301", "Ω", "😀", "x y", "1", "1.0", "-", "_", "'q'", "a,b", "N", "~"]
SPELLINGS = [("yes", "no"), ("True", "False"), ("ON", "OFF"), ("y", "n"), ("T", "F"), ("1", "0")]


@dataclass
class Case:
    """Training rows, test rows, and each column's section of `data.columns`."""

    train: pd.DataFrame
    test: pd.DataFrame
    columns: dict
    classes: np.ndarray
    params: dict
    # Whether somebody else can make a file of it as well.
    simple: bool


def case(seed, number):
    random = np.random.default_rng([seed, number])
    rows, more = int(random.choice([12, 60, 200, 700])), int(random.choice([5, 40, 150]))
    columns, cells = {}, {}
    if number % 10 == 0:
        rows = 2500
        columns["many"], cells["many"] = category(random, rows, more, n_categories=1000)
    simple = number % 5 == 1
    for at in range(int(random.integers(1, 8))):
        kinds = [plain_number, plain_category] if simple else [number_column, category, numeric_category, flag]
        draw = kinds[int(random.integers(len(kinds)))]
        name = "c{}" if simple else ["c{}", "Größe {}", "a_b{}"][int(random.integers(3))]
        name = name.format(at)
        columns[name], cells[name] = draw(random, rows, more)
    columns["whole"], cells["whole"] = {"type": "number"}, random.integers(-50, 50, rows + more)
    table = pd.DataFrame(cells)
    classes = labels(random, table)[:rows]
    train, test = table[:rows], table[rows:].reset_index(drop=True)
    params = {"n_estimators": 7, "max_depth": [None, 6][number % 2], "random_state": int(random.integers(2**31))}
    return Case(train, test, columns, classes, params, simple)


def labels(random, table):
    """Some of what is in the table, and noise."""
    codes = table.apply(lambda column: pd.factorize(column)[0] % 3, axis=0).sum(axis=1)
    return ((codes + random.integers(0, 2, len(table))) % int(random.choice([2, 3]))).to_numpy()


def gaps(random, rows, more):
    """Where something is missing: nowhere, here and there, in many training rows, in all of them, or in test rows alone."""
    kind = random.choice(["none", "some", "many", "all", "test"], p=[0.3, 0.3, 0.2, 0.1, 0.1])
    share = {"none": 0, "some": 0.05, "many": 0.6, "all": 1, "test": 0}[kind]
    gap = random.random(rows + more) < share
    if kind == "test":
        gap[rows:] = random.random(more) < 0.3
    return gap


def way(random, gap, names, constant):
    """What becomes of missing ones; a column may refuse them where it has none."""
    ways = list(names) + [{"constant": constant}]
    if not gap.any():
        ways.append("refuse")
    return ways[int(random.integers(len(ways)))]


def number_column(random, rows, more):
    n = rows + more
    values = [
        random.normal(size=n) * 10.0 ** random.integers(-6, 7, n),
        random.normal(size=n).round(1),
        random.integers(-5, 5, n).astype(float),
        random.uniform(-3e38, 3e38, n),
    ][int(random.integers(4))]
    gap = gaps(random, rows, more)
    missing = way(random, gap, ["keep", "median", "mean", "most_frequent"], float(random.normal()))
    if random.random() < 0.3 and not gap.any():
        return {"type": "number", "missing": missing}, random.integers(-10**6, 10**6, n)
    return {"type": "number", "missing": missing}, np.where(gap, np.nan, values)


def plain_number(random, rows, more):
    """Eighths, which are float32 as well: skl2onnx does not round others as scikit-learn does."""
    return {"type": "number"}, (random.normal(size=rows + more) * 8).round() / 8


def drawn(random, known, rows, more):
    """Some are frequent and some rare; the last ones are in test rows alone."""
    weights = random.pareto(1.0, len(known)) + 0.01
    unseen = len(known) // 4 if random.random() < 0.5 else 0
    seen = weights.copy()
    seen[len(known) - unseen :] = 0
    at = [random.choice(len(known), size, p=part / part.sum()) for size, part in [(rows, seen), (more, weights)]]
    return np.concatenate(at)


def encoded(random, section, rows):
    if random.random() < 0.3:
        return section | {"encoding": "ordinal"}
    least = [1, 2, int(rows // 20 + 1), 0.05, 0.2, 1 / 3, 0.999][int(random.integers(7))]
    return section | {"encoding": "one_hot", "min_frequency": least}


def category(random, rows, more, n_categories=None):
    if n_categories:
        known = np.array([f"k{at}" for at in range(n_categories)], object)
    else:
        known = random.permutation(np.array(WORDS[1:], object))[: int(random.integers(1, 15))]
    at = drawn(random, known, rows, more)
    if n_categories:
        at[:n_categories] = np.arange(n_categories)
    values, gap = known[at], gaps(random, rows, more) & (n_categories is None)
    constant = ["none", str(random.choice(known))][int(random.integers(2))]
    section = {"type": "category", "values": "text", "missing": way(random, gap, ["keep", "most_frequent"], constant)}
    section = section | {"encoding": "one_hot"} if n_categories else encoded(random, section, rows)
    return section, pd.array(np.where(gap, np.nan, values), dtype=["str", "object"][int(random.integers(2))])


def plain_category(random, rows, more):
    """Nothing is missing or rare."""
    known = random.permutation(np.array(WORDS[1:], object))[: int(random.integers(1, 9))]
    values = known[drawn(random, known, rows, more)]
    encoding = ["one_hot", "ordinal"][int(random.integers(2))]
    return {"type": "category", "values": "text", "encoding": encoding}, pd.array(values, dtype="object")


def numeric_category(random, rows, more):
    pool = [np.arange(-3, 9), np.array([0.5, -2.25, 1e-5, 1e16, 3e-7, 7, 0.1, 1e22])][int(random.integers(2))]
    known = random.permutation(pool)[: int(random.integers(1, 8))]
    values, gap = known[drawn(random, known, rows, more)], gaps(random, rows, more)
    constant = [99, float(known[0])][int(random.integers(2))]
    section = {"type": "category", "values": "number", "missing": way(random, gap, ["keep", "most_frequent"], constant)}
    cells = np.where(gap, np.nan, values.astype(float)) if gap.any() else values
    return encoded(random, section, rows), cells


def flag(random, rows, more):
    yes = random.random(rows + more) < random.random()
    gap = gaps(random, rows, more)
    missing = way(random, gap, ["keep", "most_frequent"], bool(random.integers(2)))
    values = str(random.choice(["text", "number", "boolean"]))
    section = {"type": "flag", "values": values, "missing": missing}
    if values == "number":
        return section, np.where(gap, np.nan, yes.astype(float)) if gap.any() else yes.astype("int64")
    if values == "boolean":
        return section, pd.array(np.where(gap, np.nan, yes.astype(object)), dtype="object") if gap.any() else yes
    pairs = random.integers(len(SPELLINGS), size=rows + more)
    texts = np.array([SPELLINGS[pair][0 if value else 1] for pair, value in zip(pairs, yes)], object)
    return section, pd.array(np.where(gap, np.nan, texts), dtype="object")
