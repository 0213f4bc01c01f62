"""What onnxruntime says about an ONNX forest, at the rows where rounding would show."""

import numpy as np
import onnx
import onnxruntime

BELOW, ABOVE = np.float32("-inf"), np.float32("inf")


def check(path):
    """The model, after ONNX's own check of its structure and shapes."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    return model


def probes(model, records, trees=None):
    """Three rows (float32) per inner node, of all trees or of these: at its threshold and
    at the float32 below and above it; the other features come from the records, row
    after row."""
    ensemble = {a.name: onnx.helper.get_attribute_value(a) for a in trees_of(model.graph).attribute}
    nodes = enumerate(zip(ensemble["nodes_modes"], ensemble["nodes_treeids"]))
    inner = [node for node, (mode, tree) in nodes if mode == b"BRANCH_LEQ" and (trees is None or tree in trees)]
    records = records.astype("<f4")
    rows = np.repeat(records[np.arange(len(inner)) % len(records)], 3, axis=0)
    for i, node in enumerate(inner):
        at = np.float32(ensemble["nodes_values"][node])
        feature = ensemble["nodes_featureids"][node]
        rows[3 * i : 3 * i + 3, feature] = [np.nextafter(at, BELOW), at, np.nextafter(at, ABOVE)]
    return rows


def trees_of(graph):
    """The operator with the trees, which a loop over blocks of rows runs."""
    bodies = [attribute.g for node in graph.node for attribute in node.attribute if attribute.name == "body"]
    return next(node for body in bodies for node in body.node if node.op_type == "TreeEnsembleRegressor")


def run(path, rows, threads=0):
    """Labels (int64) and probabilities (float32, [N, K]) of onnxruntime. A model of integers gets the nearest ones."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    if session.get_inputs()[0].type == "tensor(int64)":
        rows = np.rint(rows).astype("<i8")
    label, *columns = session.run(None, {"X": rows})
    return label.astype("<i8"), np.stack(columns, axis=1).astype("<f4")
