//! `StratifiedKFold` over random classes, seeds and numbers of folds.

use model_selection::StratifiedKFold;
use serde::Deserialize;

use crate::targets::{Kept, kept, targets};

#[derive(Deserialize)]
struct Case {
    order: u32,
    counts: Vec<usize>,
    n_splits: usize,
    seed: u32,
    /// The training and the test rows of each fold.
    folds: Vec<[Kept; 2]>,
}

#[test]
fn every_fold_is_scikit_learns() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/k_folds.json")).unwrap();
    assert!(
        cases.len() > 80,
        "the fixture holds only {} cases",
        cases.len()
    );
    for case in cases {
        let folds = StratifiedKFold {
            n_splits: case.n_splits,
            random_state: case.seed,
        };
        let splits = folds.split(&targets(case.order, &case.counts)).unwrap();
        let splits = splits.iter();
        let found: Vec<_> = splits
            .map(|split| [kept(&split.train), kept(&split.test)])
            .collect();
        assert_eq!(found, case.folds, "case {}", case.order);
    }
}
