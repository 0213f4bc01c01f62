//! The thresholds that extra trees draw.

use super::rand_r::RandR;
use crate::splitter::FEATURE_THRESHOLD;

/// The smallest and the largest value of a feature in a node.
#[derive(Debug)]
pub(crate) struct ValueRange {
    smallest: f32,
    largest: f32,
    /// The number of rows without a value.
    pub(crate) n_missing: usize,
}

impl ValueRange {
    /// The range of these values; `None` where all of them are missing.
    pub(crate) fn of(values: &[f32]) -> Option<Self> {
        let mut range = Self {
            smallest: f32::INFINITY,
            largest: f32::NEG_INFINITY,
            n_missing: 0,
        };
        // What is missing compares as neither smaller nor larger.
        for &value in values {
            range.n_missing += usize::from(value.is_nan());
            if value < range.smallest {
                range.smallest = value;
            }
            if value > range.largest {
                range.largest = value;
            }
        }
        (range.n_missing < values.len()).then_some(range)
    }

    /// Whether the feature offers no split.
    pub(crate) fn is_constant(&self) -> bool {
        self.n_missing == 0 && self.largest <= self.smallest + FEATURE_THRESHOLD
    }
}

/// A random threshold of a feature.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RandomThreshold {
    /// Rows with a value up to this one go left.
    pub(crate) threshold: f64,
    /// Whether rows without a value go left.
    pub(crate) missing_left: bool,
}

impl RandomThreshold {
    /// A uniform threshold that leaves the largest value on the right; where values are
    /// missing, a coin decides for them.
    #[expect(clippy::float_cmp, reason = "only the very value is replaced")]
    pub(crate) fn draw(range: &ValueRange, random: &mut RandR) -> Self {
        let (smallest, largest) = (f64::from(range.smallest), f64::from(range.largest));
        let drawn = random.uniform(smallest, largest);
        Self {
            threshold: if drawn == largest { smallest } else { drawn },
            missing_left: range.n_missing > 0 && random.between(0, 2) == 1,
        }
    }

    /// Whether a row with this value goes left.
    pub(crate) fn goes_left(self, value: f32) -> bool {
        (f64::from(value) <= self.threshold) | (value.is_nan() & self.missing_left)
    }
}

#[cfg(test)]
mod tests {
    use super::{RandomThreshold, ValueRange};
    use crate::splitter::rand_r::RandR;

    #[test]
    fn a_threshold_never_sends_the_largest_value_left() {
        let range = ValueRange::of(&[1.0, f32::NAN, 3.0]).expect("there are values");
        let mut random = RandR::new(7);
        for _ in 0..1000 {
            let cut = RandomThreshold::draw(&range, &mut random);
            assert!(cut.goes_left(1.0) && !cut.goes_left(3.0), "{cut:?}");
        }
    }

    #[test]
    fn a_feature_without_values_or_with_one_value_is_constant() {
        let constant = |values: &[f32]| ValueRange::of(values).map(|range| range.is_constant());
        assert_eq!(constant(&[f32::NAN]), None);
        assert_eq!(constant(&[2.0, 2.0]), Some(true));
        assert_eq!(constant(&[2.0, f32::NAN]), Some(false));
    }
}
