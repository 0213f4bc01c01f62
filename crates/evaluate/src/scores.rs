//! Accuracy, precision, recall and F1 as scikit-learn defines them
//! (`accuracy_score`, and `precision_recall_fscore_support` with
//! `average="weighted"`), to the last bit.

use numpy::average;
use registry::Scores;

/// The counts of one class.
struct Counts {
    /// Rows of the class that got its label.
    hits: f64,
    /// Rows of the class.
    rows: f64,
    /// Rows with its label.
    labelled: f64,
}

/// The scores of a square confusion matrix (`matrix[class][label]`) with at least one row
/// counted.
#[must_use]
pub fn scores(matrix: &[Vec<u64>]) -> Scores {
    let counts = counts(matrix);
    let rows: Vec<_> = counts.iter().map(|class| class.rows).collect();
    let weighted = |metric: fn(&Counts) -> f64| {
        let of_classes: Vec<_> = counts.iter().map(metric).collect();
        average(&of_classes, &rows)
    };
    let right: f64 = counts.iter().map(|class| class.hits).sum();
    Scores {
        accuracy: right / rows.iter().sum::<f64>(),
        precision: weighted(|class| share(class.hits, class.labelled)),
        recall: weighted(|class| share(class.hits, class.rows)),
        f1_score: weighted(|class| share(2.0 * class.hits, class.rows + class.labelled)),
    }
}

/// A class that neither occurs nor is predicted does not count: scikit-learn
/// does not know of it.
fn counts(matrix: &[Vec<u64>]) -> Vec<Counts> {
    let count = |class: usize| Counts {
        hits: matrix[class][class] as f64,
        rows: matrix[class].iter().sum::<u64>() as f64,
        labelled: matrix.iter().map(|row| row[class]).sum::<u64>() as f64,
    };
    let all = (0..matrix.len()).map(count);
    all.filter(|class| class.rows + class.labelled > 0.0)
        .collect()
}

/// `part / whole`, and 0 of nothing (scikit-learn's `zero_division`).
fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scores_of_the_default_model_are_the_references() {
        let matrix = [vec![10, 0, 0], vec![0, 9, 1], vec![0, 1, 9]];
        let all = 0.933_333_333_333_333_3;
        let expected = Scores {
            accuracy: all,
            precision: all,
            recall: all,
            f1_score: all,
        };
        assert_eq!(scores(&matrix), expected);
    }

    #[test]
    fn a_class_that_is_never_predicted_has_no_precision() {
        let scores = scores(&[vec![2, 0], vec![2, 0]]);
        assert_eq!(
            (scores.accuracy, scores.precision, scores.recall),
            (0.5, 0.25, 0.5)
        );
    }
}
