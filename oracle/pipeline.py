"""A real MLflow server of the test's own, and our stages run against it."""

import contextlib
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import mlflow
import pandas as pd

ROOT = Path(__file__).parent.parent
START = 240


def read(path):
    """A table as pandas reads it, every decimal to the nearest double."""
    return pd.read_csv(path, float_precision="round_trip")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def process(command, health, log, **options):
    """Runs a server until the block ends; `health` answers 200 once it is ready."""
    with open(log, "w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **options)
    try:
        wait(server, health, log)
        yield server
    finally:
        server.terminate()
        server.wait(30)


def wait(server, health, log):
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(health, timeout=5).read()
            return
        time.sleep(0.1)
    raise SystemExit(f"{' '.join(server.args)} does not start:\n{Path(log).read_text()[-3000:]}")


@contextlib.contextmanager
def tracked():
    """A folder for scratch, and the address of a tracker of its own, which MLflow uses."""
    # A model names the Python that it was tested with first; that it is another one here is the point.
    logging.getLogger("mlflow.pyfunc").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch, tracker(Path(scratch) / "tracker") as uri:
        os.environ["MLFLOW_TRACKING_URI"] = uri
        mlflow.set_tracking_uri(uri)
        yield Path(scratch), uri


@contextlib.contextmanager
def tracker(folder, options=(), environment=None):
    """An MLflow server with its data in `folder`; gives its address."""
    folder.mkdir(parents=True, exist_ok=True)
    uri = f"http://127.0.0.1:{free_port()}"
    command = ["mlflow", "server", "--host", "127.0.0.1", "--port", uri.rsplit(":", 1)[1], "--workers", "1"]
    command += ["--backend-store-uri", "sqlite:///mlflow.db", "--artifacts-destination", "./artifacts", *options]
    settings = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    everything = {**os.environ, **settings, **(environment or {})}
    with process(command, uri + "/health", folder / "server.log", cwd=folder, env=everything):
        yield uri


class Pipeline:
    """A folder as the first two stages leave it, with `changes` made to params.yaml and to the tables."""

    def __init__(self, folder, programs, changes, change_table=None):
        self.folder, self.programs = folder, programs
        shutil.copytree(ROOT / "data/processed", folder / "data/processed")
        for path in (folder / "data/processed").glob("*.csv") if change_table else []:
            change_table(read(path)).to_csv(path, index=False)
        params = (ROOT / "crates/stage/tests/iris/params.yaml").read_text()
        for old, new in changes.items():
            if old not in params:
                raise SystemExit(f"params.yaml does not hold `{old}`")
            params = params.replace(old, new)
        (folder / "params.yaml").write_text(params)

    def run(self, stage, environment):
        return subprocess.run([self.programs / stage], cwd=self.folder, env=environment, capture_output=True, text=True)

    def run_all(self, uri):
        for stage in ["train", "evaluate"]:
            ended = self.run(stage, {"MLFLOW_TRACKING_URI": uri})
            if ended.returncode:
                raise SystemExit(f"{stage} ended with {ended.returncode}: {ended.stderr}")
