"""Runs the Rust tests that need a real tracker: the client's, and several promoters at once.

Usage: python oracle/client.py    (calls cargo)

They get a server of the MLflow installed here, and the client's tests its official client as a judge.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pipeline

TESTS = ["cargo", "test", "--locked", "--features", "live", "--test", "live", "--package"]


def main():
    with tempfile.TemporaryDirectory() as scratch, pipeline.tracker(Path(scratch)) as uri:
        environment = os.environ | {"MLFLOW_LIVE_URI": uri, "MLFLOW_LIVE_PYTHON": sys.executable}
        for package in ["mlflow", "registry"]:
            subprocess.run([*TESTS, package], cwd=pipeline.ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
