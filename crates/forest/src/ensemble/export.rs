//! Grown trees as crate onnx wants them.

use onnx::float32::floor;
use onnx::trees::{Branch, GrownTree, TreeEnsemble};
use onnx::{Names, OnnxError};

use crate::{RandomForest, Tree};

impl GrownTree for Tree {
    fn n_nodes(&self) -> usize {
        self.node_count()
    }

    fn branch(&self, node: usize) -> Option<Branch> {
        let (left, right) = self.children(node)?;
        Some(Branch {
            feature: u32::try_from(self.feature()[node]).expect("inner nodes have a feature"),
            threshold: floor(self.threshold()[node]),
            missing_left: self.missing_go_to_left()[node],
            children: [left, right],
        })
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
    pub fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        let ensemble = TreeEnsemble {
            name: "random_forest",
            n_features: self.n_features(),
            classes: self.classes(),
            trees: self.trees(),
        };
        ensemble.to_onnx(names)
    }
}
