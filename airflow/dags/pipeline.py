"""The pipeline of a checkout as a DAG: the same stages, in the same containers, as `make run`.

Variables of the environment of Airflow, all optional:

- MLOPS_CHECKOUT: the checkout. By default the one that this file is in.
- MLOPS_SCHEDULE: when the DAG runs, as cron has it (`0 6 * * *`, UTC). By default only when somebody, or an event of the
  dataset's asset, triggers it.
- MLOPS_RETRIES: how often a task is tried again whose tracker or remote did not answer. By default 3.
- MLOPS_PUBLISH: 1 for a last task that commits what a run made, and pushes data and branch.
- MLOPS_SHARE: 1 for workers that each have a checkout of their own, and nothing in common but git, the remote and the tracker.
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
from mlops_dag.operator import (
    DEFAULTS,
    CheckOperator,
    ExperimentOperator,
    PlanOperator,
    PublishOperator,
    RunnerOperator,
)

# No stage can have such a name.
CHECK, EXPERIMENT, REPORT, PUBLISH = "mlops.check", "mlops.experiment", "mlops.report", "mlops.publish"
# The stage whose forest can be grown in parts, and the tasks before it that do so.
TRAIN = "train"
PLAN, SHARD = f"{TRAIN}.plan", f"{TRAIN}.shard"

root = Path(os.environ.get("MLOPS_CHECKOUT") or Path(__file__).resolve().parents[2])
found = steps.read(root)
upstream = graph.upstream([step for step in found if not step.is_import])
scale = steps.scale(root)
in_parts = scale.shards > 1 and TRAIN in upstream

assets = [Asset(f"dataset {out}", f"file://{quote(str(root / out))}") for step in found if step.is_import for out in step.outs]
cron = os.environ.get("MLOPS_SCHEDULE")
schedule = reduce(or_, assets) if assets else None
if cron:
    schedule = AssetOrTimeSchedule(timetable=CronTriggerTimetable(cron, timezone="UTC"), assets=schedule or [])

share, publish = (os.environ.get(name) == "1" for name in ("MLOPS_SHARE", "MLOPS_PUBLISH"))
common = {"checkout": str(root), "share": share, "retries": int(os.environ.get("MLOPS_RETRIES") or 3)}


def shards(after: list[str]) -> tuple[PlanOperator, object]:
    """The plan, and a task for each of its parts: side by side, since none of them writes what DVC watches."""
    plan = PlanOperator(task_id=PLAN, command=commands.plan(TRAIN), after=after, **common)
    one = DEFAULTS | common | {"task_id": SHARD, "after": after, "map_index_template": commands.TREES}
    if not share:
        # They share a machine, and only read its checkout. Where each worker has one, the pool has a slot for each.
        one |= {"pool": "default_pool", "max_active_tis_per_dagrun": scale.jobs}
    return plan, RunnerOperator.partial(**one).expand(command=plan.output.map(commands.shard(TRAIN)))


dag = DAG("mlops", description=f"The pipeline of {root}", schedule=schedule, catchup=False, max_active_runs=1, tags=["mlops"])
with dag:
    stages = [*upstream, *([PLAN, SHARD] if in_parts else []), REPORT, *([PUBLISH] if publish else [])]
    check = CheckOperator(task_id=CHECK, command=commands.start(), stages=stages, experiment=EXPERIMENT, **common)
    experiment = ExperimentOperator(task_id=EXPERIMENT, command_of=commands.experiment, **common)
    check >> experiment
    tasks = {CHECK: check}
    for name, before in upstream.items():
        after = before or [CHECK]
        earlier = [tasks[other] for other in after]
        if in_parts and name == TRAIN:
            plan, grown = shards(after)
            earlier >> plan
            earlier, after = [grown], [*after, SHARD]
        tasks[name] = RunnerOperator(task_id=name, command=commands.stage(name), after=after, **common)
        earlier >> tasks[name]
    last = [name for name in upstream if not any(name in before for before in upstream.values())]
    report = RunnerOperator(task_id=REPORT, command=commands.report(), after=last, **common)
    [tasks[name] for name in last] >> report
    if publish:
        report >> PublishOperator(task_id=PUBLISH, command_of=commands.publish, after=last, **common)
