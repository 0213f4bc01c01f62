"""Loads an ONNX model that has an input for each column of a table, for mlflow.pyfunc.

mlflow.onnx hands columns over as pandas keeps them: text is nothing that onnxruntime takes from pandas 3, and the values of
a table with a single column are a matrix. Here a column becomes a vector of NumPy, whatever pandas made of it, and a column
that the signature does not require and the table does not have is missing in each row.
"""

import mlflow.onnx
import numpy as np
import pandas as pd

KINDS = {"tensor(string)": object, "tensor(double)": "float64", "tensor(int64)": "int64", "tensor(bool)": "bool"}


def _load_pyfunc(path):
    return Columns(mlflow.onnx._load_pyfunc(path).rt)


class Columns:
    def __init__(self, session):
        self.session = session
        self.names = [output.name for output in session.get_outputs()]
        self.kinds = {column.name: KINDS[column.type] for column in session.get_inputs()}

    def predict(self, data, params=None):
        rows = data.reindex(columns=list(self.kinds))
        values = self.session.run(self.names, {name: rows[name].to_numpy(dtype=kind) for name, kind in self.kinds.items()})
        return pd.DataFrame({name: np.ravel(value) for name, value in zip(self.names, values)})
