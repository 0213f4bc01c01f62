"""Which step needs which: one that reads what another writes comes after it."""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from .problem import Problem
from .steps import DVC_YAML, Step


def upstream(steps: Sequence[Step]) -> dict[str, list[str]]:
    """For each step, those that come before it; in an order in which they can run."""
    before = {step.name: [other.name for other in steps if _reads(step, other)] for step in steps}
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError as error:
        # graphlib names each before the one that needs it; a person follows what needs what.
        cycle = " -> ".join(f"`{name}`" for name in error.args[1])
        raise Problem(
            f"order the stages of `{DVC_YAML}`: they need each other ({cycle}); take one of their `deps` away"
        ) from error
    return {name: before[name] for name in order}


def _reads(step: Step, other: Step) -> bool:
    return any(_overlap(dep, out) for dep in step.deps for out in other.outs)


def _overlap(path: str, other: str) -> bool:
    """Whether they are one, or one is a folder that the other is in."""
    return path == other or path.startswith(f"{other}/") or other.startswith(f"{path}/")
