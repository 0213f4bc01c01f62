//! The split against scikit-learn's, over random sizes, seeds and classes; the
//! fixture is made by `oracle/split.py`.

use numpy::random::RandomState;
use params::TestSize;
use preprocess::split::stratified;
use serde::Deserialize;
use serde_json::Value;
use stage::digest::sha256_hex;

#[derive(Deserialize)]
struct Case {
    order: u32,
    counts: Vec<usize>,
    test_size: Value,
    seed: u32,
    train: Kept,
    test: Kept,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Kept {
    rows: usize,
    head: Vec<u32>,
    sha256: String,
}

/// The targets that the script made: every class as often as `counts` says, shuffled.
fn targets(case: &Case) -> Vec<u16> {
    let classes = (0..).zip(&case.counts);
    let sorted: Vec<_> = classes
        .flat_map(|(class, &n)| std::iter::repeat_n(class, n))
        .collect();
    let order = RandomState::new(case.order).permutation(sorted.len());
    order.into_iter().map(|row| sorted[row]).collect()
}

/// A whole number is a number of rows, in JSON as in Python.
fn test_size(value: &Value) -> TestSize {
    match value.as_u64() {
        Some(rows) => TestSize::Rows(usize::try_from(rows).unwrap()),
        None => TestSize::Fraction(value.as_f64().unwrap()),
    }
}

fn kept(rows: &[u32]) -> Kept {
    let bytes: Vec<u8> = rows
        .iter()
        .flat_map(|&row| u64::from(row).to_le_bytes())
        .collect();
    let head = rows.iter().take(4).copied().collect();
    Kept {
        rows: rows.len(),
        head,
        sha256: sha256_hex(&bytes),
    }
}

#[test]
fn every_split_is_scikit_learns() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/splits.json")).unwrap();
    assert!(
        cases.len() > 200,
        "the fixture holds only {} cases",
        cases.len()
    );
    for case in cases {
        let split = stratified(&targets(&case), test_size(&case.test_size), case.seed).unwrap();
        assert_eq!(
            kept(&split.train),
            case.train,
            "train rows of case {}",
            case.order
        );
        assert_eq!(
            kept(&split.test),
            case.test,
            "test rows of case {}",
            case.order
        );
    }
}
