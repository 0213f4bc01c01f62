"""Writes what onnxruntime says about our ONNX forests, for the tests of crate forest.

Usage: python oracle/onnx_forest.py    (calls cargo)

Of each model the fixture keeps the sha256 of the file, of the probed rows (float32)
and of onnxruntime's answers (labels as int64, then probabilities as float32, all
little-endian, row by row), each cut to its first 16 hex digits. The answers do not
depend on the processor or the number of threads, because the sums over the trees
are exact; this script checks that, too.
"""

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np

import judge
import rust
import tables

FIXTURE = rust.ROOT / "crates/forest/tests/fixtures/onnx.json"
CASES = [
    ({"file": "iris"}, 100, 5, 42),
    ({"file": "wine"}, 9, None, 1),
    ({"file": "breast_cancer"}, 20, None, 2),
    ({"file": "digits"}, 10, 6, 3),
    ({"recipe": "noise", "seed": 4, "rows": 150, "columns": 4, "classes": 2}, 33, None, 4),
    ({"recipe": "missing", "seed": 5, "rows": 200, "columns": 5, "classes": 3}, 12, None, 5),
    ({"recipe": "tails", "seed": 6, "rows": 200, "columns": 4, "classes": 4}, 7, 9, 6),
    ({"recipe": "plain", "seed": 7, "rows": 300, "columns": 6, "classes": 25}, 5, None, 7),
    ({"recipe": "plain", "seed": 8, "rows": 30, "columns": 1, "classes": 2}, 1, None, 8),
    ({"recipe": "plain", "seed": 9, "rows": 20, "columns": 2, "classes": 1}, 3, None, 9),
]


def case(source, trees, depth, seed, folder):
    records, classes = tables.of(source)
    path = folder / "model.onnx"
    rust.write(records, classes, path, trees, depth, seed)
    rows = judge.probes(judge.check(path), records)
    rows = np.concatenate([records.astype("<f4"), rows])
    answer = judge.run(path, rows)
    check_stable(path, rows, answer)
    return {
        "source": source,
        "params": {"n_estimators": trees, "max_depth": depth, "random_state": seed},
        "rows": len(rows),
        "sha256": {"file": sha256(path.read_bytes()), "rows": sha256(rows.tobytes()), "answer": sha256(*answer)},
    }


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
