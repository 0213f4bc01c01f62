"""A small model of what each stage takes, fitted to the measurements.

With N rows in the table, n = 0.8 N of them to learn from, T trees, L = min(greatest depth, log2 n) levels and P processes that
grow, each quantity is a sum of terms of the sizes. A tree has about as many nodes as n^0.6, as the sizes of shards show. The
coefficients are those that make the sum of the squared relative errors least, none of them below 0.
"""

from dataclasses import dataclass
from math import log2
from statistics import median

import numpy as np
from scipy.optimize import nnls

from scaling import plan

# What a quantity may depend on: how it is written, and its value for a measurement.
TERMS = {
    "1": lambda m: 1.0,
    "N": lambda m: m["rows"],
    "P": lambda m: m["processes"],
    "P N": lambda m: m["processes"] * m["rows"],
    "T n^0.6": lambda m: m["trees"] * trained(m) ** 0.6,
    "T n L": lambda m: m["trees"] * trained(m) * levels(trained(m)),
    "T n^0.6 / shards": lambda m: m["trees"] * trained(m) ** 0.6 / min(plan.SHARDS, m["trees"]),
}
GROW = ("grow, one process", "grow, workers", "grow, a process for each shard")
# What is fitted, of which stages, and the terms.
TIMES = {
    "ingest": (("ingest",), ("1", "N")),
    "preprocess": (("preprocess",), ("1", "N")),
    "read": (("read",), ("1", "N")),
    "train": (("train",), ("1", "N", "T n L")),
    "grow": (GROW, ("P", "P N", "T n L")),
    "merge": (("merge",), ("1", "N", "T n L")),
    "evaluate": (("evaluate",), ("1", "N", "T n^0.6")),
}
MEMORY = {
    "ingest": (("ingest",), ("1", "N")),
    "preprocess": (("preprocess",), ("1", "N")),
    "train": (("train",), ("1", "N", "T n^0.6")),
    "grow": (GROW, ("1", "N", "T n^0.6 / shards")),
    "merge": (("merge",), ("1", "N", "T n^0.6")),
    "evaluate": (("evaluate",), ("1", "T n^0.6")),
}


def trained(m):
    return plan.TRAINED * m["rows"]


def levels(rows):
    return min(plan.DEPTH, log2(rows))


@dataclass(frozen=True)
class Formula:
    """A quantity of a stage: its terms with their coefficients, and the points that they were fitted to."""

    name: str
    key: str
    coefficients: dict
    points: list

    def value(self, **sizes):
        return sum(factor * TERMS[term](sizes) for term, factor in self.coefficients.items())

    def error(self, point):
        """By how much of the measured value the formula is too high."""
        return self.value(**point) / point[self.key] - 1


def median_points(measurements, stages, key):
    """The median over the rounds for each size and stage. Trees that draw few rows are none of the model's."""
    rounds = {}
    for m in measurements:
        if m["stage"] in stages and "failed" not in m and not m["drawn"]:
            rounds.setdefault((m["rows"], m["trees"], m["stage"]), []).append(m)
    return [same[0] | {key: median(quantity(m, key) for m in same)} for same in rounds.values()]


def quantity(m, key):
    """Seconds are those without the tracker, which is none of ours."""
    return m[key] - m.get("waited", 0.0) if key == "seconds" else m[key]


def fit(measurements, name, key):
    stages, terms = (MEMORY if key == "peak_bytes" else TIMES)[name]
    points = median_points(measurements, stages, key)
    if len(points) < len(terms):
        return None
    rows = np.array([[TERMS[term](point) / point[key] for term in terms] for point in points])
    # The terms differ by ten orders of magnitude; in units of their largest they do not.
    scale = rows.max(axis=0)
    factors, _ = nnls(rows / scale, np.ones(len(points)))
    kept = {term: factor for term, factor in zip(terms, factors / scale) if factor > 0}
    return Formula(name, key, kept, points)
