//! The test rows with what a model said about them, as far as the metrics ask for it.

use ndarray::Array1;
use numpy::pairwise_sum;
use onnx::Prediction;

use crate::ranking::Ranking;

/// The test rows with what a model said about them.
///
/// scikit-learn would be given the probabilities as float64 (`p.astype("float64")`), which the
/// model's float32 fit into exactly. It matters for the logarithmic loss, which scikit-learn
/// clips to the precision of what it is given.
#[derive(Clone, Debug)]
pub struct Judged {
    pub(crate) n_classes: usize,
    /// Class and label of each row.
    pub(crate) pairs: Vec<(u16, u16)>,
    /// Of two classes the second one's, of more each one's.
    pub(crate) rankings: Vec<Ranking>,
    /// The negative logarithm of the probability of each row's class.
    pub(crate) log_losses: Vec<f64>,
    /// The squared distance of each row's probabilities from the truth.
    pub(crate) squared_distances: Vec<f64>,
}

impl Judged {
    /// `classes` are the classes of the rows, at least one of them, and `predictions` are for these
    /// rows, some at a time, in their order. Classes and labels are positions among the model's
    /// classes, of which there are at least 2.
    ///
    /// # Panics
    ///
    /// If a class or label is not among them, or there are 65,536 of them; if there is no
    /// prediction.
    #[must_use]
    pub fn new(classes: &Array1<usize>, predictions: &[Prediction]) -> Self {
        let labels = predictions.iter().flat_map(|part| &part.labels);
        let pairs: Vec<_> = classes
            .iter()
            .zip(labels)
            .map(|(&class, &label)| (position(class), position(label)))
            .collect();
        let n_classes = predictions[0].probabilities.ncols();
        let ranked = if n_classes == 2 { 1..2 } else { 0..n_classes };
        Self {
            n_classes,
            rankings: ranked
                .map(|class| ranking(class, &pairs, predictions))
                .collect(),
            log_losses: by_row(&pairs, predictions, log_loss),
            squared_distances: by_row(&pairs, predictions, squared_distance),
            pairs,
        }
    }

    /// How many classes the model knows.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// How many scores the rows are ordered by: one for each row of two classes, else one for each
    /// row and class.
    #[must_use]
    pub fn n_scores(&self) -> usize {
        self.pairs.len() * self.rankings.len()
    }

    /// The class of each row and the label that it got.
    #[must_use]
    pub fn pairs(&self) -> &[(u16, u16)] {
        &self.pairs
    }

    /// Whether each row got the label of its class.
    pub fn right(&self) -> impl Iterator<Item = bool> + '_ {
        self.pairs.iter().map(|(class, label)| class == label)
    }
}

fn position(class: impl TryInto<u16>) -> u16 {
    class
        .try_into()
        .ok()
        .expect("classes and labels are positions in the class names")
}

fn ranking(class: usize, pairs: &[(u16, u16)], predictions: &[Prediction]) -> Ranking {
    let scores = predictions
        .iter()
        .flat_map(|part| part.probabilities.column(class));
    let rows: Vec<_> = scores
        .zip(pairs)
        .map(|(&score, (of_row, _))| (score, usize::from(*of_row) == class))
        .collect();
    Ranking::of(&rows)
}

/// What `loss` makes of each row's class and probabilities.
fn by_row(
    pairs: &[(u16, u16)],
    predictions: &[Prediction],
    loss: impl Fn(usize, &[f64]) -> f64,
) -> Vec<f64> {
    let mut widened = Vec::new();
    let rows = predictions
        .iter()
        .flat_map(|part| part.probabilities.rows());
    rows.zip(pairs)
        .map(|(probabilities, (class, _))| {
            widened.clear();
            widened.extend(probabilities.iter().copied().map(f64::from));
            loss(usize::from(*class), &widened)
        })
        .collect()
}

/// As in `log_loss`. The logarithm is the same on every machine, which the C library's is not;
/// it is that or its neighbour.
fn log_loss(class: usize, probabilities: &[f64]) -> f64 {
    let eps = f64::EPSILON;
    -libm::log(probabilities[class].clamp(eps, 1.0 - eps))
}

/// As in `brier_score_loss`.
fn squared_distance(class: usize, probabilities: &[f64]) -> f64 {
    let places = probabilities.iter().enumerate();
    let squares: Vec<_> = places
        .map(|(place, probability)| {
            let distance = f64::from(u8::from(place == class)) - probability;
            distance * distance
        })
        .collect();
    pairwise_sum(&squares)
}
