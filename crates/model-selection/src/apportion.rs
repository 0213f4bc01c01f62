//! How many rows of each class a part of given size gets.

use numpy::random::RandomState;

/// Apportions `draws` to the classes in proportion to their `counts`, as the
/// most likely outcome of drawing without replacement: scikit-learn's
/// `_approximate_mode`.
///
/// Every class gets its share rounded down; what is left goes one by one to the
/// classes with the largest remainders, and `random` decides among equals. It
/// is consulted even where it has no choice, which keeps its stream in step
/// with scikit-learn's.
///
/// All counts are positive, and `draws` is at most their sum.
#[must_use]
pub(crate) fn apportion(counts: &[usize], draws: usize, random: &mut RandomState) -> Vec<usize> {
    let total = counts.iter().sum::<usize>() as f64;
    // Divide, then multiply: the rounding of the reference depends on the order.
    let shares: Vec<f64> = counts
        .iter()
        .map(|&n| n as f64 / total * draws as f64)
        .collect();
    let mut parts: Vec<usize> = shares.iter().map(|share| floor(*share)).collect();
    let remainders: Vec<f64> = shares.iter().map(|share| share - share.floor()).collect();
    let mut left = draws - parts.iter().sum::<usize>();
    for value in distinct_descending(&remainders) {
        if left == 0 {
            break;
        }
        let equals: Vec<usize> = (0..counts.len())
            .filter(|&class| remainders[class].to_bits() == value.to_bits())
            .collect();
        let lucky = random.choice(&equals, equals.len().min(left));
        left -= lucky.len();
        for class in lucky {
            parts[class] += 1;
        }
    }
    parts
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is at least 0 and at most the number of rows"
)]
fn floor(share: f64) -> usize {
    share.floor() as usize
}

fn distinct_descending(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(|a, b| b.total_cmp(a));
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_classes_that_divide_evenly_get_equal_parts_without_a_draw() {
        let mut random = RandomState::new(42);
        assert_eq!(apportion(&[50, 50, 50], 120, &mut random), [40, 40, 40]);
        assert_eq!(random.next_u32(), RandomState::new(42).next_u32());
    }

    #[test]
    fn the_largest_remainders_are_rounded_up() {
        let mut random = RandomState::new(0);
        // Shares 1.5, 3.3 and 5.2.
        assert_eq!(apportion(&[15, 33, 52], 10, &mut random), [2, 3, 5]);
    }

    #[test]
    fn the_parts_add_up_to_the_draws() {
        for draws in 1..60 {
            let mut random = RandomState::new(7);
            let drawn = apportion(&[7, 11, 13, 29], draws, &mut random);
            assert_eq!(drawn.iter().sum::<usize>(), draws);
        }
    }
}
