"""Calls our side of a comparison: the example `forest_onnx` of crate forest."""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
EXAMPLE = ["cargo", "run", "--quiet", "--locked", "--package", "forest", "--example", "forest_onnx", "--"]


def write(records, classes, model, params):
    """Trains our forest with these parameters and writes it to the file `model`."""
    with tempfile.TemporaryDirectory() as folder:
        table = save(np.column_stack([records, classes]), folder)
        run("write", table, Path(model).resolve(), json.dumps(params))


def predict(model, records):
    """Labels (int64) and probabilities (float32) of our reader."""
    with tempfile.TemporaryDirectory() as folder:
        printed = run("predict", Path(model).resolve(), save(records, folder))
    cells = np.array([[float(cell) for cell in line.split(",")] for line in printed.splitlines()])
    return cells[:, 0].astype("<i8"), cells[:, 1:].astype("<f4")


def run(*arguments):
    command = [*EXAMPLE, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def save(cells, folder):
    """17 digits read back as the same double."""
    path = Path(folder) / "table.csv"
    np.savetxt(path, np.asarray(cells, "<f8"), delimiter=",", fmt="%.17g")
    return path
