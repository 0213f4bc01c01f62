"""Loads an ONNX model that has an input for each column of a table, for mlflow.pyfunc.

mlflow.onnx hands columns over as pandas keeps them, and text is nothing that onnxruntime takes from pandas 3. Here a column
becomes an array of NumPy, whatever pandas made of it, and a column that the signature does not require and the table does
not have is missing in each row.
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
        self.inputs = session.get_inputs()

    def predict(self, data, params=None):
        rows = data.reindex(columns=[column.name for column in self.inputs])
        values = self.session.run(self.names, {column.name: cells(rows, column) for column in self.inputs})
        return pd.DataFrame({name: np.ravel(value) for name, value in zip(self.names, values)})


def cells(rows, column):
    """A vector, or a matrix of one column where the model has no other: MLflow's own loader feeds that."""
    values = rows[column.name].to_numpy(dtype=KINDS[column.type])
    return values.reshape([-1] + [1] * (len(column.shape) - 1))
