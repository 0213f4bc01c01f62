"""Measures one Python library once, in a process of its own, and prints the result as JSON.

Usage: python measure.py LIBRARY --data FOLDER --labels signal --trees 100 --depth 5 --threads 2 --limit 10

The same steps as `native/src/measure.rs`, where they are explained.
"""

import argparse
import importlib.metadata
import json
import logging
import time
from pathlib import Path

import numpy as np

import memory
from python_peers import PEERS

PACKAGES = {"intelex": "scikit-learn-intelex"}
# Short fits are repeated for about this many seconds.
REPEAT_SECONDS = 1.0
REPEAT_MOST = 100


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("library", choices=PEERS)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--trees", type=int, required=True)
    parser.add_argument("--depth", type=int, help="unlimited if absent")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--limit", type=float, required=True)
    parser.add_argument("--measured-trees", type=int)
    parser.add_argument("--leaves", type=int, default=32)
    return parser.parse_args()


def load(folder, part, labels, shape):
    records = np.fromfile(folder / f"{part}_x.f32", "<f4").reshape(-1, shape["columns"])
    return records, np.fromfile(folder / f"{part}_y_{labels}.u8", "u1").astype(np.int64)


def timed(work):
    """The result of `work`, its seconds, and the processor seconds of all threads."""
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - start, time.process_time() - cpu


def repeated(work, first):
    """The median seconds of a few more runs, if the first one was short; else the first one's."""
    if first >= REPEAT_SECONDS:
        return first, 1
    runs = []
    while sum(runs) < REPEAT_SECONDS and len(runs) < REPEAT_MOST:
        runs.append(timed(work)[1])
    return float(np.median(runs)), len(runs)


def trees_within(limit, fits):
    """How many trees the limit allows, by the line through the last two fits."""
    trees, seconds = fits[-1]
    if seconds >= limit:
        return trees
    pilot = fits[0][0]
    before, seconds_before = fits[-2] if len(fits) > 1 else (0, 0.0)
    per_tree = (seconds - seconds_before) / (trees - before)
    fitting = trees + int((limit - seconds) / per_tree) if per_tree > 0 else 65535
    return max(fitting // pilot * pilot, 2 * pilot if len(fits) == 1 else trees)


def grow(args, make, train):
    """A fitted model, trees and seconds of all fits on the way to it, and the processors that the last one kept busy."""
    fits = []
    # Libraries that work on one tree with all threads need no more than one tree for a pilot.
    trees = min(args.threads if args.library in ("scikit-learn", "intelex") else 1, args.trees)
    while True:
        model, seconds, cpu = timed(lambda: make(trees).fit(*train))
        fits.append((trees, seconds))
        following = min(args.measured_trees or trees_within(args.limit, fits), args.trees)
        if following == trees or (following < 2 * trees and following < args.trees):
            return model, fits, cpu / seconds
        del model
        trees = following


def measure(args, make, train, test):
    base, reset = memory.resident(), memory.reset_peak()
    model, fits, cores = grow(args, make, train)
    peak = memory.peak()
    trees, seconds = fits[-1]
    repeats = 1
    if trees == args.trees:
        seconds, repeats = repeated(lambda: make(trees).fit(*train), seconds)
    fits[-1] = (trees, seconds)
    predicted, first, _ = timed(lambda: model.predict(test[0]))
    predict_seconds, _ = repeated(lambda: model.predict(test[0]), first)
    return {
        "version": importlib.metadata.version(PACKAGES.get(args.library, args.library)),
        "fits": fits,
        "repeats": repeats,
        "cores": cores,
        "memory_bytes": max(0, peak - base),
        "memory_reset": reset,
        "accuracy": float(np.mean(predicted == test[1])),
        "predict_seconds": predict_seconds,
    }


class Offloads(logging.Handler):
    """Collects what sklearnex says of where it ran something."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []
        logger = logging.getLogger("sklearnex")
        logger.setLevel(logging.INFO)
        logger.propagate = False
        # Its own handler prints every line.
        logger.handlers = [self]

    def emit(self, record):
        self.lines.append(record.getMessage())

    def check(self):
        """Ends the measurement unless oneDAL did everything."""
        fallen = [line for line in self.lines if "running accelerated version" not in line]
        if fallen or not self.lines:
            raise SystemExit(f"failed to measure oneDAL: sklearnex says {fallen or 'nothing'}")


def main():
    args = parse()
    shape = json.loads((args.data / "shape.json").read_text())
    make = PEERS[args.library](args, shape["columns"])
    train, test = (load(args.data, part, args.labels, shape) for part in ("train", "test"))
    offloads = Offloads() if args.library == "intelex" else None
    result = measure(args, make, train, test)
    if offloads:
        offloads.check()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
