//! What is told of a column of numbers besides its cells.

/// The range of a column's numbers, and how many of them there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberSummary {
    present: usize,
    missing: usize,
    sum: f64,
    least: f64,
    most: f64,
}

impl Default for NumberSummary {
    fn default() -> Self {
        Self {
            present: 0,
            missing: 0,
            sum: 0.0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
        }
    }
}

impl NumberSummary {
    /// Of these numbers; those that are not a number are missing.
    #[must_use]
    pub fn of(numbers: &[f64]) -> Self {
        let mut summary = Self::default();
        summary.add(numbers);
        summary
    }

    /// Adds the numbers that come next.
    pub(crate) fn add(&mut self, numbers: &[f64]) {
        let Self {
            mut sum,
            mut least,
            mut most,
            ..
        } = *self;
        let mut missing = 0;
        for &number in numbers {
            if number.is_nan() {
                missing += 1;
            } else {
                // One after the other: another order may round to another sum.
                sum += number;
                least = least.min(number);
                most = most.max(number);
            }
        }
        *self = Self {
            present: self.present + numbers.len() - missing,
            missing: self.missing + missing,
            sum,
            least,
            most,
        };
    }

    /// How many are missing.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The least number, the mean and the greatest number, in the units of the column; none of
    /// nothing. The mean is the sum, added up row by row, divided by the number of rows.
    #[must_use]
    pub fn range(&self) -> Option<[f64; 3]> {
        let mean = self.sum / self.present as f64;
        (self.present > 0).then_some([self.least, mean, self.most])
    }
}
