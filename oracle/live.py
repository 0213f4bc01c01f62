"""Grows forests on new random tables with scikit-learn and with crate forest, and compares them bit for bit.

Usage: python oracle/live.py [--seed SEED] [--seconds 60] [--case NUMBER]    (calls cargo)

Every array of every tree, the probabilities, the importances and the out-of-bag
estimates must be the same bytes. The first table is a large one, the others are small
and nasty; tables and parameters are functions of the seed and the case's number. On a
difference, prints both numbers and what is needed to see it again, and exits with 1.
"""

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import arrays
import draw
import rust

EXAMPLE = "--quiet --locked --release --package forest --example forest_arrays".split()
# Everything is grown once with each of these of our own parameters.
SEARCHES = [{}]


class Ours:
    """The program that grows our forests, one after the other."""

    def __init__(self):
        subprocess.run(["cargo", "build", *EXAMPLE], cwd=rust.ROOT, check=True)
        self.process = subprocess.Popen(["cargo", "run", *EXAMPLE], cwd=rust.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def grow(self, case, search):
        """The bytes of each array, by name."""
        with tempfile.TemporaryDirectory() as folder:
            for name, kind in [("records", "<f8"), ("classes", "<i8"), ("probes", "<f8")]:
                getattr(case, name).astype(kind).tofile(Path(folder) / name)
            job = {"rows": len(case.records), "columns": case.records.shape[1], "probes": len(case.probes)}
            self.process.stdin.write(json.dumps({"folder": folder, "params": case.params | search, **job}) + "\n")
            self.process.stdin.flush()
            refusal = self.process.stdout.readline()
            if refusal != "\n":
                raise SystemExit(f"live: ours did not grow the forest: {refusal or 'it ended'}")
            written = [path for path in Path(folder).iterdir() if path.name not in ["records", "classes", "probes"]]
            return {path.name: path.read_bytes() for path in written}


def theirs(case):
    """The same of scikit-learn."""
    model = arrays.grown(case.records, case.classes, case.params)
    return {name: b"".join(part.tobytes() for part in parts) for name, parts in arrays.of(model, case.probes).items()}


def differences(expected, found):
    """One line per array that differs."""
    for name in sorted(expected.keys() | found.keys()):
        if (one := expected.get(name)) != (other := found.get(name)):
            yield f"{name}: {describe(name, one, other)}"


def describe(name, one, other):
    if one is None or other is None:
        return "only one of us has it"
    one, other = (np.frombuffer(part, arrays.kind(name)) for part in (one, other))
    if len(one) != len(other):
        return f"scikit-learn has {len(one)} entries, ours {len(other)}"
    at = np.flatnonzero(one.view("u1").reshape(len(one), -1) != other.view("u1").reshape(len(one), -1))[0] // one.itemsize
    return f"entry {at} is {one[at]!r} in scikit-learn's, {other[at]!r} in ours"


def main():
    arguments = parse()
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    print(f"live: seed {seed}", flush=True)
    ours, cases, nodes, end = Ours(), 0, 0, time.monotonic() + arguments.seconds
    number = arguments.case or 0
    while True:
        case = draw.case(seed, number)
        expected = theirs(case)
        for search in SEARCHES:
            lines = list(differences(expected, ours.grow(case, search)))
            if lines:
                print(f"live: case {number} of seed {seed} differs, {case} with {search or 'our defaults'}")
                print("\n".join(lines))
                sys.exit(f"live: to see it again: python oracle/live.py --seed {seed} --case {number}")
        cases, nodes, number = cases + 1, nodes + len(expected["impurity"]) // 8, number + 1
        if arguments.case is not None or time.monotonic() > end:
            break
    print(f"live: {cases} forests with {nodes} nodes are the same to the last bit")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="default: a new one")
    parser.add_argument("--seconds", type=float, default=60.0, help="when to stop starting cases (default 60)")
    parser.add_argument("--case", type=int, help="only this one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
