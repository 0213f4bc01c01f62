//! Section `train`: which family of models, and its parameters.

use serde_json::{Map, Value as Json};

use crate::families::{DecisionTree, GaussianNb, LogisticRegression};
use crate::forest::Forest;
use crate::section::Section;

/// A family of models and the parameters that it is trained with.
#[derive(Clone, Debug, PartialEq)]
pub enum Train {
    /// scikit-learn's `RandomForestClassifier`, from crate forest.
    RandomForest(Forest),
    /// scikit-learn's `ExtraTreesClassifier`, from crate forest.
    ExtraTrees(Forest),
    /// A single tree, from linfa-trees.
    DecisionTree(DecisionTree),
    /// Multinomial logistic regression, from linfa-logistic.
    LogisticRegression(LogisticRegression),
    /// Naive Bayes with normal distributions, from linfa-bayes.
    GaussianNb(GaussianNb),
}

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

impl Train {
    /// Its name in `params.yaml`.
    #[must_use]
    pub fn model(&self) -> &'static str {
        match self {
            Self::RandomForest(_) => "random_forest",
            Self::ExtraTrees(_) => "extra_trees",
            Self::DecisionTree(_) => "decision_tree",
            Self::LogisticRegression(_) => "logistic_regression",
            Self::GaussianNb(_) => "gaussian_nb",
        }
    }

    /// Its name in the metadata and the tracker: the reference calls its forest
    /// `RandomForest`, the others follow scikit-learn's names in the same manner.
    #[must_use]
    pub fn model_type(&self) -> &'static str {
        match self {
            Self::RandomForest(_) => "RandomForest",
            Self::ExtraTrees(_) => "ExtraTrees",
            Self::DecisionTree(_) => "DecisionTree",
            Self::LogisticRegression(_) => "LogisticRegression",
            Self::GaussianNb(_) => "GaussianNB",
        }
    }

    /// The parameters in use, by name: all that the model depends on besides its data.
    ///
    /// Of the random forest, the reference's three, and of the others those that
    /// are not at their default: the reference has nothing else to say. The other
    /// families name themselves under `model` and give everything.
    #[must_use]
    pub fn used(&self) -> Map<String, Json> {
        let all = match self {
            Self::RandomForest(forest) => return forest.beyond_default(),
            Self::ExtraTrees(params) => serde_json::to_value(params),
            Self::DecisionTree(params) => serde_json::to_value(params),
            Self::LogisticRegression(params) => serde_json::to_value(params),
            Self::GaussianNb(params) => serde_json::to_value(params),
        };
        let mut used = Map::from_iter([("model".to_owned(), self.model().into())]);
        if let Ok(Json::Object(all)) = all {
            used.extend(all);
        }
        used
    }
}

/// Every family's parameters are checked, the chosen one's are returned.
///
/// What the reference requires of its forest is required only of a forest that
/// is to be trained.
pub(crate) fn read_train(mut section: Section<'_>) -> Option<Train> {
    let model = section.choice("model", &MODELS, Some(Model::RandomForest));
    let random_forest = Forest::read(
        &mut section,
        &Forest::RANDOM_FOREST,
        model == Some(Model::RandomForest),
    );
    let extra_trees = section.subsection("extra_trees", Forest::EXTRA_TREES, |section| {
        Forest::read(section, &Forest::EXTRA_TREES, false)
    });
    let decision_tree =
        section.subsection("decision_tree", DecisionTree::default(), DecisionTree::read);
    let logistic_regression = section.subsection(
        "logistic_regression",
        LogisticRegression::default(),
        LogisticRegression::read,
    );
    let gaussian_nb = section.subsection("gaussian_nb", GaussianNb::default(), GaussianNb::read);
    section.finish();
    Some(match model? {
        Model::RandomForest => Train::RandomForest(random_forest?),
        Model::ExtraTrees => Train::ExtraTrees(extra_trees?),
        Model::DecisionTree => Train::DecisionTree(decision_tree?),
        Model::LogisticRegression => Train::LogisticRegression(logistic_regression?),
        Model::GaussianNb => Train::GaussianNb(gaussian_nb?),
    })
}
