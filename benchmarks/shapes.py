"""The data that everything is measured on, made once and kept as raw little-endian files.

A shape's folder holds X of the training and of the test part (float32, row by row) and, for each kind of labels, the
classes as single bytes. Noise labels are the signal labels in random order: the same class sizes, nothing to learn.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.datasets import load_iris, make_classification
from sklearn.model_selection import train_test_split

LABELS = ["signal", "noise"]
SEED = 7
# A file of another recipe is never taken for this one's.
RECIPE = 1


@dataclass(frozen=True)
class Shape:
    """A generated data set: rows to train on, rows to test on, and what make_classification is asked for."""

    rows: int
    columns: int
    test_rows: int
    classes: int = 2
    recipe: dict = field(default_factory=dict)
    # Rounded to whole numbers: few distinct values.
    rounded: bool = False

    def title(self):
        size = {1_000_000: "1M", 250_000: "250k", 100_000: "100k"}.get(self.rows, str(self.rows))
        extra = f", {self.classes} classes" if self.classes > 2 else ""
        many = f", {self.test_rows // 1000}k test rows" if self.test_rows > self.rows else ""
        return f"{size} × {self.columns}{extra}{', few distinct values' if self.rounded else ''}{many}"


TWENTY_EIGHT = {"n_informative": 14, "n_redundant": 6, "n_clusters_per_class": 4}
SHAPES = {
    "iris": Shape(120, 4, 30, classes=3),
    "100k-28": Shape(100_000, 28, 25_000, recipe=TWENTY_EIGHT),
    "1m-28": Shape(1_000_000, 28, 250_000, recipe=TWENTY_EIGHT),
    "1m-8": Shape(
        1_000_000, 8, 250_000, recipe={"n_informative": 6, "n_redundant": 2, "n_clusters_per_class": 4}, rounded=True
    ),
    "100k-200": Shape(
        100_000, 200, 25_000, recipe={"n_informative": 60, "n_redundant": 40, "n_clusters_per_class": 4}
    ),
    "100k-10-classes": Shape(100_000, 28, 25_000, classes=10, recipe=TWENTY_EIGHT),
    "predict": Shape(100_000, 28, 250_000, recipe=TWENTY_EIGHT),
}


def folder(root, name):
    """The shape's folder below `root`, filled if it is not there yet."""
    target = Path(root) / name
    description = json.dumps({"recipe": RECIPE, "shape": repr(SHAPES[name])})
    done = target / "made.json"
    if not (done.exists() and done.read_text() == description):
        target.mkdir(parents=True, exist_ok=True)
        write(target, SHAPES[name], *generate(name))
        done.write_text(description)
    return target


def generate(name):
    """Records of both parts, then classes of both parts."""
    shape = SHAPES[name]
    if name == "iris":
        return train_test_split(*load_iris(return_X_y=True), test_size=0.2, random_state=42, stratify=load_iris().target)
    records, classes = make_classification(
        n_samples=shape.rows + shape.test_rows,
        n_features=shape.columns,
        n_classes=shape.classes,
        class_sep=0.8,
        flip_y=0.05,
        random_state=SEED,
        **shape.recipe,
    )
    if shape.rounded:
        records = np.round(records)
    return records[: shape.rows], records[shape.rows :], classes[: shape.rows], classes[shape.rows :]


def write(target, shape, train, test, train_classes, test_classes):
    """Writes what `native/src/data.rs` and `measure.py` read."""
    train.astype("<f4").tofile(target / "train_x.f32")
    test.astype("<f4").tofile(target / "test_x.f32")
    shuffle = np.random.default_rng(SEED).permutation
    for part, classes in [("train", train_classes), ("test", test_classes)]:
        classes.astype("u1").tofile(target / f"{part}_y_signal.u8")
        shuffle(classes).astype("u1").tofile(target / f"{part}_y_noise.u8")
    description = {"rows": shape.rows, "test_rows": shape.test_rows, "columns": shape.columns, "classes": shape.classes}
    (target / "shape.json").write_text(json.dumps(description))
