//! `train_test_split` over random sizes, seeds and classes.

use model_selection::train_test_split;
use serde::Deserialize;

use crate::targets::{Kept, kept, targets};

#[derive(Deserialize)]
struct Case {
    order: u32,
    counts: Vec<usize>,
    test_size: serde_json::Value,
    seed: u32,
    train: Kept,
    test: Kept,
}

/// A whole number is a number of rows, in JSON as in Python; a share is rounded up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a few thousand rows"
)]
fn test_rows(case: &Case) -> usize {
    let rows: usize = case.counts.iter().sum();
    match case.test_size.as_u64() {
        Some(rows) => usize::try_from(rows).unwrap(),
        None => (case.test_size.as_f64().unwrap() * rows as f64).ceil() as usize,
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
        let targets = targets(case.order, &case.counts);
        let split = train_test_split(&targets, test_rows(&case), case.seed).unwrap();
        let (order, found) = (case.order, [kept(&split.train), kept(&split.test)]);
        assert_eq!(found, [case.train, case.test], "case {order}");
    }
}
