"""The report, in Markdown, made from the measurements alone."""

import markdown
import python_peers
from markdown import MEGABYTE, busy, digits, seconds, table, times
from plan import OURS, TREES
from results import Results
from shapes import SHAPES
from targets import PREDICT, judge

NAMES = {OURS: "this forest"}
HEAD = """# Benchmarks

How long this repository's forest and its peers take to grow a forest and to predict with it, how much memory they need,
and how accurate the predictions are. The figures in this file are written by

```
make bench-forest
```

which measures everything again on your machine (this run took {duration}; `make bench-forest BENCH=--quick` takes a few
minutes). `BENCH` selects what to measure: `BENCH='--shape 100k-28 --depth 5'` measures one group, and `BENCH=--help` lists
the other options.
"""
HOW = """## How it is measured

- Data: scikit-learn's `make_classification`. 28 features: 14 informative, 6 redundant, 4 clusters per class, separation
  0.8, 5 % of the labels random, seed 7; 8 features: 6 informative, 2 redundant, rounded to whole numbers; 200 features:
  60 informative, 40 redundant. All values are float32. iris is split as the pipeline splits it. Noise labels are the signal
  labels in random order.
- Every measurement runs in a separate process. Only the fit is timed, including everything that it does to the data
  (binning, conversion to the library's own form). Starting, importing and reading files do not count.
- The libraries take turns, in up to three rounds (slow ones in one or two). Ratios are formed within a round. For ratios and
  times the median of the rounds is shown. Fits and predictions of less than a second are repeated in the process for about a
  second, and the median counts. Longer ones follow a first fit of a few trees, so that the threads are already running.
- Each library is asked for {trees} trees. If they would take longer than the time limit of the measurement (3 to 20 s), as
  many trees are grown as fit into it, and the time is extrapolated along the line through two numbers of trees, so that fixed
  costs are not multiplied. Such times are marked with the number of trees they come from. Memory and accuracy of such lines
  are those of the fewer trees.
- Memory is the most that the fit adds to the resident memory of the process that holds the data (`VmHWM`, reset before the
  fit, minus `VmRSS`). Where scikit-learn needed less memory but grew fewer trees, this forest is grown again with as many
  trees as scikit-learn's, and the memory target compares these two.
- Accuracy is the share of correct predictions on the test part: 30, 25 000 (100k) or 250 000 (1M) rows.
- The timed prediction is that of the classes of the whole test part.
- The number of threads is set by the library's own parameter, and by `OMP_NUM_THREADS` and similar variables.

What each library was asked for:

"""
RUST_SETTINGS = {
    "this forest": "defaults, `random_state` 42; the release profile that ships (`opt-level` 3, no link-time optimisation, no "
    "instructions beyond baseline x86-64 unless the crate chooses them at run time)",
    "linfa-ensemble": "`RandomForestParams` over linfa-trees: √features drawn once per tree (the only way it has), one thread",
    "smartcore": "`RandomForestClassifier`, √features per node, one thread; its depth counts levels, so it is asked for one more",
    "biosphere": "`RandomForest`, √features per node; a regression on the class, which counts as 1 above 0.5: two classes only",
}
WAITING = "libraries whose threads wait for each other at every node (LightGBM, XGBoost) lose more than others"


def render(run):
    """The whole report of a run: what `bench.py` wrote into its results file."""
    results = Results(run["measurements"])
    parts = [HEAD.format(duration=f"{run['seconds'] / 60:.1f} minutes"), selection(run), machine(run, results), targets(run, results), ratios(results)]
    parts += [prediction(results), cells(results), HOW.format(trees=TREES) + settings()]
    return "\n".join(part for part in parts if part)


def selection(run):
    if run["complete"]:
        return ""
    return f"**These are the figures of a selection, `{' '.join(run['selection'])}`, and not of everything.**\n"


def name(library):
    return NAMES.get(library, library)


def machine(run, results):
    rows = [[key, value] for key, value in run["machine"].items()]
    versions = {m["library"]: m["version"] for m in results.measurements if "failed" not in m}
    rows += [[name(library), version] for library, version in versions.items()]
    return "## Machine\n\n" + table(["", ""], rows) + "\n" + busy(results.measurements, WAITING) + "\n"


def targets(run, results):
    """All of them; of a selection, those that it measured."""
    verdicts = [v for v in judge(results) if run["complete"] or v.reached is not None]
    if not verdicts:
        return ""
    return markdown.targets(verdicts)


def ratios(results):
    """One line per cell: how many times longer the others take."""
    others = [library for library in results.libraries() if library != OURS]
    rows = []
    for cell in results.cells():
        row = [cell.title(), seconds(results.seconds(cell, OURS))]
        rows.append(row + [times(results.ratio(cell, library)) for library in others])
    text = "## Time to grow 100 trees\n\nThe time of this forest, and how many times longer the others take.\n\n"
    return text + table(["", name(OURS), *others], rows)


def prediction(results):
    """Many rows at once, and one."""
    if PREDICT not in results.cells():
        return ""
    rows = []
    for library in results.libraries(PREDICT):
        took = results.seconds(PREDICT, library, lambda m: m["predict_seconds"])
        ratio = results.ratio(PREDICT, library, lambda m: m["predict_seconds"])
        rows.append([name(library), seconds(took), times(ratio)])
    one = results.seconds(PREDICT, OURS, lambda m: m["single_row_seconds"])
    text = f"## Prediction\n\n250k rows of 28 features, {TREES} trees of depth 5, 2 threads.\n\n"
    return text + table(["", "time", "against ours"], rows) + f"\nA single row takes this forest {seconds(one)} (median).\n"


def cells(results):
    parts = ["## Every measurement\n"]
    for cell in results.cells():
        rows = [line(results, cell, library) for library in results.libraries(cell)]
        head = ["", "fit", "against ours", "rounds", "memory", "accuracy", f"predict {SHAPES[cell.shape].test_rows} rows", ""]
        parts.append(f"### {cell.title()}\n\n" + table(head, rows))
    return "\n".join(parts)


def line(results, cell, library):
    rounds = results.rounds(cell, library)
    if not rounds:
        return [name(library), *["–"] * 6, results.failure(cell, library)]
    trees = results.trees(cell, library)
    return [
        name(library),
        seconds(results.seconds(cell, library)),
        times(results.ratio(cell, library)),
        str(len(rounds)),
        f"{results.largest(cell, library, 'memory_bytes') / MEGABYTE:.3g} MB",
        f"{results.largest(cell, library, 'accuracy'):.4f}",
        seconds(results.seconds(cell, library, lambda m: m["predict_seconds"])),
        notes(results, cell, library, trees),
    ]


def notes(results, cell, library, trees):
    """What limits the meaning of a line."""
    said = [] if trees == TREES else [f"scaled from {trees} trees"]
    rounds = results.rounds(cell, library).values()
    if not all(m["memory_reset"] for m in rounds):
        said.append("memory may be too high: the kernel did not let the peak be reset")
    if all(m["fits"][-1][1] >= 0.2 and m["cores"] > cell.threads + 0.2 for m in rounds):
        said.append(f"kept {max(m['cores'] for m in rounds):.1f} processors busy")
    if failure := results.failure(cell, library):
        said.append(failure)
    return "; ".join(said)


def settings():
    every = {**RUST_SETTINGS, **python_peers.SETTINGS}
    return "\n".join(f"- {library}: {text}." for library, text in every.items()) + "\n"
