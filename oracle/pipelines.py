"""scikit-learn's pipelines for the columns that params.yaml describes, one for each column."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder

YES = ["yes", "true", "on", "y", "t", "1", "1.0"]


def flags(frame):
    """1 and 0 for the spellings of yes and no, not a number where missing."""
    spelt = frame.astype(object).map(lambda cell: np.nan if pd.isna(cell) else float(str(cell).lower() in YES))
    return spelt.astype("float64")


def transformer(columns, train):
    """The encoders of all columns, not fitted yet."""
    parts = [(name, of_column(section, train[name]), [name]) for name, section in columns.items()]
    return ColumnTransformer(parts, verbose_feature_names_out=False, sparse_threshold=0)


def of_column(section, column):
    missing = section.get("missing", "refuse")
    # Integers are never missing for pandas, and SimpleImputer refuses fractions in their place.
    fills = missing not in ["keep", "refuse"] and column.dtype != "int64"
    # An encoder behind an imputer that drops its only column would refuse to work on nothing.
    if fills and column.isna().all():
        return "drop"
    steps = []
    if section["type"] == "flag":
        steps.append(FunctionTransformer(flags, feature_names_out="one-to-one"))
    if fills:
        steps.append(imputer(section, missing))
    if section["type"] == "category":
        steps.append(encoder(section))
    return make_pipeline(*steps) if steps else "passthrough"


def imputer(section, missing):
    if missing in ["median", "mean", "most_frequent"]:
        return SimpleImputer(strategy=missing)
    value = missing["constant"]
    return SimpleImputer(strategy="constant", fill_value=float(value) if section["type"] != "category" else value)


def encoder(section):
    if section.get("encoding") == "ordinal":
        return OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    least = section.get("min_frequency", 1)
    return OneHotEncoder(handle_unknown="ignore", min_frequency=None if least == 1 else least, sparse_output=False)
