//! The model families of the pipeline behind one interface: trained through
//! linfa on what `params.yaml` asks for, written as ONNX, and run from the file.
//!
//! Every file has the same input (`X`, float32), outputs (`label` and one
//! `probability_<class>` each) and metadata, whatever the family; crate forest
//! describes them. The label is the class of the largest probability as it is put
//! out, the first of equals.
//!
//! # Layout
//!
//! - [`fit()`] trains the family that the parameters name; [`Trained`] is a model in memory.
//! - [`Classifier`] is a model from a file.
//! - `records` rounds records to float32, which is what a file is given.
//! - `forests` hands the parameters of both kinds of forest to crate forest.
//! - [`decision_tree`] fits linfa-trees' tree reproducibly.
//! - [`logistic_regression`] fits linfa-logistic's models.
//! - [`gaussian_nb`] fits linfa-bayes' model.
//! - `softmax` is the way from scores to probabilities that the last two share.
//! - `constants` reads the numbers of a file.
//! - `error` lists what can go wrong.

mod classifier;
mod constants;
pub mod decision_tree;
mod error;
mod fit;
mod forests;
pub mod gaussian_nb;
pub mod logistic_regression;
mod records;
mod softmax;

pub use classifier::Classifier;
pub use error::FitError;
pub use fit::{Trained, fit};
pub use forest::ForestError;
pub use forest::onnx::{Names, OnnxError, Prediction};
