//! The scores against scikit-learn's, bit for bit; the fixture is made by `oracle/scores.py`.

use evaluate::scores::scores;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    classes: usize,
    /// Class, label, and how many rows of the class got the label.
    counted: Vec<(usize, usize, u64)>,
    /// Accuracy, precision, recall and F1: the bits of each double in hexadecimal.
    scores: [String; 4],
}

#[test]
fn every_score_is_scikit_learns_to_the_last_bit() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/scores.json")).unwrap();
    assert!(
        cases.len() > 40,
        "the fixture holds only {} cases",
        cases.len()
    );
    for case in cases {
        let mut matrix = vec![vec![0; case.classes]; case.classes];
        for &(class, label, rows) in &case.counted {
            matrix[class][label] = rows;
        }
        let found = scores(&matrix);
        let found = [
            found.accuracy,
            found.precision,
            found.recall,
            found.f1_score,
        ];
        let found = found.map(|score| format!("{:016x}", score.to_bits()));
        assert_eq!(found, case.scores, "{} classes", case.classes);
    }
}
