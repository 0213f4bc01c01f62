"""Writes the scores that scikit-learn gives random labels, for the tests of crate evaluate.

Usage: python oracle/scores.py

A score is kept as its bits in hexadecimal. Up to 300 classes: NumPy changes the
order of its sums at 8 and at 128.
"""

from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

import fixtures

FIXTURE = Path(__file__).parent.parent / "crates/evaluate/tests/fixtures/scores.json"
CLASSES = [2, 3, 5, 7, 8, 9, 15, 16, 17, 40, 129, 300]


def case(random, classes):
    rows = int(random.randint(classes, 6 * classes))
    # Some classes do not occur, some are never predicted.
    actual = random.randint(0, classes, size=rows) // random.randint(1, 3)
    wrong = random.randint(0, classes, size=rows)
    predicted = np.where(random.rand(rows) < random.rand(), actual, wrong)
    mean = precision_recall_fscore_support(actual, predicted, average="weighted", zero_division=0)
    scores = [accuracy_score(actual, predicted), *mean[:3]]
    matrix = confusion_matrix(actual, predicted, labels=range(classes))
    counted = [[i, j, int(matrix[i, j])] for i, j in zip(*map(lambda axis: axis.tolist(), matrix.nonzero()))]
    return {"classes": classes, "counted": counted, "scores": [np.float64(s).tobytes()[::-1].hex() for s in scores]}


def main():
    random = np.random.RandomState(5)
    cases = [case(random, classes) for classes in CLASSES for _ in range(4 if classes < 100 else 1)]
    fixtures.write(FIXTURE, cases)


if __name__ == "__main__":
    main()
