"""The report, in Markdown, made from the measurements alone."""

from importlib.metadata import version

from markdown import MEGABYTE, busy, digits, seconds, table, targets, times
from stages import peers
from stages.plan import CONFINED_MEMORY, IRIS_ROUNDS, OURS, PEERS, ROUNDS, STAGES, WORKS, Plan
from stages.results import Results, seconds_without_tracker
from stages.tables import KINDS, Table, count
from stages.targets import IRIS, judge

HEAD = """# Benchmarks of the data stages

How long ingest and preprocess take beside the Python way of doing the same, how much memory they need, how fast train and
evaluate read, and how the cost grows with the rows. The figures in this file are written by

```
make bench-data
```

which measures everything again on your machine (this run took {duration}; `make bench-data BENCH=--quick` takes a few
minutes, with smaller tables). `BENCH='--works decimals,mixed'` measures a part, and `BENCH=--help` lists the parts.
[benchmarks.md](benchmarks.md) is about the forest.
"""
HOW = """## How it is measured

- Tables: drawn from a seed by `crates/end-to-end/examples/many_rows`, which says what they hold. They are made anew for every
  run. `data.columns` describes the mixed one; ingest checks each cell against that.
- Every measurement is a process of its own, from its start to its end: what a person waits for. Before a
  measurement on a source of more than 10 MB, everything that was written so far is flushed to the disk. Sources and tables
  are in the page cache, as far as the memory goes.
- The stages are the static programs of the images. They flush their outputs to the disk before they name them; the peers do not.
- The libraries take turns, in up to {rounds} rounds (pandas in one, where it takes long). Times and ratios are those of the
  medians of the rounds. Where both stages stand together, each round's sum counts.
- Memory is the largest resident set of the process (`ru_maxrss`), of all rounds. The kernel begins to count at
  the size of the process that starts the program, so that nothing below some 24 MB can be seen.
- MB/s: the size of the source over the time.
- The time of other processes: what `/proc/stat` counts beyond the processes that are measured.
- "train reads" is train against a tracker that refuses it: it first reads and checks both tables, then asks the tracker, and
  ends.
- train and evaluate as a whole: against a tracker in the memory of the driver. The time in which it has a request in hand is
  subtracted where it says so. train grows the forest of iris' `params.yaml`, 100 trees of depth 5. evaluate runs without
  the intervals of its metrics (`evaluate.n_resamples`) and, once, with them.

The peers:

"""


def render(run):
    """The whole report of a run: what `bench_data.py` wrote into its results files."""
    results, sizes = Results(run["measurements"]), Plan(run["quick"])
    parts = [HEAD.format(duration=f"{run['seconds'] / 60:.1f} minutes"), selection(run), machine(run, results)]
    if not run["quick"]:
        parts.append(of_measured(judge(results, sizes), complete(run)))
    parts += [equality(results)] + [of_table(results, kind) for kind in KINDS]
    parts += [models(results), iris(results), growth(results), confined(results), how()]
    return "\n".join(part for part in parts if part)


def complete(run):
    """Everything was measured at its full size, in one run, and nothing failed."""
    failed = any("failed" in m for m in run["measurements"])
    return not (run["quick"] or run["joined"] or failed) and run["works"] == list(WORKS)


def selection(run):
    if complete(run):
        return ""
    if any("failed" in m for m in run["measurements"]):
        return "**Some of the measurements failed; the tables say which.**\n"
    quick = ", of smaller tables" if run["quick"] else ""
    return f"**These are the figures of a selection, `{','.join(run['works'])}`{quick}, and not of everything.**\n"


def machine(run, results):
    rows = [[key, value] for key, value in run["machine"].items()]
    rows += [[name, version(name)] for name in ("pandas", "scikit-learn", "numpy", "polars")]
    lost = "what uses both processors loses more than what uses one"
    return "## Machine\n\n" + table(["", ""], rows) + "\n" + busy(results.measurements, lost) + "\n"


def of_measured(verdicts, everything):
    """All targets; of a selection, those that it measured."""
    verdicts = [v for v in verdicts if everything or v.reached is not None]
    return targets(verdicts) if verdicts else ""


def equality(results):
    works = [work for work in KINDS if results.compared(work)]
    if not works:
        return ""
    words = {True: "the same", False: "**differ**"}
    rows = [[KINDS[work], *(words[same] for same in results.compared(work).values())] for work in works]
    names = list(results.compared(works[0]))
    return "## The bytes\n\nOur files beside those of pandas and scikit-learn, in this run.\n\n" + table(["", *names], rows)


def of_table(results, work):
    """One line for each library and stage, and for both together."""
    if not results.has(work):
        return ""
    rows = []
    for stage in (*STAGES, "both"):
        rows += [line(results, work, library, stage) for library in (OURS, *PEERS)]
    source = next(m["source_bytes"] for m in results.measurements if m["work"] == work)
    title = Table(work, results.rows(work)[0]).title()
    head = ["", "", "time", "processor time", "peak memory", "MB/s", "time against ours", "processor time against ours", ""]
    return f"## {title}\n\nThe source has {megabytes(source)}.\n\n" + table(head, rows)


def line(results, work, library, stage):
    what = {"work": work, "library": library}
    if stage == "both":
        took, cpu = (results.both(key, **what) for key in ("seconds", "cpu_seconds"))
        ratios = [results.ratio(work, library, key) for key in ("seconds", "cpu_seconds")]
        peak = results.largest("peak_bytes", **what)
    else:
        took, cpu = (results.median(key, stage=stage, **what) for key in ("seconds", "cpu_seconds"))
        ratios = [results.stage_ratio(work, library, stage, key) for key in ("seconds", "cpu_seconds")]
        peak = results.largest("peak_bytes", stage=stage, **what)
    source = next(m["source_bytes"] for m in results.measurements if m["work"] == work)
    rate = digits(source / MEGABYTE / took) if took else "–"
    shown = [seconds(took), seconds(cpu), megabytes(peak), rate, *(times(ratio) for ratio in ratios)]
    rounds = len({m["round"] for m in results.of(**what)})
    note = results.failure(**what) or (f"{rounds} rounds" if rounds > 1 else "1 round")
    return [library if stage != "both" else f"**{library}**", stage, *shown, note]


def megabytes(size):
    return "–" if size is None else f"{digits(size / MEGABYTE)} MB"


def of_row(cpu, rows):
    return seconds(cpu / rows) if cpu else "–"


def models(results):
    """What train and evaluate take, of tables as CSV and as parquet."""
    if not results.has("models"):
        return ""
    rows = []
    for stage in results.stages("models"):
        what = {"work": "models", "stage": stage}
        if stage.startswith("data stages"):
            if failure := results.failure(**what):
                rows.append([stage, *["–"] * 4, failure])
            continue
        waited = results.median("waited", **what) if not stage.startswith("read") else None
        took = [seconds(results.median(key, **what)) for key in ("seconds", "cpu_seconds")]
        peak = megabytes(results.largest("peak_bytes", **what))
        rows.append([stage, *took, seconds(waited), peak, results.failure(**what) or ""])
    size = results.rows("models")[0]
    text = f"## train and evaluate, {count(int(0.8 * size))} and {count(int(0.2 * size))} rows × 28\n\n"
    return text + table(["", "time", "processor time", "of it waiting for the tracker", "peak memory", ""], rows)


def iris(results):
    if not results.has("iris"):
        return ""
    rows = []
    for stage in IRIS:
        what = {"work": "iris", "stage": stage}
        took = [seconds(results.median(key, **what)) for key in (seconds_without_tracker, "cpu_seconds", "seconds")]
        rows.append([stage, *took, results.failure(**what) or ""])
    text = f"## iris, 150 × 4\n\nMedians of {IRIS_ROUNDS} rounds.\n\n"
    return text + table(["", "time without the tracker", "processor time", "time", ""], rows)


def growth(results):
    """Processor time and time of the stages, by rows."""
    if not results.has("growth"):
        return ""
    stages = results.stages("growth")
    rows = []
    for size in results.rows("growth"):
        row = [count(size)]
        for stage in stages:
            what = {"work": "growth", "rows": size, "stage": stage}
            took, cpu = (results.median(key, **what) for key in ("seconds", "cpu_seconds"))
            row += [seconds(took), of_row(cpu, size), megabytes(results.largest("peak_bytes", **what))]
        rows.append(row)
    head = ["rows"]
    for stage in stages:
        head += [stage, "processor time of a row", "peak memory"]
    text = f"× 28, {KINDS['decimals']}. `read` is what train reads: four fifths of the rows, and the rest.\n\n"
    return "## How the cost grows\n\n" + text + table(head, rows)


def confined(results):
    """The stages where memory is short."""
    if not results.has("confined"):
        return ""
    rows = []
    for stage in STAGES:
        what = {"work": "confined", "stage": stage}
        took, cpu = (results.median(key, **what) for key in ("seconds", "cpu_seconds"))
        each = of_row(cpu, results.rows("confined")[0])
        peak = megabytes(results.largest("peak_bytes", **what))
        rows.append([stage, seconds(took), seconds(cpu), each, peak, results.failure(**what) or ""])
    source = next(m["source_bytes"] for m in results.measurements if m["work"] == "confined")
    size = results.rows("confined")[0]
    text = f"A source of {megabytes(source)}, in a container of {CONFINED_MEMORY}, the page cache included.\n\n"
    return f"## {count(size)} rows in {CONFINED_MEMORY}\n\n" + text + table(["", "time", "processor time", "of a row", "peak memory", ""], rows)


def how():
    return HOW.format(rounds=ROUNDS) + "\n".join(f"- {name}: {text}." for name, text in peers.SETTINGS.items()) + "\n"
