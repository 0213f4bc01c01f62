//! Quantiles as NumPy interpolates them.

/// `numpy.quantile(sorted, q)` of values in ascending order, where `q` is from 0 to 1: between
/// the two values on either side of the place `(n - 1) * q`, in proportion. Not a number if there
/// are no values.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among the values"
)]
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = last as f64 * q;
    let below = (place as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    interpolate(low, high, place - below as f64)
}

/// NumPy's `_lerp`: from the nearer end, so that a share of 1 is the high end to the last bit.
fn interpolate(low: f64, high: f64, share: f64) -> f64 {
    let range = high - low;
    if share >= 0.5 {
        high - range * (1.0 - share)
    } else {
        low + range * share
    }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn there_is_no_quantile_of_nothing() {
        assert!(quantile(&[], 0.5).is_nan());
    }
}
