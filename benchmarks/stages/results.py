"""What the measurements say: medians over the rounds, and ratios of these."""

from statistics import median

from stages.plan import OURS, STAGES


class Results:
    """All measurements of a run."""

    def __init__(self, measurements):
        self.measurements = measurements

    def of(self, **what):
        """Those that have these values and did not fail."""
        return [m for m in self.measurements if "seconds" in m and fits(m, what)]

    def failure(self, **what):
        return next((m["failed"] for m in self.measurements if "failed" in m and fits(m, what)), None)

    def all_ended(self, **what):
        """Whether none of these failed."""
        return self.failure(**what) is None

    def has(self, work):
        return any(m["work"] == work for m in self.measurements)

    def rows(self, work):
        """The sizes of a work, in their order."""
        return list(dict.fromkeys(m["rows"] for m in self.measurements if m["work"] == work))

    def stages(self, work):
        return list(dict.fromkeys(m["stage"] for m in self.measurements if m["work"] == work and "stage" in m))

    def compared(self, work):
        return next((m["compared"] for m in self.measurements if m["work"] == work and "compared" in m), {})

    def median(self, key, **what):
        """The median of `key`, a name or a function, over the rounds, or None."""
        value = key if callable(key) else lambda m: m[key]
        values = [value(m) for m in self.of(**what)]
        return median(values) if values else None

    def largest(self, key, **what):
        return max((m[key] for m in self.of(**what)), default=None)

    def both(self, key, **what):
        """The median over the rounds of what ingest and preprocess took together, or None."""
        sums = {}
        for stage in STAGES:
            for m in self.of(stage=stage, **what):
                sums.setdefault(m["round"], []).append(m[key])
        whole = [sum(values) for values in sums.values() if len(values) == len(STAGES)]
        return median(whole) if whole else None

    def ratio(self, work, library, key="seconds"):
        """How many times as much as ours, for both stages together, or None."""
        return quotient(self.both(key, work=work, library=library), self.both(key, work=work, library=OURS))

    def stage_ratio(self, work, library, stage, key="seconds"):
        theirs, ours = (self.median(key, work=work, library=name, stage=stage) for name in (library, OURS))
        return quotient(theirs, ours)


def fits(m, what):
    return all(m.get(key) == value for key, value in what.items())


def seconds_without_tracker(m):
    """Without the time in which the tracker had a request in hand."""
    return m["seconds"] - m["waited"]


def quotient(one, other):
    return one / other if one is not None and other else None
