import unittest
from types import SimpleNamespace
from unittest.mock import patch

from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from mlops_dag import operator
from mlops_dag.operator import RunnerOperator
from mlops_dag.problem import Problem


class Pushed(dict):
    """A task instance that only keeps what is pushed."""

    def xcom_push(self, key: str, value: object) -> None:
        self[key] = value


class Operator(unittest.TestCase):
    def setUp(self) -> None:
        self.task = RunnerOperator(task_id="train", step="train", checkout="/checkout", command=["true"], docker_url="unix:///nowhere")
        self.pushed = Pushed()

    def execute(self, code: int, lines: list[str]) -> object:
        """Has the task do what follows a container that has ended so."""

        def run(task: RunnerOperator, _context: object) -> list[str]:
            task.code = code
            if code:
                raise operator.DockerContainerFailedException("failed", logs=lines)
            return lines

        with patch.object(RunnerOperator, "_prepare", return_value={}), patch.object(operator.DockerOperator, "execute", run):
            return self.task.execute({"ti": self.pushed})

    def test_only_a_tracker_that_does_not_answer_is_worth_a_retry(self) -> None:
        with self.assertRaises(AirflowException) as raised:
            self.execute(5, ["train: failed to reach http://m: refused"])
        self.assertNotIsInstance(raised.exception, AirflowFailException)
        for code in (2, 3, 4, 70, 130, 137, 143):
            with self.subTest(code), self.assertRaises(AirflowFailException) as raised:
                self.execute(code, ["train: failed to do it"])
            self.assertIn(f"train ended with {code}", str(raised.exception))
            self.assertEqual(self.pushed[operator.EXIT_CODE], code)

    def test_a_step_that_did_not_change_is_skipped_and_says_so(self) -> None:
        with self.assertRaises(AirflowSkipException):
            self.execute(0, ["Stage 'train' didn't change, skipping"])
        self.assertEqual(self.pushed["return_value"], {"stage": "train", "skipped": True})

    def test_a_step_that_ran_gives_what_it_did(self) -> None:
        self.assertEqual(self.execute(0, ['{"stage": "train", "run": "0a"}']), {"stage": "train", "run": "0a"})

    def test_a_worker_without_a_socket_is_told(self) -> None:
        with self.assertRaises(Problem) as raised:
            self.task._check_docker("mlops-dvc-runner:0a")
        self.assertEqual(
            str(raised.exception),
            "failed to use Docker: the worker has no socket at `/nowhere`; mount the host's there (docs/airflow.md)",
        )

    def test_an_image_that_is_not_built_is_told(self) -> None:
        self.task.docker_url = "unix:///"
        self.task.__dict__["cli"] = SimpleNamespace(images=lambda name: [])
        with patch.object(operator.stat, "S_ISSOCK", return_value=True), self.assertRaises(Problem) as raised:
            self.task._check_docker("mlops-dvc-runner:0a")
        self.assertEqual(
            str(raised.exception),
            "failed to start the runner: the image mlops-dvc-runner:0a of the present sources is not built; type `make build` in /checkout",
        )
