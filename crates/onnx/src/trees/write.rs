//! Writing grown trees.

use super::encode;
use super::graph::{SHARES, graph};
use super::grown::GrownTree;
use super::nesting::{around_attributes, surround};
use super::share_table::ShareTable;
use crate::OnnxError;
use crate::file::messages::Tensor;
use crate::file::{self, Interface};

/// What protobuf allows a message to have: readers refuse longer ones.
const LARGEST_FILE: usize = i32::MAX as usize;

/// Trees that make up a model.
#[derive(Debug, Clone, Copy)]
pub struct TreeEnsemble<'a, T> {
    /// What the file calls its graph.
    pub name: &'a str,
    /// The number of features, which is more than any that a tree compares.
    pub n_features: usize,
    /// The class values that the trees' shares are of, in ascending order.
    pub classes: &'a [usize],
    /// At least one tree. The probabilities are the mean of their shares.
    pub trees: &'a [T],
}

impl<T: GrownTree> TreeEnsemble<'_, T> {
    /// The trees as the bytes of an ONNX file, the same for the same trees and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name, or the file would have more than 2 GB, which no reader takes, or
    /// more than 2^24 different leaves.
    pub fn to_onnx(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        let n_classes = self.classes.last().map_or(0, |last| last.saturating_add(1));
        interface.check(self.n_features, n_classes)?;
        let bytes = self.file(interface)?;
        if bytes.len() > LARGEST_FILE {
            return Err(OnnxError::TooLarge { bytes: bytes.len() });
        }
        Ok(bytes)
    }

    /// The file of a graph without trees, and the trees' attributes put where they belong.
    fn file(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        let n_classes = interface.classes.len();
        let table = ShareTable::of(self.trees, self.classes, n_classes)?;
        let shape = [table.shares.len() / n_classes, n_classes];
        let shares = Tensor::doubles(SHARES, &shape, table.shares);
        let graph = graph(self.name, self.trees.len(), shares, interface);
        let mut bytes = encode::attributes(self.trees, table.slots);
        surround(
            &mut bytes,
            &around_attributes(file::model(graph, interface)),
        );
        Ok(bytes)
    }
}
