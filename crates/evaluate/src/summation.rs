//! Sums in the order in which NumPy forms them.
//!
//! A sum of floats depends on the order of its additions. NumPy adds pairwise
//! in blocks, see `pairwise_sum` in its `loops_utils.h`; a score that is to
//! equal scikit-learn's to the last bit needs the same order.

/// Up to this length NumPy does not halve the array any more.
const BLOCK: usize = 128;
/// How many running sums it keeps within a block.
const LANES: usize = 8;

/// The sum of `values`, as `numpy.sum` of a contiguous array.
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    if values.len() < LANES {
        return values.iter().fold(-0.0, |sum, value| sum + value);
    }
    if values.len() <= BLOCK {
        return sum_block(values);
    }
    let half = values.len() / 2;
    let (left, right) = values.split_at(half - half % LANES);
    sum(left) + sum(right)
}

fn sum_block(values: &[f64]) -> f64 {
    let (rows, rest) = values.as_chunks::<LANES>();
    let mut lanes = rows[0];
    for row in &rows[1..] {
        for (lane, value) in lanes.iter_mut().zip(row) {
            *lane += value;
        }
    }
    let quarter = |lane| lanes[lane] + lanes[lane + 1];
    let sum = (quarter(0) + quarter(2)) + (quarter(4) + quarter(6));
    rest.iter().fold(sum, |sum, value| sum + value)
}

/// The mean of `values` weighted by `weights`, as `numpy.average`; the weights
/// add up to more than zero.
#[must_use]
pub fn average(values: &[f64], weights: &[f64]) -> f64 {
    let products: Vec<_> = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .collect();
    sum(&products) / sum(weights)
}
