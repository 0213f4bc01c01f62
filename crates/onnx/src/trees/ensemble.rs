//! Trees from a file.

use ndarray::{Array1, Array2, ArrayView2};

use super::graph::{SHARES, graph, tree_node};
use super::predictor::{AveragedTrees, Leaves, Records};
use super::read::{self, Bounds};
use crate::file::File;
use crate::file::messages::{DOUBLE, Graph, Tensor};
use crate::float32::FeatureValue;
use crate::{Interface, OnnxError, Prediction};

/// The trees of a file.
#[derive(Debug, Clone)]
pub(crate) struct Trees {
    averaged: AveragedTrees,
    table: Table,
    n_classes: usize,
}

/// What leaves hold, `[slots, n_classes]`.
#[derive(Debug, Clone)]
struct Table(Vec<f64>);

/// All trees share it.
impl Leaves for Table {
    fn shares(&self, _: usize) -> &[f64] {
        &self.0
    }
}

impl Trees {
    /// The trees of a file of this family. Their operator's attributes are taken out of it: what
    /// remains is the graph that is written around trees.
    ///
    /// # Errors
    ///
    /// If they are not what they must be.
    pub(crate) fn from_file(file: &mut File) -> Result<Self, OnnxError> {
        let n_classes = file.classes.len();
        let table = table(&file.graph, n_classes)?;
        let node = tree_node(&mut file.graph).ok_or(OnnxError::Missing {
            what: "the operator with the trees",
        })?;
        let attributes = std::mem::take(&mut node.attribute);
        let bounds = Bounds {
            n_features: file.n_columns(),
            n_classes,
            shares: &table.0,
        };
        let trees = read::read(&attributes, bounds)?;
        Ok(Self {
            averaged: AveragedTrees::new(trees, n_classes, &table),
            table,
            n_classes,
        })
    }

    /// The graph around these trees.
    pub(crate) fn graph(&self, interface: &Interface<'_>) -> Graph {
        let shape = [self.table.0.len() / self.n_classes, self.n_classes];
        let shares = Tensor::doubles(SHARES, &shape, self.table.0.clone());
        graph("", self.averaged.n_trees(), shares, interface)
    }

    /// The mean shares of the leaves that rows fall into, added up tree by tree.
    pub(crate) fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Prediction {
        self.run(records)
    }

    fn run(&self, records: &dyn Records) -> Prediction {
        let shape = (records.n_rows(), self.n_classes);
        let (labels, probabilities) = self.averaged.classes_and_shares(records, &self.table);
        Prediction {
            labels: Array1::from(labels),
            probabilities: Array2::from_shape_vec(shape, probabilities)
                .expect("one share per row and class"),
        }
    }
}

/// The table of a file.
fn table(graph: &Graph, n_classes: usize) -> Result<Table, OnnxError> {
    let fits = |tensor: &&Tensor| {
        tensor.name.as_deref() == Some(SHARES)
            && tensor.data_type == Some(DOUBLE)
            && !tensor.double_data.is_empty()
            && tensor.double_data.len().is_multiple_of(n_classes)
    };
    let found = graph.initializer.iter().find(fits);
    let tensor = found.ok_or(OnnxError::Constant { name: SHARES })?;
    Ok(Table(tensor.double_data.clone()))
}
