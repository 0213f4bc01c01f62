"""Measures what grows how with rows, trees, shards and workers, fits a model to it, prints the report, and keeps it.

Usage: python benchmarks/bench_scale.py STEP --programs FOLDER --generator PROGRAM [selection]

The steps are those of scripts/bench-scale: `measure` and `report`. Results and reports lie in target/bench/scale. Only
a run of everything in which nothing failed replaces docs/benchmarks-scale.md.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import machine
from scaling import measure, plan
from scaling.apart import TrackerApart
from stages.tables import ROOT, Workspace

WORK = ROOT / "target/bench/scale"
DOCUMENT = ROOT / "docs/benchmarks-scale.md"


def parse():
    parser = argparse.ArgumentParser(prog="make bench-scale BENCH=", description="Measure what grows how.")
    parser.add_argument("step", choices=["measure", "report"], help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--generator", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="a few minutes, with smaller tables")
    parser.add_argument("--large", action="store_true", help="also 3,000,000 rows, and trees that draw few rows")
    return parser.parse_args()


def say(line):
    print(line, file=sys.stderr, flush=True)


def step_measure(args):
    start, measurements = time.monotonic(), []
    for case in cases(args):
        with TrackerApart() as tracker, Workspace(WORK / "workspace", args.generator) as workspace:
            measurements += measure.case_work(measure.Bench(args.programs, workspace, tracker, say), case)
        # What was measured is kept if a later table does not fit.
        keep(args, measurements, time.monotonic() - start)


def cases(args):
    chosen = plan.QUICK if args.quick else plan.FULL
    return chosen + plan.LARGE if args.large else chosen


def keep(args, measurements, seconds):
    WORK.mkdir(parents=True, exist_ok=True)
    run = {"measurements": measurements, "seconds": seconds, "machine": machine.describe(), "quick": args.quick}
    (WORK / "results.json").write_text(json.dumps(run, indent=1) + "\n")


def step_report(_):
    # What it needs of NumPy would count as memory of the processes that are measured: theirs begins at the driver's.
    from scaling import report

    run = json.loads((WORK / "results.json").read_text())
    text = report.render(run)
    (WORK / "report.md").write_text(text)
    if report.complete(run):
        DOCUMENT.write_text(text)
    print(text)


if __name__ == "__main__":
    args = parse()
    {"measure": step_measure, "report": step_report}[args.step](args)
