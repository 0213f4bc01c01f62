//! Section `train`: which family of models, and its hyperparameters.

use hyperparameters::{
    DecisionTreeParams, ForestParams, GaussianNbParams, LogisticRegressionParams, ModelParams,
};

use crate::section::Section;
use crate::{forest, linfa};

/// The values of `train.model`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Model {
    RandomForest,
    ExtraTrees,
    DecisionTree,
    LogisticRegression,
    GaussianNb,
}

const MODELS: [(&str, Model); 5] = [
    ("random_forest", Model::RandomForest),
    ("extra_trees", Model::ExtraTrees),
    ("decision_tree", Model::DecisionTree),
    ("logistic_regression", Model::LogisticRegression),
    ("gaussian_nb", Model::GaussianNb),
];

/// Every family's hyperparameters are checked, the chosen one's are returned.
///
/// What the reference requires of its forest is required only of a forest that
/// is to be trained. `classes` are the names of the classes, if those are right.
pub(crate) fn read(mut section: Section<'_>, classes: Option<&[String]>) -> Option<ModelParams> {
    let model = section.choice("model", &MODELS, Some(Model::RandomForest));
    let random_forest = forest::read(
        &mut section,
        &ForestParams::RANDOM_FOREST,
        classes,
        model == Some(Model::RandomForest),
    );
    let extra_trees = section.subsection("extra_trees", ForestParams::EXTRA_TREES, |section| {
        forest::read(section, &ForestParams::EXTRA_TREES, classes, false)
    });
    let decision_tree = section.subsection(
        "decision_tree",
        DecisionTreeParams::default(),
        linfa::decision_tree,
    );
    let logistic_regression = section.subsection(
        "logistic_regression",
        LogisticRegressionParams::default(),
        linfa::logistic_regression,
    );
    let gaussian_nb = section.subsection(
        "gaussian_nb",
        GaussianNbParams::default(),
        linfa::gaussian_nb,
    );
    section.finish();
    Some(match model? {
        Model::RandomForest => ModelParams::RandomForest(random_forest?),
        Model::ExtraTrees => ModelParams::ExtraTrees(extra_trees?),
        Model::DecisionTree => ModelParams::DecisionTree(decision_tree?),
        Model::LogisticRegression => ModelParams::LogisticRegression(logistic_regression?),
        Model::GaussianNb => ModelParams::GaussianNb(gaussian_nb?),
    })
}
