//! Trees that no forest grows, but that a file can hold.

use ndarray::{Array2, array};
use onnx::trees::{GrownTree, TreeEnsemble};
use onnx::{Classifier, Interface};

/// A tree on one feature: a chain of inner nodes whose children are both the next
/// node, and a leaf at its end.
struct Chain {
    n_inner: usize,
    shares: Vec<f64>,
}

impl Chain {
    fn of(n_inner: usize) -> Self {
        Self {
            n_inner,
            shares: [0.25, 0.75].repeat(n_inner + 1),
        }
    }
}

impl GrownTree for Chain {
    fn n_nodes(&self) -> usize {
        self.n_inner + 1
    }

    fn children(&self, node: usize) -> Option<[usize; 2]> {
        (node < self.n_inner).then_some([node + 1, node + 1])
    }

    fn feature(&self, _: usize) -> u32 {
        0
    }

    fn threshold(&self, _: usize) -> f32 {
        0.0
    }

    fn missing_left(&self, _: usize) -> bool {
        false
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }
}

/// Followed down both ways, such a tree has as many leaves as there are paths.
#[test]
fn nodes_that_share_their_children_are_run_like_others() {
    for length in [1, 5, 31, 60] {
        let ensemble = TreeEnsemble {
            name: "chain",
            n_features: 1,
            classes: &[0, 1],
            trees: &[Chain::of(length)],
        };
        let interface = Interface {
            features: &["f".to_owned()],
            classes: &["a".to_owned(), "b".to_owned()],
            integers: false,
            inputs: None,
        };
        let bytes = ensemble.to_onnx(&interface).expect("the names fit");
        let model = Classifier::from_bytes(&bytes).expect("the file is sound");
        let rows = Array2::from_shape_fn((40, 1), |(row, _)| row as f64 - 20.0);
        for shares in model.predict(&rows.view()).probabilities.rows() {
            assert_eq!(shares, array![0.25f32, 0.75], "a chain of {length}");
        }
    }
}
