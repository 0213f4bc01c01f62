"""What is measured: which libraries on which cells, and how much time each may take.

A cell is a data set, a kind of labels, a depth and a number of threads. Cells of the same shape and depth form a group
and are measured in turns, so that noise and signal, one and two threads can be compared as well.
"""

from dataclasses import dataclass
from itertools import groupby

from shapes import LABELS, SHAPES

OURS = "forest"
# Whose memory ours must stay below.
MEMORY_RIVAL = "scikit-learn"
PYTHON = ("scikit-learn", "intelex", "lightgbm", "xgboost")
RUST = ("linfa-ensemble", "smartcore", "biosphere")
# Regression only: two classes can be read off, more cannot.
TWO_CLASSES_ONLY = ("biosphere",)
DEPTHS = [5, 20, None]
THREADS = [2, 1]
TREES = 100


@dataclass(frozen=True)
class Cell:
    shape: str
    depth: int | None
    labels: str = "signal"
    threads: int = 2

    def title(self):
        depth = f"depth {self.depth}" if self.depth else "unlimited depth"
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{SHAPES[self.shape].title()}, {depth}{', noise labels' if self.labels == 'noise' else ''}, {threads}"


@dataclass(frozen=True)
class Task:
    """A cell, its libraries, and their time in seconds."""

    cell: Cell
    libraries: tuple
    # What one fit may take; beyond it fewer trees are grown.
    limit: float
    # What a library may take for all rounds together; the first one is always run.
    budget: float
    # When a process is stopped.
    patience: float

    def with_libraries(self, libraries):
        return Task(self.cell, suitable(self.cell, libraries), self.limit, self.budget, self.patience)


def suitable(cell, libraries):
    few = SHAPES[cell.shape].classes == 2
    return tuple(name for name in libraries if few or name not in TWO_CLASSES_ONLY)


def wide(cell, libraries):
    return Task(cell, suitable(cell, libraries), limit=10, budget=30, patience=150)


def narrow(cell):
    return Task(cell, (OURS, "scikit-learn"), limit=4, budget=8, patience=60)


def predict():
    """Many rows to predict with a forest that is quick to grow."""
    return Task(Cell("predict", 5), (OURS, *PYTHON), limit=20, budget=30, patience=60)


def standard():
    """Everything against scikit-learn; signal labels on two threads against all others too."""
    tasks = [predict()]
    for shape in SHAPES:
        for depth in DEPTHS if shape != "predict" else []:
            rust = RUST if depth == 5 else ()
            tasks.append(wide(Cell(shape, depth), (OURS, *PYTHON, *rust)))
            tasks += [narrow(Cell(shape, depth, labels, threads)) for labels in LABELS for threads in THREADS][1:]
    return tasks


def quick():
    """What a few minutes allow."""
    cells = [Cell("iris", 5), Cell("100k-28", 5), Cell("100k-28", None), Cell("100k-10-classes", 5)]
    tasks = [Task(cell, (OURS, *PYTHON), limit=3, budget=12, patience=90) for cell in cells]
    tasks += [narrow(Cell("iris", 5, threads=1)), narrow(Cell("100k-28", 5, threads=1))]
    return [*tasks, narrow(Cell("100k-28", 5, "noise")), predict()]


def groups(tasks):
    """The tasks of each shape and depth together."""
    def key(task):
        return list(SHAPES).index(task.cell.shape), DEPTHS.index(task.cell.depth)

    return [list(group) for _, group in groupby(sorted(tasks, key=key), key)]
