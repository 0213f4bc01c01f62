//! Parameters between JSON and code, and what they leave in a forest.

use std::collections::BTreeMap;

use forest::{ClassWeight, Criterion, MaxFeatures, RandomForestParams, Rows, Tree};

use insta::assert_snapshot;

use crate::scikit::fit;
use crate::tables::Table;

fn read(json: &str) -> RandomForestParams {
    serde_json::from_str(json).expect("these are parameters")
}

#[test]
fn parameters_are_read_as_scikit_learn_names_them() {
    let read = read(
        r#"{"n_estimators": 9, "criterion": "log_loss", "max_depth": null, "min_samples_leaf": 0.1,
            "max_features": null, "max_leaf_nodes": 8, "max_samples": 1.0, "oob_score": true,
            "class_weight": {"0": 1.5, "7": 2}}"#,
    );
    let written = RandomForestParams::new()
        .n_estimators(9)
        .criterion(Criterion::LogLoss)
        .min_samples_leaf(0.1)
        .max_features(MaxFeatures::All)
        .max_leaf_nodes(Some(8))
        .max_samples(Some(Rows::Fraction(1.0)))
        .oob_score(true)
        .class_weight(Some(ClassWeight::PerClass(BTreeMap::from([
            (0, 1.5),
            (7, 2.0),
        ]))));
    assert_eq!(read, written);
}

#[test]
fn parameters_survive_being_stored_as_json() {
    let weights = ClassWeight::PerClass(BTreeMap::from([(3, 0.25)]));
    for params in [
        RandomForestParams::new(),
        RandomForestParams::extra_trees().class_weight(Some(weights)),
        RandomForestParams::new()
            .max_features(MaxFeatures::Fraction(0.5))
            .min_samples_split(7)
            .class_weight(Some(ClassWeight::BalancedSubsample)),
    ] {
        let json = serde_json::to_string(&params).expect("parameters can be stored");
        assert_eq!(read(&json), params, "{json}");
    }
}

#[test]
fn an_unknown_parameter_is_refused_by_name() {
    let error = serde_json::from_str::<RandomForestParams>(r#"{"warm_start": true}"#);
    let message = error.expect_err("there is no warm start").to_string();
    assert_snapshot!(message, @"unknown field `warm_start` at line 1 column 20");
}

#[test]
fn extra_trees_see_all_rows_and_forests_samples() {
    let iris = Table::read("iris");
    let rows_of_roots = |params: RandomForestParams| {
        let forest = fit(&params.n_estimators(5), &iris);
        let rows = |tree: &Tree| tree.n_node_samples()[0];
        forest.trees().iter().map(rows).collect::<Vec<_>>()
    };
    assert_eq!(rows_of_roots(RandomForestParams::extra_trees()), [150; 5]);
    assert!(
        rows_of_roots(RandomForestParams::new())
            .iter()
            .all(|&rows| rows < 150)
    );
}

#[test]
fn a_tree_has_no_more_leaves_than_it_may() {
    let digits = Table::read("digits");
    let params = RandomForestParams::new()
        .n_estimators(3)
        .max_leaf_nodes(Some(17));
    for tree in fit(&params, &digits).trees() {
        let leaves = (0..tree.node_count()).filter(|&node| tree.is_leaf(node));
        assert_eq!(leaves.count(), 17);
    }
}

#[test]
fn accuracy_is_estimated_out_of_bag_only_where_asked_for_and_with_any_number_of_threads() {
    let wine = Table::read("wine");
    let params = RandomForestParams::new().n_estimators(30);
    assert!(fit(&params, &wine).out_of_bag().is_none());
    let estimate = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let grow = || fit(&params.clone().oob_score(true), &wine);
        let forest = pool.expect("threads can be started").install(grow);
        forest.out_of_bag().cloned().expect("an estimate")
    };
    let alone = estimate(1);
    assert!(alone.score() > 0.9, "{}", alone.score());
    assert_eq!(alone.decision_function().dim(), (178, 3));
    assert_eq!(alone, estimate(3));
}
