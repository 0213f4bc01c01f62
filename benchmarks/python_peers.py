"""The Python libraries, each asked for the forest that is closest to scikit-learn's.

A peer is a function from the number of trees to an unfitted classifier with `fit` and `predict`. What the libraries
understand differently, and what was chosen here, is told in `SETTINGS`, which goes into the report.
"""

import math

SETTINGS = {
    "scikit-learn": "`RandomForestClassifier`, defaults",
    "intelex": "scikit-learn-intelex (oneDAL): `sklearnex.ensemble.RandomForestClassifier`, defaults; every measurement "
    "checks that oneDAL did the work and that nothing fell back to scikit-learn",
    "lightgbm": "`boosting_type=\"rf\"`, 63.2 % of the rows without replacement per tree, features drawn per node, "
    "`min_child_samples` 1, `min_child_weight` 0; `num_leaves` is 32 for depth 5, else the mean number of leaves of our "
    "(scikit-learn's) trees. With more than two classes it grows one tree per class and round",
    "xgboost": "`XGBRFClassifier` (histogram method): 63.2 % of the rows per tree, features drawn per node, depth 0 for "
    "unlimited. Its smallest leaf has a hessian of 1 (its default), so that its unlimited trees are smaller than the "
    "others'. With more than two classes it grows one tree per class and round",
}


def scikit_learn(args, columns):
    from sklearn.ensemble import RandomForestClassifier

    return lambda trees: RandomForestClassifier(trees, max_depth=args.depth, n_jobs=args.threads, random_state=42)


def intelex(args, columns):
    from sklearnex.ensemble import RandomForestClassifier

    return lambda trees: RandomForestClassifier(trees, max_depth=args.depth, n_jobs=args.threads, random_state=42)


def lightgbm(args, columns):
    from lightgbm import LGBMClassifier

    return lambda trees: LGBMClassifier(
        boosting_type="rf",
        n_estimators=trees,
        max_depth=args.depth or -1,
        num_leaves=max(2, args.leaves),
        subsample=0.632,
        subsample_freq=1,
        colsample_bynode=math.isqrt(columns) / columns,
        min_child_samples=1,
        min_child_weight=0.0,
        n_jobs=args.threads,
        random_state=42,
        verbose=-1,
    )


def xgboost(args, columns):
    from xgboost import XGBRFClassifier

    return lambda trees: XGBRFClassifier(
        n_estimators=trees,
        max_depth=args.depth or 0,
        tree_method="hist",
        subsample=0.632,
        colsample_bynode=math.isqrt(columns) / columns,
        n_jobs=args.threads,
        random_state=42,
    )


PEERS = {"scikit-learn": scikit_learn, "intelex": intelex, "lightgbm": lightgbm, "xgboost": xgboost}
