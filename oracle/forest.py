"""Writes what scikit-learn's RandomForestClassifier grows, for the tests of crate forest.

Usage: python oracle/forest.py

Of each forest the fixture keeps one sha256 per array (its first 16 hex digits),
over all trees in order: integers as little-endian int64, numbers as little-endian float64, flags as one
byte. The first nodes of the first tree are there in full, for readable failures.
Nothing here depends on the processor: scikit-learn's trees use scalar arithmetic
on baseline x86-64, and NumPy's part is exact sums and single divisions.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

import tables

FIXTURES = Path(__file__).parent.parent / "crates/forest/tests/fixtures"
INTEGERS = ["feature", "children_left", "children_right", "n_node_samples"]
NUMBERS = ["threshold", "impurity", "weighted_n_node_samples", "value"]
HEAD = 15

GENERATED = [
    {"recipe": "ties", "rows": 150, "columns": 7, "classes": 3},
    {"recipe": "close", "rows": 150, "columns": 4, "classes": 2},
    {"recipe": "tails", "rows": 200, "columns": 5, "classes": 4},
    {"recipe": "missing", "rows": 200, "columns": 6, "classes": 3},
    {"recipe": "noise", "rows": 200, "columns": 5, "classes": 2},
    {"recipe": "plain", "rows": 400, "columns": 9, "classes": 25},
    {"recipe": "plain", "rows": 60, "columns": 140, "classes": 2},
    {"recipe": "plain", "rows": 40, "columns": 1, "classes": 2},
]
# Every generated table takes its turn with each of these; real ones take all.
PARAMS = [
    {"max_depth": None},
    {"max_depth": 5},
    {"max_depth": 3, "max_features": None, "bootstrap": False},
    {"min_samples_leaf": 4, "max_features": "log2"},
    {"min_samples_split": 11, "max_features": 1},
    {"min_impurity_decrease": 0.01, "max_features": 0.6},
    {"max_depth": 8, "min_samples_leaf": 2, "min_samples_split": 5, "max_features": 3},
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
    model = RandomForestClassifier(n_jobs=1, **params).fit(records, classes)
    return {
        "source": source,
        "params": params,
        "node_counts": [tree.tree_.node_count for tree in model.estimators_],
        "head": head(model.estimators_[0].tree_),
        "sha256": hashes(model, records),
    }


def hashes(model, records):
    trees = [estimator.tree_ for estimator in model.estimators_]
    arrays = {name: [np.asarray(getattr(tree, name), "<i8") for tree in trees] for name in INTEGERS}
    arrays |= {name: [np.asarray(getattr(tree, name), "<f8") for tree in trees] for name in NUMBERS}
    arrays["missing_go_to_left"] = [flags(tree) for tree in trees]
    arrays["predict_proba"] = [model.predict_proba(records).astype("<f8")]
    arrays["feature_importances"] = [model.feature_importances_.astype("<f8")]
    return {name: sha256(parts) for name, parts in arrays.items()}


def flags(tree):
    """The flags of inner nodes; scikit-learn leaves those of leaves undefined."""
    return np.where(tree.children_left == -1, 0, tree.missing_go_to_left).astype("u1")


def sha256(parts):
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def head(tree):
    """Numbers as text: not every JSON reader rounds correctly."""
    return {
        "feature": tree.feature[:HEAD].tolist(),
        "threshold": [repr(float(t)) for t in tree.threshold[:HEAD]],
        "n_node_samples": tree.n_node_samples[:HEAD].tolist(),
    }


def write_split():
    """The reference pipeline's split of iris, 20 % for the test, seed 42."""
    records, classes = tables.real("iris")
    train, test = train_test_split(np.arange(len(records)), test_size=0.2, random_state=42, stratify=classes)
    split = {"train": train.tolist(), "test": test.tolist()}
    (FIXTURES / "iris_split.json").write_text(json.dumps(split) + "\n")


def main():
    tables.write_real(FIXTURES / "tables")
    write_split()
    lines = ",\n".join(json.dumps(grow(source, params), separators=(",", ":")) for source, params in cases())
    (FIXTURES / "forests.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
