"""Compares this repository's forest with its peers, prints the report, and keeps it.

Usage: python benchmarks/bench.py --native PROGRAM [selection]

Data, results and reports lie in target/bench. Only a run of everything replaces docs/benchmarks.md.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import machine
import plan
import report
import rounds
import shapes

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target/bench"
DOCUMENT = ROOT / "docs/benchmarks.md"
LIBRARIES = [plan.OURS, *plan.PYTHON, *plan.RUST]


def parse():
    parser = argparse.ArgumentParser(prog="make bench-forest BENCH=", description="Compare the forest with its peers.")
    parser.add_argument("--native", help="the program built from benchmarks/native")
    parser.add_argument("--quick", action="store_true", help="a few minutes instead of about forty")
    parser.add_argument("--shape", type=chosen(shapes.SHAPES), metavar="NAMES", help=f"of {', '.join(shapes.SHAPES)}")
    parser.add_argument("--depth", type=chosen(["5", "20", "unlimited"]), metavar="DEPTHS", help="of 5, 20, unlimited")
    parser.add_argument("--labels", type=chosen(shapes.LABELS), metavar="KINDS", help="of signal, noise")
    parser.add_argument("--threads", type=chosen(["1", "2"]), metavar="NUMBERS", help="of 1, 2")
    parser.add_argument("--libraries", type=chosen(LIBRARIES), metavar="NAMES", help=f"of {', '.join(LIBRARIES)}")
    parser.add_argument(
        "--render", type=Path, metavar="FILE", nargs="+", help="only make the report of earlier results, one or several"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="where the report goes besides target/bench")
    return parser.parse_args()


def chosen(allowed):
    """A list of names with commas between them."""
    def parse_list(text):
        unknown = [word for word in text.split(",") if word not in allowed]
        if unknown:
            raise argparse.ArgumentTypeError(f"`{unknown[0]}` is none of {', '.join(allowed)}")
        return text.split(",")

    return parse_list


def select(args):
    """The tasks of the plan that fit the selection."""
    tasks = plan.quick() if args.quick else plan.standard()
    if args.libraries:
        tasks = [task.with_libraries(args.libraries) for task in tasks]

    def fits(cell):
        return (
            (not args.shape or cell.shape in args.shape)
            and (not args.depth or str(cell.depth or "unlimited") in args.depth)
            and (not args.labels or cell.labels in args.labels)
            and (not args.threads or str(cell.threads) in args.threads)
        )

    tasks = [task for task in tasks if fits(task.cell) and task.libraries]
    if not tasks:
        raise SystemExit("failed to select: nothing that is measured fits all of the options")
    return tasks


def say(line):
    print(line, file=sys.stderr, flush=True)


def measure(args):
    """Runs the selected tasks; everything that `report.render` needs."""
    if not args.native:
        raise SystemExit("failed to start: `--native` is missing; scripts/bench-forest gives it")
    start, measurements = time.monotonic(), []
    for group in plan.groups(select(args)):
        say(f"data: {shapes.folder(WORK / 'data', group[0].cell.shape).name}")
        measurements += rounds.run_group(group, args.native, WORK / "data", say)
    selection = [word for word in sys.argv[1:] if word not in ("--native", args.native)]
    return {
        "machine": machine.describe(),
        "selection": selection,
        "complete": not selection,
        "seconds": time.monotonic() - start,
        "measurements": measurements,
    }


def joined(runs):
    """Several selections as one; their cells must be different ones."""
    return runs[-1] | {
        "selection": [" ".join(run["selection"]) for run in runs if run["selection"]],
        "complete": all(run["complete"] for run in runs),
        "seconds": sum(run["seconds"] for run in runs),
        "measurements": [measurement for run in runs for measurement in run["measurements"]],
    }


def main():
    args = parse()
    if args.render:
        run = joined([json.loads(path.read_text()) for path in args.render])
    else:
        run = measure(args)
        (WORK / "results.json").write_text(json.dumps(run, indent=1) + "\n")
    text = report.render(run)
    (WORK / "report.md").write_text(text)
    document = args.report or (DOCUMENT if run["complete"] else None)
    if document:
        document.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
