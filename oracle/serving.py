"""Has the official MLflow load and serve what our stages trained, registered and promoted.

Usage: python oracle/serving.py PROGRAMS WORK

PROGRAMS holds our `train` and `evaluate`. For every model family they run against a
server of the MLflow installed here. Then, by that MLflow: `mlflow.pyfunc` by the alias,
`mlflow.onnx`, onnxruntime on the file, and `mlflow models serve` asked in three formats,
all with the columns in two orders. Each must give, on every row of train and test, the
labels of the Rust program exactly and its probabilities to 1e-6. So it must where some
columns of the table are integers, and where all are, and the signature must be what
`infer_signature` says of the training table. WORK keeps the Rust program's answers beside
the models' digests: where there is no compiler, those of an earlier call are used for the
same models.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import urllib.request
import warnings
from importlib.metadata import version
from pathlib import Path

import mlflow
import numpy as np
import onnxruntime
import pandas as pd
import yaml
from packaging.requirements import Requirement

import pipeline

FAMILIES = ["random_forest", "extra_trees", "decision_tree", "logistic_regression", "gaussian_nb"]
CLASSES = ["setosa", "versicolor", "virginica"]
COLUMNS = ["label"] + [f"probability_{name}" for name in CLASSES]
# Tables that are not all floats, as pandas tells them: how many of the columns are integers.
INTEGERS = {"iris-mixed": 2, "iris-integers": 4}
TOLERANCE = 1e-6
MODERN = int(mlflow.__version__.split(".")[0]) >= 3


def main():
    programs, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    with pipeline.tracked() as (scratch, uri):
        for family in FAMILIES:
            name = "iris-classifier" if family == FAMILIES[0] else f"iris-{family.replace('_', '-')}"
            check_model(name, family, programs, work, scratch / family, uri)
        for name, columns in INTEGERS.items():
            check_model(name, FAMILIES[0], programs, work, scratch / name, uri, columns)


def with_integers(columns):
    """Makes millimetres of the first columns, which are centimetres with one decimal."""

    def change(table):
        names = table.columns[:columns]
        return table.assign(**{name: (table[name] * 10).round().astype("int64") for name in names})

    return change


def check_model(name, family, programs, work, folder, uri, integers=0):
    changes = {"model: random_forest": f"model: {family}", "registered_model: null": f"registered_model: {name}"}
    run = pipeline.Pipeline(folder, programs, changes, with_integers(integers) if integers else None)
    run.run_all(uri)
    train, test = (pipeline.read(folder / f"data/processed/{part}.csv").drop(columns="target") for part in ["train", "test"])
    features = pd.concat([train, test], ignore_index=True)
    if (features.dtypes == "int64").sum() != integers:
        fail(f"{name}: the table has columns of the types {list(features.dtypes)}")
    expected = ask_rust(folder / "models/model.onnx", features, work / f"{name}.json")
    version = promoted(name)
    model = f"models:/{name}@production"
    directory = check_directory(model, train, folder)
    check_listed(version)
    widest = max(
        by_pyfunc(model, features, expected),
        by_onnxruntime("mlflow.onnx", mlflow.onnx.load_model(model).SerializeToString(), features, expected),
        by_onnxruntime("onnxruntime", str(folder / "models/model.onnx"), features, expected),
        by_serving(model, features, expected, directory),
    )
    print(
        f"{name}, {family}: mlflow {mlflow.__version__} loads and serves {name}@production; "
        f"{len(features)} rows, labels equal, probabilities within {widest:.2g}",
        flush=True,
    )


def ask_rust(model, features, answers):
    """Labels and probabilities of our reader, asked or remembered."""
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    if shutil.which("cargo"):
        rows = answers.with_suffix(".csv")
        features.to_csv(rows, header=False, index=False)
        example = ["cargo", "run", "--quiet", "--locked", "--package", "estimators", "--example", "classifier", "--"]
        command = [*example, "predict", str(model), str(rows)]
        printed = subprocess.run(command, cwd=pipeline.ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        lines = [[float(cell) for cell in line.split(",")] for line in printed.splitlines()]
        answers.write_text(json.dumps({"sha256": digest, "answers": lines}))
    remembered = json.loads(answers.read_text())
    if remembered["sha256"] != digest:
        fail(f"{model} is not the file that was trained against the other MLflow: {digest}, was {remembered['sha256']}")
    return pd.DataFrame(remembered["answers"], columns=COLUMNS)


def promoted(name):
    return mlflow.MlflowClient().get_model_version_by_alias(name, "production")


def compare(judge, outputs, expected):
    """The largest difference of a probability; ends the program where a label differs."""
    outputs = pd.DataFrame(outputs)
    if list(outputs.columns) != COLUMNS or len(outputs) != len(expected):
        fail(f"{judge}: {len(outputs)} rows of {list(outputs.columns)}, expected {len(expected)} of {COLUMNS}")
    if wrong := int((outputs["label"].to_numpy() != expected["label"].to_numpy()).sum()):
        fail(f"{judge}: {wrong} labels differ")
    gap = float(np.abs(outputs[COLUMNS[1:]].to_numpy(float) - expected[COLUMNS[1:]].to_numpy()).max())
    if not gap <= TOLERANCE:
        fail(f"{judge}: probabilities differ by {gap}")
    return gap


def backwards(table):
    return table[table.columns[::-1]]


def by_pyfunc(uri, features, expected):
    model = mlflow.pyfunc.load_model(uri)
    tables = [features, backwards(features)]
    return max(compare("mlflow.pyfunc", model.predict(table), expected) for table in tables)


def by_onnxruntime(judge, model, features, expected):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    kind = np.int64 if (features.dtypes == "int64").all() else np.float32
    values = session.run(None, {session.get_inputs()[0].name: features.to_numpy(dtype=kind)})
    names = [output.name for output in session.get_outputs()]
    return compare(judge, {name: np.ravel(value) for name, value in zip(names, values)}, expected)


def by_serving(uri, features, expected, folder):
    port = pipeline.free_port()
    command = ["mlflow", "models", "serve", "-m", uri, "--env-manager", "local", "--host", "127.0.0.1", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with pipeline.process(command, address + "/ping", folder / "serve.log"):
        example = json.loads((folder / "input_example.json").read_text())
        if len(invoke(address, "application/json", json.dumps({"dataframe_split": example}))) != len(example["data"]):
            fail("the input example, sent to the service, does not give a row for each of its rows")
        return max(
            compare(f"mlflow models serve, {form}", invoke(address, kind, body), expected)
            for table in [features, backwards(features)]
            for form, kind, body in [
                ("dataframe_split", "application/json", json.dumps({"dataframe_split": split(table)})),
                ("dataframe_records", "application/json", json.dumps({"dataframe_records": table.to_dict("records")})),
                ("csv", "text/csv", table.to_csv(index=False)),
            ]
        )


def split(table):
    """Integers as such, which `table.to_numpy()` would turn into floats beside others."""
    return {part: table.to_dict("split")[part] for part in ["columns", "data"]}


def invoke(address, kind, body):
    request = urllib.request.Request(address + "/invocations", body.encode(), {"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())["predictions"]


def check_directory(uri, train, folder):
    """What lies beside the model: all of it there, valid, and true of the environment that loads it."""
    info = mlflow.models.get_model_info(uri)
    inputs = infer(train)
    if info.signature.inputs != inputs or info.signature.outputs.input_names() != COLUMNS:
        fail(f"the signature is {info.signature}, and of the training table {inputs}")
    if not {"onnx", "python_function"} <= set(info.flavors):
        fail(f"the flavors are {list(info.flavors)}")
    local = folder / "downloaded"
    local.mkdir()
    local = Path(mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=str(local)))
    check_requirements((local / "requirements.txt").read_text().split())
    python = yaml.safe_load((local / "python_env.yaml").read_text())
    conda = yaml.safe_load((local / "conda.yaml").read_text())
    if python["dependencies"] != ["-r requirements.txt"] or f"python={python['python']}" not in conda["dependencies"]:
        fail(f"python_env.yaml says {python}, conda.yaml {conda}")
    check_requirements(conda["dependencies"][-1]["pip"])
    check_example(uri, local)
    return local


def infer(train):
    """The schema that MLflow itself gives the training table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # That integers cannot have missing cells.
        return mlflow.models.infer_signature(train).inputs


def check_requirements(lines):
    for requirement in map(Requirement, lines):
        if not requirement.specifier.contains(version(requirement.name)):
            fail(f"requirements: {requirement}, but {version(requirement.name)} is installed and loads it")


def check_example(uri, local):
    model = mlflow.pyfunc.load_model(uri)
    example = model.metadata.load_input_example(str(local))
    if list(model.predict(example).columns) != COLUMNS:
        fail("the input example does not give the outputs of the signature")


def check_listed(version):
    """The Models tab lists entities on MLflow 3; MLflow 2 shows models among the files of a run."""
    client = mlflow.MlflowClient()
    run = client.get_run(version.run_id)
    if MODERN:
        found = mlflow.search_logged_models([run.info.experiment_id], f"source_run_id='{version.run_id}'", output_format="list")
        if [str(model.status) for model in found] != ["READY"]:
            fail(f"the models of the run are {found}")
    else:
        files = {item.path for item in client.list_artifacts(version.run_id, "model")}
        if "model/MLmodel" not in files or "mlflow.log-model.history" not in run.data.tags:
            fail(f"the files of the run's model are {files}")


def fail(problem):
    sys.exit(f"oracle: {problem}")


if __name__ == "__main__":
    main()
