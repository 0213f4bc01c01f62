"""scikit-learn's forests, and what makes them up: their arrays, as little-endian numbers."""

import warnings

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

INTEGERS = ["feature", "children_left", "children_right", "n_node_samples"]
NUMBERS = ["threshold", "impurity", "weighted_n_node_samples", "value"]


def grown(records, classes, params):
    """The forest with parameters as crate forest stores them: extra trees are those with the
    splitter "random", and the keys of class_weight are text."""
    params = dict(params)
    extra = params.pop("splitter", "best") == "random"
    if extra:
        params.setdefault("bootstrap", True)  # Ours has one default for both.
    if isinstance(params.get("class_weight"), dict):
        params["class_weight"] = {int(label): weight for label, weight in params["class_weight"].items()}
    model = (ExtraTreesClassifier if extra else RandomForestClassifier)(n_jobs=1, **params)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # About few trees, small samples and nothing learnt.
        return model.fit(records, classes)


def kind(name):
    """The type of an array's entries."""
    if name == "missing_go_to_left":
        return "u1"
    return "<i8" if name in INTEGERS or name == "node_count" else "<f8"


def of(model, records):
    """The arrays by name, each as a list of parts; probabilities are those of the records."""
    trees = [estimator.tree_ for estimator in model.estimators_]
    parts = {"node_count": [[tree.node_count] for tree in trees]}
    parts |= {name: [getattr(tree, name) for tree in trees] for name in INTEGERS + NUMBERS}
    parts["missing_go_to_left"] = [flags(tree) for tree in trees]
    parts["predict_proba"] = [model.predict_proba(records)]
    with np.errstate(invalid="ignore"):  # Not a number where splits bring nothing.
        parts["feature_importances"] = [model.feature_importances_]
    if model.oob_score:
        parts["oob_decision_function"] = [model.oob_decision_function_]
        parts["oob_score"] = [[model.oob_score_]]
    return {name: [np.asarray(part, kind(name)) for part in each] for name, each in parts.items()}


def flags(tree):
    """The flags of inner nodes; scikit-learn leaves those of leaves undefined."""
    return np.where(tree.children_left == -1, 0, tree.missing_go_to_left)
