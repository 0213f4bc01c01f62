//! What stands for missing numbers: scikit-learn's `SimpleImputer` on a single column.

use numpy::pairwise_sum;
use params::Missing;

/// What becomes of a column's missing values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fill<T> {
    /// They stay.
    Nothing,
    /// This value stands for them.
    With(T),
    /// The column is dropped, because it has no value at all: `SimpleImputer` does so whatever
    /// would stand for it.
    Dropped,
}

/// What stands for the missing ones among `values`, which are not a number.
pub(crate) fn fill(values: &[f64], missing: Missing<f64>) -> Fill<f64> {
    let value = match missing {
        Missing::Refuse | Missing::Keep => return Fill::Nothing,
        _ if values.iter().all(|value| value.is_nan()) => return Fill::Dropped,
        Missing::Median => median(&sorted(values)),
        Missing::Mean => mean(values),
        Missing::MostFrequent => most_frequent(&sorted(values)),
        Missing::Constant(value) => value,
    };
    Fill::With(value)
}

/// How many of `values` are missing.
pub(crate) fn missing(values: &[f64]) -> usize {
    values.iter().filter(|value| value.is_nan()).count()
}

/// The values that are there, in ascending order.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let present = values.iter().filter(|value| !value.is_nan());
    // Adding zero makes 0 of -0, which is the same value.
    let mut sorted: Vec<f64> = present.map(|value| value + 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// `numpy.ma.median`: of an even number of values, half the sum of the two in the middle.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        return sorted[middle];
    }
    f64::midpoint(sorted[middle - 1], sorted[middle])
}

/// `numpy.ma.mean`: the sum goes over all rows, with 0 for those that are missing, which decides
/// the order of its additions.
fn mean(values: &[f64]) -> f64 {
    let present = values.len() - missing(values);
    let or_zero = |&value: &f64| if value.is_nan() { 0.0 } else { value };
    let values: Vec<f64> = values.iter().map(or_zero).collect();
    pairwise_sum(&values) / present as f64
}

/// `scipy.stats.mode`: the least of the most frequent values.
fn most_frequent(sorted: &[f64]) -> f64 {
    let groups = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
    // The first of several that have the same count.
    let most = groups.reduce(|best, group| {
        if group.len() > best.len() {
            group
        } else {
            best
        }
    });
    most.map_or(f64::NAN, |group| group[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_any_value_is_dropped_unless_missing_ones_are_kept() {
        let nothing = [f64::NAN; 3];
        for missing in [
            Missing::Median,
            Missing::Mean,
            Missing::MostFrequent,
            Missing::Constant(2.5),
        ] {
            assert_eq!(fill(&nothing, missing), Fill::Dropped);
        }
        assert_eq!(fill(&nothing, Missing::Keep), Fill::Nothing);
    }

    #[test]
    fn the_least_of_the_most_frequent_values_is_taken() {
        let values = [3.0, -1.0, f64::NAN, 3.0, -1.0, 7.0];
        assert_eq!(fill(&values, Missing::MostFrequent), Fill::With(-1.0));
    }
}
