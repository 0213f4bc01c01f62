//! Grown trees as crate onnx wants them.

use onnx::float32::floor;
use onnx::trees::{GrownTree, TreeEnsemble};
use onnx::{Interface, OnnxError};

use crate::{RandomForest, Tree};

impl GrownTree for Tree {
    fn n_nodes(&self) -> usize {
        self.node_count()
    }

    fn children(&self, node: usize) -> Option<[usize; 2]> {
        self.children(node).map(|(left, right)| [left, right])
    }

    fn feature(&self, node: usize) -> u32 {
        u32::try_from(self.feature()[node]).expect("inner nodes have a feature")
    }

    fn threshold(&self, node: usize) -> f32 {
        floor(self.threshold()[node])
    }

    fn missing_left(&self, node: usize) -> bool {
        self.missing_go_to_left()[node]
    }

    fn shares(&self) -> &[f64] {
        self.value()
    }
}

impl RandomForest {
    /// The forest as the bytes of an ONNX file, the same for the same forest and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name, or the file would have more than 2 GB, which no reader takes.
    pub fn to_onnx(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        let ensemble = TreeEnsemble {
            name: "random_forest",
            n_features: self.n_features(),
            classes: self.classes(),
            trees: self.trees(),
        };
        ensemble.to_onnx(interface)
    }
}
