//! What a classifier of another family needs to be a file like a forest's: the
//! same input, outputs, names and operator sets around operators of its own.

pub use super::layout::graph as tree_ensemble;
pub use super::layout::{ENSEMBLE, INPUT, PROBABILITIES, classifier, node};
pub use super::read::{File, check_graph};
pub use super::write::{check_names, encode};
