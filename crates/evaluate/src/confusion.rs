//! Confusion matrix.

use serde::Serialize;

/// Confusion matrix. The content of `metrics/confusion_matrix.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ConfusionMatrix {
    /// `data[i][j]`: how many rows of class `i` were labelled `j`.
    pub data: Vec<Vec<u64>>,
    /// The names of the classes, in that order.
    pub labels: Vec<String>,
    /// An entry for each row of the test table: DVC's confusion plot counts those and
    /// cannot draw a matrix.
    pub rows: Vec<PredictionRow>,
}

/// The class of a test row, and the class that the model predicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PredictionRow {
    /// The name of its class.
    pub actual: String,
    /// The name of the predicted class.
    pub predicted: String,
}

impl ConfusionMatrix {
    /// Counts `(class, label)` pairs, both positions in `labels`.
    ///
    /// # Panics
    ///
    /// When a class or a label has no name.
    #[must_use]
    pub(crate) fn count(pairs: &[(u16, u16)], labels: &[String]) -> Self {
        let mut data = vec![vec![0; labels.len()]; labels.len()];
        for &(class, label) in pairs {
            data[usize::from(class)][usize::from(label)] += 1;
        }
        let name = |&(class, label): &(u16, u16)| PredictionRow {
            actual: labels[usize::from(class)].clone(),
            predicted: labels[usize::from(label)].clone(),
        };
        Self {
            data,
            labels: labels.to_vec(),
            rows: pairs.iter().map(name).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_classes_and_columns_are_labels() {
        let names = ["a".to_owned(), "b".to_owned()];
        let confusion = ConfusionMatrix::count(&[(0, 0), (0, 1), (1, 1), (0, 1)], &names);
        assert_eq!(confusion.data, [[1, 2], [0, 1]]);
        let second = PredictionRow {
            actual: "a".into(),
            predicted: "b".into(),
        };
        assert_eq!(confusion.rows[1], second);
    }
}
