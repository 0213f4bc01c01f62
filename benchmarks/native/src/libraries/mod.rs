//! One module per library.

mod biosphere;
mod forest;
mod linfa_ensemble;
mod smartcore;

pub(crate) use biosphere::Biosphere;
pub(crate) use forest::Forest;
pub(crate) use linfa_ensemble::LinfaEnsemble;
pub(crate) use smartcore::Smartcore;

use ndarray::Array2;

use crate::data::Part;

/// The seed of every forest.
const SEED: u8 = 42;

/// The share of predictions that equal their labels.
fn share_equal(predicted: &[usize], labels: &[u8]) -> f64 {
    let right = predicted
        .iter()
        .zip(labels)
        .filter(|&(&class, &label)| class == usize::from(label))
        .count();
    right as f64 / labels.len() as f64
}

/// The classes as linfa wants them.
fn to_usize(labels: &[u8]) -> ndarray::Array1<usize> {
    labels.iter().copied().map(usize::from).collect()
}

/// The records as a matrix of the numbers that a library wants.
fn records<T: From<f32>>(part: Part, columns: usize) -> Array2<T> {
    let values = part.records.into_iter().map(T::from).collect();
    Array2::from_shape_vec((part.rows, columns), values).expect("the length has been checked")
}
