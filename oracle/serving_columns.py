"""Has the MLflow installed here load and serve a model of texts, flags and missing values, and compares with scikit-learn.

Usage: python oracle/serving_columns.py PROGRAMS WORK

Trains on rows of a table as a person has it, with an MLflow server of its own, and asks about rows as pandas reads them
from a file: `mlflow.pyfunc`, onnxruntime, and `mlflow models serve` with JSON and CSV. Labels must be scikit-learn's and
probabilities its own, rounded to float32. So must the importances be in the files of the run. WORK holds scikit-learn's
answers: where it is another version, those of an earlier call are used.
"""

import io
import json
import sys
from importlib.metadata import version
from pathlib import Path

import mlflow
import numpy as np
import onnxruntime
import pandas as pd

import pipeline
from serving import fail, invoke

CLASSES = ["setosa", "versicolor", "virginica"]
COLUMNS = {
    "city": {"type": "category", "missing": "keep"},
    "plan": {"type": "category", "missing": {"constant": "none"}, "min_frequency": 5},
    "level": {"type": "category", "values": "number", "encoding": "ordinal"},
    "age": {"type": "number", "missing": "median"},
    "income": {"type": "number", "missing": "keep"},
    "visits": {"type": "number"},
    "member": {"type": "flag", "values": "boolean", "missing": "keep"},
    "paid": {"type": "flag", "values": "boolean"},
    "news": {"type": "flag", "missing": "most_frequent"},
}
SINGLE = {"city": COLUMNS["city"]}
FOREST = {"n_estimators": 100, "max_depth": 5, "random_state": 42}


def table(seed, rows):
    """The rows of a table, as pandas reads them."""
    random = np.random.default_rng(seed)

    def gaps(values, share):
        return np.where(random.random(rows) < share, None, np.asarray(values, object))

    frame = pd.DataFrame(
        {
            "city": gaps(random.choice(["Oslo", "Zürich", "東京", "a,b", "x \"y\""], rows), 0.2),
            "plan": gaps(random.choice(["free", "pro", "team", f"rare{seed}"], rows, p=[0.5, 0.3, 0.18, 0.02]), 0.1),
            "level": random.integers(1, 6, rows),
            "age": gaps(random.normal(40, 12, rows).round(1), 0.1),
            "income": gaps(random.lognormal(10, 1, rows).round(2), 0.3),
            "visits": random.integers(0, 40, rows),
            "member": gaps(random.random(rows) < 0.4, 0.1),
            "paid": random.random(rows) < 0.7,
            "news": gaps(random.choice(["yes", "no", "YES"], rows), 0.1),
        }
    )
    score = frame["visits"] / 10 + (frame["city"] == "Oslo") + 2 * frame["paid"] + random.normal(size=rows)
    frame["target"] = pd.cut(score, [-np.inf, 2.5, 4, np.inf], labels=False)
    return frame


def judge(train, rows, columns, remembered):
    """scikit-learn's probabilities of `rows`, and its importances."""
    if version("scikit-learn") == pinned():
        import pipelines
        from sklearn.ensemble import RandomForestClassifier

        encoders = pipelines.transformer(columns, train)
        model = RandomForestClassifier(**FOREST).fit(encoders.fit_transform(train[list(columns)]), train["target"])
        shares = model.predict_proba(encoders.transform(rows[list(columns)]))
        importances = dict(zip(encoders.get_feature_names_out().tolist(), model.feature_importances_.tolist()))
        remembered.write_text(json.dumps({"shares": shares.tolist(), "importances": importances}))
    answers = json.loads(remembered.read_text())
    return np.array(answers["shares"]), answers["importances"]


def pinned():
    lines = (pipeline.ROOT / "oracle/requirements.in").read_text().splitlines()
    return next(line.split("==")[1] for line in lines if line.startswith("scikit-learn=="))


def compare(who, outputs, shares):
    outputs = pd.DataFrame(outputs)
    if list(outputs.columns) != ["label"] + [f"probability_{name}" for name in CLASSES]:
        fail(f"{who}: the outputs are {list(outputs.columns)}")
    if (outputs["label"].to_numpy() != shares.argmax(axis=1)).any():
        fail(f"{who}: labels are not scikit-learn's")
    found = outputs[outputs.columns[1:]].to_numpy("float32")
    if (found != shares.astype("float32")).any():
        fail(f"{who}: probabilities differ from scikit-learn's by up to {np.abs(found - shares).max()}")


def check(name, columns, programs, work, folder, uri):
    train, test, new = (table(seed, rows).loc[:, [*columns, "target"]] for seed, rows in [(1, 300), (2, 80), (3, 120)])
    run = pipeline.Pipeline(folder, programs, {"columns: null": f"columns: {json.dumps(columns)}", "registered_model: null": f"registered_model: {name}"})
    for part, frame in [("train", train), ("test", test)]:
        frame.to_csv(folder / f"data/processed/{part}.csv", index=False)
    run.run_all(uri)
    text = new.drop(columns="target").to_csv(index=False)
    # Both parts as pandas reads them: what scikit-learn learns from, and what a person asks about.
    train, rows = (pipeline.read(io.StringIO(part)) for part in [train.to_csv(index=False), text])
    shares, importances = judge(train, rows, columns, work / f"{name}.json")
    version = max(mlflow.MlflowClient().search_model_versions(f"name = '{name}'"), key=lambda found: int(found.version))
    model = f"models:/{name}/{version.version}"
    by_pyfunc(model, rows, text, shares)
    by_onnxruntime(folder / "models/model.onnx", rows, shares)
    by_serving(model, rows, text, shares, folder)
    check_importances(version.run_id, importances)
    check_example(model, folder)
    print(f"{name}: mlflow {mlflow.__version__} and pandas {pd.__version__}: {len(rows)} rows as scikit-learn predicts them", flush=True)


def by_pyfunc(uri, rows, text, shares):
    model = mlflow.pyfunc.load_model(uri)
    compare("mlflow.pyfunc", model.predict(rows), shares)
    compare("mlflow.pyfunc, columns in another order", model.predict(rows[rows.columns[::-1]]), shares)
    compare("mlflow.pyfunc, None for nothing", model.predict(with_none(rows)), shares)
    schema = model.metadata.get_input_schema()
    types = dict(zip(schema.input_names(), schema.pandas_types()))
    one = pd.read_csv(io.StringIO("\n".join(text.splitlines()[:2])), dtype=types, float_precision="round_trip")
    compare("mlflow.pyfunc, a row of the types of the schema", model.predict(one), shares[:1])


def with_none(rows):
    texts = [name for name in rows.columns if rows[name].dtype.kind not in "fib"]
    return rows.assign(**{name: pd.Series([None if pd.isna(cell) else cell for cell in rows[name]], dtype=object) for name in texts})


def by_onnxruntime(path, rows, shares):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    kinds = {"tensor(string)": object, "tensor(double)": "f8", "tensor(int64)": "i8", "tensor(bool)": bool}
    feed = {column.name: rows[column.name].to_numpy(kinds[column.type]) for column in session.get_inputs()}
    names = [output.name for output in session.get_outputs()]
    compare("onnxruntime", {name: np.ravel(values) for name, values in zip(names, session.run(None, feed))}, shares)


def by_serving(uri, rows, text, shares, folder):
    port = pipeline.free_port()
    command = ["mlflow", "models", "serve", "-m", uri, "--env-manager", "local", "--host", "127.0.0.1", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    cells = rows.astype(object).where(rows.notna(), None)
    split = {part: cells.to_dict("split")[part] for part in ["columns", "data"]}
    with pipeline.process(command, address + "/ping", folder / "serve.log"):
        for form, body in [("dataframe_records", cells.to_dict("records")), ("dataframe_split", split)]:
            answer = invoke(address, "application/json", json.dumps({form: body}))
            compare(f"mlflow models serve, {form}", answer, shares)
        compare("mlflow models serve, csv", invoke(address, "text/csv", text), shares)


def check_importances(run_id, importances):
    read = lambda name: mlflow.artifacts.load_text(f"runs:/{run_id}/importances/{name}.csv")
    encoded = pipeline.read(io.StringIO(read("encoded_importances")))
    if dict(zip(encoded["encoded"], encoded["importance"])) != importances:
        fail("the importances of the matrix' columns are not scikit-learn's")
    features = pipeline.read(io.StringIO(read("feature_importances")))
    sums = encoded.groupby("feature")["importance"].sum()
    if not np.allclose(features["importance"], sums[features["feature"]], rtol=0, atol=1e-12):
        fail("the importances of the columns are not the sums of theirs")


def check_example(uri, folder):
    local = folder / "downloaded"
    local.mkdir()
    path = mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=str(local))
    model = mlflow.pyfunc.load_model(path)
    if len(model.predict(model.metadata.load_input_example(path))) != 5:
        fail("the input example does not give a row for each of its rows")


def main():
    programs, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    with pipeline.tracked() as (scratch, uri):
        check("customers", COLUMNS, programs, work, scratch / "customers", uri)
        check("cities", SINGLE, programs, work, scratch / "cities", uri)


if __name__ == "__main__":
    main()
