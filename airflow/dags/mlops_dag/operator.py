"""A task: a command in the runner's container."""

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from airflow.providers.docker.exceptions import DockerContainerFailedException
from airflow.providers.docker.operators.docker import DockerOperator
from airflow.sdk import Connection, Variable
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowNotFoundException,
    AirflowSkipException,
    DownstreamTasksSkipped,
)

from docker.errors import APIError, NotFound

from . import commands, commit, container, outcome, secrets
from .problem import Problem

POOL = "mlops_checkout"
# What all tasks have. A mapped task has to be given it: Airflow fills in its own defaults before the operator is made.
DEFAULTS = {
    "image": "mlops-dvc-runner",
    "auto_remove": "force",
    "mount_tmp_dir": False,
    "xcom_all": True,
    "pool": POOL,
    "trigger_rule": "none_failed",
    "retry_delay": timedelta(seconds=10),
    # Each delay is this many times the one before. `True`, which it once was, would be 1.
    "retry_exponential_backoff": 2.0,
}
# The key under which a failed task leaves its exit code (airflow/run.py).
EXIT_CODE = "exit_code"


class RunnerOperator(DockerOperator):
    """Runs a command in the runner of the checkout, as scripts/runner does.

    It is skipped if the stage did not change. Only a tracker or a remote that cannot be reached is tried again. With `share`,
    the command gets what the tasks `after` which it comes have said, and is tried again after a kill.
    """

    def __init__(
        self, *, checkout: str, command: list[str] | None, after: Sequence[str] = (), share: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(command=command, **DEFAULTS | kwargs)
        self.checkout = checkout
        self.asked = command
        self.after = list(after)
        self.share = share
        self.code = 0
        self.said: dict[str, Any] = {}

    def execute(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Runs the command to its end, and gives what it has said for the next steps."""
        try:
            host = self._prepare(context)
        except Problem as problem:
            raise self._failed(context, 2, str(problem)) from None
        self._host = host
        try:
            super().execute(context)
        except DockerContainerFailedException as failed:
            complaint = outcome.complaint(self.task_id, self.code, failed.logs or [])
            raise self._failed(context, self.code, complaint) from None
        except APIError as error:
            raise self._failed(context, 2, f"failed to start the runner: {error.explanation or error}") from None
        if self.said.get("skipped"):
            self._keep(context)
            raise AirflowSkipException(f"{self.task_id} did not change")
        return self.said

    def _keep(self, context: Mapping[str, Any]) -> None:
        """For the next steps, of which Airflow takes what is returned, and a task that skips something raises."""
        context["ti"].xcom_push(key="return_value", value=self.said)

    def _before(self, context: Mapping[str, Any]) -> list[Any]:
        """What the tasks before have said, where workers share nothing else."""
        return list(context["ti"].xcom_pull(task_ids=self.after)) if self.share and self.after else []

    def _command(self, context: Mapping[str, Any], before: Sequence[Any]) -> list[str]:
        return commands.shared(self.asked, before) if self.share else self.asked

    def _prepare(self, context: Mapping[str, Any]) -> dict[str, Any]:
        root, before = Path(self.checkout), self._before(context)
        commit.check(root, before)
        found = container.read(root, os.environ)
        self._check_docker(found.image)
        required = Variable.get("mlops_connections", default="").replace(",", " ").split()
        self.command = self._command(context, before)
        self.image, self.mounts, self.user = found.image, found.mounts, found.user
        self.network_mode, self.working_dir = found.network, found.folder
        self.environment = found.environment
        self._private_environment = found.private | secrets.variables(_connection, required) | container.caller()
        self.labels = found.labels | container.owner()
        return found.host

    def _check_docker(self, image: str) -> None:
        path = str(self.docker_url).removeprefix("unix://")
        path = path if path.startswith("/") else f"/{path}"
        if not os.path.exists(path) or not stat.S_ISSOCK(os.stat(path).st_mode):
            raise Problem(f"use Docker: the worker has no socket at `{path}`; mount the host's there (docs/airflow.md)")
        try:
            known = self.cli.images(name=image)
        except Exception as error:
            raise Problem(
                f"use Docker at `{path}`: {error}; start it, and give the worker's user the socket's group"
            ) from error
        if not known:
            raise Problem(
                f"start the runner: the image {image} of the present sources is not built; type `make build` in {self.checkout}"
            )

    def _failed(self, context: Mapping[str, Any], code: int, message: str) -> AirflowException:
        """Says in a line what Airflow shows below a traceback."""
        self.log.error("%s", message)
        context["ti"].xcom_push(key=EXIT_CODE, value=code)
        return (AirflowException if outcome.is_retryable(code, self.share) else AirflowFailException)(message)

    @cached_property
    def cli(self) -> Any:
        """Docker's client, which passes on what DockerOperator has no arguments for."""
        client = self.hook.api_client
        create, attach, wait, remove = client.create_host_config, client.attach, client.wait, client.remove_container

        def attached(*args: Any, **kwargs: Any) -> Any:
            self.said = {}
            return outcome.for_people(attach(*args, **kwargs), self.said.update)

        def waited(*args: Any, **kwargs: Any) -> Any:
            try:
                ended = wait(*args, **kwargs)
            except NotFound:
                # A person has ended the task: `on_kill` stops and removes.
                ended = {"StatusCode": outcome.TERMINATED}
            self.code = ended["StatusCode"]
            return ended

        def stopped_and_removed(name: str, **kwargs: Any) -> None:
            with suppress(NotFound):
                # One that is still at work has a stage to end, which a kill would leave.
                client.stop(name, timeout=20)
                remove(name, **kwargs)

        client.create_host_config = lambda **options: create(**options | self._host)
        client.attach, client.wait, client.remove_container = attached, waited, stopped_and_removed
        return client


def _connection(name: str) -> Connection | None:
    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None


class CheckOperator(RunnerOperator):
    """Decides by the configuration of the run what comes next: the stages, or the experiment."""

    def __init__(self, *, stages: Sequence[str], experiment: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stages = list(stages)
        self.experiment = experiment

    def execute(self, context: Mapping[str, Any]) -> Any:
        super().execute(context)
        self._keep(context)
        is_experiment = bool(context["dag_run"].conf)
        raise DownstreamTasksSkipped(tasks=self.stages if is_experiment else [self.experiment])


class PlanOperator(RunnerOperator):
    """Gives the parts into which a forest is cut; skipped, as are they, if there are none."""

    def execute(self, context: Mapping[str, Any]) -> Any:
        if plan := super().execute(context).get("plan"):
            return plan
        raise AirflowSkipException(f"{self.task_id} has no parts: nothing changed, or one process does it all")


class ExperimentOperator(RunnerOperator):
    """Tries the parameters of the run's configuration, beside the checkout, whose files it leaves alone."""

    def __init__(self, *, command_of: Callable[[Mapping[str, Any]], list[str]], **kwargs: Any) -> None:
        super().__init__(command=None, **kwargs)
        self.command_of = command_of

    def _command(self, context: Mapping[str, Any], before: Sequence[Any]) -> list[str]:
        return self.command_of(context["dag_run"].conf)


class PublishOperator(RunnerOperator):
    """Puts the run where others get it; skipped if they have it."""

    def __init__(self, *, command_of: Callable[[str], list[str]], **kwargs: Any) -> None:
        super().__init__(command=None, **kwargs)
        self.command_of = command_of

    def _command(self, context: Mapping[str, Any], before: Sequence[Any]) -> list[str]:
        self.asked = self.command_of(context["run_id"])
        return super()._command(context, before)
