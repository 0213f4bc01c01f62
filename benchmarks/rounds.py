"""Runs the measurements: in rounds, so that what is compared is measured side by side.

In each round every library of a group of cells has its turn, one process after the other. Slow libraries drop out after
the first or second round.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from machine import Busy, environment
from plan import MEMORY_RIVAL, OURS, PYTHON, TREES
from results import full_seconds

ROUNDS = 3
HERE = Path(__file__).parent
THREAD_COUNTS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"]


def run_group(group, native, data, say):
    """All measurements of the tasks of one group."""
    done = []
    for number in range(1, ROUNDS + 1):
        for task in group:
            for library in task.libraries:
                earlier = [m for m in done if m["cell"] == vars(task.cell) and m["library"] == library]
                if wanted(task, library, earlier, number):
                    done.append(run(task, library, number, earlier, done, native, data))
                    say(f"{task.cell.title()}: {library}, round {number}: {describe(done[-1])}")
    return done + [m for task in group for m in as_many_trees(task, done, native, data)]


def as_many_trees(task, done, native, data):
    """Ours once more, where a rival held less memory with fewer trees: with as many."""
    ours, theirs = (
        [m for m in done if m["cell"] == vars(task.cell) and m["library"] == library and "failed" not in m]
        for library in (OURS, MEMORY_RIVAL)
    )
    if ours and theirs and trees(theirs[0]) < trees(ours[0]) and memory(ours) >= memory(theirs):
        yield run(task, OURS, 1, theirs, done, native, data) | {"as_many_as": MEMORY_RIVAL}


def memory(measurements):
    return max(m["memory_bytes"] for m in measurements)


def trees(measurement):
    return measurement["fits"][-1][0]


def wanted(task, library, earlier, number):
    """Whether a library has time left for another round."""
    if number == 1:
        return True
    if any("failed" in m for m in earlier):
        return False
    spent = sum(m["wall_seconds"] for m in earlier)
    return library == OURS or spent / len(earlier) * number <= task.budget


def leaves(task, done):
    """The number of leaves that LightGBM's trees may have: all that fit in 5 levels, or what ours have on average."""
    if task.cell.depth == 5:
        return 2**5
    ours = [m for m in done if m["library"] == OURS and m["cell"] == vars(task.cell) and "failed" not in m]
    if not ours:
        raise SystemExit("failed to choose LightGBM's number of leaves: `forest` must be measured before it")
    return max(2, round(ours[0]["mean_leaves"]))


def command(task, library, earlier, done, native, data):
    program = [sys.executable, str(HERE / "measure.py")] if library in PYTHON else [native]
    words = [*program, library, "--data", str(data / task.cell.shape), "--labels", task.cell.labels]
    words += ["--trees", str(TREES), "--threads", str(task.cell.threads), "--limit", str(task.limit)]
    if task.cell.depth:
        words += ["--depth", str(task.cell.depth)]
    if earlier:
        words += ["--measured-trees", str(trees(earlier[0]))]
    if library == "lightgbm":
        words += ["--leaves", str(leaves(task, done))]
    return words


def run(task, library, number, earlier, done, native, data):
    """One measurement, or why there is none."""
    words = command(task, library, earlier, done, native, data)
    settings = environment(**dict.fromkeys(THREAD_COUNTS, str(task.cell.threads)))
    start, busy = time.monotonic(), Busy()
    outcome = {"cell": vars(task.cell), "library": library, "round": number}
    try:
        ended = subprocess.run(words, env=settings, capture_output=True, text=True, timeout=task.patience)
    except subprocess.TimeoutExpired:
        return {**outcome, "failed": f"did not finish in {task.patience:g} s"}
    outcome |= {"wall_seconds": time.monotonic() - start, "others": busy.others()}
    if ended.returncode != 0:
        last = (ended.stderr.strip().splitlines() or [f"ended with {ended.returncode}"])[-1]
        return {**outcome, "failed": last}
    return {**outcome, **json.loads(ended.stdout.splitlines()[-1])}


def describe(measurement):
    if "failed" in measurement:
        return measurement["failed"]
    trees = measurement["fits"][-1][0]
    scaled = "" if trees == TREES else f" (scaled from {trees} trees)"
    return f"{full_seconds(measurement):.4g} s{scaled}"
