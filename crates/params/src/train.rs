//! Section `train`: which family of models, and its hyperparameters.

use hyperparameters::{
    DecisionTreeParams, ForestParams, GaussianNbParams, LogisticRegressionParams, ModelParams,
};

use crate::data::Data;
use crate::section::Section;
use crate::shorten;
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
/// is to be trained. /// The family takes what `data`, if it is right, hands on of missing values.
pub(crate) fn read(mut section: Section<'_>, data: Option<&Data>) -> Option<ModelParams> {
    let classes = data.map(|data| data.classes.as_slice());
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
    let missing = check_missing(&section, model?, data);
    section.finish();
    missing?;
    Some(match model? {
        Model::RandomForest => ModelParams::RandomForest(random_forest?),
        Model::ExtraTrees => ModelParams::ExtraTrees(extra_trees?),
        Model::DecisionTree => ModelParams::DecisionTree(decision_tree?),
        Model::LogisticRegression => ModelParams::LogisticRegression(logistic_regression?),
        Model::GaussianNb => ModelParams::GaussianNb(gaussian_nb?),
    })
}

/// Only forests take missing values.
fn check_missing(section: &Section<'_>, model: Model, data: Option<&Data>) -> Option<()> {
    if matches!(model, Model::RandomForest | Model::ExtraTrees) {
        return Some(());
    }
    let columns = data
        .and_then(|data| data.columns.as_deref())
        .unwrap_or_default();
    let keeping = columns.iter().filter(|column| column.keeps_missing());
    let keeping: Vec<_> = keeping.map(|column| column.name.as_str()).collect();
    if keeping.is_empty() {
        return Some(());
    }
    let named = MODELS.iter().find(|(_, named)| *named == model);
    let (name, _) = named?;
    let columns = shorten::list(keeping);
    let text = format!(
        "`{}` is {name}, which takes no missing values, and `data.columns` keeps those of \
         {columns}; write there what stands for them, such as `missing: most_frequent`, or choose \
         random_forest or extra_trees",
        section.path("model")
    );
    section.note(section.line_of("model"), text);
    None
}
