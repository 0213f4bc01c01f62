//! The metrics of labels: accuracy, precision, recall, F1 and balanced accuracy as scikit-learn
//! defines them, to the last bit.

use numpy::{average, mean};
use params::{Metric, OfClass, PerMetric};

/// How many rows each class has, how many have its label, and how many both.
#[derive(Clone, Debug)]
pub struct ClassCounts(Vec<Counts>);

/// The counts of one class.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Rows of the class that got its label.
    hits: u32,
    /// Rows of the class.
    rows: u32,
    /// Rows with its label.
    labelled: u32,
}

impl ClassCounts {
    /// Counts rows by their class and their label, both below `n_classes`.
    #[must_use]
    pub fn of(n_classes: usize, rows: impl IntoIterator<Item = (u16, u16)>) -> Self {
        let mut counts = vec![Counts::default(); n_classes];
        for (class, label) in rows {
            counts[usize::from(class)].rows += 1;
            counts[usize::from(class)].hits += u32::from(class == label);
            counts[usize::from(label)].labelled += 1;
        }
        Self(counts)
    }

    /// `accuracy_score`, `precision_recall_fscore_support` with `average="weighted"`, and
    /// `balanced_accuracy_score`. There must be rows.
    #[must_use]
    pub fn scores(&self) -> PerMetric<f64> {
        let rows: Vec<_> = self.known().map(|class| f64::from(class.rows)).collect();
        let weighted = |metric: fn(&Counts) -> Option<f64>| {
            // Where a share is of nothing, scikit-learn's `zero_division` is 0.
            let of_classes: Vec<_> = self
                .known()
                .map(|class| metric(class).unwrap_or(0.0))
                .collect();
            average(&of_classes, &rows)
        };
        let right: f64 = self.known().map(|class| f64::from(class.hits)).sum();
        PerMetric::default()
            .with(Metric::Accuracy, right / rows.iter().sum::<f64>())
            .with(Metric::Precision, weighted(Counts::precision))
            .with(Metric::Recall, weighted(Counts::recall))
            .with(Metric::F1Score, weighted(Counts::f1_score))
            .with(Metric::BalancedAccuracy, self.balanced_accuracy())
    }

    /// `precision_recall_fscore_support` with `average=None` and `zero_division=np.nan`: a share
    /// of nothing is not defined.
    pub fn per_class(&self) -> impl Iterator<Item = OfClass<f64>> {
        self.0.iter().map(|class| OfClass {
            precision: class.precision(),
            recall: class.recall(),
            f1_score: class.f1_score(),
        })
    }

    /// Which classes have no rows, as positions.
    pub fn without_rows(&self) -> impl Iterator<Item = usize> {
        let classes = self.0.iter().enumerate();
        classes.filter_map(|(class, counts)| (counts.rows == 0).then_some(class))
    }

    /// Classes without rows do not count.
    fn balanced_accuracy(&self) -> f64 {
        let recalls: Vec<_> = self.0.iter().filter_map(Counts::recall).collect();
        mean(&recalls)
    }

    /// A class that neither occurs nor is predicted does not count: scikit-learn does not know
    /// of it.
    fn known(&self) -> impl Iterator<Item = &Counts> {
        let all = self.0.iter();
        all.filter(|class| class.rows > 0 || class.labelled > 0)
    }
}

impl Counts {
    fn precision(&self) -> Option<f64> {
        share(f64::from(self.hits), f64::from(self.labelled))
    }

    fn recall(&self) -> Option<f64> {
        share(f64::from(self.hits), f64::from(self.rows))
    }

    fn f1_score(&self) -> Option<f64> {
        let whole = f64::from(self.rows) + f64::from(self.labelled);
        share(2.0 * f64::from(self.hits), whole)
    }
}

/// `part / whole`, and nothing of nothing.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scores_of_the_default_model_are_the_references() {
        let mut rows = vec![(0, 0); 10];
        rows.extend([(1, 1); 9]);
        rows.push((1, 2));
        rows.push((2, 1));
        rows.extend([(2, 2); 9]);
        let scores = ClassCounts::of(3, rows).scores();
        let expected = 0.933_333_333_333_333_3_f64;
        for (metric, score) in scores.iter().take(4) {
            assert_eq!(score.to_bits(), expected.to_bits(), "{metric:?}");
        }
    }

    #[test]
    fn a_class_that_is_never_predicted_has_no_precision() {
        let counts = ClassCounts::of(3, [(0, 0), (0, 0), (1, 0), (1, 0)]);
        let scores = counts.scores();
        assert_eq!(scores.get(Metric::Precision), Some(0.25));
        let per_class: Vec<_> = counts.per_class().collect();
        assert_eq!(per_class[1].precision, None);
        assert_eq!(per_class[1].f1_score, Some(0.0));
        assert_eq!(per_class[2].f1_score, None);
        assert_eq!(counts.without_rows().collect::<Vec<_>>(), [2]);
    }
}
