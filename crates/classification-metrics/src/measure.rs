//! All metrics of the rows, or of a sample of them.

use numpy::mean;
use params::{Metric, OfClass, PerMetric};

use crate::class_counts::ClassCounts;
use crate::judged::Judged;
use crate::ranking::Curve;

/// The metrics of a classifier on some rows; those that are not defined for them have no value.
pub type Scores = PerMetric<f64>;

/// Rows of a table, some of them perhaps more than once, and room to measure them in.
#[derive(Debug)]
pub struct Sample {
    /// The rows in the order in which they were drawn.
    drawn: Vec<u32>,
    /// How often each row was drawn.
    counts: Vec<u32>,
    curve: Curve,
    losses: Vec<f64>,
}

/// The metrics of a sample.
#[derive(Clone, Debug)]
pub struct Measured {
    /// On all its rows.
    pub scores: Scores,
    /// By class, in the order of their numbers.
    pub per_class: Vec<OfClass<f64>>,
}

impl Sample {
    /// Each of `rows` rows once.
    ///
    /// # Panics
    ///
    /// If they cannot be counted in 32 bits.
    #[must_use]
    pub fn all(rows: usize) -> Self {
        let last = u32::try_from(rows).expect("rows are counted in 32 bits");
        Self {
            drawn: (0..last).collect(),
            counts: vec![1; rows],
            curve: Curve::default(),
            losses: Vec::new(),
        }
    }

    /// The same number of rows, drawn anew: `draw` is given the number, and the places to fill
    /// with rows.
    ///
    /// # Panics
    ///
    /// Never: there are as many as at first.
    pub fn draw(&mut self, draw: impl FnOnce(u32, &mut [u32])) {
        let rows = u32::try_from(self.counts.len()).expect("as many as at first");
        draw(rows, &mut self.drawn);
        self.counts.fill(0);
        for &row in &self.drawn {
            self.counts[row as usize] += 1;
        }
    }

    /// All metrics of these rows of `judged`.
    pub fn measure(&mut self, judged: &Judged) -> Measured {
        let pairs = self.drawn.iter().map(|&row| judged.pairs[row as usize]);
        let counts = ClassCounts::of(judged.n_classes, pairs);
        let (roc_auc, average_precision) = self.areas(judged);
        let log_loss = self.mean_of(&judged.log_losses);
        let brier_score = self.mean_of(&judged.squared_distances);
        let of_labels = counts.scores();
        let score = |metric| match metric {
            Metric::RocAuc => roc_auc,
            Metric::AveragePrecision => average_precision,
            Metric::LogLoss => Some(log_loss),
            // scikit-learn's `scale_by_half`.
            Metric::BrierScore if judged.n_classes < 3 => Some(0.5 * brier_score),
            Metric::BrierScore => Some(brier_score),
            metric => of_labels.get(metric),
        };
        // Not finite is what a model gives whose probabilities are not.
        let finite = |metric| score(metric).filter(|score| score.is_finite());
        Measured {
            scores: Scores::from_fn(finite),
            per_class: counts.per_class().collect(),
        }
    }

    /// ROC AUC and average precision: means over the rankings, where they all have one.
    fn areas(&mut self, judged: &Judged) -> (Option<f64>, Option<f64>) {
        let areas = judged.rankings.iter().map(|ranking| {
            self.curve.follow(ranking, &self.counts);
            (self.curve.roc_auc(), self.curve.average_precision())
        });
        let (roc_aucs, precisions): (Vec<_>, Vec<_>) = areas.unzip();
        (mean_of_all(roc_aucs), mean_of_all(precisions))
    }

    /// The mean over the rows, added up in the order in which they were drawn.
    fn mean_of(&mut self, by_row: &[f64]) -> f64 {
        self.losses.clear();
        let drawn = self.drawn.iter();
        self.losses.extend(drawn.map(|&row| by_row[row as usize]));
        mean(&self.losses)
    }
}

/// The metrics on all rows.
#[must_use]
pub fn scores(judged: &Judged) -> Scores {
    Sample::all(judged.pairs.len()).measure(judged).scores
}

fn mean_of_all(values: Vec<Option<f64>>) -> Option<f64> {
    let values: Vec<_> = values.into_iter().collect::<Option<_>>()?;
    Some(mean(&values))
}
