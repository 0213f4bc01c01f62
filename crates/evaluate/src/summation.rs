//! Means in the order of additions in which NumPy forms them.

use forest::pairwise_sum;

/// The mean of `values` weighted by `weights`, as `numpy.average`; the weights
/// add up to more than zero.
#[must_use]
pub fn average(values: &[f64], weights: &[f64]) -> f64 {
    let products: Vec<_> = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .collect();
    pairwise_sum(&products) / pairwise_sum(weights)
}
