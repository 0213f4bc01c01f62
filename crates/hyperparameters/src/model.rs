//! A family of models and its hyperparameters.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::class_weight::ClassWeight;
use crate::decision_tree::DecisionTreeParams;
use crate::forest::ForestParams;
use crate::gaussian_nb::GaussianNbParams;
use crate::hyperparameter::InvalidHyperparameter;
use crate::logistic_regression::LogisticRegressionParams;

/// A family of models and the hyperparameters that it is trained with.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelParams {
    /// scikit-learn's `RandomForestClassifier`, from crate forest.
    RandomForest(ForestParams),
    /// scikit-learn's `ExtraTreesClassifier`, from crate forest.
    ExtraTrees(ForestParams),
    /// A single tree, from linfa-trees.
    DecisionTree(DecisionTreeParams),
    /// Multinomial logistic regression, from linfa-logistic.
    LogisticRegression(LogisticRegressionParams),
    /// Naive Bayes with normal distributions, from linfa-bayes.
    GaussianNb(GaussianNbParams),
}

/// The hyperparameters that the Python reference has, and always gives.
const REFERENCE: [&str; 3] = ["n_estimators", "max_depth", "random_state"];

impl ModelParams {
    /// The name of the family in `params.yaml`.
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

    /// The name of the family in the metadata and the tracker: the reference calls its
    /// forest `RandomForest`, the others follow scikit-learn's names in the same manner.
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

    /// The family in two letters, as names of runs have it.
    #[must_use]
    pub fn abbreviation(&self) -> &'static str {
        match self {
            Self::RandomForest(_) => "rf",
            Self::ExtraTrees(_) => "et",
            Self::DecisionTree(_) => "dt",
            Self::LogisticRegression(_) => "lr",
            Self::GaussianNb(_) => "nb",
        }
    }

    /// Checks every hyperparameter.
    ///
    /// # Errors
    ///
    /// The first that has a value that it may not have, alone or beside the others.
    pub fn check(&self) -> Result<(), InvalidHyperparameter> {
        match self {
            Self::RandomForest(params) | Self::ExtraTrees(params) => params.check(),
            Self::DecisionTree(params) => params.check(),
            Self::LogisticRegression(params) => params.check(),
            Self::GaussianNb(params) => params.check(),
        }
    }

    /// The hyperparameters of a forest of either kind; the other families have none.
    #[must_use]
    pub fn forest(&self) -> Option<&ForestParams> {
        match self {
            Self::RandomForest(params) | Self::ExtraTrees(params) => Some(params),
            Self::DecisionTree(_) | Self::LogisticRegression(_) | Self::GaussianNb(_) => None,
        }
    }

    /// The hyperparameters in use, by name: all that the model depends on besides its
    /// data.
    ///
    /// Of the random forest, the reference's three, and of the others those that
    /// are not at their default: the reference has nothing else to say. The other
    /// families name themselves under `model` and give everything. Weights of classes are by
    /// their names, which are `classes`.
    #[must_use]
    pub fn used(&self, classes: &[String]) -> Map<String, Value> {
        let all = match self {
            Self::RandomForest(params) => return named(beyond_default(params), params, classes),
            Self::ExtraTrees(params) => named(object(params), params, classes),
            Self::DecisionTree(params) => object(params),
            Self::LogisticRegression(params) => object(params),
            Self::GaussianNb(params) => object(params),
        };
        let mut used = Map::from_iter([("model".to_owned(), self.model().into())]);
        used.extend(all);
        used
    }

    /// All hyperparameters of the family, by name; weights of classes are by their numbers.
    #[must_use]
    pub fn all(&self) -> Map<String, Value> {
        match self {
            Self::RandomForest(params) | Self::ExtraTrees(params) => object(params),
            Self::DecisionTree(params) => object(params),
            Self::LogisticRegression(params) => object(params),
            Self::GaussianNb(params) => object(params),
        }
    }

    /// Those of [`all`](Self::all) that are not at the family's default.
    #[must_use]
    pub fn beyond_default(&self) -> Map<String, Value> {
        let defaults = match self {
            Self::RandomForest(_) => object(&ForestParams::RANDOM_FOREST),
            Self::ExtraTrees(_) => object(&ForestParams::EXTRA_TREES),
            Self::DecisionTree(_) => object(&DecisionTreeParams::default()),
            Self::LogisticRegression(_) => object(&LogisticRegressionParams::default()),
            Self::GaussianNb(_) => object(&GaussianNbParams::default()),
        };
        let mut changed = self.all();
        changed.retain(|name, value| defaults.get(name) != Some(value));
        changed
    }
}

fn beyond_default(params: &ForestParams) -> Map<String, Value> {
    let (mut used, defaults) = (object(params), object(&ForestParams::RANDOM_FOREST));
    used.retain(|name, value| {
        REFERENCE.contains(&name.as_str()) || defaults.get(name) != Some(value)
    });
    used
}

/// `used` with the weights of classes by name.
fn named(
    mut used: Map<String, Value>,
    params: &ForestParams,
    classes: &[String],
) -> Map<String, Value> {
    if let Some(ClassWeight::PerClass(weights)) = &params.class_weight {
        let name = |class: usize| classes.get(class).cloned().unwrap_or(class.to_string());
        let weights = weights.iter();
        let weights: Map<_, _> = weights
            .map(|(&class, &weight)| (name(class), weight.into()))
            .collect();
        used.insert(ForestParams::CLASS_WEIGHT.name().to_owned(), weights.into());
    }
    used
}

fn object(params: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(params) {
        Ok(Value::Object(object)) => object,
        _ => unreachable!("a struct of plain values is a JSON object"),
    }
}
