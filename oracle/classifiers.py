"""Writes what onnxruntime says about our other model families, for the tests of crate onnx.

Usage: python oracle/classifiers.py    (calls cargo)

Each case keeps the file that our side wrote, the rows it was asked about, and
onnxruntime's labels and probabilities (7 decimals: the last ones of an exponential
depend on the processor). Our reader must give the same label on every training row,
2000 random rows and rows on both sides of decision boundaries, and the same
probabilities within 1e-6. scikit-learn's model of the same name is a sanity check of
the accuracy on the training rows.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import judge
import rust
import tables

FIXTURES = rust.ROOT / "crates/onnx/tests/fixtures"
EXAMPLE = ["cargo", "run", "--quiet", "--locked", "--package", "estimators", "--example", "classifier", "--"]
SCIKIT = {
    "decision_tree": DecisionTreeClassifier(random_state=0),
    "logistic_regression": make_pipeline(StandardScaler(), LogisticRegression()),
    "gaussian_nb": GaussianNB(),
}
FORESTS = {"random_forest": RandomForestClassifier, "extra_trees": ExtraTreesClassifier}
TIES = {"recipe": "ties", "seed": 1, "rows": 150, "columns": 7, "classes": 9}
TAILS = {"recipe": "tails", "seed": 2, "rows": 200, "columns": 5, "classes": 4}
NOISE = {"recipe": "noise", "seed": 3, "rows": 150, "columns": 4, "classes": 2}
SOURCES = [{"file": "iris"}, {"file": "wine"}, {"file": "breast_cancer"}, {"file": "digits"}, TIES, TAILS, NOISE]
KEPT = 40
# One a table, so that each parameter is used at least once; few trees, so that the files stay small.
SMALL = {"n_estimators": 9, "max_depth": None, "random_state": 7}
SETTINGS = [
    {"max_depth": 5},
    {"criterion": "entropy", "max_features": 0.5, "min_samples_leaf": 3},
    {"max_leaf_nodes": 12, "max_features": "log2"},
    {"max_depth": 6, "min_samples_split": 0.02},
    {"min_impurity_decrease": 0.001, "max_features": 4},
    {"bootstrap": True, "class_weight": "balanced", "max_depth": 7},
    {"bootstrap": False, "max_depth": 8, "min_weight_fraction_leaf": 0.01},
]


def params(model, settings, n_classes, folder):
    """A class more than the table has: it must get the probability 0."""
    # The random forest's stand below `train` themselves, those of the others in a section of their own.
    section = json.dumps(settings if model == "random_forest" else {model: settings} if settings else {})[1:-1]
    names = ", ".join(f"c{i}" for i in range(n_classes + 1))
    path = folder / "params.yaml"
    path.write_text(
        f"data: {{name: t, source: t.csv, target: t, classes: [{names}]}}\n"
        "preprocess: {test_size: 0.2, random_state: 0}\n"
        f"train: {{model: {model}{', ' if section else ''}{section}}}\n"
        "tracking: {experiment: e, run_name: r, registered_model: m}\n"
    )
    return path


def call(*arguments):
    command = [*EXAMPLE, *map(str, arguments)]
    printed = subprocess.run(command, cwd=rust.ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return np.array([[float(cell) for cell in line.split(",")] for line in printed.splitlines()])


def random_rows(records, random):
    """Within and far beyond what was seen, and zeros."""
    low, high = records.min(axis=0), records.max(axis=0)
    span = high - low + 1.0
    within = random.uniform(low - span, high + span, size=(1900, records.shape[1]))
    beyond = random.standard_normal((99, records.shape[1])) * span * 10.0 ** random.integers(1, 6, size=(99, 1))
    return np.concatenate([within, beyond, np.zeros((1, records.shape[1]))]).astype("<f4")


def boundary_rows(path, records):
    """Between rows of different labels: the last of the one and the first of the other."""
    records = records.astype("<f4")
    labels = judge.run(path, records)[0]
    other = np.array([np.flatnonzero(labels != label)[0] if (labels != label).any() else 0 for label in labels])
    near, far = records.astype("<f8"), records[other].astype("<f8")
    for _ in range(60):
        middle = (near + far) / 2
        same = (judge.run(path, middle.astype("<f4"))[0] == labels)[:, None]
        near, far = np.where(same, middle, near), np.where(same, far, middle)
    return np.concatenate([near, far]).astype("<f4")


def case(name, model, settings, source, folder):
    records, classes = tables.of(source)
    path = FIXTURES / f"{name}.onnx"
    table = rust.save(np.column_stack([records, classes]), folder)
    in_memory = call("write", params(model, settings, classes.max() + 1, folder), table, path)[:, 0]
    checked = judge.check(path)
    rows = [records.astype("<f4"), random_rows(records, np.random.default_rng(0)), boundary_rows(path, records)]
    if model == "decision_tree" or model in FORESTS:
        rows.append(judge.probes(checked, records))
    rows = np.concatenate(rows)
    if (records == np.rint(records)).all():
        rows = np.rint(rows)  # The model of a table of nothing but integers takes integers.
    labels, shares = judge.run(path, rows)
    found = call("predict", path, rust.save(rows, folder))
    assert (found[:, 0] == labels).all(), f"{name}: {(found[:, 0] != labels).sum()} labels differ"
    gap = np.abs(found[:, 1:] - shares).max()
    assert gap <= 1e-6, f"{name}: probabilities differ by {gap}"
    known = np.arange(len(records))
    lost = shares[known, labels[known]] - shares[known, in_memory.astype(int)]
    assert (lost == 0).all(), f"{name}: the model in memory differs from its file"
    assert model not in FORESTS or (labels[known] == in_memory).all(), f"{name}: the forest labels unlike its file"
    assert (shares[:, -1] == 0).all(), f"{name}: the class without rows has a probability"
    accuracy = compare(name, source, (model, settings), records, classes, in_memory)
    kept = np.linspace(0, len(rows) - 1, KEPT).astype(int)
    print(f"{name}: {len(rows)} rows, gap {gap:.1e}, accuracy {accuracy}")
    return {
        "name": name,
        "model": model,
        "settings": settings,
        "source": source,
        "rows": [[repr(float(cell)) for cell in row] for row in rows[kept]],
        "labels": labels[kept].tolist(),
        "probabilities": [[round(float(share), 7) for share in row] for row in shares[kept]],
    }


def compare(name, source, asked, records, classes, labels):
    """The forests are scikit-learn's own, the other families need only be as good. linfa-trees loses splits between
    equal values, so that tables of few different values are left out there."""
    model, settings = asked
    theirs = FORESTS[model](**settings) if model in FORESTS else SCIKIT[model]
    theirs = theirs.fit(records, classes).score(records, classes)
    ours = float((labels == classes).mean())
    allowed = 0.0 if model in FORESTS else 0.1 if model == "decision_tree" else 0.02
    loses = model == "decision_tree" and "recipe" in source
    assert loses or abs(ours - theirs) <= allowed, f"{name}: accuracy {ours}, scikit-learn's is {theirs}"
    return f"{ours:.4f} (scikit-learn {theirs:.4f})"


def main():
    FIXTURES.mkdir(exist_ok=True)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for model in [*SCIKIT, *FORESTS]:
            for number, source in enumerate(SOURCES):
                name = f"{model}_{source.get('file') or source['recipe']}"
                settings = SMALL | SETTINGS[number] if model in FORESTS else {}
                found = case(name, model, settings, source, Path(folder))
                lines.append(json.dumps(found, separators=(",", ":")))
    (FIXTURES / "classifiers.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
