import os
import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

from airflow.models.taskinstance import TaskInstance
from airflow.sdk import timezone
from airflow.serialization.serialized_objects import create_scheduler_operator
from airflow.timetables.assets import AssetOrTimeSchedule
from mlops_dag.problem import Problem

from .checkout import InCheckout

DAG_FILE = str(Path(__file__).resolve().parents[1] / "dags" / "pipeline.py")


class Pipeline(InCheckout):
    def dag(self, **environment: str) -> Any:
        with patch.dict(os.environ, {"MLOPS_CHECKOUT": str(self.root)} | environment):
            return runpy.run_path(DAG_FILE)["dag"]

    def test_each_step_is_a_task_between_the_check_and_the_report(self) -> None:
        tasks = self.dag().task_dict
        self.assertEqual(
            {name: task.upstream_task_ids for name, task in tasks.items()},
            {
                "mlops.check": set(),
                "mlops.experiment": {"mlops.check"},
                "data.dvc": {"mlops.check"},
                "split": {"data.dvc"},
                "score": {"split"},
                "mlops.report": {"score"},
            },
        )
        self.assertEqual(tasks["split"].command, ["dvc", "repro", "--single-item", "split"])

    def test_one_task_at_a_time_writes_the_checkout(self) -> None:
        dag = self.dag()
        self.assertEqual(dag.max_active_runs, 1)
        self.assertEqual({task.pool for task in dag.tasks}, {"mlops_checkout"})
        self.assertEqual({task.trigger_rule for task in dag.tasks}, {"none_failed"})
        self.assertEqual({task.retries for task in dag.tasks}, {3})
        self.assertEqual({task.retries for task in self.dag(MLOPS_RETRIES="0").tasks}, {0})

    def test_each_retry_waits_longer_than_the_one_before(self) -> None:
        task = TaskInstance(create_scheduler_operator(self.dag().task_dict["split"]), run_id="run", dag_version_id=None)
        task.end_date = timezone.utcnow()
        waits = []
        for task.try_number in (1, 2, 3):
            waits.append((task.next_retry_datetime() - task.end_date).total_seconds())
        for wait, least in zip(waits, (10, 20, 40), strict=True):
            self.assertTrue(least <= wait <= 2 * least, waits)

    def test_the_dataset_triggers_the_dag_and_a_schedule_comes_from_the_environment(self) -> None:
        self.assertEqual(self.dag().schedule.uri, f"file://{self.root}/data/source/iris.csv")
        self.assertIsInstance(self.dag(MLOPS_SCHEDULE="0 6 * * *").schedule, AssetOrTimeSchedule)
        self.write("data.dvc", "outs: [{path: data/source/goods.csv}]\n")
        self.assertIsNone(self.dag().schedule)

    def test_what_is_wrong_with_the_stages_is_told_when_the_dag_is_read(self) -> None:
        self.edit("dvc.yaml", "mlops stage score", "python score.py")
        with self.assertRaisesRegex(Problem, "stage `score` has the cmd `python score.py`; expected `mlops stage score`"):
            self.dag()
