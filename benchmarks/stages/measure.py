"""The measurements: each a dictionary with what was done, by whom, in which round, and what it took."""

import filecmp
import os
import sys
from pathlib import Path

from stages import plan
from stages.plan import OURS, PEERS, STAGES
from stages.process import run
from stages.tables import Table

PEERS_PROGRAM = str(Path(__file__).parent / "peers.py")
# Our files, and what the peers call them.
FILES = {"data/raw/table.csv": "raw.csv", "data/processed/train.csv": "train.csv", "data/processed/test.csv": "test.csv"}
# Bytes that no disk is long at work with.
SMALL = 10_000_000
# How a stage ends that its tracker refuses.
REFUSED = 5


class Bench:
    """Programs, a workspace and a tracker."""

    def __init__(self, programs, workspace, tracker, say):
        self.programs, self.workspace, self.tracker, self.say = programs, workspace, tracker, say

    def run(self, what, library, stage, number=1, **how):
        """One stage of one library. `what` tells which work and table it is."""
        if library == OURS:
            words = [str(self.programs / stage)]
        else:
            words = [sys.executable, "-P", PEERS_PROGRAM, library, stage]
        if what["source_bytes"] > SMALL:
            # What earlier programs wrote is written to the disk now and not meanwhile.
            os.sync()
        took = run(words, self.workspace.folder, **how)
        done = what | {"library": library, "stage": what.get("stage", stage), "round": number} | took
        self.say(f"{done['work']}, {done['rows']} rows: {library}, {done['stage']}, round {number}: {told(done)}")
        return done

    def both(self, what, library, number):
        """ingest and preprocess, the second unless the first failed."""
        done = [self.run(what, library, STAGES[0], number)]
        if "failed" not in done[0]:
            done.append(self.run(what, library, STAGES[1], number))
        return done

    def make(self, work, table):
        """Makes the table; what all measurements of it say."""
        self.say(f"making {table.title()}")
        self.workspace.make(table)
        return {"work": work, "rows": table.rows, "source_bytes": self.workspace.source.stat().st_size}


def told(done):
    if "failed" in done:
        return done["failed"]
    return f"{done['seconds']:.3g} s, {done['cpu_seconds']:.3g} s of processors, {done['peak_bytes'] / 1e6:.0f} MB"


def table_work(bench, table):
    """ingest and preprocess by all libraries, in turns."""
    what, done = bench.make(table.kind, table), []
    for number in range(1, plan.ROUNDS + 1):
        for library in (OURS, *PEERS):
            earlier = [m for m in done if m.get("library") == library]
            if plan.wanted(library, earlier, number):
                done += bench.both(what, library, number)
        if number == 1:
            done.append(what | {"compared": compared(bench.workspace.folder)})
    return done


def compared(folder):
    """Whether our files hold the bytes of pandas' files."""
    pairs = {theirs: (folder / ours, folder / "pandas" / theirs) for ours, theirs in FILES.items()}
    return {name: all(path.exists() for path in pair) and filecmp.cmp(*pair, shallow=False) for name, pair in pairs.items()}


def models_work(bench, table):
    """train and evaluate, of tables as CSV and as parquet. train grows its forest once: what it reads is of interest here."""
    what = bench.make("models", table)
    done = []
    for form in ("csv", "parquet"):
        bench.workspace.edit("  format: csv\n", f"  format: {form}\n")
        ready = bench.both(what | {"stage": f"data stages, {form}"}, OURS, 1)
        if "failed" in ready[-1]:
            done.append(ready[-1])
            continue
        done += [read(bench, what | {"stage": f"read, {form}"}, number) for number in range(1, plan.ROUNDS + 1)]
        done.append(tracked(bench, what | {"stage": f"train, {form}"}, "train", 1))
        if "failed" not in done[-1]:
            done += evaluated(bench, what, form)
    return done


def evaluated(bench, what, form):
    """evaluate without intervals of the metrics, which takes the time that reading and predicting take, and once with them."""
    bench.workspace.edit("n_resamples: 1000", "n_resamples: 0")
    without = what | {"stage": f"evaluate, {form}, no intervals"}
    done = [tracked(bench, without, "evaluate", number) for number in range(1, plan.ROUNDS + 1)]
    bench.workspace.edit("n_resamples: 0", "n_resamples: 1000")
    return [*done, tracked(bench, what | {"stage": f"evaluate, {form}, 1000 resamples"}, "evaluate", 1)]


def read(bench, what, number):
    """train until it asks its tracker, which refuses: it has read both tables by then, and does nothing more."""
    bench.tracker.fresh(refusing=True)
    return bench.run(what, OURS, "train", number, environment=bench.tracker.environment, ends_with=REFUSED)


def tracked(bench, what, stage, number):
    """train or evaluate, with the time that it waited for the tracker."""
    bench.tracker.fresh()
    took = bench.run(what, OURS, stage, number, environment=bench.tracker.environment)
    return took | {"waited": bench.tracker.waited}


def iris_work(bench):
    """All four stages on the bundled dataset, many times."""
    bench.workspace.iris()
    what, done = {"work": "iris", "rows": 150, "source_bytes": 0}, []
    for number in range(1, plan.IRIS_ROUNDS + 1):
        done += [m | {"waited": 0.0} for m in bench.both(what, OURS, number)]
        done += [tracked(bench, what, stage, number) for stage in ("train", "evaluate")]
    return done


def growth_work(bench, rows, rounds):
    """The data stages and train's reading, of a table with this number of rows."""
    what = bench.make("growth", Table("decimals", rows))
    done = []
    for number in range(1, rounds + 1):
        done += bench.both(what, OURS, number)
        done.append(read(bench, what | {"stage": "read"}, number))
    return done


def confined_work(bench, rows):
    """The data stages where memory is short."""
    limit = memory_limit()
    if limit is None or limit > plan.CONFINED_BYTES:
        raise SystemExit(f"failed to measure where memory is short: this process may use more than {plan.CONFINED_MEMORY}")
    return bench.both(bench.make("confined", Table("decimals", rows)), OURS, 1)


def memory_limit():
    """How many bytes the control group of this process allows, or None."""
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        path = Path(name)
        if path.exists():
            limit = path.read_text().strip()
            return None if limit == "max" else int(limit)
    return None
