//! The parameters of the two kinds of forest, by scikit-learn's names.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::section::Section;
use crate::yaml::Value;

/// Parameters of scikit-learn's `RandomForestClassifier` and `ExtraTreesClassifier`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Forest {
    /// The number of trees, 1 to 100,000.
    pub n_estimators: usize,
    /// The depth that no tree exceeds (the root has depth 0), or none.
    pub max_depth: Option<usize>,
    /// The seed of all random draws.
    pub random_state: u32,
    /// What a split is to lower.
    pub criterion: Criterion,
    /// The fewest rows that a node may be split with: at least 2, or a share.
    pub min_samples_split: Rows,
    /// The fewest rows that a leaf may have: at least 1, or a share below 1.
    pub min_samples_leaf: Rows,
    /// The least share of the total weight that a leaf may have, 0 to 0.5.
    pub min_weight_fraction_leaf: f64,
    /// How many features a node draws.
    pub max_features: MaxFeatures,
    /// The most leaves of a tree, at least 2; the best are grown first.
    pub max_leaf_nodes: Option<usize>,
    /// The least decrease of weighted impurity that a split must bring, at least 0.
    pub min_impurity_decrease: f64,
    /// Whether a tree sees a bootstrap sample, or else all rows.
    pub bootstrap: bool,
    /// The size of a bootstrap sample; none for the number of rows.
    pub max_samples: Option<Rows>,
    /// How classes are weighted against each other; none for all alike.
    pub class_weight: Option<ClassWeight>,
}

/// scikit-learn's `criterion`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Gini impurity.
    Gini,
    /// Shannon's entropy.
    Entropy,
    /// The same under another name.
    LogLoss,
}

/// scikit-learn's `max_features`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxFeatures {
    /// The square root of their number.
    Sqrt,
    /// The binary logarithm of their number.
    Log2,
    /// This many, at least 1.
    #[serde(untagged)]
    Count(usize),
    /// This share, above 0 and up to 1.
    #[serde(untagged)]
    Share(f64),
    /// All of them: `null`.
    #[serde(untagged)]
    All,
}

/// A number of rows, as scikit-learn counts some parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Rows {
    /// This many rows, at least 1.
    Count(usize),
    /// This share of the rows, above 0 and up to 1.
    Share(f64),
}

/// scikit-learn's `class_weight`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeight {
    /// Inversely to the classes' rows.
    Balanced,
    /// The same, counted in each tree's bootstrap sample.
    BalancedSubsample,
}

const CRITERIA: [(&str, Criterion); 3] = [
    ("gini", Criterion::Gini),
    ("entropy", Criterion::Entropy),
    ("log_loss", Criterion::LogLoss),
];

/// The parameters that the reference has, and always gives.
const REFERENCE: [&str; 3] = ["n_estimators", "max_depth", "random_state"];

impl Forest {
    /// scikit-learn's defaults for a random forest, and the seed 0.
    pub const RANDOM_FOREST: Self = Self {
        n_estimators: 100,
        max_depth: None,
        random_state: 0,
        criterion: Criterion::Gini,
        min_samples_split: Rows::Count(2),
        min_samples_leaf: Rows::Count(1),
        min_weight_fraction_leaf: 0.0,
        max_features: MaxFeatures::Sqrt,
        max_leaf_nodes: None,
        min_impurity_decrease: 0.0,
        bootstrap: true,
        max_samples: None,
        class_weight: None,
    };

    /// scikit-learn's defaults for extra trees, and the seed 0.
    pub const EXTRA_TREES: Self = Self {
        bootstrap: false,
        ..Self::RANDOM_FOREST
    };

    /// Reads the keys; one that is not there has its value in `defaults`, unless
    /// it is the reference's and `required`.
    pub(crate) fn read(section: &mut Section<'_>, defaults: &Self, required: bool) -> Option<Self> {
        let or = (!required).then_some(*defaults);
        let n_estimators =
            section.integer("n_estimators", 1..=100_000, or.map(|or| or.n_estimators));
        let depths = 1..=i32::MAX as usize;
        let max_depth = section.optional_integer("max_depth", depths, or.map(|or| or.max_depth));
        let random_state =
            section.integer("random_state", 0..=u32::MAX, or.map(|or| or.random_state));
        let rest = Self::read_rest(section, defaults);
        Some(Self {
            n_estimators: n_estimators?,
            max_depth: max_depth?,
            random_state: random_state?,
            ..rest?
        })
    }

    /// What is not in the reference.
    fn read_rest(section: &mut Section<'_>, or: &Self) -> Option<Self> {
        let most = i32::MAX as usize;
        let criterion = section.choice("criterion", &CRITERIA, Some(or.criterion));
        let split = section.value(
            "min_samples_split",
            "a whole number from 2, or a share above 0 and up to 1",
            |value| rows(value).filter(|rows| *rows != Rows::Count(1)),
            Some(or.min_samples_split),
        );
        let leaf = section.value(
            "min_samples_leaf",
            "a whole number from 1, or a share above 0 and below 1",
            |value| rows(value).filter(|rows| *rows != Rows::Share(1.0)),
            Some(or.min_samples_leaf),
        );
        let weight = section.number(
            "min_weight_fraction_leaf",
            "a number from 0 to 0.5",
            |share| (0.0..=0.5).contains(&share),
            or.min_weight_fraction_leaf,
        );
        let decrease = section.number(
            "min_impurity_decrease",
            "a number from 0",
            |decrease| decrease >= 0.0,
            or.min_impurity_decrease,
        );
        let leaves = section.optional_integer("max_leaf_nodes", 2..=most, Some(or.max_leaf_nodes));
        let bootstrap = section.boolean("bootstrap", or.bootstrap);
        let draws = Self::read_draws(section, or);
        Some(Self {
            criterion: criterion?,
            min_samples_split: split?,
            min_samples_leaf: leaf?,
            min_weight_fraction_leaf: weight?,
            min_impurity_decrease: decrease?,
            max_leaf_nodes: leaves?,
            bootstrap: bootstrap?,
            ..draws?
        })
    }

    /// Those whose values are of several kinds.
    fn read_draws(section: &mut Section<'_>, or: &Self) -> Option<Self> {
        let features = section.value(
            "max_features",
            "sqrt, log2, null for all, a whole number from 1, or a share above 0 and up to 1",
            max_features,
            Some(or.max_features),
        );
        let samples = section.optional(
            "max_samples",
            "null, a whole number of rows, or a share above 0 and up to 1",
            rows,
            Some(or.max_samples),
        );
        let weight = section.optional(
            "class_weight",
            "null, balanced or balanced_subsample",
            class_weight,
            Some(or.class_weight),
        );
        Some(Self {
            max_features: features?,
            max_samples: samples?,
            class_weight: weight?,
            ..*or
        })
    }

    /// As [`Train::used`](crate::Train::used) gives them for the random forest.
    pub(crate) fn beyond_default(&self) -> Map<String, Json> {
        let (mut used, defaults) = (object(self), object(&Self::RANDOM_FOREST));
        used.retain(|name, value| {
            REFERENCE.contains(&name.as_str()) || defaults.get(name) != Some(value)
        });
        used
    }
}

fn object(forest: &Forest) -> Map<String, Json> {
    match serde_json::to_value(forest) {
        Ok(Json::Object(object)) => object,
        _ => unreachable!("a struct of plain values is a JSON object"),
    }
}

fn max_features(value: &Value) -> Option<MaxFeatures> {
    match value {
        Value::Null => Some(MaxFeatures::All),
        Value::Text(text) if text == "sqrt" => Some(MaxFeatures::Sqrt),
        Value::Text(text) if text == "log2" => Some(MaxFeatures::Log2),
        Value::Integer(_) => count(value).map(MaxFeatures::Count),
        Value::Number(_) => share(value).map(MaxFeatures::Share),
        _ => None,
    }
}

fn rows(value: &Value) -> Option<Rows> {
    match value {
        Value::Integer(_) => count(value).map(Rows::Count),
        _ => share(value).map(Rows::Share),
    }
}

fn class_weight(value: &Value) -> Option<ClassWeight> {
    match value {
        Value::Text(text) if text == "balanced" => Some(ClassWeight::Balanced),
        Value::Text(text) if text == "balanced_subsample" => Some(ClassWeight::BalancedSubsample),
        _ => None,
    }
}

fn count(value: &Value) -> Option<usize> {
    match *value {
        Value::Integer(count) if count > 0 => usize::try_from(count).ok(),
        _ => None,
    }
}

fn share(value: &Value) -> Option<f64> {
    match *value {
        Value::Number(share) if share > 0.0 && share <= 1.0 => Some(share),
        _ => None,
    }
}
