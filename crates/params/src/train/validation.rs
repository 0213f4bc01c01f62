//! `train.validation`: scores to choose by, which leave the test rows to the gate.

use hyperparameters::ModelParams;
use serde::{Deserialize, Serialize};

use crate::preprocess::TestSize;
use crate::section::Section;
use crate::yaml::Value;

/// How a model is scored on training rows that it did not learn from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Validation {
    /// Each row by the trees of the forest that did not draw it: scikit-learn's
    /// `oob_decision_function_`.
    OutOfBag,
    /// Each row by a model of the other folds: scikit-learn's
    /// `StratifiedKFold(n_splits, shuffle=True, random_state)`.
    KFold {
        /// How many folds there are, 2 to 100.
        n_splits: usize,
        /// The seed of the folds.
        random_state: u32,
    },
    /// Some rows by a model of the others: scikit-learn's
    /// `train_test_split(test_size, random_state, stratify)`.
    HeldOut {
        /// How many of the training rows are held out.
        test_size: TestSize,
        /// The seed of the split.
        random_state: u32,
    },
}

/// The values of `train.validation.method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    None,
    OutOfBag,
    KFold,
    HeldOut,
}

const METHODS: [(&str, Method); 4] = [
    ("none", Method::None),
    ("out_of_bag", Method::OutOfBag),
    ("k_fold", Method::KFold),
    ("held_out", Method::HeldOut),
];

const KEY: &str = "validation";

impl Validation {
    /// Its name in `params.yaml`.
    #[must_use]
    pub fn method(self) -> &'static str {
        match self {
            Self::OutOfBag => "out_of_bag",
            Self::KFold { .. } => "k_fold",
            Self::HeldOut { .. } => "held_out",
        }
    }

    /// Reads the key of section `train`: a method, which then has its defaults, or a section. Keys
    /// that the method does not use may be there, so that only the method need be changed.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent key, as everywhere in this crate"
    )]
    pub(crate) fn read(train: &mut Section<'_>) -> Option<Option<Self>> {
        let Some(mut section) = train.map(KEY) else {
            let method = method(train)?;
            return Some(method.with(&Keys::default()));
        };
        let method = section.choice("method", &METHODS, None);
        let keys = Keys::read(&mut section);
        section.finish();
        Some(method?.with(&keys?))
    }

    /// Why a model with these parameters cannot be validated so, if it cannot.
    pub(crate) fn unsuited(self, model: &ModelParams) -> Option<&'static str> {
        let bootstrap = model.forest().is_some_and(|forest| forest.bootstrap);
        (self == Self::OutOfBag && !bootstrap).then_some(
            "is out_of_bag, for which trees have to draw their rows (`bootstrap: true`); choose k_fold",
        )
    }

    /// Notes that the model cannot be validated so.
    pub(crate) fn check(self, train: &Section<'_>, model: &ModelParams) -> Option<()> {
        let Some(problem) = self.unsuited(model) else {
            return Some(());
        };
        let path = train.path(KEY);
        train.note(train.line_of(KEY), format!("`{path}` {problem}"));
        None
    }
}

/// A key without a section: null for none.
fn method(train: &mut Section<'_>) -> Option<Method> {
    let names = METHODS.map(|(name, _)| name);
    let read = |value: &Value| match value {
        Value::Null => Some(Method::None),
        Value::Text(text) => METHODS
            .iter()
            .find(|(name, _)| name == text)
            .map(|(_, m)| *m),
        _ => None,
    };
    let expected = format!("one of {}, or a section with `method`", names.join(", "));
    let expected = train.with_hint(KEY, &expected, names.into_iter());
    train.value(KEY, &expected, read, Some(Method::None))
}

impl Method {
    fn with(self, keys: &Keys) -> Option<Validation> {
        let Keys {
            n_splits,
            test_size,
            random_state,
        } = *keys;
        match self {
            Self::None => None,
            Self::OutOfBag => Some(Validation::OutOfBag),
            Self::KFold => Some(Validation::KFold {
                n_splits,
                random_state,
            }),
            Self::HeldOut => Some(Validation::HeldOut {
                test_size,
                random_state,
            }),
        }
    }
}

/// All keys beside the method.
#[derive(Clone, Copy, Debug)]
struct Keys {
    n_splits: usize,
    test_size: TestSize,
    random_state: u32,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            n_splits: 5,
            test_size: TestSize::Fraction(0.2),
            random_state: 42,
        }
    }
}

impl Keys {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let n_splits = section.integer("n_splits", 2..=100, Some(or.n_splits));
        let test_size = section.test_size(Some(or.test_size));
        let random_state = section.integer("random_state", 0..=u32::MAX, Some(or.random_state));
        Some(Self {
            n_splits: n_splits?,
            test_size: test_size?,
            random_state: random_state?,
        })
    }
}
