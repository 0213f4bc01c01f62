import unittest
from types import SimpleNamespace
from unittest.mock import patch

from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, DownstreamTasksSkipped
from mlops_dag import operator
from mlops_dag.operator import RunnerOperator
from mlops_dag.problem import Problem


class Pushed(dict):
    """A task instance that keeps what is pushed, and gives for each task that it is asked for what that one has said."""

    def xcom_push(self, key: str, value: object) -> None:
        self[key] = value

    def xcom_pull(self, task_ids: list[str]) -> list[object]:
        return [f"said by {task}" for task in task_ids]


class Operator(unittest.TestCase):
    def setUp(self) -> None:
        self.task = self.operator()
        self.pushed = Pushed()

    def operator(self, kind: type[RunnerOperator] = RunnerOperator, **kwargs: object) -> RunnerOperator:
        return kind(task_id="train", checkout="/checkout", command=["mlops"], docker_url="unix:///nowhere", **kwargs)

    def execute(self, code: int, lines: list[str], said: dict[str, object] | None = None, conf: object = None) -> object:
        """Has the task do what follows a container that has ended so."""

        def run(task: RunnerOperator, _context: object) -> list[str]:
            task.code = code
            task.said = said or {}
            if code:
                raise operator.DockerContainerFailedException("failed", logs=lines)
            return lines

        with patch.object(RunnerOperator, "_prepare", return_value={}), patch.object(operator.DockerOperator, "execute", run):
            return self.task.execute({"ti": self.pushed, "dag_run": SimpleNamespace(conf=conf)})

    def test_only_a_tracker_that_does_not_answer_is_worth_a_retry(self) -> None:
        with self.assertRaises(AirflowException) as raised:
            self.execute(5, ["train: failed to reach http://m: refused"])
        self.assertNotIsInstance(raised.exception, AirflowFailException)
        for code in (2, 3, 4, 70, 130, 137, 143):
            with self.subTest(code), self.assertRaises(AirflowFailException) as raised:
                self.execute(code, ["train: failed to do it"])
            self.assertIn(f"train ended with {code}", str(raised.exception))
            self.assertEqual(self.pushed[operator.EXIT_CODE], code)

    def test_where_workers_share_nothing_what_a_kill_has_ended_is_worth_a_retry_too(self) -> None:
        self.task = self.operator(share=True)
        for code in (130, 137, 143):
            with self.subTest(code), self.assertRaises(AirflowException) as raised:
                self.execute(code, [])
            self.assertNotIsInstance(raised.exception, AirflowFailException)
        with self.assertRaises(AirflowFailException):
            self.execute(2, [])

    def test_a_step_that_did_not_change_is_skipped_and_says_so(self) -> None:
        said = {"stage": "train", "skipped": True}
        with self.assertRaises(AirflowSkipException):
            self.execute(0, [], said)
        self.assertEqual(self.pushed["return_value"], said)

    def test_a_step_that_ran_gives_what_it_has_said(self) -> None:
        said = {"stage": "train", "skipped": False, "locks": {}}
        self.assertEqual(self.execute(0, ["Running stage 'train':"], said), said)

    def test_the_check_skips_the_stages_or_the_experiment_and_gives_what_it_has_said(self) -> None:
        self.task = self.operator(operator.CheckOperator, stages=["train", "report"], experiment="experiment")
        for conf, skipped in (({}, ["experiment"]), ({"train.max_depth": 3}, ["train", "report"])):
            with self.subTest(conf), self.assertRaises(DownstreamTasksSkipped) as raised:
                self.execute(0, [], {"commit": "0a"}, conf)
            self.assertEqual(raised.exception.tasks, skipped)
            self.assertEqual(self.pushed["return_value"], {"commit": "0a"})

    def test_a_plan_gives_its_parts_and_one_without_parts_is_skipped(self) -> None:
        self.task = self.operator(operator.PlanOperator)
        self.assertEqual(self.execute(0, [], {"plan": ["0..50", "50..100"]}), ["0..50", "50..100"])
        with self.assertRaises(AirflowSkipException):
            self.execute(0, [], {"stage": "train"})
        with self.assertRaises(AirflowFailException):
            self.execute(2, ["mlops: failed to do it"])

    def test_only_workers_without_a_common_folder_hand_on_what_was_said(self) -> None:
        def command(task: RunnerOperator) -> list[str]:
            context = {"ti": self.pushed}
            return task._command(context, task._before(context))

        self.assertEqual(command(self.operator(after=["split"])), ["mlops"])
        shared = self.operator(after=["split", "train.shard"], share=True)
        for _ in ("first try", "second try"):
            self.assertEqual(command(shared), ["mlops", "--share", "--after", '["said by split", "said by train.shard"]'])
        self.assertEqual(command(self.operator(share=True)), ["mlops", "--share", "--after", "[]"])

    def test_what_a_container_says_is_kept_for_each_try(self) -> None:
        document = b'{"stage":"train","skipped":false,"locks":{}}\n'
        streams = iter([[b"first\n", document], [b"second\n"]])
        client = SimpleNamespace(attach=lambda *_, **__: next(streams), create_host_config=None, wait=None, remove_container=None)
        with patch.object(RunnerOperator, "hook", SimpleNamespace(api_client=client)):
            self.assertEqual(list(self.task.cli.attach(stream=True)), [b"first\n"])
            self.assertEqual(self.task.said["stage"], "train")
            self.assertEqual(list(self.task.cli.attach(stream=True)), [b"second\n"])
            self.assertEqual(self.task.said, {})

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
