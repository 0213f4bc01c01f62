"""Asks every judge that the MLflow installed here can ask, one after the other.

Usage: python oracle/run.py CACHE    (in the checkout; CACHE holds `programs`)

The newest MLflow comes with scikit-learn, pandas, NumPy, onnxruntime and a compiler. MLflow 2
comes alone, and loads and serves what our programs stored. Ends with 1 at the first difference.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import mlflow

FIXTURES = ["numpy_random", "numpy_sums", "split", "pandas_bytes", "parquet_cells", "scores", "metrics", "curves", "mcnemar", "validation", "forest", "onnx_forest", "classifiers", "columns", "encoders"]

MODEL = "iris-classifier"


def main():
    cache = Path(sys.argv[1])
    if int(version("mlflow").split(".")[0]) >= 3:
        ask("the manifests for Kubernetes", "manifests", cache / "programs")
        regenerate_fixtures()
        ask("the data stages on new tables of numbers", "live_tables", cache / "programs")
        ask("the data stages on new tables of all kinds", "live_mixed", cache / "programs")
        ask("the data stages on new tables in Parquet", "live_parquet", cache / "programs")
        ask("the data stages on tables of megabytes, on one thread and on several", "live_large", cache / "programs")
        ask("forests on new tables", "live")
        ask("encoders on new tables", "live_encoders")
        ask("a large forest as ONNX", "onnx_scale")
        check_model()
        ask("the client and several promoters against a real tracker", "client")
        ask("the examples", "examples", cache / "programs")
        ask("our server beside MLflow's", "serving_peer", cache / "programs")
        ask("a tracker that asks for credentials", "credentials", cache / "programs")
    ask("all families, loaded and served", "serving", cache / "programs", cache / "serving")
    ask("a model of columns, loaded and served", "serving_columns", cache / "programs", cache / "serving-columns")


def ask(what, judge, *arguments):
    print(f"oracle: {what} (MLflow {version('mlflow')})", flush=True)
    command = [sys.executable, f"oracle/{judge}.py", *map(str, arguments)]
    if subprocess.run(command).returncode:
        sys.exit(f"oracle: {judge} does not agree: its words are above")


def regenerate_fixtures():
    """The judges write their answers anew; git tells whether they are those of the commit."""
    for judge in FIXTURES:
        ask(judge, judge)
    changed = subprocess.check_output(["git", "status", "--short", "--", "crates"], text=True)
    if changed:
        sys.exit(f"{changed}oracle: the judges' answers are no longer those in the fixtures above")


def check_model():
    """The model that `make run` left, by onnxruntime and by MLflow."""
    params = json.dumps({"n_estimators": 100, "max_depth": 5, "random_state": 42})
    ask("the model of this checkout", "check_onnx", "models/model.onnx", "data/processed/train.csv", "--params", params)
    ask("its version in the registry", "check_mlflow_model", "--tracking-uri", mlflow.get_tracking_uri(),
        "--name", MODEL, "--version", registered_version(), "--csv", "data/processed/test.csv", "--target", "target", "--accuracy", 0.9333333333333333)


def registered_version():
    """The newest version that holds the model of this checkout."""
    key = json.loads(Path("models/model_metadata.json").read_text())["key"]
    versions = mlflow.MlflowClient().search_model_versions(f"name = '{MODEL}'")
    return max(int(version.version) for version in versions if version.tags.get("mlops.key") == key)


if __name__ == "__main__":
    main()
