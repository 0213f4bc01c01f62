//! The graph around the tree operator.

use crate::file::ML_DOMAIN;
use crate::file::graph::{INPUT, PROBABILITIES, TREE_ENSEMBLE, classifier, node};
use crate::file::messages::{Attribute, Graph, Tensor};

const VOTES: &str = "votes";
const N_TREES: &str = "n_trees";

/// The graph of trees that are the operator's attributes.
pub(crate) fn graph(
    name: &str,
    ensemble: Vec<Attribute>,
    n_features: usize,
    n_trees: usize,
    class_names: &[String],
) -> Graph {
    let mut trees = node(TREE_ENSEMBLE, &[INPUT], &["ignored_label", VOTES], ensemble);
    trees.domain = Some(ML_DOMAIN.to_owned());
    let average = node("Div", &[VOTES, N_TREES], &[PROBABILITIES], vec![]);
    let n_trees = Tensor::float_scalar(N_TREES, n_trees as f32);
    classifier(
        name,
        vec![trees, average],
        vec![n_trees],
        n_features,
        class_names,
    )
}
