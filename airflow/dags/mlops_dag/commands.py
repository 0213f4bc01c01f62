"""What is run in the runner, for each kind of task."""

from collections.abc import Mapping
from typing import Any

from . import settings
from .steps import Step


def check() -> list[str]:
    """Checks the parameters before anything is started, and starts the tracker, if it is the checkout's own."""
    return ["sh", "-c", "mlops check && exec mlops tracker up"]


def step(step: Step) -> list[str]:
    """Runs the step if it changed. What comes before it has its own task."""
    return ["dvc", "repro", "--single-item", step.name]


def experiment(conf: Mapping[str, Any]) -> list[str]:
    """Tries the parameters in DVC's queue."""
    return ["mlops", "exp", "--", settings.of(conf)]


def report() -> list[str]:
    """Finds nothing left to run, has the tracker know and judge a model that it did not make, and shows the scores."""
    return ["mlops", "run"]
