"""Compares models that take the columns of a table with onnxruntime, to the last bit.

Usage: python oracle/columns.py [--tables N] [--seed N]    (calls cargo)

Each round makes up a table of mixed columns and how they are encoded, has our side write a model
that looks at every column of the matrix, and asks onnxruntime and our reader about rows with
missing values, unknown categories and texts of all kinds: the matrix, labels and probabilities must
be the same floats. What onnxruntime says about four of the tables is kept
for the tests of crate onnx; the others are new each time. The onnxruntime that is installed is
asked, which may be any from 1.17 on.
"""

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

import rust

FIXTURES = rust.ROOT / "crates/onnx/tests/fixtures"
EXAMPLE = ["cargo", "run", "--quiet", "--locked", "--package", "onnx", "--example", "columns", "--"]
TYPES = {"double": np.float64, "long": np.int64, "boolean": bool, "string": object}
NAMES = [
    "age", "label", "probability_a", "X", "/X", "//inputs/values", "shares", "Größe", "a b", "città\t", "rows", "block", "label_",
]
WORDS = ["a", "B", "ü", "Ü", "zz z", "名前", "None", "nan", "<NA>", "NaN", "0", "1.0", " ", "é", "é", "🦀", "yes", "True"]
ODD = [0.1, 0.1 + 1e-12, float(np.float32(0.1)), 1e300, -1e300, 1e-300, 3.4028235677973366e38, 16777217.0, 0.0, -0.0]
FLAGS = ["1", "0", "True", "false", "YES", "off", "y", "N", "yEs", "oFF", "", "nan", "maybe", "2", "on"]
KEPT = {"columns_mixed": 369, "columns_texts": 202, "columns_numbers": 329, "columns_only": 11}


def number(draw):
    return draw.choice([None, draw.choice(ODD), round(draw.uniform(-9, 9), 2), float(draw.randint(-3, 9))])


def whole(draw):
    return draw.choice([draw.randint(-3, 9), 2**53 + 1, -(2**62) + 3, 16777217, 0, 1])


def text(draw, known):
    return draw.choice([None, "", draw.choice(WORDS), draw.choice(known or WORDS), "other"])


def places(draw, known):
    """Columns of categories, of which the rare ones may share the last."""
    n = draw.randint(1, max(1, len(known)))
    return [[key, min(at, n - 1)] for at, key in enumerate(known)], n


def one_hot(draw, name, known):
    pairs, n = places(draw, known)
    missing = draw.choice([None, draw.randrange(n)]) if known else 0
    return {"one_hot": {"categories": pairs, "missing": missing, "names": [f"{name}_{i}" for i in range(n)]}}


def ordinal(draw, known):
    missing = draw.choice([None, -1.0, float(len(known))])
    return {"ordinal": {"categories": [[key, at] for at, key in enumerate(known)], "missing": missing}}


def category(draw, name, kind, known):
    found = one_hot(draw, name, known) if draw.random() < 0.6 else ordinal(draw, known)
    for encoding in found.values():
        encoding["categories"] = {kind: encoding["categories"]}
    return found


def column(draw, name, n_rows):
    kind = draw.choice(["number", "long", "flag", "text flag", "number flag", "text", "text", "numbers", "longs", "dropped"])
    fill = draw.choice([None, 0.0, 1.0])
    if kind == "number":
        return ("double", {"number": {"fill": draw.choice([None, 1.1])}}, [number(draw) for _ in range(n_rows)])
    if kind == "long":
        return ("long", {"number": {"fill": None}}, [whole(draw) for _ in range(n_rows)])
    if kind == "flag":
        return ("boolean", {"flag": {"fill": fill}}, [draw.random() < 0.5 for _ in range(n_rows)])
    if kind == "text flag":
        return ("string", {"flag": {"fill": fill}}, [draw.choice([None, *FLAGS]) for _ in range(n_rows)])
    if kind == "number flag":
        return ("double", {"flag": {"fill": fill}}, [draw.choice([None, 0.0, 1.0, 0.5]) for _ in range(n_rows)])
    if kind == "text":
        n = draw.choice([0, 1, 3, 12, 1000 if draw.random() < 0.05 else 5])
        known = sorted({*draw.sample(WORDS, min(n, len(WORDS))), *(f"k{i}" for i in range(n - len(WORDS)))}, key=str.encode)
        return ("string", category(draw, name, "texts", known), [text(draw, known) for _ in range(n_rows)])
    if kind == "numbers":
        known = sorted({*draw.sample(ODD[:-1], draw.randint(0, 5))})
        return ("double", category(draw, name, "numbers", known), [number(draw) for _ in range(n_rows)])
    if kind == "longs":
        known = [float(n) for n in sorted(draw.sample(range(-3, 9), draw.randint(1, 5)))]
        return ("long", category(draw, name, "numbers", known), [whole(draw) for _ in range(n_rows)])
    return ("double", "dropped", [None] * n_rows)


def table(seed):
    """Inputs, and the values of each."""
    draw = random.Random(seed)
    n = 1 if seed % 11 == 0 else draw.randint(2, 8)
    n_rows = draw.choice([0, 1, 7, 60])
    names = draw.sample(NAMES, n)
    columns = [column(draw, name, n_rows) for name in names]
    inputs = [{"name": name, "type": kind, "encoding": encoding} for name, (kind, encoding, _) in zip(names, columns)]
    if all(encoding == "dropped" for _, encoding, _ in columns):
        return table(seed + 1_000_000)
    return inputs, [values for _, _, values in columns]


def feeds(inputs, columns):
    """Vectors. Where a category is called `None`, only an empty text says that there is none."""
    fed = {}
    for number, (given, values) in enumerate(zip(inputs, columns)):
        none = np.nan
        if given["type"] == "string":
            called_so = any(f'["{text}", ' in json.dumps(given) for text in ("None", "nan", "<NA>"))
            none = "" if called_so else [None, np.nan, "", "<NA>"][number % 4]
        values = [none if value is None else value for value in values]
        fed[given["name"]] = np.array(values, dtype=TYPES[given["type"]])
    return fed


def onnxruntime_says(path, inputs, columns):
    """Labels, probabilities and the matrix."""
    model = onnx.load(path)
    slashes = max(len(given["name"]) - len(given["name"].lstrip("/")) for given in inputs) + 1
    matrix = onnx.ValueInfoProto()
    matrix.name = "/" * slashes + "X"
    model.graph.output.append(matrix)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    labels, *probabilities, matrix = session.run(None, feeds(inputs, columns))
    return labels, np.stack(probabilities, axis=1), matrix


def compare(seed, folder):
    inputs, columns = table(seed)
    described, rows, path = (folder / name for name in ("inputs.json", "rows.json", f"{seed}.onnx"))
    described.write_text(json.dumps(inputs))
    rows.write_text(json.dumps(columns))
    run("write", described, path)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    labels, probabilities, matrix = onnxruntime_says(path, inputs, columns)
    ours = json.loads(run("predict", path, rows))
    assert labels.tolist() == ours["labels"], f"{path}: labels differ"
    for what, expected in ("probabilities", probabilities), ("matrix", matrix):
        found = np.array(ours[what], dtype=float).astype("<f4").reshape(expected.shape)
        assert np.array_equal(found, expected, equal_nan=True), f"{path}: the {what} differs\n{found}\n{expected}"
    return path, inputs, columns, labels, probabilities


def run(*arguments):
    command = [*EXAMPLE, *map(str, arguments)]
    return subprocess.run(command, cwd=rust.ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def keep(folder):
    """Files and answers for the tests of crate onnx."""
    lines = []
    for name, seed in KEPT.items():
        path, inputs, columns, labels, probabilities = compare(seed, folder)
        (FIXTURES / f"{name}.onnx").write_bytes(path.read_bytes())
        case = {"name": name, "inputs": inputs, "columns": columns, "labels": labels.tolist()}
        case["probabilities"] = [[float(share) for share in row] for row in probabilities]
        lines.append(json.dumps(case, separators=(",", ":")))
    (FIXTURES / "columns.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the first table")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep(Path(folder))
        for seed in range(arguments.seed, arguments.seed + arguments.tables):
            compare(seed, Path(folder))
    print(f"onnxruntime {onnxruntime.__version__}: {arguments.tables} tables from seed {arguments.seed}, the same floats")


if __name__ == "__main__":
    main()
