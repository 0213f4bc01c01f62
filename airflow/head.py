"""`make airflow-cluster`: what `serve` runs, and redis, by which the workers in other containers get their tasks."""

import os
import sqlite3
import sys
from pathlib import Path
from urllib.parse import urlsplit

import serve

# The page's port here; another one of the host leads to it.
ADDRESS = "http://127.0.0.1:8080"
REDIS = Path("/tmp/redis.conf")
# In memory: after an end of all, Airflow's database knows which tasks have to be sent again.
REDIS_CONF = """
requirepass {password}
bind *
port {port}
dir /tmp
save ""
"""


def main() -> int:
    serve.check_stages()
    broker = urlsplit(os.environ["AIRFLOW__CELERY__BROKER_URL"])
    REDIS.touch(mode=0o600)
    REDIS.write_text(REDIS_CONF.format(password=broker.password, port=broker.port))
    serve.make_database(os.environ["MLOPS_AIRFLOW_IMAGE"])
    make_room(int(os.environ["AIRFLOW__CORE__PARALLELISM"]))
    return serve.keep({"redis": ["redis-server", str(REDIS)]} | serve.COMPONENTS, os.environ, ADDRESS)


def make_room(workers: int) -> None:
    """DVC allows one writer in a checkout, and each worker has one."""
    with sqlite3.connect(serve.DATABASE) as database:
        database.execute("UPDATE slot_pool SET slots = ? WHERE pool = 'mlops_checkout'", (workers,))


if __name__ == "__main__":
    sys.exit(serve.tell(main))
