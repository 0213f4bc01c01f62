"""Writes what the Python reference's two data stages write with pandas, for the tests of ingest and preprocess.

Usage: python oracle/pandas_bytes.py

The source spells its numbers in many ways; pandas writes them in one. Needs
pandas 3.1: earlier ones read some numbers of 16 and 17 digits one unit in the
last place off, unless told float_precision="round_trip".
"""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

CRATES = Path(__file__).parent.parent / "crates"
ROWS = 120
CLASSES = ["plain", "with, comma", 'with "quotes"']


def spell(random, value):
    """One of the ways to write `value` that read back as the same double."""
    ways = [repr(value), f"{value:.17g}", f"{value:.16e}", f"{value:.20e}".upper(), f"{value!r:0>25}"]
    return ways[random.randint(0, 4 if value < 0 else 5)]


def doubles(random):
    """Doubles of all magnitudes that 32 bits can hold, and those next to where the format changes."""
    edges = [0.0, -0.0, 1e-4, 9.999999999999999e-05, 1e16, 9999999999999998.0, 5e-324, 3.4028235e38]
    bits = random.randint(0, 2**64, size=4 * ROWS, dtype=np.uint64).view("<f8")
    return [*edges, *bits[np.abs(bits) < 3.4028235e38]][:ROWS]


def integers(random, least, greatest):
    """Integers of any length, in several spellings, the two bounds among them."""
    span = greatest - least
    drawn = [least + int(random.randint(0, 2**62)) * span // 2**62 for _ in range(ROWS - 2)]
    return [str(least), *(f"{number:+d}" if row % 5 == 0 else f"{number:022d}" for row, number in enumerate(drawn)), str(greatest)]


def columns(random):
    decimals = random.randint(-10**6, 10**6, size=ROWS)
    yield "count", [str(number) for number in random.randint(-(2**62), 2**62, size=ROWS)]
    yield "any double", [spell(random, float(number)) for number in doubles(random)]
    yield 'say "six", decimals', [f"{number / 1e6:.6f}" for number in decimals]
    yield "timestamp", [repr(int(tick) / 1000) for tick in 1_600_000_000 * 10**9 + random.randint(0, 10**17, size=ROWS)]
    yield "unsigned", integers(random, 0, 2**64 - 1)
    yield "both signs, unsigned", integers(random, -3, 2**64 - 1)
    yield "below 64 bits", integers(random, -(2**63) - 1, 0)
    yield "beyond 64 bits", integers(random, -(10**25), 10**25)
    yield "beyond 64 bits, then a float", [*integers(random, 5, 10**20)[1:], "2.50"]
    yield "a float, then beyond 64 bits", ["2.50", *integers(random, 5, 10**20)[1:]]
    yield "whole or half", [f"{number // 2}{'.5' if number % 2 else ''}" for number in decimals]


def ties(random):
    """Doubles with two shortest decimals, or nearly so: quarters and eighths that take up all 53 bits."""
    for places in range(1, 12):
        yield from (random.randint(2**51, 2**53, size=60) / 2.0**places)


def floats(random):
    """What the printer of floats is tested with."""
    nanoseconds = 1_600_000_000 * 10**9 + random.randint(0, 10**17, size=700)
    bits = random.randint(0, 2**64, size=700, dtype=np.uint64).view("<f8")
    powers = [float(f"{sign}1e{exponent}") for exponent in range(-20, 25) for sign in ["", "-"]]
    neighbours = [np.nextafter(power, towards) for power in powers for towards in [-np.inf, np.inf]]
    return np.array([*ties(random), *(nanoseconds / 1000), *bits[np.isfinite(bits)], *powers, *neighbours, 0.0, -0.0, 5e-324])


def write_floats(random):
    """The bits of each, and its decimal as pandas writes it."""
    values = floats(random)
    bits = [f"{word:016x}" for word in values.view("<u8")]
    folder = CRATES / "table/tests/fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"bits": bits, "decimal": values}).to_csv(folder / "floats.csv", index=False)


def source(random):
    names, cells = zip(*columns(random))
    frame = pd.DataFrame(dict(zip(names, cells)), dtype=str)
    frame.insert(2, "kind", [CLASSES[row % 3] for row in random.permutation(ROWS)])
    return frame


def raw_of(path):
    """As the reference's ingest: features, target, target_name."""
    frame = pd.read_csv(path)
    names = frame.pop("kind")
    frame["target"] = names.map(CLASSES.index)
    frame["target_name"] = names
    return frame


def main():
    write_floats(np.random.RandomState(11))
    ingest = CRATES / "ingest/tests/fixtures"
    preprocess = CRATES / "preprocess/tests/fixtures"
    for folder in (ingest, preprocess):
        folder.mkdir(parents=True, exist_ok=True)
    source(np.random.RandomState(7)).to_csv(ingest / "source.csv", index=False)
    raw_of(ingest / "source.csv").to_csv(ingest / "raw.csv", index=False)
    raw = pd.read_csv(ingest / "raw.csv").drop(columns="target_name")
    train, test = train_test_split(raw, test_size=0.3, random_state=11, stratify=raw["target"])
    train.to_csv(preprocess / "train.csv", index=False)
    test.to_csv(preprocess / "test.csv", index=False)


if __name__ == "__main__":
    main()
