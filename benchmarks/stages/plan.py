"""What is measured, and how often."""

from stages.tables import Table

OURS = "these stages"
PEERS = ("pandas", "polars")
STAGES = ("ingest", "preprocess")
ROUNDS = 3
# What a library may take for all rounds of a table together, in seconds; the first one is always run.
BUDGET = 45
# How often the four stages run on iris.
IRIS_ROUNDS = 21
WORKS = ("decimals", "floats", "mixed", "models", "iris", "growth", "confined")
# What `confined` may use: scripts/bench-data asks Docker for it.
CONFINED_MEMORY = "1 GB"
CONFINED_BYTES = 1 << 30


class Plan:
    """The sizes of everything: those of the targets, or smaller ones for a few minutes."""

    def __init__(self, quick):
        self.rows = 200_000 if quick else 2_000_000
        self.growth = [10**power for power in range(3, 6 if quick else 8)]
        self.confined = 500_000 if quick else 22_000_000

    def table(self, kind):
        return Table(kind, self.rows)

    def growth_rounds(self, rows):
        return 5 if rows < 1_000_000 else 3 if rows < 10_000_000 else 1


def wanted(library, earlier, number):
    """Whether a library has time left for another round, which is round `number` of all."""
    if library == OURS or number == 1:
        return True
    if any("failed" in m for m in earlier):
        return False
    rounds = len({m["round"] for m in earlier})
    return sum(m["seconds"] for m in earlier) / rounds * (rounds + 1) <= BUDGET
