//! How far the probabilities of a model are those of the rows.

use ndarray::Array1;
use onnx::Prediction;

/// How many bins of equal width there are.
const BINS: usize = 10;

/// The rows for which a model gives a class about the same probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// The mean of these probabilities.
    pub predicted: f64,
    /// The share of the rows that are of the class.
    pub actual: f64,
    /// How many rows there are.
    pub rows: usize,
}

/// scikit-learn's `calibration_curve` with ten bins, for each class against the rest: bins that
/// hold rows, and the number of the class. Of two classes there is only the second one; where
/// probabilities are no finite numbers there is none. `classes` are those of the
/// rows, and `predictions` are for these rows, some at a time, in their order.
///
/// # Panics
///
/// If there is no prediction.
#[must_use]
pub fn calibration(classes: &Array1<usize>, predictions: &[Prediction]) -> Vec<(usize, Vec<Bin>)> {
    let n_classes = predictions[0].probabilities.ncols();
    let shown = if n_classes == 2 { 1..2 } else { 0..n_classes };
    let bins = shown.filter_map(|class| Some((class, of_class(class, classes, predictions)?)));
    bins.collect()
}

fn of_class(class: usize, classes: &Array1<usize>, predictions: &[Prediction]) -> Option<Vec<Bin>> {
    let edges: Vec<_> = (1..BINS).map(edge).collect();
    let mut sums = [Bin::default(); BINS];
    let probabilities = predictions
        .iter()
        .flat_map(|part| part.probabilities.column(class));
    for (&probability, &of_row) in probabilities.zip(classes) {
        let probability = f64::from(probability);
        if !probability.is_finite() {
            return None;
        }
        let bin = &mut sums[edges.partition_point(|edge| *edge < probability)];
        bin.predicted += probability;
        bin.actual += f64::from(u8::from(of_row == class));
        bin.rows += 1;
    }
    let filled = sums.into_iter().filter(|bin| bin.rows > 0);
    let means = filled.map(|bin| Bin {
        predicted: bin.predicted / bin.rows as f64,
        actual: bin.actual / bin.rows as f64,
        rows: bin.rows,
    });
    Some(means.collect())
}

/// As in NumPy's `linspace(0, 1, 11)`.
fn edge(i: usize) -> f64 {
    i as f64 * (1.0 / BINS as f64)
}
