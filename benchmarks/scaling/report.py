"""The report, in Markdown, made from the measurements alone."""

from statistics import median

from markdown import MEGABYTE, busy, digits, seconds, table, targets
from scaling import model, outlook, plan
from scaling.measure import STAGES
from verdict import at_most

HEAD = """# What grows how

What each stage takes in time and memory as a table and its forest grow, alone and in shards, and a small model of it.
[scale.md](scale.md) tells what to do with that. The figures in this file are written by

```
make bench-scale
```

which measures everything again on your machine (this run took {duration}; `make bench-scale BENCH=--quick` takes a few
minutes, with smaller tables).
"""
HOW = """## How it is measured

- Tables of {columns} columns of numbers, drawn from a seed by `crates/end-to-end/examples/many_rows`. train learns from four
  fifths of the rows. Trees have at most {depth} levels.
- Every process is measured from its start to its end, without a container. Processor time is that of all threads, in user and
  system mode, of all processes of a line. The ways to grow a forest take turns; a figure is the median of one to three rounds.
- Memory is the largest resident set of a process (`ru_maxrss`), and nothing below some 24 MB can be seen.
- Time is without that in which the tracker, one in the memory of the driver, has a request in hand.
- `read`: train until it asks a tracker that refuses: it has read both tables by then.
- `train`: all of it in one process. `grow, one process`: {shards} shards, one after the other. `grow, workers`: the same by
  {workers} processes side by side, each with its share of the shards and the threads. `grow, a process for each shard`: {workers}
  of them at a time. `merge`: the shards put together, scored, written and tracked.
"""


def render(run):
    """The whole report of a run: what `bench_scale.py` wrote into its results file."""
    m = run["measurements"]
    formulas = {(name, key): model.fit(m, name, key) for key, names in KEYS.items() for name in names}
    formulas = {what: formula for what, formula in formulas.items() if formula}
    head = HEAD.format(duration=f"{run['seconds'] / 60:.0f} minutes")
    parts = [head, selection(run), of_machine(run), of_targets(run), *(of_case(m, case) for case in cases(m)), drawn(m)]
    parts += [of_model(formulas), *(of_points(formulas, key) for key in KEYS), outlook.render(formulas), how()]
    return "\n".join(part for part in parts if part)


# What is modelled: a time depends on what else the machine does.
KEYS = {"cpu_seconds": model.TIMES, "peak_bytes": model.MEMORY}
TITLES = {"seconds": "time", "cpu_seconds": "processor time", "peak_bytes": "peak memory"}


def shown(key, value):
    return f"{digits(value / MEGABYTE)} MB" if key == "peak_bytes" else seconds(value)


def complete(run):
    return not run["quick"] and not any("failed" in m for m in run["measurements"])


def selection(run):
    if any("failed" in m for m in run["measurements"]):
        return "**Some of the measurements failed; the tables say which.**\n"
    return "**These are the figures of smaller tables.**\n" if run["quick"] else ""


def of_machine(run):
    lost = "what uses all processors loses more than what uses one"
    return "## Machine\n\n" + table(["", ""], list(run["machine"].items())) + "\n" + busy(run["measurements"], lost) + "\n"


def of_targets(run):
    """Of the largest table."""
    m = run["measurements"]
    rows, trees = max((m["rows"], m["trees"]) for m in m if not m["drawn"])
    whole = value(m, rows, trees, "train", "cpu_seconds")
    merged = value(m, rows, trees, "merge", "cpu_seconds")
    verdicts = []
    for stage, what in (("grow, workers", f"{plan.WORKERS} workers"), ("grow, a process for each shard", "a process for each shard")):
        grown = value(m, rows, trees, stage, "cpu_seconds")
        more = None if None in (whole, merged, grown) else 100 * ((grown + merged) / whole - 1)
        verdicts.append(at_most(f"{rows:,} rows, {trees} trees: {what} and the merge, more processor time than train", more, 10, " %"))
    return targets(verdicts)


def cases(m):
    return list(dict.fromkeys((m["rows"], m["trees"]) for m in m if not m["drawn"]))


def value(m, rows, trees, stage, key, drawn=False):
    same = [m for m in m if (m["rows"], m["trees"], m["stage"]) == (rows, trees, stage) and bool(m["drawn"]) == drawn]
    values = [model.quantity(m, key) for m in same if "failed" not in m]
    return median(values) if values else None


def of_case(m, case, drawn=False):
    rows, trees = case
    lines = []
    for stage in STAGES:
        values = [value(m, rows, trees, stage, key, drawn) for key in TITLES]
        failed = next((m["failed"] for m in m if (m["rows"], m["trees"], m["stage"]) == (*case, stage) and "failed" in m), "")
        lines.append([stage, *("–" if v is None else shown(key, v) for key, v in zip(TITLES, values)), failed])
    title = f"## {rows:,} rows, {trees} trees"
    return f"{title}\n\n" + table(["", *TITLES.values(), ""], lines)


def drawn(m):
    few = list(dict.fromkeys((m["rows"], m["trees"], m["drawn"]) for m in m if m["drawn"]))
    texts = []
    for rows, trees, each in few:
        text = of_case(m, (rows, trees), drawn=True)
        texts.append(text.replace(" trees\n", f" trees that draw {each:,} rows each (`max_samples`)\n", 1))
    return "\n".join(texts)


def of_model(formulas):
    text = f"## The model\n\n{model.__doc__.split(chr(10), 2)[2].strip()}\n\n"
    rows = [[f"{name}, {TITLES[key]}", spelt(formula), worst(formula)] for (name, key), formula in formulas.items()]
    return text + table(["", "seconds, or bytes", "largest error"], rows)


def spelt(formula):
    terms = formula.coefficients.items()
    return " + ".join(f"{factor:.3g}" if term == "1" else f"{factor:.3g} {term}" for term, factor in terms)


def worst(formula):
    return f"{max((formula.error(point) for point in formula.points), key=abs):+.0%}"


def of_points(formulas, key):
    rows = []
    for (_, of), formula in formulas.items():
        if of == key:
            for point in formula.points:
                pair = [shown(key, point[key]), shown(key, formula.value(**point))]
                rows.append([point["stage"], f"{point['rows']:,}", str(point["trees"]), *pair, f"{formula.error(point):+.0%}"])
    return f"### {TITLES[key].capitalize()}: measured and modelled\n\n" + table(["", "rows", "trees", "measured", "modelled", "error"], rows)


def how():
    return HOW.format(columns=plan.COLUMNS, depth=plan.DEPTH, shards=plan.SHARDS, workers=plan.WORKERS)
