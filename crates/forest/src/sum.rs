//! Sums in NumPy's order.

/// NumPy's `sum` of a contiguous array (`pairwise_sum` in its `loops_utils.h`): eight
/// running sums in blocks of up to 128, halves added up above that. The order of
/// additions decides the last bit, so whoever is to equal NumPy needs this one.
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
