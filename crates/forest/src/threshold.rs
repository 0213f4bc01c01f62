//! Thresholds among float32 values.

use crate::data::FeatureValue;

/// The largest float32 that is not above the threshold: for every float32 `x`,
/// `x <= threshold` and `x <= floor(threshold)` are the same.
pub(crate) fn floor(threshold: f64) -> f32 {
    let nearest = threshold.to_f32();
    if f64::from(nearest) > threshold {
        nearest.next_down()
    } else {
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::floor;

    #[test]
    fn a_threshold_between_two_float32_is_rounded_down() {
        for threshold in [0.1, -0.1, 1e-50, -1e-50, 0.75, f64::INFINITY] {
            let floored = floor(threshold);
            assert!(f64::from(floored) <= threshold, "{threshold}");
            assert!(
                f64::from(floored.next_up()) > threshold || floored == f32::INFINITY,
                "{threshold}"
            );
        }
    }
}
