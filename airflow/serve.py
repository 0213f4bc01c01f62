"""`make airflow`: Airflow's page, its scheduler and what reads the DAG, until one of them ends or the container is stopped.

Airflow's own `standalone` does the same with a triggerer, which this DAG does not need, and with a log server that all of the
network reaches.
"""

import base64
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

HOME = Path(os.environ["AIRFLOW_HOME"])
DATABASE = HOME / "airflow.db"
COMPONENTS = {
    "api-server": ["airflow", "api-server"],
    "scheduler": ["airflow", "scheduler", "--skip-serve-logs"],
    "dag-processor": ["airflow", "dag-processor"],
}
PORTS = range(8080, 8100)
# Seconds that the processes get for their end; what runs in a container ends when its task has.
PATIENCE = 8
sys.path.insert(0, str(Path(__file__).parent / "dags"))


def main() -> int:
    check_stages()
    port = free_port(os.environ.get("AIRFLOW_PORT"))
    make_database(os.environ["MLOPS_AIRFLOW_IMAGE"])
    address = f"http://127.0.0.1:{port}"
    return keep(COMPONENTS, os.environ | settings(address, port), address)


def tell(work: Callable[[], int]) -> int:
    """Does the work, and says what a person has to mend."""
    from mlops_dag.problem import Problem

    try:
        return work()
    except Problem as problem:
        print(f"airflow: {problem}", file=sys.stderr)
        return 2


def check_stages() -> None:
    """A wrong dvc.yaml is told at once, and not by a page on which the DAG is missing."""
    from mlops_dag import graph, steps

    graph.upstream(steps.read(Path(os.environ["MLOPS_CHECKOUT"])))


def free_port(wanted: str | None) -> int:
    """The one that a person wants, or the first that nobody listens at."""
    from mlops_dag.problem import Problem

    if wanted is not None and not wanted.isdecimal():
        raise Problem(f"use AIRFLOW_PORT: it is `{wanted}`; expected a number such as 8080")
    for port in [int(wanted)] if wanted else PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return port
    ports = wanted or f"{PORTS[0]} to {PORTS[-1]}"
    raise Problem(f"listen on port {ports} of 127.0.0.1: in use; say another, as in `AIRFLOW_PORT=9000 make airflow`")


def make_database(image: str) -> None:
    """That of the image, or the one that is there, brought to what another image expects."""
    made_for = HOME / "image"
    if not DATABASE.exists():
        shutil.copy("/opt/airflow.db", DATABASE)
    elif not made_for.exists() or made_for.read_text() != image:
        subprocess.run(["airflow", "db", "migrate"], check=True)
    made_for.write_text(image)


def settings(address: str, port: int) -> dict[str, str]:
    """What all processes have to agree on; without, each would draw secrets of its own."""
    key = HOME / "fernet-key"
    if not key.exists():
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
    return {
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(32),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__FERNET_KEY": key.read_text(),
    }


def keep(components: Mapping[str, Sequence[str]], environment: Mapping[str, str], address: str) -> int:
    """Starts all and waits for the end of one. The page is ready when it answers at `address`."""
    logs = HOME / "logs"
    logs.mkdir(exist_ok=True)
    processes = {}

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        for name, command in components.items():
            with (logs / f"{name}.log").open("ab") as log:
                processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        told = False
        while all(process.poll() is None for process in processes.values()):
            if not told and is_ready(address):
                (HOME / "url").write_text(f"{environment['AIRFLOW__API__BASE_URL']}\n")
                told = True
            time.sleep(0.5)
        ended = [name for name, process in processes.items() if process.poll() is not None]
        print(f"airflow: {ended[0]} has ended; its log is {logs / ended[0]}.log", file=sys.stderr)
        return 1
    finally:
        (HOME / "url").unlink(missing_ok=True)
        end(list(processes.values()))


def is_ready(address: str) -> bool:
    """Whether the page answers, the scheduler is at work, and the DAG can be triggered."""
    try:
        with urlopen(f"{address}/api/v2/monitor/health", timeout=2) as answer:
            health = json.load(answer)
    except (URLError, OSError, ValueError):
        return False
    parts = ("metadatabase", "scheduler", "dag_processor")
    if any(health[part]["status"] != "healthy" for part in parts):
        return False
    with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True) as database:
        return bool(database.execute("SELECT 1 FROM dag WHERE dag_id = 'mlops'").fetchone())


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(tell(main))
