//! Fitting double precision into float32, which is what files are given and what trees compare.

use ndarray::{Array2, ArrayView2};

/// A number of a record: `f32` or `f64`. Models see float32, so that a `f64` is rounded to the
/// nearest float32 wherever it is used.
pub trait FeatureValue: Copy + Into<f64> + Send + Sync + sealed::Sealed + 'static {
    /// The number as a float32, rounded to nearest; beyond its range, infinity.
    fn to_f32(self) -> f32;
}

impl FeatureValue for f32 {
    #[inline]
    fn to_f32(self) -> f32 {
        self
    }
}

impl FeatureValue for f64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding to float32 is the purpose"
    )]
    #[inline]
    fn to_f32(self) -> f32 {
        self as f32
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// The records rounded to float32, in double precision and row by row in memory, however they lay
/// there: sums over them so have one order.
///
/// A model that learnt from more digits than it is shown later would judge rows
/// near its boundaries by chance.
#[must_use]
pub fn rounded<V: FeatureValue>(records: &ArrayView2<V>) -> Array2<f64> {
    let mut rounded = Array2::zeros(records.dim());
    rounded.zip_mut_with(records, |rounded, value: &V| {
        *rounded = f64::from(value.to_f32());
    });
    rounded
}

/// The largest float32 that is not above the threshold: for every float32 `x`,
/// `x <= threshold` and `x <= floor(threshold)` are the same.
#[inline]
#[must_use]
pub fn floor(threshold: f64) -> f32 {
    let nearest = threshold.to_f32();
    if f64::from(nearest) > threshold {
        nearest.next_down()
    } else {
        nearest
    }
}

/// The largest float32 below the threshold: for every float32 `x`, `x < threshold` and
/// `x <= below(threshold)` are the same. Files compare with `<=`; a tree that compares with
/// `<` can so be written as well.
#[must_use]
pub fn below(threshold: f64) -> f32 {
    let nearest = threshold.to_f32();
    if f64::from(nearest) < threshold {
        nearest
    } else {
        nearest.next_down()
    }
}

#[cfg(test)]
mod tests {
    use super::{below, floor};

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

    #[test]
    fn the_largest_float32_below_a_threshold_is_below_it_and_the_next_one_is_not() {
        for threshold in [0.1, -0.1, 1e-50, -1e-50, 0.75, 0.0, 1e39] {
            let found = below(threshold);
            assert!(f64::from(found) < threshold, "{threshold}");
            assert!(f64::from(found.next_up()) >= threshold, "{threshold}");
        }
    }
}
