"""Writes the curves that scikit-learn draws of random probabilities, for the tests of crate evaluate.

Usage: python oracle/curves.py [SEED]

Each class is taken against the rest, of two classes the second one. Numbers are kept as their bits in
hexadecimal. A threshold that is infinite or not there is null, and so is a curve that is not defined.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import precision_recall_curve, roc_curve

import fixtures
from metrics import KINDS, bits, probabilities

FIXTURE = Path(__file__).parent.parent / "crates/evaluate/tests/fixtures/curves.json"
SHAPES = [(1, 2), (9, 2), (150, 2), (30, 3), (40, 8)]


def case(random, rows, classes, kind):
    actual = random.randint(0, classes, size=rows)
    if kind == "absent":
        actual = np.where(actual == random.randint(classes), (actual + 1) % classes, actual)
    scores = probabilities(random, actual, classes, kind)
    ranked = [1] if classes == 2 else range(classes)
    return {
        "kind": kind,
        "classes": classes,
        "actual": actual.tolist(),
        "probabilities": scores.astype(">f4").tobytes().hex(),
        "curves": [curves(actual == ranks, scores[:, ranks].astype("f8")) for ranks in ranked],
    }


def curves(positive, scores):
    roc = precision_recall = None
    if positive.any() and not positive.all():
        *rates, found = roc_curve(positive, scores)
        roc = [*map(bits, rates), thresholds(found)]
    if positive.any():
        precision, recall, found = precision_recall_curve(positive, scores)
        precision_recall = [bits(recall), bits(precision), [*thresholds(found), None]]
    actual, predicted = calibration_curve(positive, scores, n_bins=10)
    return {"roc": roc, "precision_recall": precision_recall, "calibration": [bits(predicted), bits(actual)]}


def thresholds(numbers):
    return [None if np.isinf(number) else bits([number + 0.0])[0] for number in numbers]


def main():
    random = np.random.RandomState(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
    cases = [case(random, *shape, kind) for shape in SHAPES for kind in KINDS]
    fixtures.write(FIXTURE, cases)


if __name__ == "__main__":
    main()
