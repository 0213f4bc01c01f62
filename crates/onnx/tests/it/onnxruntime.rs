//! Files of every family, and what onnxruntime says about them
//! (`oracle/classifiers.py`).

use ndarray::Array2;
use onnx::Classifier;
use serde::Deserialize;

/// One file of `fixtures`. Those of the table `digits`, which are integers, take int64.
#[derive(Deserialize)]
struct Case {
    name: String,
    rows: Vec<Vec<String>>,
    labels: Vec<i64>,
    probabilities: Vec<Vec<f64>>,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        crate::fixture(&self.name)
    }

    /// Numbers are text there, because not every JSON reader rounds correctly.
    fn records(&self) -> Array2<f64> {
        let cells = self.rows.iter().flatten();
        let cells = cells.map(|cell| cell.parse().expect("a number")).collect();
        Array2::from_shape_vec((self.rows.len(), self.rows[0].len()), cells).expect("a table")
    }
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/classifiers.json"))
        .expect("the fixture is JSON");
    assert_eq!(cases.len(), 35);
    cases
}

#[test]
fn labels_are_onnxruntimes_and_probabilities_within_a_millionth() {
    for case in cases() {
        let classifier = Classifier::from_bytes(&case.bytes()).expect("we read what we write");
        let found = classifier.predict(&case.records().view());
        assert_eq!(found.labels.to_vec(), case.labels, "{}", case.name);
        let expected = case.probabilities.iter().flatten();
        for (found, expected) in found.probabilities.iter().zip(expected) {
            let gap = (f64::from(*found) - expected).abs();
            assert!(gap <= 1e-6, "{}: {found} for {expected}", case.name);
        }
    }
}

/// Whatever is in the tracker: an error or a classifier, never a panic.
#[test]
fn a_damaged_file_is_refused_or_read_and_never_a_panic() {
    for case in cases().iter().filter(|case| case.name.ends_with("iris")) {
        let bytes = case.bytes();
        for at in 0..bytes.len() {
            let _ = Classifier::from_bytes(&bytes[..at]);
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            let _ = Classifier::from_bytes(&damaged);
        }
    }
}
