//! From scores to probabilities and labels, the same in memory and in a file.

use ndarray::{Array1, Array2};

use crate::Prediction;
use crate::file::graph::PROBABILITIES;
use crate::file::messages::{Attribute, DOUBLE, FLOAT, Node};
use crate::file::operators::{cast, node};
use crate::float32::FeatureValue;

/// The value that a family's own operators compute: double, `[N, classes]`.
pub(crate) const SCORES: &str = "scores";

const SHARES: &str = "shares";

/// The operators from [`SCORES`] to the probabilities.
pub(crate) fn nodes() -> [Node; 2] {
    let axis = Attribute::int("axis", 1);
    [
        node("Softmax", &[SCORES], &[SHARES], vec![axis]),
        cast(SHARES, PROBABILITIES, FLOAT),
    ]
}

/// The operator that makes doubles of floats.
pub(crate) fn to_double(input: &str, output: &str) -> Node {
    cast(input, output, DOUBLE)
}

/// What `[rows, classes]` scores say. A score of minus infinity is the probability 0.
pub(crate) fn predict(mut scores: Array2<f64>) -> Prediction {
    let mut labels = Vec::with_capacity(scores.nrows());
    for mut row in scores.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |largest, &score| largest.max(score));
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row.mapv_inplace(|share| share / sum);
        labels.push(first_largest(row.iter().map(|share| share.to_f32())));
    }
    Prediction {
        labels: Array1::from(labels),
        probabilities: scores.mapv(FeatureValue::to_f32),
    }
}

/// The position of the largest value, the first of equals: ONNX' `ArgMax`.
fn first_largest(values: impl Iterator<Item = f32>) -> i64 {
    let (mut best, mut largest) = (0, f32::NEG_INFINITY);
    for (position, value) in (0..).zip(values) {
        if value > largest {
            (best, largest) = (position, value);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn large_scores_do_not_overflow() {
        let prediction = predict(array![[1e300, 0.0], [-1e300, -1e300]]);
        assert_eq!(prediction.probabilities, array![[1.0, 0.0], [0.5, 0.5]]);
        assert_eq!(prediction.labels, array![0, 0]);
    }

    #[test]
    fn scores_that_differ_by_rounding_errors_alone_are_equal() {
        let prediction = predict(array![[1.0, 1.0_f64.next_up()]]);
        assert_eq!(prediction.labels, array![0]);
    }

    #[test]
    fn a_class_that_was_never_seen_gets_nothing() {
        let prediction = predict(array![[f64::NEG_INFINITY, 3.0]]);
        assert_eq!(prediction.probabilities, array![[0.0, 1.0]]);
    }
}
