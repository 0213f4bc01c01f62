"""What the model says of sizes that were not measured: which way pays, and where it ends."""

from markdown import table
from scaling import plan

TREES = 100
# Until a worker on another machine is at work: an assumption, and no measurement.
START = 5
WORKERS = (2, 8, 64)
# A way pays if it takes at least a tenth less time.
GAIN = 0.9
# Rows are numbered in 32 bits.
MOST_ROWS = 2**32 - 1
SIZES = [10**power for power in range(6, 11)]

TEXT = """## What pays, and where it ends

By the model, for {trees} trees of at most {depth} levels and {columns} columns, where each worker is a machine like this one, with
{processors} processors, and takes {start} seconds to begin (an assumption). A time is processor time over processors: that of a
machine that does nothing else, and keeps them busy. One process: `train` above. W workers: the start, then `grow` of W processes
at the same time, then `merge` on one machine.

"""
LIMITS = """
Sizes above {largest:,} rows were not measured: the model was carried on by up to {factor:,.0f} times, and knows nothing of memory that
is too far away, of disks and of networks. What is known to end:

- **Memory.** A process that grows a tree holds all rows that its trees may draw. Shards do not change that: more workers make
  it faster and no row fewer. The memory in the table is needed on every machine.
- **Rows.** A forest numbers rows in 32 bits: train refuses more than {most:,} training rows, drawn or not.
- **One disk.** ingest, preprocess and evaluate read their tables on one machine.

With `max_samples`, each tree draws that many rows, and train holds only those that its trees draw, as a shard holds those of its
own trees: T trees of d rows each need memory for at most T d rows, at the price of reading the table three times. That is the way
past the memory; it makes another forest, and whether a worse one is for the scores to say.
"""


def render(formulas):
    needed = [("train", "cpu_seconds"), ("grow", "cpu_seconds"), ("merge", "cpu_seconds"), ("train", "peak_bytes"), ("grow", "peak_bytes")]
    if any(what not in formulas for what in needed):
        return ""
    largest = max(point["rows"] for point in formulas["train", "cpu_seconds"].points)
    rows = [line(formulas, size) for size in SIZES]
    head = ["rows", "one process", *(f"{count} workers" for count in WORKERS), "memory of one process", "memory of a worker"]
    sizes = {"trees": TREES, "depth": plan.DEPTH, "columns": plan.COLUMNS, "processors": plan.PROCESSORS, "start": START}
    limits = LIMITS.format(largest=largest, factor=SIZES[-1] / largest, most=MOST_ROWS)
    return TEXT.format(**sizes) + table(head, rows) + "\n" + pays(formulas) + limits


def line(formulas, rows):
    if plan.TRAINED * rows > MOST_ROWS:
        return [f"10^{len(str(rows)) - 1}", "refused", *("refused" for _ in WORKERS), "–", "–"]
    times = [alone(formulas, rows), *(by_workers(formulas, rows, count) for count in WORKERS)]
    sizes = {"rows": rows, "trees": TREES, "processes": 1}
    memory = [formulas[stage, "peak_bytes"].value(**sizes) / 1e9 for stage in ("train", "grow")]
    return [f"10^{len(str(rows)) - 1}", *(duration(time) for time in times), *(f"{size:,.3g} GB" for size in memory)]


def duration(value):
    for unit, size in [("days", 86_400), ("hours", 3600), ("minutes", 60)]:
        if value >= 2 * size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} s"


def alone(formulas, rows):
    return formulas["train", "cpu_seconds"].value(rows=rows, trees=TREES, processes=1) / plan.PROCESSORS


def by_workers(formulas, rows, count):
    """Each worker reads the tables, and grows its share of the trees."""
    grow, merge = (formulas[stage, "cpu_seconds"] for stage in ("grow", "merge"))
    sizes = {"rows": rows, "trees": TREES}
    growing = grow.value(processes=count, **sizes) / count + merge.value(**sizes)
    return START + growing / plan.PROCESSORS


def pays(formulas):
    """From which size on several machines take less time."""
    words = []
    for count in WORKERS:
        sizes = (round(10 ** (step / 10)) for step in range(30, 91))
        found = next((rows for rows in sizes if by_workers(formulas, rows, count) <= GAIN * alone(formulas, rows)), None)
        words.append(f"{count} workers from {about(found)} rows on" if found else f"{count} workers never")
    return f"They take a tenth less time than one process, or still less: {', '.join(words)}.\n"


def about(rows):
    """To two digits."""
    unit = 10 ** (len(str(rows)) - 2)
    return f"{round(rows / unit) * unit:,}"
