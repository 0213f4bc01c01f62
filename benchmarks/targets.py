"""What the forest must reach, and what it should aim for, judged by the measurements."""

from collections import Counter

from markdown import MEGABYTE
from plan import DEPTHS, MEMORY_RIVAL, OURS, Cell
from results import full_seconds
from shapes import SHAPES
from verdict import Verdict, at_least, at_most

# Cell, rival, how many times faster at least, how many times faster to aim for (or None).
FASTER = [
    (Cell("iris", 5), "scikit-learn", 60, 150),
    (Cell("iris", 5), "intelex", 2, 5),
    (Cell("100k-28", 5), "scikit-learn", 55, 100),
    (Cell("100k-28", 5), "lightgbm", 4.5, 7),
    (Cell("100k-28", 5), "intelex", 3.5, 6),
    (Cell("1m-28", 5), "scikit-learn", 100, 150),
    (Cell("1m-28", 5), "lightgbm", 4, 6),
    (Cell("1m-28", 5), "intelex", 5, 8),
    (Cell("100k-28", None), "scikit-learn", 10, 25),
    (Cell("100k-28", None), "lightgbm", 20, None),
    (Cell("100k-28", None), "intelex", 2, 4),
    (Cell("1m-28", None), "scikit-learn", 16, 35),
    (Cell("1m-28", None), "lightgbm", 40, 80),
    (Cell("1m-28", None), "intelex", 3, 6),
    (Cell("100k-10-classes", 5), "scikit-learn", 20, 40),
    (Cell("100k-10-classes", 5), "lightgbm", 2, None),
    (Cell("100k-10-classes", 5), "intelex", 2, None),
    (Cell("100k-10-classes", None), "scikit-learn", 20, 40),
    (Cell("100k-10-classes", None), "lightgbm", 2, None),
    (Cell("100k-10-classes", None), "intelex", 2, None),
]
PREDICT = Cell("predict", 5)


def judge(results):
    """A verdict for every target."""
    verdicts = [faster(results, *target) for target in FASTER]
    verdicts += [predicts_faster(results, "scikit-learn", 5, 10), predicts_faster(results, "intelex", 1.2, None)]
    verdicts += [never_slower(results), *(noise(results, depth) for depth in DEPTHS)]
    return [*verdicts, *memory(results), *threads(results), single_row(results)]


def faster(results, cell, rival, must, aim):
    """Against the rival on as many threads; scikit-learn on one thread where that is faster for it (small data)."""
    ratios = [results.ratio(cell, rival)]
    one = Cell(cell.shape, cell.depth, cell.labels, 1)
    if cell.shape == "iris":
        ratios.append(results.ratio(one, rival, against=(cell, OURS)))
    known = [ratio for ratio in ratios if ratio is not None]
    return at_least(f"{cell.title()}: faster than {rival}", min(known, default=None), must, aim)


def predicts_faster(results, rival, must, aim):
    ratio = results.ratio(PREDICT, rival, lambda m: m["predict_seconds"])
    return at_least(f"250k rows predicted, 100 trees, depth 5, 2 threads: faster than {rival}", ratio, must, aim)


def never_slower(results):
    ratios = {cell: results.ratio(cell, "scikit-learn") for cell in results.cells()}
    known = {cell: ratio for cell, ratio in ratios.items() if ratio is not None}
    if not known:
        return at_least("never slower than scikit-learn", None, 1, None)
    worst = min(known, key=known.get)
    return at_least(f"never slower than scikit-learn ({len(known)} cells; least: {worst.title()})", known[worst], 1, None)


def noise(results, depth):
    """The largest ratio of noise to signal labels, of all shapes and numbers of threads."""
    what = f"{f'depth {depth}' if depth else 'unlimited depth'}: noise labels against signal labels"
    ratios = {}
    for cell in results.cells():
        signal = Cell(cell.shape, cell.depth, "signal", cell.threads)
        noisy = cell.labels == "noise" and cell.depth == depth
        ratio = results.ratio(cell, OURS, against=(signal, OURS)) if noisy else None
        if ratio is not None:
            ratios[cell] = ratio
    if not ratios:
        return at_most(what, None, 3, "×")
    worst = max(ratios, key=ratios.get)
    return at_most(f"{what} ({len(ratios)} cells; most: {worst.title()})", ratios[worst], 3, "×")


def memory(results):
    """Above the data; beside a rival that grew fewer trees, also with as many as it grew."""
    own = results.largest(Cell("1m-28", 5), OURS, "memory_bytes")
    yield at_most("1M × 28, depth 5: peak memory above the data", own and own / MEGABYTE, 100, " MB")
    below, above, unclear = [], [], []
    for cell in results.cells():
        ours, theirs = (results.largest(cell, name, "memory_bytes") for name in (OURS, MEMORY_RIVAL))
        if ours is None or theirs is None:
            continue
        if results.trees(cell, OURS) > results.trees(cell, MEMORY_RIVAL) and ours >= theirs:
            ours = results.memory_of_as_many(cell)
        (unclear if ours is None else below if ours < theirs else above).append(cell)
    measured = f"below in {len(below)} of {len(below + above + unclear)} cells"
    if unclear:
        measured += f", {len(unclear)} open"
    if above:
        shapes = Counter(SHAPES[cell.shape].title() for cell in above)
        measured += "; above: " + ", ".join(f"{shape} ({count})" for shape, count in shapes.items())
    # What is open is not reached.
    reached = len(below) == len(below + above + unclear) if below or above else None
    yield Verdict("peak memory below scikit-learn's, as many trees", "everywhere", "–", measured, reached)


def threads(results):
    for depth in DEPTHS:
        one, two = Cell("1m-28", depth, threads=1), Cell("1m-28", depth, threads=2)
        ratio = results.ratio(one, OURS, full_seconds, against=(two, OURS))
        yield at_least(f"{two.title()}: faster than 1 thread", ratio, 1.8, None)


def single_row(results):
    seconds = results.seconds(PREDICT, OURS, lambda m: m["single_row_seconds"])
    return at_most("a single row, 100 trees, depth 5", seconds and seconds * 1e6, 10, " µs")
