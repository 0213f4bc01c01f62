"""Writes the metrics that scikit-learn gives random probabilities, for the tests of crate evaluate.

Usage: python oracle/metrics.py [SEED]

Probabilities are float32, as a model's file gives them, and go to scikit-learn as float64. Metrics
are kept as their bits in hexadecimal; those that are not defined are null. Intervals are of
resamples as scikit-learn draws them.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.utils import resample

import fixtures

FIXTURE = Path(__file__).parent.parent / "crates/evaluate/tests/fixtures/metrics.json"
SHAPES = [(1, 2), (2, 2), (9, 2), (30, 2), (150, 2), (400, 2), (12, 3), (30, 3), (120, 3), (60, 4), (90, 8), (40, 11)]
KINDS = ["forest", "ties", "certain", "constant", "fine", "absent"]
N_RESAMPLES, LEVEL = 40, 0.95


def case(random, rows, classes, kind):
    actual = random.randint(0, classes, size=rows)
    if kind == "absent":
        actual = np.where(actual == random.randint(classes), (actual + 1) % classes, actual)
    elif rows >= classes:
        actual[:classes] = random.permutation(classes)
    scores = probabilities(random, actual, classes, kind)
    labels = scores.argmax(axis=1)
    return {
        "kind": kind,
        "classes": classes,
        "actual": actual.tolist(),
        "probabilities": scores.astype(">f4").tobytes().hex(),
        "random_state": (seed := int(random.randint(2**31))),
        "metrics": bits(measured(actual, labels, scores)),
        "intervals": bits(intervals(actual, labels, scores, seed)),
    }


def probabilities(random, actual, classes, kind):
    """Float32 that add up to about 1 in each row."""
    rows = len(actual)
    likely = random.dirichlet(np.full(classes, 0.5), size=rows) + 0.4 * np.eye(classes)[actual]
    likely /= likely.sum(axis=1, keepdims=True)
    if kind == "constant":
        likely = np.full((rows, classes), 1 / classes)
    elif kind == "certain":
        likely = np.eye(classes)[likely.argmax(axis=1)]
    elif kind in ("forest", "ties"):
        trees = 100 if kind == "forest" else 4
        likely = np.array([random.multinomial(trees, row / row.sum() * (1 - 1e-12)) for row in likely]) / trees
    return likely.astype("f4")


def measured(actual, labels, scores):
    """All metrics of all rows, then precision, recall and F1 of each class."""
    classes, scores = range(scores.shape[1]), scores.astype("f8")
    weighted = metrics.precision_recall_fscore_support(actual, labels, average="weighted", zero_division=0)
    each = metrics.precision_recall_fscore_support(actual, labels, labels=classes, average=None, zero_division=np.nan)
    return [
        metrics.accuracy_score(actual, labels),
        *weighted[:3],
        metrics.balanced_accuracy_score(actual, labels),
        *areas(actual, scores),
        metrics.log_loss(actual, scores, labels=classes),
        metrics.brier_score_loss(actual, scores, labels=classes),
        *np.transpose(each[:3]).ravel(),
    ]


def areas(actual, scores):
    """ROC AUC and average precision. With a class absent, scikit-learn gives no number (ROC AUC of
    one-versus-rest), refuses the table (average precision of it), or 0 where nothing is positive."""
    classes = scores.shape[1]
    present = np.unique(actual)
    if classes == 2:
        both, positive = len(present) == 2, 1 in present
        second = scores[:, 1]
        return (
            metrics.roc_auc_score(actual, second) if both else np.nan,
            metrics.average_precision_score(actual, second) if positive else np.nan,
        )
    if len(present) < classes:
        return np.nan, np.nan
    return metrics.roc_auc_score(actual, scores, multi_class="ovr"), metrics.average_precision_score(actual, scores)


def intervals(actual, labels, scores, seed):
    """Two quantiles of each metric over the resamples for which it is defined, if they are half of them."""
    seeds = np.random.RandomState(seed).randint(np.iinfo(np.int32).max, size=N_RESAMPLES)
    all_of = np.array([measured(*resample(actual, labels, scores, random_state=int(seed))) for seed in seeds], dtype="f8")
    tail = (1 - LEVEL) / 2
    ends = np.nanquantile(all_of, [tail, 1 - tail], axis=0)
    undefined = np.isnan(all_of).sum(axis=0) > N_RESAMPLES / 2
    ends[:, undefined] = np.nan
    return ends.T.ravel()


def bits(numbers):
    return [None if np.isnan(number) else np.float64(number).tobytes()[::-1].hex() for number in numbers]


def main():
    warnings.simplefilter("ignore")  # About classes that are absent or never predicted.
    random = np.random.RandomState(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
    cases = [case(random, *shape, kind) for shape in SHAPES for kind in KINDS]
    fixtures.write(FIXTURE, cases)


if __name__ == "__main__":
    main()
