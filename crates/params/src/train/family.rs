//! The families of models, and where the hyperparameters of each stand in `params.yaml`.

use hyperparameters::{
    DecisionTreeParams, ForestParams, GaussianNbParams, LogisticRegressionParams, ModelParams,
};

use super::{forest, linfa};
use crate::problem::Problems;
use crate::section::Section;
use crate::yaml::{Entry, Node};

/// The values of `train.model`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Model {
    RandomForest,
    ExtraTrees,
    DecisionTree,
    LogisticRegression,
    GaussianNb,
}

/// Each by its name. All but the first have a section of that name.
pub(crate) const MODELS: [(&str, Model); 5] = [
    ("random_forest", Model::RandomForest),
    ("extra_trees", Model::ExtraTrees),
    ("decision_tree", Model::DecisionTree),
    ("logistic_regression", Model::LogisticRegression),
    ("gaussian_nb", Model::GaussianNb),
];

/// The keys of section `train` that are no hyperparameters of the random forest, beside the
/// sections of the others.
const OTHER_KEYS: [&str; 3] = ["model", "validation", "tune"];

impl Model {
    /// Reads the hyperparameters of the family, and asks for no other key. What the reference
    /// requires of its forest is `required` only of a forest that is to be trained.
    pub(crate) fn read(
        self,
        section: &mut Section<'_>,
        classes: Option<&[String]>,
        required: bool,
    ) -> Option<ModelParams> {
        Some(match self {
            Self::RandomForest => {
                let defaults = &ForestParams::RANDOM_FOREST;
                let read = forest::read(section, defaults, classes, required)?;
                ModelParams::RandomForest(read)
            }
            Self::ExtraTrees => {
                let defaults = &ForestParams::EXTRA_TREES;
                let read = forest::read(section, defaults, classes, false)?;
                ModelParams::ExtraTrees(read)
            }
            Self::DecisionTree => ModelParams::DecisionTree(linfa::decision_tree(section)?),
            Self::LogisticRegression => {
                ModelParams::LogisticRegression(linfa::logistic_regression(section)?)
            }
            Self::GaussianNb => ModelParams::GaussianNb(linfa::gaussian_nb(section)?),
        })
    }

    /// The hyperparameters where nothing is written of the family.
    pub(crate) fn defaults(self) -> ModelParams {
        match self {
            Self::RandomForest => ModelParams::RandomForest(ForestParams::RANDOM_FOREST),
            Self::ExtraTrees => ModelParams::ExtraTrees(ForestParams::EXTRA_TREES),
            Self::DecisionTree => ModelParams::DecisionTree(DecisionTreeParams::default()),
            Self::LogisticRegression => {
                ModelParams::LogisticRegression(LogisticRegressionParams::default())
            }
            Self::GaussianNb => ModelParams::GaussianNb(GaussianNbParams::default()),
        }
    }
}

/// What is written of the hyperparameters of one family, to be read again with other values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    model: Model,
    entries: Vec<Entry>,
    classes: Option<Vec<String>>,
}

impl Written {
    /// What section `train` holds of the family; `classes` are the names of the classes, if those
    /// are right.
    pub(crate) fn of(train: &Section<'_>, model: Model, classes: Option<&[String]>) -> Self {
        let own = MODELS.iter().find(|(_, named)| *named == model);
        let own = own.map_or("", |(name, _)| name);
        let is_forests = |entry: &&Entry| {
            let key = entry.key();
            !OTHER_KEYS.contains(&key) && MODELS.iter().all(|(name, _)| *name != key)
        };
        let all = train.entries().iter();
        let entries = if model == Model::RandomForest {
            all.filter(is_forests).cloned().collect()
        } else {
            let section = all.clone().find(|entry| entry.key() == own);
            section.map_or_else(Vec::new, |entry| entry.node().entries().to_vec())
        };
        Self {
            model,
            entries,
            classes: classes.map(<[String]>::to_vec),
        }
    }

    /// The hyperparameters with these values in the place of what is written. Messages name keys
    /// below `path`; an unknown key is a problem.
    pub(crate) fn read_with(
        &self,
        values: &[(&str, &Node)],
        path: &str,
        problems: &Problems,
    ) -> Option<ModelParams> {
        let changed = |entry: &&Entry| values.iter().any(|(name, _)| *name == entry.key());
        let kept = self.entries.iter().filter(|entry| !changed(entry)).cloned();
        let new = values
            .iter()
            .map(|&(name, node)| Entry::new(name.to_owned(), node.line(), node.clone()));
        let entries: Vec<_> = kept.chain(new).collect();
        let mut section = Section::of(path.to_owned(), &entries, problems);
        let read = self.model.read(&mut section, self.classes.as_deref(), true);
        section.finish();
        read
    }
}
