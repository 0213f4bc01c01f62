"""`make airflow-run`: runs the DAG to its end, without a scheduler, and ends with the exit code of the task that failed."""

import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

HOME = Path(os.environ["AIRFLOW_HOME"])
# What the containers print, and what the tasks say of them; VERBOSE=1 shows what Airflow itself says.
QUIET = {
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL",
    "AIRFLOW__LOGGING__NAMESPACE_LEVELS": "airflow.task.operators=INFO",
    "AIRFLOW__LOGGING__LOG_FORMAT": "%(message)s",
}
sys.path.insert(0, str(Path(__file__).parent / "dags"))


def main(conf: dict[str, object]) -> int:
    """The database is as new, and is gone with the container: whoever wants a history has `make airflow`."""
    shutil.copy("/opt/airflow.db", HOME)
    if not os.environ.get("VERBOSE"):
        os.environ.update(QUIET)
    from mlops_dag.problem import Problem

    try:
        import pipeline
    except Problem as problem:
        print(f"airflow: {problem}", file=sys.stderr)
        return 2
    interrupted = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        # By this one a task stops its container; by the exception of Ctrl-C it would be tried again.
        interrupted.append(128 + number)
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    signal.signal(signal.SIGINT, interrupt)
    threading.Thread(target=end_with_caller, daemon=True).start()
    code = told(pipeline.dag.test(run_conf=conf))
    return (interrupted or [code])[0]


def end_with_caller() -> None:
    """The `docker run` that shows what this prints may be killed, and then nobody passes signals on."""
    namespace, _, caller = os.environ.get("MLOPS_CALLER", "").partition(" ")
    while namespace == os.readlink("/proc/self/ns/pid") and Path(f"/proc/{caller}").exists():
        time.sleep(1)
    if namespace == os.readlink("/proc/self/ns/pid"):
        os.kill(os.getpid(), signal.SIGTERM)


def told(run) -> int:
    """Says how each task ended, and gives the first exit code that is not 0."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session
    from mlops_dag.operator import EXIT_CODE

    with create_session() as session:
        tasks = sorted(run.get_task_instances(session=session), key=lambda task: (task.start_date is None, task.start_date))
        found = session.scalars(XComModel.get_many(run_id=run.run_id, key=EXIT_CODE, dag_ids=run.dag_id)).all()
        codes = [json.loads(row.value) if isinstance(row.value, str) else row.value for row in found]
        for task in tasks:
            seconds = f"{task.duration:6.1f} s" if task.duration else ""
            name = f"{task.task_id}[{task.rendered_map_index}]" if task.map_index >= 0 else task.task_id
            print(f"{name:20} {task.state or 'not run':16} {seconds}".rstrip())
    print(f"airflow: the run {'succeeded' if run.state == 'success' else 'failed'}")
    return next(iter(codes), 0 if run.state == "success" else 1)


def configuration(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        example = '{"train.max_depth": 3}'
        print(f"airflow: failed to read CONF: it is `{text}`; expected JSON such as {example}", file=sys.stderr)
        sys.exit(2)
    return found


if __name__ == "__main__":
    sys.exit(main(configuration(sys.argv[1])))
