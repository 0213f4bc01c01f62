"""Has ingest and preprocess work on new random tables beside pandas and scikit-learn, and compares the files byte for byte.

Usage: python oracle/live_tables.py PROGRAMS [--seed SEED] [--seconds 20] [--case NUMBER]

PROGRAMS is the folder of our programs. A table is a function of the seed and of its number.
On a difference, prints both numbers and the first line that differs, and exits with 1.
"""

import argparse
import io
import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

import pandas_bytes
import rust

FILES = ["data/raw/iris.csv", "data/processed/train.csv", "data/processed/test.csv"]


class Case:
    """A source, and what is asked of preprocess."""

    def __init__(self, seed, number):
        self.random = np.random.RandomState([seed % 2**32, number])
        self.rows = self.random.randint(30, 300)
        self.seed = int(self.random.randint(0, 2**31))
        self.test_size = float(self.random.choice([0.1, 0.2, 0.25, 1 / 3, 0.5]))
        self.line_end = self.random.choice(["\n", "\r\n"])
        self.frame = self.drawn()

    # What the process of a stage does before it starts.
    prepare = None
    # What stands in params.yaml in place of something else.
    changes = {}

    def source_text(self):
        return self.frame.to_csv(index=False, lineterminator=self.line_end)

    def drawn(self):
        columns = {f"c{i}": self.column() for i in range(self.random.randint(1, 7))}
        frame = pd.DataFrame(columns, dtype=str)
        kinds = [pandas_bytes.CLASSES[row % 3] for row in self.random.permutation(self.rows)]
        frame.insert(int(self.random.randint(0, frame.shape[1] + 1)), "kind", kinds)
        return self.enlarged(frame)

    def enlarged(self, frame):
        """For cases that are larger."""
        return frame

    def column(self):
        """Numbers of one kind, here and there in another spelling."""
        draw = [self.integers, self.floats, self.ties, self.decimals, self.timestamps][self.random.randint(5)]
        return [number if self.random.randint(8) else self.respelt(number) for number in draw()]

    def integers(self):
        """Of one length, or of several around those of 64 bits."""
        lengths = [1, 3, 18, 19, 20, 21, 25]
        lengths = self.random.choice(lengths, self.random.randint(1, 4))
        signs = ["", "-"] if self.random.randint(2) else [""]
        for _ in range(self.rows):
            digits = "".join(map(str, self.random.randint(0, 10, self.random.choice(lengths))))
            yield str(int(self.random.choice(signs) + digits))

    def floats(self):
        bits = self.random.randint(0, 2**64, size=8 * self.rows, dtype=np.uint64).view("<f8")
        return map(repr, bits[np.abs(bits) < 3e38][: self.rows].tolist())

    def ties(self):
        places = self.random.randint(1, 12)
        return map(repr, (self.random.randint(2**51, 2**53, size=self.rows) / 2.0**places).tolist())

    def decimals(self):
        places = self.random.randint(0, 7)
        return (f"{number:.{places}f}" for number in self.random.uniform(-1000, 1000, size=self.rows))

    def timestamps(self):
        return (repr(int(tick) / 1000) for tick in 1_600_000_000 * 10**9 + self.random.randint(0, 10**17, size=self.rows))

    def respelt(self, number):
        ways = [number, f"00{number}", f"+{number}", f"{number}.0", f"{number}e0"]
        return ways[self.random.randint(1 if number.startswith("-") or "e" in number or "." in number else len(ways))]

    def params(self):
        params = (rust.ROOT / "crates/stage/tests/iris/params.yaml").read_text()
        changes = {
            "target: species": "target: kind",
            "[setosa, versicolor, virginica]": json.dumps(pandas_bytes.CLASSES),
            "test_size: 0.2": f"test_size: {self.test_size!r}",
            "split.\n  random_state: 42": f"split.\n  random_state: {self.seed}",
        }
        for old, new in (changes | self.changes).items():
            if old not in params:
                raise SystemExit(f"params.yaml does not hold `{old}`")
            params = params.replace(old, new)
        return params

    def theirs(self):
        """The three files as the Python reference writes them."""
        raw = pandas_bytes.raw_of(io.StringIO(self.source_text()))
        files = [raw.to_csv(index=False)]
        frame = pd.read_csv(io.StringIO(files[0])).drop(columns="target_name")
        parts = train_test_split(frame, test_size=self.test_size, random_state=self.seed, stratify=frame["target"])
        return files + [part.to_csv(index=False) for part in parts]

    def ours(self, folder, programs):
        """The same of ours, or what went wrong."""
        source = folder / "data/source/iris.csv"
        source.parent.mkdir(parents=True)
        source.write_bytes(self.source_text().encode())
        return ours(self, folder, programs)


def ours(case, folder, programs, files=FILES, read=lambda path: path.read_bytes().decode()):
    (folder / "params.yaml").write_text(case.params())
    for stage in ["ingest", "preprocess"]:
        ended = subprocess.run([programs / stage], cwd=folder, capture_output=True, text=True, preexec_fn=case.prepare)
        if ended.returncode:
            return f"{stage} ended with {ended.returncode}: {ended.stderr}"
    return [read(folder / name) for name in files]


def difference(case, programs):
    """The first line that differs, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        found, expected = case.ours(Path(folder), programs), case.theirs()
    if isinstance(found, str):
        return found
    for name, one, other in zip([*FILES, "the rows set aside"], expected, found):
        if one != other:
            lines = [text.splitlines() if isinstance(text, str) else text for text in (one, other)]
            pairs = zip(lines[0] + [""], lines[1] + [""])
            return f"{name}: pandas writes and ours writes\n" + next("\n".join(pair) for pair in pairs if pair[0] != pair[1])
    return None


def main(judge, case_of):
    arguments = parse()
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    print(f"{judge}: seed {seed}", flush=True)
    number, end = arguments.case or 0, time.monotonic() + arguments.seconds
    while True:
        if found := difference(case_of(seed, number), arguments.programs.resolve()):
            print(f"{judge}: case {number} of seed {seed} differs\n{found}")
            sys.exit(f"{judge}: to see it again: python oracle/{judge}.py PROGRAMS --seed {seed} --case {number}")
        number += 1
        if arguments.case is not None or time.monotonic() > end:
            break
    print(f"{judge}: {number - (arguments.case or 0)} tables are the same to the last byte")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", type=Path)
    parser.add_argument("--seed", type=int, help="default: a new one")
    parser.add_argument("--seconds", type=float, default=20.0, help="when to stop starting cases (default 20)")
    parser.add_argument("--case", type=int, help="only this one")
    return parser.parse_args()


if __name__ == "__main__":
    main("live_tables", Case)
