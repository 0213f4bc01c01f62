"""Writes which rows scikit-learn's splitters pick, and what it samples, for the tests of crate model-selection.

Usage: python oracle/split.py

A case keeps the sizes of its classes and not its targets: the Rust test makes
the same targets from the same stream of NumPy. Of the rows it keeps a sha256
over little-endian int64, and the first few for readable failures.
"""

import hashlib
import warnings
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.utils.random import sample_without_replacement

import fixtures

FIXTURES = Path(__file__).parent.parent / "crates/model-selection/tests/fixtures"
CASES = 240
FOLDED = 100
SEEDS = [0, 1, 42, 2**31 - 1, 2**32 - 1]
SHARES = [0.1, 0.2, 0.25, 1 / 3, 0.5, 0.7]
# Few of many, some of many, nearly all and all: scikit-learn has another method for each.
POPULATIONS = [(1, 1), (6, 3), (100, 1), (150, 1), (1_000, 5), (5_000, 20), (12, 12), (400, 399), (1_000, 999), (100, 60)]
HEAD = 4


def case(random, index):
    """A case that scikit-learn accepts, or None."""
    counts = random.randint(2, 60 if index % 4 else 900, size=random.randint(2, 12)).tolist()
    if index % 5 == 0:  # Equal classes: equal remainders, which are drawn for.
        counts = [counts[0]] * len(counts)
    size = SHARES[index % len(SHARES)] if index % 3 else int(random.randint(1, sum(counts)))
    seed = SEEDS[index % len(SEEDS)] if index % 2 else int(random.randint(0, 2**31))
    targets = shuffled(index, counts)
    try:
        train, test = train_test_split(
            np.arange(len(targets)), test_size=size, random_state=seed, stratify=targets
        )
    except ValueError:
        return None
    return {"order": index, "counts": counts, "test_size": size, "seed": seed, "train": kept(train), "test": kept(test)}


def folded(random, index):
    """A case whose largest class has a row for each fold; others may have fewer, which scikit-learn warns of."""
    counts = random.randint(2, 30 if index % 4 else 400, size=random.randint(2, 9)).tolist()
    n_splits = int(random.randint(2, min(max(counts), 12) + 1))
    seed = SEEDS[index % len(SEEDS)] if index % 2 else int(random.randint(0, 2**31))
    targets = shuffled(index, counts)
    splitter = StratifiedKFold(n_splits, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folds = [[kept(train), kept(test)] for train, test in splitter.split(targets, targets)]
    return {"order": index, "counts": counts, "n_splits": n_splits, "seed": seed, "folds": folds}


def shuffled(order, counts):
    return np.random.RandomState(order).permutation(np.repeat(np.arange(len(counts)), counts))


def kept(rows):
    digest = hashlib.sha256(rows.astype("<i8").tobytes()).hexdigest()
    return {"rows": len(rows), "head": rows[:HEAD].tolist(), "sha256": digest}


def sampled(population, samples, seed):
    drawn = sample_without_replacement(population, samples, random_state=seed)
    return {"population": population, "samples": samples, "seed": seed, "drawn": drawn.tolist()}


def main():
    random = np.random.RandomState(2026)
    fixtures.write(FIXTURES / "splits.json", [found for index in range(CASES) if (found := case(random, index))])
    random = np.random.RandomState(16)
    fixtures.write(FIXTURES / "k_folds.json", [folded(random, index) for index in range(FOLDED)])
    fixtures.write(FIXTURES / "samples.json", [sampled(*sizes, seed) for sizes in POPULATIONS for seed in SEEDS])


if __name__ == "__main__":
    main()
