//! Choices with given probabilities.

/// How far from 1 the probabilities may add up, as in NumPy.
const TOLERANCE: f64 = 1.5e-8;

/// The numbers from 0 up, each with a probability of its own: what
/// `RandomState.choice(n, p=p)` draws from.
#[derive(Debug, Clone)]
pub struct Distribution {
    /// The probability of each number or a smaller one.
    cumulative: Vec<f64>,
}

impl Distribution {
    /// The distribution of the numbers `0..probabilities.len()`, with NumPy's
    /// `cumsum`, divided by its last entry.
    ///
    /// # Panics
    ///
    /// If there are no probabilities, one is negative or not a number, or they do not
    /// add up to 1, where NumPy raises `ValueError`.
    #[must_use]
    pub fn new(probabilities: &[f64]) -> Self {
        let allowed = probabilities.iter().all(|&p| p >= 0.0);
        assert!(allowed, "probabilities must be numbers from 0");
        let total = kahan_sum(probabilities);
        assert!(
            (total - 1.0).abs() <= TOLERANCE,
            "probabilities must add up to 1, not {total}"
        );
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = probabilities
            .iter()
            .map(|p| {
                sum += p;
                sum
            })
            .collect();
        for share in &mut cumulative {
            *share /= sum;
        }
        Self { cumulative }
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cumulative.len()
    }

    /// Never: there is at least one number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cumulative.is_empty()
    }

    /// The first number whose cumulative probability is above `at`: NumPy's
    /// `searchsorted(at, side='right')`.
    pub(crate) fn number_at(&self, at: f64) -> usize {
        self.cumulative.partition_point(|&share| share <= at)
    }
}

/// A sum whose error does not grow with the number of terms: Kahan, "Further remarks
/// on reducing truncation errors", Communications of the ACM 8(1), 1965.
fn kahan_sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for value in values {
        let corrected = value - lost;
        let next = sum + corrected;
        lost = (next - sum) - corrected;
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn numbers_of_no_probability_are_never_chosen() {
        let distribution = Distribution::new(&[0.0, 0.5, 0.0, 0.5, 0.0]);
        assert_eq!(distribution.number_at(0.0), 1);
        assert_eq!(distribution.number_at(0.5), 3);
        assert_eq!(distribution.number_at(0.999), 3);
    }

    #[test]
    #[should_panic(expected = "must add up to 1")]
    fn probabilities_that_do_not_add_up_are_refused() {
        let _ = Distribution::new(&[0.5, 0.4]);
    }

    #[test]
    #[should_panic(expected = "numbers from 0")]
    fn negative_probabilities_are_refused() {
        let _ = Distribution::new(&[1.5, -0.5]);
    }
}
