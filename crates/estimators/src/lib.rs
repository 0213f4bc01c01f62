//! The model families of the pipeline, each with scikit-learn's `fit`: trained on what
//! `params.yaml` asks for, through linfa.
//!
//! What was fitted is written as a file, and predicts, through crate onnx. Nothing here reads one.
//!
//! # Layout
//!
//! - [`fit()`] trains the family that the parameters name; [`FittedModel`] is what comes out.
//!   [`fit_observed`] also tells of each tree, and [`fit_out_of_bag`] what trees say about the rows
//!   that they did not draw.
//! - [`draw_rows`] and [`fit_drawn`] train on those rows alone that the trees of a forest draw.
//! - [`grow_parts`] grows parts of a forest, and [`join_parts`] puts them together; so do
//!   [`grow_part_drawn`] and [`join_parts_drawn`] of drawn rows.
//! - `forests` hands the parameters of both kinds of forest to crate forest.
//! - `decision_tree` fits linfa-trees' tree reproducibly.
//! - `logistic_regression` fits linfa-logistic's models.
//! - `gaussian_nb` fits linfa-bayes' model.
//! - `records` checks records and rounds them to float32, which is what a file is given.
//! - `error` lists what can go wrong.

mod decision_tree;
mod drawn;
mod error;
mod fit;
mod forests;
mod gaussian_nb;
mod logistic_regression;
mod parts;
mod records;

pub use drawn::{draw_rows, draw_rows_of, fit_drawn};
pub use error::FitError;
pub use fit::{FittedModel, fit, fit_observed, fit_out_of_bag};
pub use forest::{DrawnRows, ForestError, ForestPart, PackedTree, TreeObserver};
pub use parts::{grow_part_drawn, grow_parts, join_parts, join_parts_drawn};
