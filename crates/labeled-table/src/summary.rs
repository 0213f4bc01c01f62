//! A column of numbers in short.

/// Least, greatest and mean number of a column, and how many of its cells are missing.
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
    /// The summary of a column with these cells, of which NaN are the missing ones.
    #[must_use]
    pub fn of(numbers: &[f64]) -> Self {
        let mut summary = Self::default();
        summary.add(numbers);
        summary
    }

    /// Adds the cells that come next.
    pub(crate) fn add(&mut self, numbers: &[f64]) {
        let lanes = Lanes::of(numbers);
        let missing = lanes.n_missing();
        self.missing += missing;
        self.present += numbers.len() - missing;
        self.least = lanes.least.into_iter().fold(self.least, f64::min);
        self.most = lanes.most.into_iter().fold(self.most, f64::max);
        for &number in numbers {
            // One after the other: another order may round to another sum.
            self.sum += if number.is_nan() { 0.0 } else { number };
        }
    }

    /// How many cells are missing.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The least number, the mean and the greatest number, in the units of the column, unless all
    /// cells are missing. The mean is the sum of the numbers, added up row by row, divided by how
    /// many they are.
    #[must_use]
    pub fn range(&self) -> Option<[f64; 3]> {
        let mean = self.sum / self.present as f64;
        (self.present > 0).then_some([self.least, mean, self.most])
    }
}

const LANES: usize = 8;

/// What does not depend on the order of the numbers, of each eighth of them, by vector
/// instructions.
struct Lanes {
    least: [f64; LANES],
    most: [f64; LANES],
    missing: [u64; LANES],
}

impl Lanes {
    fn of(numbers: &[f64]) -> Self {
        let mut lanes = Self {
            least: [f64::INFINITY; LANES],
            most: [f64::NEG_INFINITY; LANES],
            missing: [0; LANES],
        };
        let (chunks, rest) = numbers.as_chunks::<LANES>();
        for chunk in chunks {
            lanes.add(chunk);
        }
        lanes.add(rest);
        lanes
    }

    /// Adds up to as many numbers as there are lanes.
    #[inline]
    fn add(&mut self, numbers: &[f64]) {
        for (lane, &number) in numbers.iter().enumerate() {
            // Nothing is less or greater than NaN.
            if number < self.least[lane] {
                self.least[lane] = number;
            }
            if number > self.most[lane] {
                self.most[lane] = number;
            }
            self.missing[lane] += u64::from(number.is_nan());
        }
    }

    fn n_missing(&self) -> usize {
        usize::try_from(self.missing.iter().sum::<u64>()).unwrap_or(usize::MAX)
    }
}
