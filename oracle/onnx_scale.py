"""Compares a large ONNX forest of ours with onnxruntime, and says what it costs.

Usage: python oracle/onnx_scale.py [--trees 100] [--depth 0] [--rows 100000] [--probed 4]

Trains on generated rows of 28 float32 columns, to any depth unless told, writes the
file, and has both sides predict the training rows and, for all inner nodes of a few
trees, the threshold and the float32 values next to it. Exits with 1 if a label differs
or a probability differs by more than 1e-6. Calls cargo.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.datasets import make_classification

import judge
import rust

TOLERANCE = 1e-6
COLUMNS = 28
COMMAND = ["cargo", "run", "--quiet", "--locked", "--release", "--package", "forest", "--example", "forest_scale", "--"]


def main():
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        records = table(options.rows, folder)
        model = folder / "model.onnx"
        ours = call("write", folder, COLUMNS, options.trees, options.depth, model)
        rows = np.concatenate([records, judge.probes(judge.check(model), records, probed(options))])
        rows.tofile(folder / "rows.f32")
        ours |= call("predict", model, folder / "rows.f32", folder / "answer")
        found = answer(folder / "answer", len(rows))
        start = time.perf_counter()
        expected = judge.run(model, rows)
        elapsed = time.perf_counter() - start
    report(ours, elapsed)
    sys.exit(differs(expected, found))


def table(rows, folder):
    records, labels = make_classification(
        rows, n_features=COLUMNS, n_informative=14, n_redundant=6, n_clusters_per_class=4,
        class_sep=0.8, flip_y=0.05, random_state=7,
    )
    records = records.astype("<f4")
    records.tofile(folder / "train.f32")
    labels.astype("<u4").tofile(folder / "train.u32")
    return records


def probed(options):
    """Trees spread over the forest, the first and the last among them."""
    return set(np.linspace(0, options.trees - 1, options.probed).round().astype(int).tolist())


def call(*arguments):
    done = subprocess.run([*COMMAND, *map(str, arguments)], cwd=rust.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def answer(path, n_rows):
    """Labels (int64), then probabilities (float32)."""
    content = path.read_bytes()
    labels = np.frombuffer(content, "<i8", n_rows)
    return labels, np.frombuffer(content, "<f4", offset=labels.nbytes).reshape(n_rows, -1)


def report(ours, elapsed):
    print(f"{ours['nodes']} nodes, {ours['bytes'] / 1e6:.1f} MB")
    print(f"trained in {ours['train']:.2f} s, written in {ours['write']:.2f} s, read in {ours['read']:.2f} s")
    print(f"peak memory: {ours['peak_trained']} MB after training, {ours['peak_written']} MB after writing, "
          f"{ours['peak_read']} MB after reading in a process of its own")
    print(f"{ours['rows']} rows predicted in {ours['predict']:.2f} s; onnxruntime reads and predicts in {elapsed:.2f} s")


def differs(expected, found):
    labels = int((expected[0] != found[0]).sum())
    gap = float(np.abs(expected[1] - found[1]).max())
    print(f"onnxruntime: {labels} labels differ, probabilities differ by at most {gap:.3g}")
    return labels > 0 or not gap <= TOLERANCE


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--depth", type=int, default=0, help="0 means unlimited")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--probed", type=int, default=4, help="trees whose thresholds are probed")
    return parser.parse_args()


if __name__ == "__main__":
    main()
