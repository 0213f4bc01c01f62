"""What the data stages must reach, and what they should aim for, judged by the measurements."""

from math import log

from markdown import MEGABYTE
from stages.plan import CONFINED_MEMORY, OURS, STAGES
from stages.results import seconds_without_tracker, quotient
from stages.tables import KINDS, count
from verdict import Verdict, at_least, at_most

# Work, rival, how many times faster at least, how many times faster to aim for.
FASTER = [
    ("decimals", "pandas", 20, 40),
    ("decimals", "polars", 2.5, 4),
    ("floats", "pandas", 8, 15),
    ("floats", "polars", 1.5, 2.5),
    ("mixed", "pandas", 12, 25),
    ("mixed", "polars", 1.5, 3),
]
IRIS = ["ingest", "preprocess", "train", "evaluate"]
# The least size of the target. At 10,000 rows a good part of the time is the start of the program.
LEAST_GROWTH = 10_000


def judge(results, sizes):
    """A verdict for every target."""
    verdicts = [faster(results, sizes, *target) for target in FASTER]
    verdicts += [peak(results, sizes, stage) for stage in STAGES]
    verdicts += [same_bytes(results), *confined(results), *models(results, sizes), *(iris(results, stage) for stage in IRIS)]
    return [*verdicts, *(growth(results, stage) for stage in (*STAGES, "read"))]


def faster(results, sizes, work, rival, must, aim):
    what = f"ingest and preprocess, {sizes.table(work).title()}: faster than {rival}"
    ended = all(results.all_ended(work=work, library=library) for library in (OURS, rival))
    return at_least(what, results.ratio(work, rival) if ended else None, must, aim)


def same_bytes(results):
    """The files of both stages are those of pandas and scikit-learn, wherever they were compared."""
    same = [is_same for work in KINDS for is_same in results.compared(work).values()]
    word = f"{sum(same)} of {len(same)} files" if same else "–"
    return Verdict("the bytes of pandas and scikit-learn", "the same", "–", word, all(same) if same else None)


def peak(results, sizes, stage):
    used = results.largest("peak_bytes", work="decimals", library=OURS, stage=stage)
    return megabytes(f"{stage}, {sizes.table('decimals').title()}: peak memory", used, 200, 110)


def megabytes(what, used, must, aim):
    return at_most(what, used and used / MEGABYTE, must, " MB", aim)


def confined(results):
    """Both stages end well, and a row costs about what it costs where there is memory."""
    rows = (results.rows("confined") or [None])[0]
    size = count(rows) if rows else "many"
    ended = len(results.of(work="confined"))
    word = f"{ended} of {len(STAGES)} stages" if results.has("confined") else "–"
    reached = ended == len(STAGES) if results.has("confined") else None
    yield Verdict(f"{size} rows in a container of {CONFINED_MEMORY}", "works", "–", word, reached)
    per_row = [row_cost(results, work) for work in ("confined", "decimals")]
    yield at_most(f"{size} rows there: processor time of a row, against that of the table above", quotient(*per_row), 1.5, "×")


def row_cost(results, work):
    rows = results.rows(work)
    return quotient(results.both("cpu_seconds", work=work, library=OURS), rows[0]) if rows else None


def models(results, sizes):
    rows = sizes.rows
    train, test = (f"{count(int(share * rows))} × 28" for share in (0.8, 0.2))
    for form, must, aim in [("csv", 1.5, 0.9), ("parquet", 0.5, None)]:
        took = results.median("seconds", work="models", stage=f"read, {form}")
        yield at_most(f"train reads {train}, and the test rows, {form}", took, must, " s", aim)
    used = results.largest("peak_bytes", work="models", stage="train, csv")
    yield megabytes(f"train, {train}, csv: peak memory", used, 400, 300)
    took = results.median(seconds_without_tracker, work="models", stage="evaluate, csv, no intervals")
    yield at_most(f"evaluate, {test}, csv, no intervals, without the tracker", took, 0.7, " s")


def iris(results, stage):
    took = results.median(seconds_without_tracker, work="iris", stage=stage)
    return at_most(f"iris: {stage}, without the tracker", took and took * 1000, 15, " ms")


def growth(results, stage):
    """The worst step of the sizes, against n log n."""
    sizes = [rows for rows in results.rows("growth") if rows >= LEAST_GROWTH]
    took = {rows: results.median("cpu_seconds", work="growth", rows=rows, stage=stage) for rows in sizes}
    steps = [(took[more] / took[less]) / allowed(less, more) for less, more in zip(sizes, sizes[1:]) if took[less] and took[more]]
    most = count(sizes[-1]) if sizes else "10M"
    what = f"{stage}, {count(LEAST_GROWTH)} to {most} rows: processor time against n log n, worst step"
    return at_most(what, max(steps, default=None), 1, "×")


def allowed(less, more):
    return more * log(more) / (less * log(less))
