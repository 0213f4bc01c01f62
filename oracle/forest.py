"""Writes what scikit-learn's RandomForestClassifier grows, for the tests of crate forest.

Usage: python oracle/forest.py

Of each forest the fixture keeps one sha256 per array (its first 16 hex digits),
over all trees in order: integers as little-endian int64, numbers as little-endian float64, flags as one
byte. The first nodes of the first tree are there in full, for readable failures.
Nothing here depends on the processor, because scikit-learn's trees use scalar arithmetic
on baseline x86-64, and NumPy's part is exact sums and single divisions. The exception is
entropy: glibc's logarithm differs in rare last bits between processors with and without
fused multiply-add. The fixtures are those of one that has it; logarithms.json says so.
"""

import hashlib
import json
import math
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

import arrays
import fixtures
import tables

FIXTURES = Path(__file__).parent.parent / "crates/forest/tests/fixtures"
HEAD = 5

GENERATED = [
    {"recipe": "ties", "rows": 150, "columns": 7, "classes": 3},
    {"recipe": "close", "rows": 150, "columns": 4, "classes": 2},
    {"recipe": "tails", "rows": 200, "columns": 5, "classes": 4},
    {"recipe": "missing", "rows": 200, "columns": 6, "classes": 3},
    {"recipe": "noise", "rows": 200, "columns": 5, "classes": 2},
    {"recipe": "plain", "rows": 400, "columns": 9, "classes": 25},
    {"recipe": "plain", "rows": 60, "columns": 140, "classes": 2},
    {"recipe": "plain", "rows": 40, "columns": 1, "classes": 2},
    {"recipe": "noise", "rows": 600, "columns": 4, "classes": 100},
    {"recipe": "duplicates", "rows": 180, "columns": 5, "classes": 4},
    {"recipe": "zeros", "rows": 200, "columns": 4, "classes": 3},
]
WEIGHTS = {"0": 3, "1": 0.25}  # Exact without bootstrap samples.
EXTRA = {"splitter": "random", "bootstrap": False}
# Every table takes its turn with each of these.
PARAMS = [
    {"max_depth": None},
    {"max_depth": 5},
    {"max_depth": 3, "max_features": None, "bootstrap": False},
    {"min_samples_leaf": 4, "max_features": "log2"},
    {"min_samples_split": 11, "max_features": 1},
    {"min_impurity_decrease": 0.01, "max_features": 0.6},
    {"max_depth": 8, "min_samples_leaf": 2, "min_samples_split": 5, "max_features": 3},
    {"criterion": "entropy"},
    {"criterion": "log_loss", "max_leaf_nodes": 9, "max_features": None},
    {
        "criterion": "entropy",
        "max_depth": 6,
        "min_weight_fraction_leaf": 0.02,
        "class_weight": "balanced",
        "oob_score": True,
    },
    {"max_leaf_nodes": 12, "min_samples_leaf": 3, "max_samples": 0.6},
    {"max_leaf_nodes": 30, "max_features": 0.5, "bootstrap": False, "class_weight": WEIGHTS},
    {"class_weight": {"0": 2.5, "1": 0.3}, "max_samples": 70, "min_weight_fraction_leaf": 0.05, "oob_score": True},
    EXTRA,
    {**EXTRA, "criterion": "entropy", "max_leaf_nodes": 15, "min_impurity_decrease": 0.001},
    {**EXTRA, "max_depth": 7, "max_features": 1, "class_weight": WEIGHTS},
    {
        "splitter": "random",
        "class_weight": "balanced",
        "max_samples": 1.3,
        "min_samples_leaf": 0.02,
        "min_samples_split": 0.1,
        "oob_score": True,
    },
]
SEEDS = [0, 42, 2**32 - 1]


def cases():
    """Source and params of every forest."""
    for name in tables.REAL:
        for i, params in enumerate(PARAMS):
            yield {"file": name}, {**params, "random_state": SEEDS[i % 3], "n_estimators": 7}
    for i, source in enumerate(GENERATED):
        for j, params in enumerate(PARAMS):
            yield {**source, "seed": i * 100 + j}, {**params, "random_state": SEEDS[(i + j) % 3], "n_estimators": 5}


def grow(source, params):
    records, classes = tables.of(source)
    return {"source": source, "params": params, **described(arrays.grown(records, classes, params), records)}


def described(model, records):
    """What the fixtures keep of a forest; probabilities are those of the records."""
    parts = arrays.of(model, records)
    return {
        "node_counts": np.concatenate(parts.pop("node_count")).tolist(),
        "head": head(model.estimators_[0].tree_),
        "sha256": {name: sha256(each) for name, each in parts.items()},
    }


def sha256(parts):
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def head(tree):
    """Numbers as text: not every JSON reader rounds correctly."""
    return {
        "feature": tree.feature[:HEAD].tolist(),
        "threshold": [repr(float(t)) for t in tree.threshold[:HEAD]],
        "n_node_samples": tree.n_node_samples[:HEAD].tolist(),
    }


def write_pipeline():
    """The reference pipeline's split of iris, 20 % for the test, seed 42, and its forest,
    with the probabilities of the test rows."""
    records, classes = tables.real("iris")
    train, test = train_test_split(np.arange(len(records)), test_size=0.2, random_state=42, stratify=classes)
    split = {"train": train.tolist(), "test": test.tolist()}
    (FIXTURES / "iris_split.json").write_text(json.dumps(split) + "\n")
    params = {"n_estimators": 100, "max_depth": 5, "random_state": 42}
    model = arrays.grown(records[train], classes[train], params)
    forest = {"params": params, **described(model, records[test])}
    (FIXTURES / "iris_forest.json").write_text(json.dumps(forest) + "\n")


def write_logarithms():
    """Of the fractions below 1 with denominators below 400, as Python's math.log has them:
    the C library's, which NumPy's is not."""
    logarithms = [math.log(k / n) for n in range(2, 400) for k in range(1, n)]
    text = json.dumps(sha256([np.array(logarithms, "<f8")])) + "\n"
    path = FIXTURES / "logarithms.json"
    if path.exists() and path.read_text() != text:
        print("forest: the logarithms of this machine are others; with entropy, so may forests be")
    path.write_text(text)


def main():
    tables.write_real(FIXTURES / "tables")
    write_pipeline()
    write_logarithms()
    fixtures.write(FIXTURES / "forests.json", [grow(source, params) for source, params in cases()])


if __name__ == "__main__":
    main()
