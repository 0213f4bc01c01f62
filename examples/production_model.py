"""Uses the production model from Python: asks it about a row, explains the answer, and compares two versions.

Usage: python examples/production_model.py [--row 0] [--versions 1 2]

In the root of the checkout, with MLFLOW_TRACKING_URI as `make up` prints it. It needs mlflow, onnxruntime,
pandas, scipy and pyyaml. The notebook beside it goes through the same step by step.
"""

import argparse
import itertools
import math
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import yaml
from scipy.stats import binomtest

# An exact explanation asks the model about every subset of the columns: 4096 of twelve.
MOST_COLUMNS = 12
# How many training rows stand for "a column whose value is not known".
BACKGROUND = 50


def registered_model(params="params.yaml"):
    """The name under which the pipeline registers its model."""
    params = yaml.safe_load(Path(params).read_text())
    return params["tracking"].get("registered_model") or f"{params['data']['name']}-classifier"


def load(name, version_or_alias):
    """The model of a version (`3`) or an alias (`production`), as a function from rows to a table."""
    separator = "@" if isinstance(version_or_alias, str) else "/"
    model = mlflow.pyfunc.load_model(f"models:/{name}{separator}{version_or_alias}")
    schema = model.metadata.get_input_schema()
    types = dict(zip(schema.input_names(), schema.pandas_types()))
    return lambda rows: model.predict(rows[list(types)].astype(types))


def read(part):
    """The columns and the class numbers of the training table (`train`) or the test table (`test`)."""
    table = pd.read_csv(f"data/processed/{part}.csv")
    return table.drop(columns="target"), table["target"]


def probabilities(answers):
    return answers.filter(like="probability_")


def explain(model, row, background):
    """How much each column moves each probability away from its mean over `background`: Shapley values, computed
    exactly (Lundberg and Lee, 2017, with the other columns as they are in `background`). Their sum is the
    probability for the row less that mean."""
    columns = list(background.columns)
    if len(columns) > MOST_COLUMNS:
        raise SystemExit(f"explain: {len(columns)} columns are too many to go through all subsets; expected up to {MOST_COLUMNS}")
    values = {}
    for size in range(len(columns) + 1):
        for known in itertools.combinations(columns, size):
            rows = background.assign(**{column: row[column] for column in known})
            values[frozenset(known)] = probabilities(model(rows)).mean()
    shares = {}
    for column in columns:
        shares[column] = 0
        others = [other for other in columns if other != column]
        for size in range(len(columns)):
            weight = 1 / (len(columns) * math.comb(len(columns) - 1, size))
            for known in map(frozenset, itertools.combinations(others, size)):
                shares[column] += weight * (values[known | {column}] - values[known])
    return pd.DataFrame(shares).T


def compare(one, other, features, target):
    """On how many rows each of two models alone is right, and how likely so uneven a split is by chance (McNemar's
    exact test)."""
    right_one = one(features)["label"].to_numpy() == target.to_numpy()
    right_other = other(features)["label"].to_numpy() == target.to_numpy()
    gained, lost = int((right_other & ~right_one).sum()), int((right_one & ~right_other).sum())
    p = float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
    return {"rows": len(target), "one": int(right_one.sum()), "other": int(right_other.sum()), "gained": gained, "lost": lost, "p": p}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--row", type=int, default=0, help="which test row to explain, from 0")
    arguments.add_argument("--versions", type=int, nargs=2, help="two versions to compare, by their numbers")
    given = arguments.parse_args()

    name = registered_model()
    model = load(name, "production")
    (train, _), (test, target) = read("train"), read("test")
    row = test.iloc[[given.row]]
    print(f"{name}@production on test row {given.row}:")
    print(model(row).to_string(index=False))

    background = train.sample(min(BACKGROUND, len(train)), random_state=0)
    mean = probabilities(model(background)).mean()
    print(f"\nthe mean over {len(background)} training rows, and what each column adds to it:")
    table = pd.concat([mean.to_frame("mean").T, explain(model, row.iloc[0], background)])
    print(table.round(4).to_string())

    if given.versions:
        one, other = given.versions
        found = compare(load(name, one), load(name, other), test, target)
        print(f"\nversion {one} is right on {found['one']} of {found['rows']} test rows, version {other} on {found['other']}:")
        print(f"{found['gained']} gained, {found['lost']} lost, p {found['p']:.4f}")


if __name__ == "__main__":
    main()
