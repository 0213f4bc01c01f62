"""What the measurements say: medians, and ratios formed inside a round."""

from statistics import median

from plan import OURS, TREES, Cell


def full_seconds(measurement):
    """Seconds for all trees: measured, or on the line through the last two fits."""
    *earlier, (trees, seconds) = measurement["fits"]
    if trees == TREES:
        return seconds
    before, seconds_before = earlier[-1] if earlier else (0, 0.0)
    per_tree = (seconds - seconds_before) / (trees - before)
    # A first fit that was slower than the second one says nothing of the cost of a tree.
    if per_tree <= 0:
        per_tree = seconds / trees
    return seconds + (TREES - trees) * per_tree


class Results:
    """All measurements of a run, found by cell and library."""

    def __init__(self, measurements):
        self.measurements = measurements
        self.found, self.failures, self.as_many = {}, {}, {}
        for m in measurements:
            key = Cell(**m["cell"]), m["library"]
            if "as_many_as" in m:
                self.as_many[key[0]] = m.get("memory_bytes")
            elif "failed" in m:
                self.failures[key] = m["failed"]
            else:
                self.found.setdefault(key, {})[m["round"]] = m

    def memory_of_as_many(self, cell):
        """Our peak with as many trees as the rival grew in its time, or None."""
        return self.as_many.get(cell)

    def cells(self):
        return list(dict.fromkeys(Cell(**m["cell"]) for m in self.measurements))

    def libraries(self, cell=None):
        """In the order of measuring, of one cell or of all."""
        return list(dict.fromkeys(m["library"] for m in self.measurements if cell in (None, Cell(**m["cell"]))))

    def rounds(self, cell, library):
        return self.found.get((cell, library), {})

    def failure(self, cell, library):
        return self.failures.get((cell, library))

    def seconds(self, cell, library, what=full_seconds):
        """The median over the rounds, or None."""
        values = [what(m) for m in self.rounds(cell, library).values()]
        return median(values) if values else None

    def ratio(self, cell, library, what=full_seconds, against=None):
        """How many times longer a library took than ours (or than `against`, a cell and a library)."""
        ours = self.rounds(*(against or (cell, OURS)))
        theirs = self.rounds(cell, library)
        ratios = [what(theirs[number]) / what(ours[number]) for number in theirs if number in ours]
        return median(ratios) if ratios else None

    def trees(self, cell, library):
        """How many trees were grown, at most, or None."""
        return max((m["fits"][-1][0] for m in self.rounds(cell, library).values()), default=None)

    def largest(self, cell, library, key):
        """The largest value of the rounds, or None."""
        return max((m[key] for m in self.rounds(cell, library).values()), default=None)
