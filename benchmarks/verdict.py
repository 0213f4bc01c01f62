"""What must be reached, what to aim for, and whether a measurement does."""

from dataclasses import dataclass

from markdown import times


@dataclass(frozen=True)
class Verdict:
    """A line of the table of targets."""

    what: str
    must: str
    aim: str
    measured: str
    # None if it was not measured.
    reached: bool | None
    aimed: bool = False

    def word(self):
        if self.reached is None:
            return "not measured"
        return "not reached" if not self.reached else "aim reached" if self.aimed else "reached"


def at_least(what, ratio, must, aim):
    reached = None if ratio is None else ratio >= must
    return Verdict(what, times(must), times(aim), times(ratio), reached, bool(reached and aim and ratio >= aim))


def at_most(what, value, must, unit, aim=None):
    measured = "–" if value is None else f"{value:.3g}{unit}"
    aimed = bool(value is not None and aim and value <= aim)
    reached = None if value is None else value <= must
    return Verdict(what, f"at most {must:g}{unit}", f"{aim:g}{unit}" if aim else "–", measured, reached, aimed)
