"""What is measured, and how often."""

import os
from dataclasses import dataclass

COLUMNS = 28
DEPTH = 20
SHARDS = 8
PROCESSORS = len(os.sched_getaffinity(0))
# At most as many as there are processors, each with its share of the threads.
WORKERS = PROCESSORS
# The share of a table's rows that train learns from.
TRAINED = 0.8


@dataclass(frozen=True)
class Case:
    """A table of `rows` rows, and a forest of `trees` trees on it, each of which draws `drawn` rows (all: 0)."""

    rows: int
    trees: int
    rounds: int
    drawn: int = 0

    @property
    def what(self):
        return {"rows": self.rows, "trees": self.trees, "drawn": self.drawn}


FULL = [
    Case(10_000, 100, 3),
    Case(100_000, 30, 2),
    Case(100_000, 100, 1),
    Case(300_000, 100, 1),
    Case(1_000_000, 30, 1),
    Case(1_000_000, 100, 1),
]
# What --large adds.
LARGE = [Case(1_000_000, 100, 1, drawn=10_000), Case(3_000_000, 30, 1)]
QUICK = [Case(10_000, 100, 3), Case(30_000, 30, 3), Case(30_000, 100, 3), Case(100_000, 30, 1), Case(100_000, 100, 1)]


def parts(trees):
    """The trees of each shard, as `scale.shards` cuts them."""
    shards = min(SHARDS, trees)
    places = [-(-shard * trees // shards) for shard in range(shards + 1)]
    return [f"{first}..{end}" for first, end in zip(places, places[1:])]


def shared_out(items, jobs):
    """The items of each job: as many as any other has, or one more."""
    jobs = min(jobs, len(items))
    places = [-(-job * len(items) // jobs) for job in range(jobs + 1)]
    return [items[first:end] for first, end in zip(places, places[1:])]
