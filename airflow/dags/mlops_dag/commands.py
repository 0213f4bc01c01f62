"""What is run in the runner, for each kind of task."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import settings

# Where `shard` has the part: the name of a mapped task on Airflow's page.
TREES = "{{ task.asked[4] }}"


def start() -> list[str]:
    """Checks the parameters before anything is started, and starts the tracker, if it is the checkout's own."""
    return ["mlops", "task", "start"]


def stage(name: str) -> list[str]:
    """Runs the stage if it changed. Those before it have their own tasks."""
    return ["mlops", "task", "stage", name]


def plan(stage: str) -> list[str]:
    """Says in which parts the stage's forest is grown."""
    return ["mlops", "task", "plan", stage]


def shard(stage: str) -> Callable[[str], list[str]]:
    """Grows a part, for each that the plan names."""

    def grow(trees: str) -> list[str]:
        return ["mlops", "task", "shard", stage, trees]

    return grow


def experiment(conf: Mapping[str, Any]) -> list[str]:
    """Tries the parameters in DVC's queue."""
    return ["mlops", "exp", "--", settings.of(conf)]


def report() -> list[str]:
    """Finds nothing left to run, has the tracker know and judge a model that it did not make, and shows the scores."""
    return ["mlops", "task", "report"]


def publish(run: str) -> list[str]:
    """Commits what the run made, and pushes its data and the branch."""
    return ["mlops", "task", "publish", "--message", f"Record the run {run} of Airflow"]


def shared(command: Sequence[str], said: Sequence[Any]) -> list[str]:
    """The same where workers have no common folder: with what the steps before have said."""
    return [*command, "--share", "--after", json.dumps(list(said))]
