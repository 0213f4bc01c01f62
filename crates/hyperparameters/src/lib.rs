//! The hyperparameters of every family of models, by scikit-learn's or linfa's names:
//! what each is called, what it may be, its default, and its form in JSON.
//!
//! Whoever reads hyperparameters (`params.yaml`, a JSON file, code) and whoever trains
//! with them use these types, so that a range is stated and checked in one place. The
//! crate contains no code that trains, since evaluate and `mlops` check hyperparameters
//! too.
//!
//! ```
//! use hyperparameters::ForestParams;
//!
//! let params = ForestParams { n_estimators: 0, ..ForestParams::RANDOM_FOREST };
//! assert_eq!(
//!     params.check().unwrap_err().to_string(),
//!     "use `n_estimators` = 0: expected an integer from 1 to 100000"
//! );
//! ```
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `show`: a value as a message shows it.
//! - `hyperparameter`: the definition of one, and what is said of a value that it may not have.
//! - `values`, `class_weight`: what a forest's can be, apart from numbers.
//! - `forest`: [`ForestParams`] of random forests and extra trees.
//! - `decision_tree`, `logistic_regression`, `gaussian_nb`: those of the families that linfa trains.
//! - `model`: [`ModelParams`], a family and its hyperparameters.

mod class_weight;
mod decision_tree;
mod forest;
mod gaussian_nb;
mod hyperparameter;
mod logistic_regression;
mod model;
mod show;
mod values;

pub use class_weight::ClassWeight;
pub use decision_tree::{DecisionTreeParams, SplitQuality};
pub use forest::ForestParams;
pub use gaussian_nb::GaussianNbParams;
pub use hyperparameter::{Hyperparameter, InvalidHyperparameter};
pub use logistic_regression::LogisticRegressionParams;
pub use model::ModelParams;
pub use values::{Criterion, MaxFeatures, Rows};
