//! What the rows of each class weigh.

use std::collections::BTreeMap;

use crate::params::ClassWeight;
use crate::{ForestError, RandomForestValidParams};

impl RandomForestValidParams {
    /// The weight of each class of the data, if rows are weighted at all: scikit-learn's
    /// `compute_class_weight`. `classes` holds the class index of each row.
    pub(crate) fn class_weights(
        &self,
        class_values: &[usize],
        classes: &[u32],
    ) -> Result<Option<Vec<f64>>, ForestError> {
        match &self.forest.class_weight {
            None => Ok(None),
            Some(ClassWeight::PerClass(given)) => per_class(given, class_values).map(Some),
            // balanced_subsample has been refused.
            Some(ClassWeight::Balanced | ClassWeight::BalancedSubsample) => {
                Ok(Some(balanced(classes, class_values.len())))
            }
        }
    }
}

fn balanced(classes: &[u32], n_classes: usize) -> Vec<f64> {
    let mut counts = vec![0usize; n_classes];
    for &class in classes {
        counts[class as usize] += 1;
    }
    counts
        .into_iter()
        .map(|count| classes.len() as f64 / (n_classes * count) as f64)
        .collect()
}

fn per_class(
    given: &BTreeMap<usize, f64>,
    class_values: &[usize],
) -> Result<Vec<f64>, ForestError> {
    let absent: Vec<usize> = class_values
        .iter()
        .copied()
        .filter(|class| !given.contains_key(class))
        .collect();
    // A class that only the weights know may be a misspelt one of those without a weight.
    let n_known = class_values.len() - absent.len();
    match absent.first() {
        Some(&class) if n_known != given.len() => Err(ForestError::ClassWithoutWeight { class }),
        _ => Ok(class_values
            .iter()
            .map(|class| given.get(class).copied().unwrap_or(1.0))
            .collect()),
    }
}

/// Weights as whole multiples of a power of two, the largest there is.
///
/// Sums of the multiples are exact, and so are sums of the weights, then: scaling by
/// a power of two changes no digit of a sum, a product or a quotient.
///
/// # Errors
///
/// If a multiple is too large for a `u32`.
pub(crate) fn multiples(weights: &[f64]) -> Result<(Vec<u32>, f64), ForestError> {
    let exponent = weights
        .iter()
        .filter(|&&weight| weight > 0.0)
        .map(|&weight| lowest_bit(weight))
        .min()
        .ok_or(ForestError::NoWeight)?;
    let unit = 2f64.powi(exponent);
    let multiple = |&weight: &f64| {
        let multiple = weight / unit;
        if multiple > f64::from(u32::MAX) {
            return Err(ForestError::InexactWeight { weight });
        }
        Ok(whole(multiple))
    };
    let multiples = weights.iter().map(multiple).collect::<Result<_, _>>()?;
    Ok((multiples, unit))
}

/// The exponent of the lowest binary digit of a positive number.
pub(crate) fn lowest_bit(weight: f64) -> i32 {
    let bits = weight.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).expect("11 bits");
    let digits = bits & ((1 << 52) - 1);
    // Numbers too small for a leading 1 have the exponent 0 for 1.
    let (digits, exponent) = if exponent == 0 {
        (digits, 1)
    } else {
        (digits | 1 << 52, exponent)
    };
    let zeros = i32::try_from(digits.trailing_zeros()).expect("at most 52");
    exponent - 1075 + zeros
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number in range"
)]
fn whole(multiple: f64) -> u32 {
    multiple as u32
}

#[cfg(test)]
mod tests {
    use super::{lowest_bit, multiples};
    use crate::ForestError;

    #[test]
    fn the_lowest_bit_is_that_of_the_smallest_power_of_two_in_a_number() {
        for (weight, bit) in [(1.0, 0), (6.0, 1), (0.75, -2), (1024.0, 10)] {
            assert_eq!(lowest_bit(weight), bit, "{weight}");
        }
        assert_eq!(lowest_bit(f64::from_bits(1)), -1074);
    }

    #[test]
    fn weights_that_share_a_power_of_two_become_integers() {
        let (multiples, unit) = multiples(&[0.75, 3.0, 0.0]).expect("exact");
        assert_eq!(multiples, [3, 12, 0]);
        assert_eq!(unit.to_bits(), 0.25f64.to_bits());
    }

    #[test]
    fn weights_with_digits_far_apart_are_refused() {
        assert!(matches!(
            multiples(&[0.1, 1.0]),
            Err(ForestError::InexactWeight { .. })
        ));
        assert!(matches!(multiples(&[0.0]), Err(ForestError::NoWeight)));
    }
}
