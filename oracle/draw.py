"""Random tables and parameters, each a function of a seed and a number."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Case:
    kind: str
    records: np.ndarray
    classes: np.ndarray
    probes: np.ndarray
    params: dict

    def __str__(self):
        rows, columns = self.records.shape
        labels = len(np.unique(self.classes))
        return f"{rows} rows, {columns} columns, {labels} classes ({self.kind}), {self.params}"


def case(seed, number):
    """Case 0 is a large one."""
    random = np.random.default_rng([seed, number])
    if number == 0:
        return large(random)
    rows, columns = int(random.choice([7, 30, 120, 400, 1500])), int(random.integers(1, 13))
    n_classes = int(random.choice([1, 2, 2, 3, 4, 10, 100]))
    signal = random.normal(size=(rows, columns))
    kind = str(random.choice([*KINDS]))
    records = KINDS[kind](random, signal)
    classes = labels(random, signal, n_classes)
    return Case(kind, records, classes, probes(random, records), params(random, classes))


def large(random):
    signal = random.normal(size=(30_000, 28))
    params = {"n_estimators": 3, "random_state": int(random.integers(2**32))}
    return Case("large", signal, labels(random, signal, 2), signal[:2000], params)


def labels(random, signal, n_classes):
    """Class values with gaps; pure noise in one case of five."""
    noise = random.normal(size=len(signal))
    score = noise if random.random() < 0.2 else signal[:, 0] + signal[:, -1] * signal[:, 0] + 0.5 * noise
    edges = np.quantile(score, np.linspace(0, 1, n_classes + 1)[1:-1])
    return np.searchsorted(edges, score) * int(random.integers(1, 4)) + int(random.integers(0, 3))


def missing(random, values):
    return np.where(random.random(values.shape) < random.choice([0.02, 0.2, 0.7]), np.nan, values)


def duplicated(random, values):
    return values[random.integers(0, max(1, len(values) // 4), size=len(values))]


def with_constants(random, values):
    return np.where(random.random(values.shape[1]) < 0.5, 1.5, values.round(1))


def zeros(random, values):
    """Zeros of both signs, which compare as equal, and some values missing."""
    return missing(random, np.copysign(np.where(np.abs(values) < 1, 0.0, values.round()), values))


KINDS = {
    "plain": lambda random, values: values,
    "rounded": lambda random, values: values.round(int(random.integers(0, 3))),
    "constants": with_constants,
    "duplicates": duplicated,
    "close": lambda random, values: (values * 1000).round() * 2.5e-8,
    "tails": lambda random, values: values**9 * 1e20,
    "missing": missing,
    "rounded, missing": lambda random, values: missing(random, values.round(1)),
    "constants, missing": lambda random, values: missing(random, with_constants(random, values)),
    "zeros": zeros,
}


def probes(random, records):
    """Rows of the table, each cell from any row, one in ten missing."""
    shuffled = random.permuted(records, axis=0)[:300]
    return np.where(random.random(shuffled.shape) < 0.1, np.nan, shuffled)


def params(random, classes):
    """scikit-learn's parameters, half of them the defaults."""
    drawn = {"n_estimators": int(random.integers(1, 9)), "random_state": int(random.integers(2**32))}
    extra = random.random() < 0.35
    if extra:
        drawn |= {"splitter": "random", "bootstrap": False}
    if random.random() < 0.3:
        drawn["bootstrap"] = not drawn.get("bootstrap", True)
    bootstrap = drawn.get("bootstrap", True)
    maybe = {
        "criterion": lambda: str(random.choice(["gini", "entropy", "log_loss"])),
        "max_depth": lambda: int(random.integers(1, 9)),
        "min_samples_split": lambda: random.choice([5, 20, 0.02, 0.3]),
        "min_samples_leaf": lambda: random.choice([2, 7, 0.01, 0.1]),
        "min_weight_fraction_leaf": lambda: float(random.choice([0.01, 0.05, 0.2, 0.5])),
        "max_features": lambda: random.choice(np.array(["log2", None, 1, 3, 0.4, 1.0], dtype=object)),
        "max_leaf_nodes": lambda: int(random.choice([2, 3, 5, 9, 20, 60])),
        "min_impurity_decrease": lambda: float(random.choice([1e-4, 0.003, 0.02])),
        "class_weight": lambda: class_weight(random, classes, bootstrap),
    }
    if bootstrap:
        maybe["max_samples"] = lambda: random.choice(np.array([1, 3, 50, 2000, 0.1, 0.7, 1.0, 1.6], dtype=object))
        maybe["oob_score"] = lambda: True
    drawn |= {name: value() for name, value in maybe.items() if random.random() < 0.3}
    for name in ["min_samples_split", "min_samples_leaf"]:
        if name in drawn:
            drawn[name] = int(drawn[name]) if drawn[name] >= 1 else float(drawn[name])
    return drawn


def class_weight(random, classes, bootstrap):
    """Without bootstrap samples, only weights whose sums are exact; keys are text, as in JSON."""
    if bootstrap and random.random() < 0.5:
        return "balanced"
    values = random.choice([0.1, 1.0, 2.7, 30.0] if bootstrap else [0.75, 1.0, 2.5, 3.0, 32.0], size=len(np.unique(classes)))
    return {str(label): float(value) for label, value in zip(np.unique(classes), values)}
