"""Writes which rows scikit-learn's stratified train_test_split picks, for the tests of crate preprocess.

Usage: python oracle/split.py

A case keeps the sizes of its classes and not its targets: the Rust test makes
the same targets from the same stream of NumPy. Of the rows it keeps a sha256
over little-endian int64, and the first few for readable failures.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

FIXTURE = Path(__file__).parent.parent / "crates/preprocess/tests/fixtures/splits.json"
CASES = 240
SEEDS = [0, 1, 42, 2**31 - 1, 2**32 - 1]
SHARES = [0.1, 0.2, 0.25, 1 / 3, 0.5, 0.7]
HEAD = 4


def case(random, index):
    """A case that scikit-learn accepts, or None."""
    counts = random.randint(2, 60 if index % 4 else 900, size=random.randint(2, 12)).tolist()
    if index % 5 == 0:  # Equal classes: equal remainders, which are drawn for.
        counts = [counts[0]] * len(counts)
    size = SHARES[index % len(SHARES)] if index % 3 else int(random.randint(1, sum(counts)))
    seed = SEEDS[index % len(SEEDS)] if index % 2 else int(random.randint(0, 2**31))
    targets = np.random.RandomState(index).permutation(np.repeat(np.arange(len(counts)), counts))
    try:
        train, test = train_test_split(
            np.arange(len(targets)), test_size=size, random_state=seed, stratify=targets
        )
    except ValueError:
        return None
    return {"order": index, "counts": counts, "test_size": size, "seed": seed, "train": kept(train), "test": kept(test)}


def kept(rows):
    digest = hashlib.sha256(rows.astype("<i8").tobytes()).hexdigest()
    return {"rows": len(rows), "head": rows[:HEAD].tolist(), "sha256": digest}


def main():
    random = np.random.RandomState(2026)
    cases = [found for index in range(CASES) if (found := case(random, index))]
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(found, separators=(",", ":")) for found in cases)
    FIXTURE.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
