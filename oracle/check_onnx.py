"""Compares an ONNX forest with onnxruntime and, if its training is told, with scikit-learn.

Usage: python oracle/check_onnx.py MODEL.onnx TABLE.csv [--params JSON]

MODEL is a file of ours. TABLE gives realistic rows to probe with; the class, as a
number, is in its last column; a header line is skipped. With --params, the JSON
object of RandomForestClassifier's parameters that MODEL was trained with on TABLE,
scikit-learn trains the same forest. Exits with 1 if a label differs, if onnxruntime's
probabilities differ from ours at all, or scikit-learn's by more than 1e-6.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier

import judge
import rust

TOLERANCE = 1e-6


def main():
    arguments = parse()
    cells = np.genfromtxt(arguments.table, delimiter=",", skip_header=header(arguments.table))
    records, classes = cells[:, :-1], cells[:, -1].astype(int)
    rows = judge.probes(judge.check(arguments.model), records)
    rows = np.concatenate([records.astype("<f4"), rows])
    ours = rust.predict(arguments.model, rows)
    failed = differs("onnxruntime", judge.run(arguments.model, rows), ours, 0)
    if arguments.params:
        forest = RandomForestClassifier(n_jobs=1, **json.loads(arguments.params)).fit(records, classes)
        probabilities = forest.predict_proba(rows)
        failed |= differs("scikit-learn", (forest.classes_[probabilities.argmax(axis=1)], probabilities), ours, TOLERANCE)
    sys.exit(failed)


def differs(judge_name, expected, found, tolerance):
    labels = int((expected[0] != found[0]).sum())
    gap = float(np.abs(expected[1] - found[1]).max())
    print(f"{judge_name}: {len(found[0])} rows, {labels} labels differ, probabilities differ by at most {gap:.3g}")
    return labels > 0 or gap > tolerance


def header(path):
    """1 if the first line is no row of numbers."""
    first = Path(path).open().readline().split(",")[0]
    try:
        float(first)
    except ValueError:
        return 1
    return 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--params", help="JSON object of the parameters MODEL was trained with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
