"""Loads a registered model with the official MLflow client and checks what it predicts.

The judge of crates/mlflow: a model directory that Rust wrote has to load with
`mlflow.pyfunc` and with `mlflow.onnx`, and both have to predict the labels
that are expected of it.

    python check_mlflow_model.py --tracking-uri http://localhost:5000 \
        --name iris-classifier --alias production \
        --csv data/processed/test.csv --target target --accuracy 0.9333333333333333

Ends with 1 and one line on standard error if anything differs.
"""

import argparse
import sys

import mlflow
import numpy as np
import onnxruntime
import pandas as pd


class Mismatch(Exception):
    """What was expected, and what came instead."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracking-uri", required=True)
    parser.add_argument("--name", required=True, help="the registered model")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--version")
    which.add_argument("--alias")
    parser.add_argument("--csv", required=True, help="a table with the features and the target")
    parser.add_argument("--target", required=True, help="the target's column")
    expected = parser.add_mutually_exclusive_group(required=True)
    expected.add_argument("--labels", help="a file with the expected label of each row, one per line")
    expected.add_argument("--accuracy", type=float, help="the exact share of rows that equal the target")
    return parser.parse_args()


def model_uri(args):
    if args.alias:
        return f"models:/{args.name}@{args.alias}"
    return f"models:/{args.name}/{args.version}"


def pyfunc_outputs(uri, features):
    """By name and therefore in any order of columns: the reversed table has to give the same."""
    model = mlflow.pyfunc.load_model(uri)
    outputs = pd.DataFrame(model.predict(features))
    backwards = pd.DataFrame(model.predict(features[features.columns[::-1]]))
    if not outputs.equals(backwards):
        raise Mismatch("mlflow.pyfunc: the order of the columns changes the predictions")
    declared = [column.name for column in model.metadata.get_output_schema()]
    if declared != list(outputs.columns):
        raise Mismatch(f"the signature declares {declared}, the model gives {list(outputs.columns)}")
    return outputs


def onnx_outputs(uri, features):
    proto = mlflow.onnx.load_model(uri)
    session = onnxruntime.InferenceSession(proto.SerializeToString(), providers=["CPUExecutionProvider"])
    matrix = features.to_numpy(dtype=np.float32)
    values = session.run(None, {session.get_inputs()[0].name: matrix})
    return pd.DataFrame(dict(zip([output.name for output in session.get_outputs()], values)))


def check_labels(loader, labels, target, args):
    if args.labels:
        with open(args.labels) as file:
            expected = np.array([int(line) for line in file])
        if len(expected) != len(labels):
            raise Mismatch(f"{loader}: {len(labels)} labels, expected {len(expected)}")
        if wrong := int((expected != labels).sum()):
            raise Mismatch(f"{loader}: {wrong} of {len(labels)} labels differ from {args.labels}")
    else:
        accuracy = float((labels == target).mean())
        if accuracy != args.accuracy:
            raise Mismatch(f"{loader}: accuracy {accuracy!r}, expected {args.accuracy!r}")


def check(args):
    mlflow.set_tracking_uri(args.tracking_uri)
    uri = model_uri(args)
    # As text first: only Python's own parser reads every decimal to the nearest double in all versions of pandas.
    table = pd.read_csv(args.csv, dtype=str)
    target = table[args.target].astype("int64").to_numpy()
    features = table.drop(columns=[args.target]).astype("float64")
    by_pyfunc = pyfunc_outputs(uri, features)
    by_onnx = onnx_outputs(uri, features)
    check_labels("mlflow.pyfunc", by_pyfunc["label"].to_numpy(), target, args)
    check_labels("mlflow.onnx", by_onnx["label"].to_numpy(), target, args)
    if not np.array_equal(by_pyfunc.to_numpy(), by_onnx[list(by_pyfunc.columns)].to_numpy()):
        raise Mismatch("mlflow.pyfunc and mlflow.onnx give different outputs")
    print(f"{uri}: {len(table)} rows, pyfunc and onnx agree with what is expected (mlflow {mlflow.__version__})")


if __name__ == "__main__":
    try:
        check(arguments())
    except Mismatch as mismatch:
        sys.exit(f"model check failed: {mismatch}")
