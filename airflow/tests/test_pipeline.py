import os
import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

from airflow.models.taskinstance import TaskInstance
from airflow.sdk import timezone
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.serialization.serialized_objects import create_scheduler_operator
from airflow.timetables.assets import AssetOrTimeSchedule
from mlops_dag.problem import Problem

from .checkout import PARAMS_YAML, InCheckout

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
                "split": {"mlops.check"},
                "score": {"split"},
                "mlops.report": {"score"},
            },
        )
        self.assertEqual(tasks["split"].command, ["mlops", "task", "stage", "split"])

    def test_a_run_is_published_after_its_report_if_that_is_wanted(self) -> None:
        dag = self.dag(MLOPS_PUBLISH="1")
        publish = dag.task_dict["mlops.publish"]
        self.assertEqual((publish.upstream_task_ids, publish.after), ({"mlops.report"}, ["score"]))
        self.assertIn("mlops.publish", dag.task_dict["mlops.check"].stages)
        command = ["mlops", "task", "publish", "--message", "Record the run manual__1 of Airflow"]
        self.assertEqual(publish._command({"run_id": "manual__1"}, []), command)

    def in_parts(self, **environment: str) -> Any:
        """The DAG with a stage `train`, whose forest is grown in three parts, two of them side by side."""
        self.edit("dvc.yaml", "stages:\n", "stages:\n  train:\n    cmd: mlops stage train\n    deps: [data/parts]\n    outs: [models]\n")
        self.edit("dvc.yaml", "deps: [data/parts]\n    metrics", "deps: [models]\n    metrics")
        self.write("Dockerfile.train", "")
        self.write("params.yaml", f"{PARAMS_YAML}scale: {{shards: 3, jobs: 2}}\n")
        return self.dag(**environment)

    def test_a_forest_in_parts_is_planned_and_grown_before_its_stage(self) -> None:
        tasks = self.in_parts().task_dict
        self.assertEqual(tasks["train.plan"].upstream_task_ids, {"split"})
        self.assertEqual(tasks["train.shard"].upstream_task_ids, {"train.plan"})
        self.assertEqual(tasks["train"].upstream_task_ids, {"train.shard"})
        self.assertEqual(tasks["score"].upstream_task_ids, {"train"})
        self.assertEqual(tasks["train.plan"].command, ["mlops", "task", "plan", "train"])
        for skipped in ("train.plan", "train.shard", "train", "mlops.report"):
            self.assertIn(skipped, tasks["mlops.check"].stages)

    def test_the_parts_are_mapped_and_grow_side_by_side(self) -> None:
        dag = self.in_parts(MLOPS_RETRIES="2")
        shard = dag.task_dict["train.shard"]
        self.assertIsInstance(shard, MappedOperator)
        self.assertEqual((shard.pool, shard.max_active_tis_per_dagrun), ("default_pool", 2))
        self.assertEqual((shard.trigger_rule, shard.retries), ("none_failed", 2))
        for task in (shard, dag.task_dict["train"]):
            self.assertEqual((task.retry_delay.total_seconds(), task.retry_exponential_backoff), (10, 2.0))
        command = shard.expand_input.value["command"].callables[0]("0..50")
        self.assertEqual(command, ["mlops", "task", "shard", "train", "0..50"])
        one = shard.unmap({"command": command})
        self.assertEqual((one.command, one.checkout), (command, str(self.root)))
        self.assertEqual(dag.get_template_env().from_string(shard.map_index_template).render(task=one), "0..50")

    def test_one_part_needs_no_plan(self) -> None:
        self.in_parts()
        self.edit("params.yaml", "shards: 3", "shards: 1")
        self.assertEqual(self.dag().task_dict["train"].upstream_task_ids, {"split"})
        self.assertNotIn("train.plan", self.dag().task_dict)

    def test_workers_without_a_common_folder_are_told_what_came_before(self) -> None:
        tasks = self.in_parts(MLOPS_SHARE="1").task_dict
        after = {name: task.after for name, task in tasks.items() if name not in ("train.shard", "mlops.experiment")}
        self.assertEqual(
            after,
            {
                "mlops.check": [],
                "split": ["mlops.check"],
                "train.plan": ["split"],
                "train": ["split", "train.shard"],
                "score": ["train"],
                "mlops.report": ["score"],
            },
        )
        shard = tasks["train.shard"]
        self.assertEqual((shard.partial_kwargs["after"], shard.partial_kwargs["share"]), (["split"], True))
        self.assertEqual((shard.pool, shard.max_active_tis_per_dagrun), ("mlops_checkout", None))
        self.assertTrue(all(task.share for task in tasks.values() if task is not shard))
        self.assertFalse(any(task.share for task in self.dag(MLOPS_SHARE="0").tasks if not isinstance(task, MappedOperator)))

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
