"""Times predictions of our forest and of its peers, in turns, on the same generated rows.

Usage: python oracle/predict_speed.py [--classes 2] [--depth 5] [--trees 100] [--threads 2] [--rounds 7]

100,000 rows to train on and 250,000 to predict, 28 float32 columns. Every library has
its model in memory and gives the probabilities of all rows; ours is asked for single
rows, too, in float32, and is compared bit by bit with the plain walk (`plain`) in each
round. Prints the median of the rounds, after one that does not count. Calls cargo, and
needs xgboost and scikit-learn-intelex besides what requirements.txt names.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import xgboost
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearnex.ensemble import RandomForestClassifier as IntelexForest

import rust

TRAIN, TEST, COLUMNS = 100_000, 250_000, 28
COMMAND = ["cargo", "run", "--quiet", "--locked", "--release", "--package", "forest", "--example", "predict_speed", "--"]


def table(classes):
    records, labels = make_classification(
        TRAIN + TEST, n_features=COLUMNS, n_informative=14, n_redundant=6, n_classes=classes,
        n_clusters_per_class=4 if classes == 2 else 2, class_sep=0.8, flip_y=0.05, random_state=7,
    )
    return records.astype("<f4"), labels.astype("<u4")


def peers(records, labels, options):
    """The prediction of each peer; XGBoost without and with making its own matrix first."""
    common = {"n_estimators": options.trees, "n_jobs": options.threads}
    forest = {**common, "max_depth": options.depth or None, "random_state": 1}
    boost = {"subsample": 0.632, "colsample_bynode": 5 / COLUMNS, "max_depth": options.depth}
    scikit = RandomForestClassifier(**forest).fit(records, labels)
    xgb = xgboost.XGBRFClassifier(**common, **boost).fit(records, labels)
    intelex = IntelexForest(**forest).fit(records, labels)
    return {
        "scikit-learn": scikit.predict_proba,
        "XGBoost": xgb.get_booster().inplace_predict,
        "XGBoost, predict_proba": xgb.predict_proba,
        "scikit-learn-intelex": intelex.predict_proba,
    }


def main():
    options = parse()
    records, labels = table(options.classes)
    test = np.ascontiguousarray(records[TRAIN:])
    with tempfile.TemporaryDirectory() as folder:
        records[:TRAIN].tofile(Path(folder) / "train.f32")
        labels[:TRAIN].tofile(Path(folder) / "train.u32")
        test.tofile(Path(folder) / "test.f32")
        ours = start(folder, options)
        theirs = peers(records[:TRAIN], labels[:TRAIN], options)
        rounds = [one_round(ours, theirs, test) for _ in range(options.rounds + 1)][1:]
        ours.stdin.close()
        ours.wait()
    report(rounds)


def start(folder, options):
    arguments = [folder, COLUMNS, options.trees, options.depth]
    environment = {**os.environ, "RAYON_NUM_THREADS": str(options.threads)}
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)], cwd=rust.ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )


def one_round(ours, theirs, test):
    ours.stdin.write("\n")
    ours.stdin.flush()
    times = json.loads(ours.stdout.readline())
    for name, predict in theirs.items():
        start = time.perf_counter()
        predict(test)
        times[name] = time.perf_counter() - start
    return times


def report(rounds):
    base = [times["proba"] for times in rounds]
    print(f"{'':24} {'median':>12}   times ours (median of the ratios)")
    for name in rounds[0]:
        median = statistics.median(times[name] for times in rounds)
        ratio = statistics.median(times[name] / own for times, own in zip(rounds, base))
        print(f"{name:24} {median * 1000:9.4f} ms   {ratio:.3g}" if median > 1e-3 else f"{name:24} {median * 1e6:9.2f} us")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in [("classes", 2), ("depth", 5), ("trees", 100), ("threads", 2), ("rounds", 7)]:
        parser.add_argument(f"--{name}", type=int, default=default, help="0 means unlimited" if name == "depth" else None)
    return parser.parse_args()


if __name__ == "__main__":
    main()
