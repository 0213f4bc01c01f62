"""Writes the p values of McNemar's exact test, for the tests of crate registry.

Usage: python oracle/mcnemar.py

b and c are the rows on which one of two models alone is right. The p is that of the binomial test, two-sided.
"""

from pathlib import Path

import numpy as np
from scipy.stats import binomtest

import fixtures

FIXTURE = Path(__file__).parent.parent / "crates/registry/tests/fixtures/mcnemar.json"


def pairs(random):
    """All small ones, and some of every size up to tables of millions of rows."""
    yield from ((b, c) for b in range(12) for c in range(12))
    for largest in [50, 400, 3_000, 50_000, 1_000_000]:
        for _ in range(12):
            b = int(random.randint(1, largest))
            # Near each other, so that p is not 0.
            c = max(0, b + int(random.normal(0, 2 * np.sqrt(b))))
            yield b, c


def main():
    random = np.random.RandomState(16)
    cases = [{"b": b, "c": c, "p": p(b, c)} for b, c in pairs(random)]
    fixtures.write(FIXTURE, cases)


def p(b, c):
    return float(binomtest(b, b + c).pvalue) if b + c else 1.0


if __name__ == "__main__":
    main()
