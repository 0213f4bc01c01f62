"""Writes what onnxruntime says about our ONNX forests, for the tests of crate forest.

Usage: python oracle/onnx_forest.py    (calls cargo)

scikit-learn grows the same forests, and its labels and probabilities, rounded to float32, have to
be onnxruntime's bit for bit: for one tree or thousands, and where classes have as good as equal
sums, so that the order of the additions decides. Of each model the fixture keeps the sha256 of the
file, of the probed rows (float32) and of the answers (labels as int64, then probabilities as
float32, all little-endian, row by row), each cut to its first 16 hex digits. The answers do not
depend on the processor, the number of threads or the rows asked together, because the file adds
the trees up one after the other; this script checks that, too.
"""

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np

import arrays
import judge
import rust
import tables

FIXTURE = rust.ROOT / "crates/forest/tests/fixtures/onnx.json"
TIES = {"recipe": "ties", "seed": 10, "rows": 120, "columns": 4, "classes": 3}
CASES = [
    ({"file": "iris"}, {"n_estimators": 100, "max_depth": 5, "random_state": 42}),
    ({"file": "wine"}, {"n_estimators": 9, "max_depth": None, "random_state": 1}),
    ({"file": "breast_cancer"}, {"n_estimators": 20, "max_depth": None, "random_state": 2}),
    ({"file": "digits"}, {"n_estimators": 10, "max_depth": 6, "random_state": 3}),
    ({"recipe": "noise", "seed": 4, "rows": 150, "columns": 4, "classes": 2}, {"n_estimators": 33, "max_depth": None, "random_state": 4}),
    ({"recipe": "missing", "seed": 5, "rows": 200, "columns": 5, "classes": 3}, {"n_estimators": 12, "max_depth": None, "random_state": 5}),
    ({"recipe": "tails", "seed": 6, "rows": 200, "columns": 4, "classes": 4}, {"n_estimators": 7, "max_depth": 9, "random_state": 6}),
    ({"recipe": "plain", "seed": 7, "rows": 300, "columns": 6, "classes": 25}, {"n_estimators": 5, "max_depth": None, "random_state": 7}),
    ({"recipe": "plain", "seed": 8, "rows": 30, "columns": 1, "classes": 2}, {"n_estimators": 1, "max_depth": None, "random_state": 8}),
    ({"recipe": "plain", "seed": 9, "rows": 20, "columns": 2, "classes": 1}, {"n_estimators": 3, "max_depth": None, "random_state": 9}),
    # Sums that differ in their last bits alone, or not at all.
    ({"file": "digits"}, {"n_estimators": 40, "max_depth": 3, "max_samples": 29, "random_state": 32}),
    (TIES, {"n_estimators": 30, "max_depth": 3, "max_samples": 7, "random_state": 10}),
    (TIES | {"classes": 2}, {"n_estimators": 501, "max_depth": 2, "max_samples": 9, "random_state": 11}),
    (TIES, {"n_estimators": 5000, "max_depth": 1, "max_samples": 11, "random_state": 12}),
]
# Sums nearer than this differ by rounding, if at all.
NEAR = 1e-9
# What a row takes in a tree, times all rows and trees: of thousands of trees, not every threshold is probed.
MOST_WALKS = 2_500_000


def case(source, params, folder):
    records, classes = tables.of(source)
    path = folder / "model.onnx"
    rust.write(records, classes, path, params)
    rows = judge.probes(judge.check(path), records)
    rows = np.concatenate([records.astype("<f4"), rows])[: MOST_WALKS // params["n_estimators"]]
    answer = judge.run(path, rows)
    check_stable(path, rows, answer)
    near = check_scikit(arrays.grown(records, classes, params), rows, answer)
    print(f"{source}, {params}: {len(rows)} rows, {near} of them nearly tied")
    return {
        "source": source,
        "params": params,
        "rows": len(rows),
        "sha256": {"file": sha256(path.read_bytes()), "rows": sha256(rows.tobytes()), "answer": sha256(*answer)},
    }


def check_scikit(forest, rows, answer):
    """Every bit is scikit-learn's; returns the number of rows whose two best classes are as good as equal. It takes no
    infinite values, which are next to the threshold that parts missing values from all others."""
    finite = ~np.isinf(rows).any(axis=1)
    rows, answer = rows[finite], [part[finite] for part in answer]
    shares = np.zeros((len(rows), answer[1].shape[1]))
    shares[:, forest.classes_] = forest.predict_proba(rows)
    assert (answer[0] == shares.argmax(axis=1)).all(), "labels are not scikit-learn's"
    assert answer[1].tobytes() == shares.astype("<f4").tobytes(), "probabilities are not scikit-learn's, rounded once"
    best = np.sort(shares, axis=1)[:, -2:]
    return int((best[:, -1] - best[:, 0] < NEAR).sum()) if best.shape[1] == 2 else 0


def check_stable(path, rows, answer):
    """One thread and single rows, which onnxruntime sums up in other orders."""
    alone = [judge.run(path, rows[i : i + 1]) for i in range(0, len(rows), 97)]
    single = [np.concatenate(parts) for parts in zip(*alone)]
    for found, expected in [*zip(judge.run(path, rows, threads=1), answer), *zip(single, [a[::97] for a in answer])]:
        assert found.tobytes() == np.ascontiguousarray(expected).tobytes(), f"onnxruntime wavers: {path}"


def sha256(*parts):
    return hashlib.sha256(b"".join(bytes(part) for part in parts)).hexdigest()[:16]


def main():
    with tempfile.TemporaryDirectory() as folder:
        lines = ",\n".join(json.dumps(case(*given, Path(folder))) for given in CASES)
    FIXTURE.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
