"""Compares the data stages with the Python way of doing the same, prints the report, and keeps it.

Usage: python benchmarks/bench_data.py STEP --programs FOLDER --generator PROGRAM [selection]

The steps are those of scripts/bench-data: `measure`, `confined` in a container of little memory, `report`. Results and
reports lie in target/bench/stages. Only one run of everything in which nothing
failed replaces docs/benchmarks-data.md.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import machine
from stages import measure, plan, report
from stages.tables import ROOT, Workspace
from stages.tracker import Tracker

WORK = ROOT / "target/bench/stages"
DOCUMENT = ROOT / "docs/benchmarks-data.md"


def parse():
    parser = argparse.ArgumentParser(prog="make bench-data BENCH=", description="Compare the data stages with pandas and polars.")
    parser.add_argument("step", choices=["measure", "confined", "report"], help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--generator", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="a few minutes, with smaller tables")
    parser.add_argument("--works", type=works, default=list(plan.WORKS), metavar="NAMES", help=f"of {', '.join(plan.WORKS)}")
    parser.add_argument("--results", type=Path, nargs="+", metavar="FILE", help=argparse.SUPPRESS)
    return parser.parse_args()


def works(text):
    """A list of names with commas between them."""
    unknown = [word for word in text.split(",") if word not in plan.WORKS]
    if unknown:
        raise argparse.ArgumentTypeError(f"`{unknown[0]}` is none of {', '.join(plan.WORKS)}")
    return text.split(",")


def say(line):
    print(line, file=sys.stderr, flush=True)


def tasks(args):
    """A function from a bench to measurements for each table that is needed, in the order of the plan."""
    sizes = plan.Plan(args.quick)
    for work in args.works:
        if work == "iris":
            yield measure.iris_work
        elif work == "models":
            yield lambda bench: measure.models_work(bench, sizes.table("decimals"))
        elif work == "growth":
            for rows in sizes.growth:
                yield lambda bench, rows=rows: measure.growth_work(bench, rows, sizes.growth_rounds(rows))
        elif work != "confined":
            yield lambda bench, work=work: measure.table_work(bench, sizes.table(work))


def confined_tasks(args):
    if "confined" in args.works:
        yield lambda bench: measure.confined_work(bench, plan.Plan(args.quick).confined)


def measured(args, chosen):
    """The measurements of these tasks, each in a workspace that is gone after it, and the seconds of all."""
    start, measurements = time.monotonic(), []
    for task in chosen:
        with Tracker() as tracker, Workspace(WORK / "workspace", args.generator) as workspace:
            measurements += task(measure.Bench(args.programs, workspace, tracker, say))
    return {"measurements": measurements, "seconds": time.monotonic() - start}


def step_measure(args):
    run = measured(args, tasks(args)) | {"machine": machine.describe(), "quick": args.quick, "works": args.works}
    keep("results.json", run)


def step_confined(args):
    keep("confined.json", measured(args, confined_tasks(args)))


def step_report(args):
    """Of what was just measured, or of the results of several selections."""
    files = args.results or [WORK / "results.json", WORK / "confined.json"]
    run = joined([json.loads(path.read_text()) for path in files])
    text = report.render(run)
    (WORK / "report.md").write_text(text)
    if report.complete(run):
        DOCUMENT.write_text(text)
    print(text)


def joined(runs):
    """All of them as one; their works must be different ones."""
    all_works = [work for run in runs for work in run.get("works", [])]
    if len(all_works) != len(set(all_works)):
        raise SystemExit("failed to join the results: two files have the same work")
    whole = {key: value for run in runs for key, value in run.items()}
    commits = dict.fromkeys(run["machine"]["commit"] for run in runs if "machine" in run)
    return whole | {
        "machine": whole["machine"] | {"commit": ", ".join(commits)},
        "works": [work for work in plan.WORKS if work in all_works],
        "joined": sum("works" in run for run in runs) > 1,
        "measurements": [m for run in runs for m in run["measurements"]],
        "seconds": sum(run["seconds"] for run in runs),
    }


def keep(name, run):
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / name).write_text(json.dumps(run, indent=1) + "\n")


if __name__ == "__main__":
    args = parse()
    {"measure": step_measure, "confined": step_confined, "report": step_report}[args.step](args)
