"""The pipeline of a checkout as a DAG: the same stages, in the same containers, as `make run`.

Variables of the environment of Airflow, all optional:

- MLOPS_CHECKOUT: the checkout. By default the one that this file is in.
- MLOPS_SCHEDULE: when the DAG runs, as cron has it (`0 6 * * *`, UTC). By default only when somebody, or an event of the
  dataset's asset, triggers it.
- MLOPS_RETRIES: how often a task is tried again whose tracker or remote did not answer. By default 3.
"""

import os
from functools import reduce
from operator import or_
from pathlib import Path
from urllib.parse import quote

from airflow.sdk import DAG, Asset
from airflow.timetables.assets import AssetOrTimeSchedule
from airflow.timetables.trigger import CronTriggerTimetable
from mlops_dag import commands, graph, steps
from mlops_dag.operator import CheckOperator, ExperimentOperator, RunnerOperator

# No stage can have such a name.
CHECK, EXPERIMENT, REPORT = "mlops.check", "mlops.experiment", "mlops.report"

root = Path(os.environ.get("MLOPS_CHECKOUT") or Path(__file__).resolve().parents[2])
found = steps.read(root)
upstream = graph.upstream(found)

assets = [Asset(f"dataset {out}", f"file://{quote(str(root / out))}") for step in found if step.is_import for out in step.outs]
cron = os.environ.get("MLOPS_SCHEDULE")
schedule = reduce(or_, assets) if assets else None
if cron:
    schedule = AssetOrTimeSchedule(timetable=CronTriggerTimetable(cron, timezone="UTC"), assets=schedule or [])

common = {"checkout": str(root), "retries": int(os.environ.get("MLOPS_RETRIES") or 3)}
dag = DAG("mlops", description=f"The pipeline of {root}", schedule=schedule, catchup=False, max_active_runs=1, tags=["mlops"])
with dag:
    check = CheckOperator(
        task_id=CHECK, step=CHECK, command=commands.check(), stages=[*upstream, REPORT], experiment=EXPERIMENT, **common
    )
    experiment = ExperimentOperator(task_id=EXPERIMENT, step=EXPERIMENT, command_of=commands.experiment, **common)
    report = RunnerOperator(task_id=REPORT, step=REPORT, command=commands.report(), **common)
    tasks = {
        step.name: RunnerOperator(task_id=step.name, step=step.name, command=commands.step(step), **common) for step in found
    }
    check >> experiment
    for name, before in upstream.items():
        ([tasks[other] for other in before] or check) >> tasks[name]
    last = [name for name in upstream if not any(name in before for before in upstream.values())]
    [tasks[name] for name in last] >> report
