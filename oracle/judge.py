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
    ensemble = {a.name: onnx.helper.get_attribute_value(a) for a in model.graph.node[0].attribute}
    nodes = enumerate(zip(ensemble["nodes_modes"], ensemble["nodes_treeids"]))
    inner = [node for node, (mode, tree) in nodes if mode == b"BRANCH_LEQ" and (trees is None or tree in trees)]
    records = records.astype("<f4")
    rows = np.repeat(records[np.arange(len(inner)) % len(records)], 3, axis=0)
    for i, node in enumerate(inner):
        at = np.float32(ensemble["nodes_values"][node])
        feature = ensemble["nodes_featureids"][node]
        rows[3 * i : 3 * i + 3, feature] = [np.nextafter(at, BELOW), at, np.nextafter(at, ABOVE)]
    return rows


def run(path, rows, threads=0):
    """Labels (int64) and probabilities (float32, [N, K]) of onnxruntime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    label, *columns = session.run(None, {"X": rows})
    return label.astype("<i8"), np.stack(columns, axis=1).astype("<f4")
