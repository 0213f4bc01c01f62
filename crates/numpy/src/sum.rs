//! Sums and means in NumPy's order of additions.

/// `numpy.sum` of a contiguous array of doubles (`pairwise_sum` in NumPy's `loops_utils.h`):
/// eight running sums in blocks of up to 128, halves added up above that.
#[must_use]
pub fn pairwise_sum(values: &[f64]) -> f64 {
    if values.len() > 128 {
        let half = values.len() / 2;
        let (left, right) = values.split_at(half - half % 8);
        return pairwise_sum(left) + pairwise_sum(right);
    }
    let (blocks, rest) = values.as_chunks::<8>();
    let Some((first, blocks)) = blocks.split_first() else {
        return rest.iter().sum();
    };
    let mut sums = *first;
    for block in blocks {
        for (sum, value) in sums.iter_mut().zip(block) {
            *sum += value;
        }
    }
    let total =
        ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    rest.iter().fold(total, |sum, value| sum + value)
}

/// `numpy.mean(values)`. Not a number if there are no values.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    pairwise_sum(values) / values.len() as f64
}

/// `numpy.std(values)`. Not a number if there are no values.
#[must_use]
pub fn std(values: &[f64]) -> f64 {
    let mean = mean(values);
    let distances = values.iter().map(|value| value - mean);
    let squares: Vec<_> = distances.map(|distance| distance * distance).collect();
    (pairwise_sum(&squares) / values.len() as f64).sqrt()
}

/// `numpy.average(values, weights=weights)`: the sum of the products, divided by the sum of
/// the weights. Not a number if the weights add up to 0, where NumPy raises
/// `ZeroDivisionError`.
///
/// # Panics
///
/// If there is not one weight for each value.
#[must_use]
pub fn average(values: &[f64], weights: &[f64]) -> f64 {
    assert_eq!(
        values.len(),
        weights.len(),
        "an average needs one weight for each value"
    );
    let products: Vec<f64> = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .collect();
    pairwise_sum(&products) / pairwise_sum(weights)
}

#[cfg(test)]
mod tests {
    use super::average;

    #[test]
    #[should_panic(expected = "one weight for each value")]
    fn values_without_weights_are_refused() {
        let _ = average(&[1.0, 2.0], &[1.0]);
    }
}
