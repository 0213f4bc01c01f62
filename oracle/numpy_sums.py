"""Writes what NumPy adds up, averages and finds quantiles of, for the tests of crate numpy.

Usage: python oracle/numpy_sums.py

Values are text that reads back as the same double, results their bits in hexadecimal. The
order of additions changes at 8 and at 128 values; sums of magnitudes from 1e-3 to 1e3 show
every difference in it.
"""

from pathlib import Path

import numpy as np

import fixtures

FIXTURE = Path(__file__).parent.parent / "crates/numpy/tests/fixtures/sums.json"
QUANTILES = [0.0, (1 - 0.95) / 2, 0.1, 0.5, 0.9, 1 - (1 - 0.95) / 2, 1.0]
LENGTHS = [1, 7, 8, 9, 16, 17, 127, 128, 129, 136, 143, 257, 300]


def case(random, length):
    values = random.standard_normal(length) * 10.0 ** random.randint(-3, 4, size=length)
    weights = random.random_sample(length)
    return {
        "values": [repr(float(value)) for value in values],
        "weights": [repr(float(weight)) for weight in weights],
        "sum": bits(np.sum(values)),
        "average": bits(np.average(values, weights=weights)),
        "mean": bits(np.mean(values)),
        "std": bits(np.std(values)),
        "quantiles": [[repr(q), bits(np.quantile(values, q))] for q in QUANTILES],
    }


def bits(number):
    return np.float64(number).tobytes()[::-1].hex()


def main():
    random = np.random.RandomState(6)
    fixtures.write(FIXTURE, [case(random, length) for length in LENGTHS])


if __name__ == "__main__":
    main()
