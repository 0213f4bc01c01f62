"""Writes validation scores and settings as scikit-learn gives them, for the tests of crate train.

Usage: python oracle/validation.py

The scores are those of random forests on training rows that they did not learn from: out of bag, over folds, and on
rows held out. Of folds they are the mean and the standard deviation. Probabilities are rounded to float32, as they are
in a model's file. The settings are those of ParameterGrid and ParameterSampler.
"""

import io
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.metrics import accuracy_score, balanced_accuracy_score, brier_score_loss, f1_score, log_loss, roc_auc_score
from sklearn.model_selection import ParameterGrid, ParameterSampler, StratifiedKFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

CRATES = Path(__file__).parent.parent / "crates"
FIXTURES = CRATES / "train/tests/fixtures"
IRIS = CRATES.parent / "dataset/iris.csv"
GRIDS = [
    {"max_depth": [3, 5, None], "n_estimators": [10, 20], "criterion": ["gini", "entropy"]},
    {"min_samples_leaf": [5, 1, 3]},
    {"max_features": ["sqrt", 0.5, 2], "bootstrap": [True], "max_depth": list(range(1, 41)), "random_state": list(range(5))},
]


def forest(n_estimators=100):
    return RandomForestClassifier(n_estimators, max_depth=5, random_state=42, n_jobs=2)


def iris():
    """The training rows of the bundled dataset, with numbers for its classes."""
    frame = pd.read_csv(IRIS)
    frame["target"] = frame.pop("species").map({"setosa": 0, "versicolor": 1, "virginica": 2})
    train, _ = train_test_split(frame, test_size=0.2, random_state=42, stratify=frame["target"])
    return train.to_csv(index=False, lineterminator="\n")


def mixed():
    """Rows of which each fold has another median, and some a text that no other fold has."""
    random = np.random.RandomState(16)
    plan = random.choice(["a", "b", "c"], size=80).astype(object)
    plan[:4] = ["rare", "odd", "a", "b"]
    age = random.normal(40, 15, size=80).round(1)
    target = ((age > 38) ^ (plan == "b")).astype(int)
    age[random.random_sample(80) < 0.2] = np.nan
    return pd.DataFrame({"age": age, "plan": plan, "target": target})


def of_columns(model):
    encoders = [("age", SimpleImputer(strategy="median"), ["age"]), ("plan", OneHotEncoder(handle_unknown="ignore"), ["plan"])]
    return make_pipeline(ColumnTransformer(encoders), model)


def scores(y, p, labels, classes):
    p = p.astype("f4").astype("f8")
    ranked = p[:, 1] if classes == 2 else p
    return {
        "accuracy": accuracy_score(y, labels),
        "f1": f1_score(y, labels, average="weighted"),
        "balanced_accuracy": balanced_accuracy_score(y, labels),
        "roc_auc": roc_auc_score(y, ranked, multi_class="ovr"),
        "log_loss": log_loss(y, p, labels=range(classes)),
        "brier_score": brier_score_loss(y, p, labels=range(classes)),
    }


def of_split(model, x, y, train, test):
    model.fit(x.iloc[train], y[train])
    p = model.predict_proba(x.iloc[test])
    return scores(y[test], p, p.argmax(axis=1), y.max() + 1)


def of_folds(found):
    table = pd.DataFrame(found)
    means = {name: float(np.mean(table[name].to_numpy())) for name in table}
    return means, {name: float(np.std(table[name].to_numpy())) for name in table}


def validated(name, text, model, columns=None):
    """All methods on one table; out of bag without its encoders, which see all rows."""
    frame = pd.read_csv(io.StringIO(text))
    x, y = frame.drop(columns=["target"]), frame["target"].to_numpy()
    rows = np.arange(len(y))
    folds = list(StratifiedKFold(5, shuffle=True, random_state=42).split(rows, y))
    means, stds = of_folds([of_split(model(), x, y, train, test) for train, test in folds])
    held_out = train_test_split(rows, test_size=0.2, random_state=42, stratify=y)
    found = {
        "k_fold": {"rows": len(y), "scores": means, "std": stds},
        "held_out": {"rows": len(held_out[1]), "scores": of_split(model(), x, y, *held_out)},
    }
    if columns is None:
        fitted = model().set_params(oob_score=True).fit(x, y)
        shares = fitted.oob_decision_function_
        found["out_of_bag"] = {"rows": len(y), "scores": scores(y, shares, shares.argmax(axis=1), y.max() + 1)}
        assert found["out_of_bag"]["scores"]["accuracy"] == fitted.oob_score_
    return {"name": name, "table": text, "columns": columns, "methods": found}


def searched(params, n_iter=None, random_state=None):
    tries = ParameterGrid(params) if n_iter is None else ParameterSampler(params, n_iter, random_state=random_state)
    return {"params": params, "n_iter": n_iter, "random_state": random_state, "settings": list(tries)}


def write(name, cases):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(found, separators=(",", ":")) for found in cases)
    (FIXTURES / name).write_text(f"[\n{lines}\n]\n")


def main():
    # Rounded to float32, they add up to 1 but for the last digits.
    warnings.filterwarnings("ignore", "The y_prob values do not sum to one")
    columns = "{age: {type: number, missing: median}, plan: {type: category}}"
    table = mixed().to_csv(index=False, lineterminator="\n")
    write("validation.json", [
        validated("iris", iris(), forest),
        validated("mixed", table, lambda: of_columns(forest(20)), columns),
    ])
    searches = [searched(params) for params in GRIDS[:2]]
    searches += [searched(params, n_iter, seed) for params, n_iter in zip(GRIDS, [5, 3, 4]) for seed in (0, 42)]
    write("searches.json", searches)


if __name__ == "__main__":
    main()
