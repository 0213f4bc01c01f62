"""Encodes new random mixed tables with scikit-learn and with crate encoders, and compares them bit for bit.

Usage: python oracle/live_encoders.py [--seed SEED] [--cases 200] [--case NUMBER]    (calls cargo)

The encoded training and test rows and the names of their columns must be the same, and so must every array of a
forest that is grown on them. Tables and parameters are functions of the seed and of the case's number. On a
difference, prints both numbers and what differs, and exits with 1.
"""

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

import arrays
import draw
import encoders
import live
import mixed
import rust

EXAMPLE = "--quiet --locked --package encoders --example encoded".split()


class Ours:
    """The program that fits our encoders, one table after the other."""

    def __init__(self):
        subprocess.run(["cargo", "build", *EXAMPLE], cwd=rust.ROOT, check=True)
        self.process = subprocess.Popen(["cargo", "run", *EXAMPLE], cwd=rust.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def encode(self, case, folder):
        """Both matrices, and the names of their columns."""
        (folder / "params.yaml").write_text(encoders.params(case))
        (folder / "rows.json").write_text(json.dumps(encoders.rows(case)))
        print(folder, file=self.process.stdin, flush=True)
        if (refusal := self.process.stdout.readline()) != "\n":
            raise SystemExit(f"live_encoders: ours refused the table: {refusal or 'it ended'}")
        names = json.loads((folder / "names.json").read_text())
        return *(np.fromfile(folder / f"{part}.matrix").reshape(-1, len(names)) for part in ["train", "test"]), names


def difference(case, ours, forests, folder):
    """What differs, or nothing."""
    train, test, names = encoders.encode(case)
    found_train, found_test, found_names = ours.encode(case, folder)
    if found_names != names:
        return f"scikit-learn names the columns {names}, ours {found_names}"
    for part, expected, found in [("train", train, found_train), ("test", test, found_test)]:
        if where := unequal(part, expected, found, names):
            return where
    grown = draw.Case("mixed", found_train, case.classes, found_test, case.params)
    model = arrays.grown(train, case.classes, case.params)
    expected = {name: b"".join(part.tobytes() for part in parts) for name, parts in arrays.of(model, test).items()}
    return "\n".join(live.differences(expected, forests.grow(grown, {})))


def unequal(part, expected, found, names):
    if expected.shape != found.shape:
        return f"{part}: scikit-learn has {expected.shape} cells, ours {found.shape}"
    # All that is not a number is one value, and so are both zeros.
    same = (expected == found) | (np.isnan(expected) & np.isnan(found))
    if same.all():
        return None
    row, column = np.argwhere(~same)[0]
    return f"{part}: row {row}, column {names[column]} is {expected[row, column]!r} in scikit-learn's, {found[row, column]!r} in ours"


def main():
    arguments = parse()
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    print(f"live_encoders: seed {seed}", flush=True)
    warnings.simplefilter("ignore")  # About unknown categories and columns without a value.
    ours, forests, seen = Ours(), live.Ours(), Counter()
    numbers = range(arguments.cases) if arguments.case is None else [arguments.case]
    for number in numbers:
        case = mixed.case(seed, number)
        with tempfile.TemporaryDirectory() as folder:
            found = difference(case, ours, forests, Path(folder))
        if found:
            print(f"live_encoders: case {number} of seed {seed} differs, {json.dumps(case.columns, ensure_ascii=False)}\n{found}")
            sys.exit(f"live_encoders: to see it again: python oracle/live_encoders.py --seed {seed} --case {number}")
        seen.update(section["type"] for section in case.columns.values())
    what = ", ".join(f"{count} {name}" for name, count in seen.items())
    print(f"live_encoders: {len(numbers)} tables ({what} columns) and their forests are the same to the last bit")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="default: a new one")
    parser.add_argument("--cases", type=int, default=200, help="how many tables (default 200)")
    parser.add_argument("--case", type=int, help="only this one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
