"""Encodes new random mixed tables with scikit-learn and with crate encoders, and compares them bit for bit.

Usage: python oracle/live_encoders.py [--seed SEED] [--cases 200] [--case NUMBER]    (calls cargo)

The encoded training and test rows and the names of their columns must be the same, and so must every array of a
forest that is grown on them. Our file of the forest, which onnxruntime gives the columns as pandas has them, must have
the probabilities of scikit-learn's pipeline, rounded to float32; and those of skl2onnx' file of it within 1e-5, for every
fifth table: it knows neither missing nor infrequent categories, no imputer of doubles, and no function for flags. Tables and parameters are functions of the seed and of the case's number. On a
difference, prints both numbers and what differs, and exits with 1.
"""

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import BooleanTensorType, DoubleTensorType, Int64TensorType, StringTensorType
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline

import arrays
import draw
import encoders
import live
import mixed
import pipelines
import rust

KINDS = {"tensor(string)": object, "tensor(double)": "f8", "tensor(int64)": "i8", "tensor(bool)": bool}
EXAMPLE = "--quiet --locked --package encoders --example encoded".split()


class Ours:
    """The program that fits our encoders, one table after the other."""

    def __init__(self):
        subprocess.run(["cargo", "build", *EXAMPLE], cwd=rust.ROOT, check=True)
        self.process = subprocess.Popen(["cargo", "run", *EXAMPLE], cwd=rust.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def encode(self, case, folder):
        """Both matrices, and the names of their columns."""
        (folder / "params.yaml").write_text(encoders.params(case))
        (folder / "rows.json").write_text(json.dumps(encoders.rows(case)))
        print(folder, file=self.process.stdin, flush=True)
        if (refusal := self.process.stdout.readline()) != "\n":
            raise SystemExit(f"live_encoders: ours refused the table: {refusal or 'it ended'}")
        names = json.loads((folder / "names.json").read_text())
        return *(np.fromfile(folder / f"{part}.matrix").reshape(-1, len(names)) for part in ["train", "test"]), names


def difference(case, ours, forests, folder, seen):
    """What differs, or nothing."""
    train, test, names = encoders.encode(case)
    found_train, found_test, found_names = ours.encode(case, folder)
    if found_names != names:
        return f"scikit-learn names the columns {names}, ours {found_names}"
    for part, expected, found in [("train", train, found_train), ("test", test, found_test)]:
        if where := unequal(part, expected, found, names):
            return where
    grown = draw.Case("mixed", found_train, case.classes, found_test, case.params)
    model = arrays.grown(train, case.classes, case.params)
    expected = {name: b"".join(part.tobytes() for part in parts) for name, parts in arrays.of(model, test).items()}
    if lines := "\n".join(live.differences(expected, forests.grow(grown, {}))):
        return lines
    return by_files(case, model.predict_proba(test), folder, seen)


def by_files(case, shares, folder, seen):
    """What is wrong with the files' probabilities of the test rows, or nothing."""
    # A class that no training row has is in our file alone.
    ours = run(folder / "model.onnx", case)[1:]
    ours = np.column_stack(ours)[:, np.unique(case.classes)]
    if (ours != shares.astype("f4")).any():
        return f"our file gives other probabilities, by up to {np.abs(ours - shares).max()}"
    if case.simple:
        theirs = second_opinion(case, folder)
        seen["tables in skl2onnx' file"] += 1
        if (gap := np.abs(run(theirs, case)[1] - ours).max()) > 1e-5:
            return f"skl2onnx' file gives other probabilities than ours, by up to {gap}"
    return None


def run(model, case):
    """What onnxruntime says about the test rows."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    rank = {column.name: [-1] + [1] * (len(column.shape) - 1) for column in session.get_inputs()}
    kinds = {column.name: KINDS[column.type] for column in session.get_inputs()}
    return session.run(None, {name: case.test[name].to_numpy(kinds[name]).reshape(rank[name]) for name in rank})


def second_opinion(case, folder):
    """skl2onnx' file of the pipeline."""
    tensors = {"string": StringTensorType, "double": DoubleTensorType, "long": Int64TensorType, "boolean": BooleanTensorType}
    types = [(name, tensors[kind]([None, 1])) for name, kind in zip(case.columns, encoders.rows(case)["types"])]
    pipeline = make_pipeline(pipelines.transformer(case.columns, case.train), RandomForestClassifier(**case.params))
    pipeline.fit(case.train, case.classes)
    model = to_onnx(pipeline, initial_types=types, target_opset={"": 17, "ai.onnx.ml": 3}, options={"zipmap": False})
    path = folder / "skl2onnx.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def unequal(part, expected, found, names):
    if expected.shape != found.shape:
        return f"{part}: scikit-learn has {expected.shape} cells, ours {found.shape}"
    # All that is not a number is one value, and so are both zeros.
    same = (expected == found) | (np.isnan(expected) & np.isnan(found))
    if same.all():
        return None
    row, column = np.argwhere(~same)[0]
    return f"{part}: row {row}, column {names[column]} is {expected[row, column]!r} in scikit-learn's, {found[row, column]!r} in ours"


def main():
    arguments = parse()
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    print(f"live_encoders: seed {seed}", flush=True)
    warnings.simplefilter("ignore")  # About unknown categories and columns without a value.
    ours, forests, seen = Ours(), live.Ours(), Counter()
    numbers = range(arguments.cases) if arguments.case is None else [arguments.case]
    for number in numbers:
        case = mixed.case(seed, number)
        with tempfile.TemporaryDirectory() as folder:
            found = difference(case, ours, forests, Path(folder), seen)
        if found:
            print(f"live_encoders: case {number} of seed {seed} differs, {json.dumps(case.columns, ensure_ascii=False)}\n{found}")
            sys.exit(f"live_encoders: to see it again: python oracle/live_encoders.py --seed {seed} --case {number}")
        seen.update(f"columns of type {section['type']}" for section in case.columns.values())
    what = ", ".join(f"{count} {name}" for name, count in seen.items())
    print(f"live_encoders: {len(numbers)} tables and their forests are the same to the last bit ({what})")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="default: a new one")
    parser.add_argument("--cases", type=int, default=200, help="how many tables (default 200)")
    parser.add_argument("--case", type=int, help="only this one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
