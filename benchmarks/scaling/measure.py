"""The measurements: each a dictionary with what was done, in which way and round, and what it took."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import machine
from scaling import plan
from stages.process import run
from stages.tables import Table

# How train ends whose tracker refuses.
REFUSED = 5
SHARDS = "shards"


class Bench:
    """Programs, a workspace and a tracker."""

    def __init__(self, programs, workspace, tracker, say):
        self.programs, self.workspace, self.tracker, self.say = programs, workspace, tracker, say

    def run(self, program, args=(), environment=None, **how):
        words = [str(self.programs / program), *args]
        return run(words, self.workspace.folder, environment=environment, **how)

    def tracked(self, program, args=(), refusing=False):
        """One process, and how long it waited for its tracker."""
        self.tracker.fresh(refusing)
        how = {"ends_with": REFUSED} if refusing else {}
        took = self.run(program, args, self.tracker.environment, **how)
        return took | {"waited": self.tracker.waited}


def case_work(bench, case):
    """All stages on one table, and each way to grow its forest. The ways take turns."""
    bench.say(f"making {case.rows} rows")
    bench.workspace.make(Table("decimals", case.rows))
    bench.workspace.edit("max_depth: 5", f"max_depth: {plan.DEPTH}")
    bench.workspace.edit("n_estimators: 100", f"n_estimators: {case.trees}")
    if case.drawn:
        bench.workspace.edit("  validation: none\n", f"  validation: none\n  max_samples: {case.drawn}\n")
    done = []
    for number in range(1, case.rounds + 1):
        for stage, work in STAGES.items():
            # What earlier programs wrote is written to the disk now and not meanwhile.
            os.sync()
            took = case.what | {"stage": stage, "round": number} | work(bench, case)
            bench.say(f"{case.rows} rows, {case.trees} trees: {stage}, round {number}: {told(took)}")
            done.append(took)
    return done


def told(took):
    if "failed" in took:
        return took["failed"]
    return f"{took['seconds']:.3g} s, {took['cpu_seconds']:.3g} s of processors, {took['peak_bytes'] / 1e6:.0f} MB"


def grow(bench, groups, side_by_side):
    """Processes that grow these parts, some of them side by side with as many threads each: all of them together."""
    threads = {"RAYON_NUM_THREADS": str(max(1, plan.PROCESSORS // side_by_side))}

    def one(parts):
        pairs = [["--trees", part, "--shard", f"{SHARDS}/{part}"] for part in parts]
        return bench.run("train", sum(pairs, []), threads)

    busy, start = machine.Busy(), time.monotonic()
    with ThreadPoolExecutor(side_by_side) as pool:
        took = list(pool.map(one, groups))
    seconds = time.monotonic() - start
    if failed := next((t for t in took if "failed" in t), None):
        return failed
    return {
        "seconds": seconds,
        "cpu_seconds": sum(t["cpu_seconds"] for t in took),
        "peak_bytes": max(t["peak_bytes"] for t in took),
        "processes": len(groups),
        "side_by_side": side_by_side,
        "others": busy.others(),
    }


def one_worker(bench, case):
    return grow(bench, [plan.parts(case.trees)], 1)


def workers(bench, case):
    return grow(bench, plan.shared_out(plan.parts(case.trees), plan.WORKERS), plan.WORKERS)


def process_each(bench, case):
    return grow(bench, [[part] for part in plan.parts(case.trees)], plan.WORKERS)


def merge(bench, case):
    folder = bench.workspace.folder / SHARDS
    sizes = sum(file.stat().st_size for file in folder.iterdir())
    files = [f"{SHARDS}/{part}" for part in plan.parts(case.trees)]
    return bench.tracked("train", ["--merge", *files]) | {"shard_bytes": sizes}


STAGES = {
    "ingest": lambda bench, _: bench.run("ingest"),
    "preprocess": lambda bench, _: bench.run("preprocess"),
    "read": lambda bench, _: bench.tracked("train", refusing=True),
    "train": lambda bench, _: bench.tracked("train"),
    "evaluate": lambda bench, _: bench.tracked("evaluate"),
    "grow, one process": one_worker,
    "grow, workers": workers,
    "grow, a process for each shard": process_each,
    "merge": merge,
}
