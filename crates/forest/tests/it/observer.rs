//! Who watches the growth of a forest.

use std::sync::atomic::{AtomicUsize, Ordering};

use forest::RandomForestParams;
use linfa::{ParamGuard, traits::Fit};

use crate::tables::Table;

#[test]
fn an_observer_is_told_of_every_tree_and_changes_none() {
    let table = Table::read("iris");
    for params in [RandomForestParams::new(), RandomForestParams::extra_trees()] {
        let params = params.n_estimators(30).check().expect("valid");
        let grown = AtomicUsize::new(0);
        let on_tree = || {
            grown.fetch_add(1, Ordering::Relaxed);
        };
        let watched = params.fit_observed(&table.dataset(), &on_tree);
        assert_eq!(grown.load(Ordering::Relaxed), 30);
        assert_eq!(
            watched.expect("iris can be learnt"),
            params.fit(&table.dataset()).expect("iris can be learnt")
        );
    }
}
