//! The curves whose areas are ROC AUC and average precision.

use crate::judged::Judged;
use crate::ranking::{Curve, CurvePoint};

/// The curves of a class against the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCurves {
    /// The number of the class.
    pub class: usize,
    /// scikit-learn's `roc_curve`: false and true positive rates. Without points where all rows
    /// are of the class, or none is.
    pub roc: Vec<CurvePoint>,
    /// The area below it.
    pub roc_auc: Option<f64>,
    /// scikit-learn's `precision_recall_curve`: recall and precision. Without points where no row
    /// is of the class.
    pub precision_recall: Vec<CurvePoint>,
    /// The area below its steps.
    pub average_precision: Option<f64>,
}

/// The curves of each class, one after the other, since those of very many rows are large. Of two
/// classes there are only the second one's; where probabilities are no finite numbers there are
/// none.
pub fn curves(judged: &Judged) -> impl Iterator<Item = ClassCurves> {
    let counts = vec![1; judged.pairs.len()];
    let first = usize::from(judged.n_classes == 2);
    let ranked = (first..).zip(&judged.rankings);
    let finite = ranked.filter(|(_, ranking)| ranking.is_finite());
    finite.map(move |(class, ranking)| {
        let mut curve = Curve::default();
        curve.follow(ranking, &counts);
        ClassCurves {
            class,
            roc: curve.roc_points(ranking),
            roc_auc: curve.roc_auc(),
            precision_recall: curve.precision_recall_points(ranking),
            average_precision: curve.average_precision(),
        }
    })
}
