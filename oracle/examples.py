"""Runs the examples of `examples/` on two versions that our stages registered.

Usage: python oracle/examples.py PROGRAMS

The script must say what the stages said, its Shapley values must be those of a sum over all orders of the columns (the
definition), and the cells of the notebook must run one after the other.
"""

import contextlib
import io
import itertools
import json
import os
import sys
from pathlib import Path

import pandas as pd

import pipeline

sys.path.insert(0, str(pipeline.ROOT / "examples"))
import production_model

NAME = "iris-classifier"
# The model answers in 32-bit floats.
TOLERANCE = 1e-6


def main():
    programs = Path(sys.argv[1]).resolve()
    with pipeline.tracked() as (scratch, uri):
        changes = {"registered_model: null": f"registered_model: {NAME}"}
        pipeline.Pipeline(scratch / "deep", programs, changes).run_all(uri)
        shallow = {**changes, "max_depth: 5": "max_depth: 1"}
        pipeline.Pipeline(scratch / "shallow", programs, shallow).run_all(uri)
        os.chdir(scratch / "deep")
        script()
        shapley()
        notebook()
    print("examples: the script and the notebook run, and explain as the definition says")


def script():
    sys.argv = ["production_model.py", "--versions", "1", "2"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        production_model.main()
    text = printed.getvalue()
    right = [round(json.loads(Path(f"../{folder}/metrics/metrics.json").read_text())["accuracy"] * 30) for folder in ["deep", "shallow"]]
    for expected in [f"version 1 is right on {right[0]} of 30 test rows", f"version 2 on {right[1]}:"]:
        if expected not in text:
            sys.exit(f"the script does not say `{expected}`:\n{text}")


def shapley():
    """By the definition: the mean over all orders in which columns become known."""
    model = production_model.load(NAME, 1)
    (train, _), (test, _) = production_model.read("train"), production_model.read("test")
    background, row = train.head(20), test.iloc[3]
    found = production_model.explain(model, row, background)
    expected = pd.DataFrame(0.0, index=found.index, columns=found.columns)
    orders = list(itertools.permutations(background.columns))
    for order in orders:
        rows = background
        before = production_model.probabilities(model(rows)).mean()
        for column in order:
            rows = rows.assign(**{column: row[column]})
            after = production_model.probabilities(model(rows)).mean()
            expected.loc[column] += (after - before) / len(orders)
            before = after
    if not (found - expected).abs().max().max() < TOLERANCE:
        sys.exit(f"Shapley values differ:\n{found}\n{expected}")


def notebook():
    Path("examples").symlink_to(pipeline.ROOT / "examples")
    cells = json.loads(Path("examples/production_model.ipynb").read_text())["cells"]
    names = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    if names["one"] != 1 or names["other"] != 2:
        sys.exit(f"the notebook compared versions {names['one']} and {names['other']}, expected 1 and 2")


if __name__ == "__main__":
    main()
