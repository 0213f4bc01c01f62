"""Writes what NumPy's legacy RandomState draws, for the tests of crate numpy.

Usage: python oracle/numpy_random.py
"""

from pathlib import Path

import numpy as np

import fixtures

FIXTURE = Path(__file__).parent.parent / "crates/numpy/tests/fixtures/streams.json"
SEEDS = [0, 1, 42, 12345, 2**31 - 1, 2**32 - 1]
# Around powers of two, where the rejection mask changes, and the forest's range.
HIGHS = [1, 2, 3, 4, 5, 7, 8, 9, 100, 255, 256, 257, 2**16 + 1, 2**31 - 1, 2**31, 2**32 - 1]
LENGTHS = [0, 1, 2, 3, 10, 33]


def stream(seed):
    """One of each method, drawn one after the other from one stream."""
    random = np.random.RandomState(seed)
    return {
        "seed": seed,
        "words": [int(random.randint(0, 2**32, dtype=np.uint32)) for _ in range(8)],
        "randint": [[high, random.randint(0, high, size=4, dtype=np.int64).tolist()] for high in HIGHS],
        "permutation": [[n, random.permutation(n).tolist()] for n in LENGTHS],
        "shuffle": shuffled(random, list("abcdefghij")),
        "choice": [[size, random.choice(np.arange(10, 22), size, replace=False).tolist()] for size in [1, 5, 12]],
        "random_sample": [text(x) for x in random.random_sample(20)],
        "weighted": [[[text(p) for p in ps], random.choice(len(ps), 12, p=ps).tolist()] for ps in probabilities()],
        "last_word": last_of(random, 2000),
    }


def probabilities():
    """Some that add up to 1 exactly and some that do not, with zeros."""
    weights = np.arange(1, 38, dtype=float)
    return [np.array([1.0]), np.array([0.0, 0.25, 0.75, 0.0]), np.full(10, 0.1), weights / weights.sum()]


def text(number):
    """As Rust writes it: the shortest digits, never with an exponent."""
    return np.format_float_positional(number, trim="-")


def shuffled(random, items):
    random.shuffle(items)
    return items


def last_of(random, count):
    """The last of `count` words: far enough to twist the state several times."""
    return int(random.randint(0, 2**32, size=count, dtype=np.uint32)[-1])


def main():
    fixtures.write(FIXTURE, map(stream, SEEDS))


if __name__ == "__main__":
    main()
