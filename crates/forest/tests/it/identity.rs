//! Every array of every tree equals scikit-learn 1.9's, to the last bit.

use crate::scikit::{f64_bytes, fit, i64_bytes, sha256};
use crate::tables::{Source, Table};
use forest::{RandomForest, RandomForestParams, SplitSearch, Tree};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One forest of `fixtures/forests.json`.
#[derive(Deserialize)]
struct Case {
    source: Source,
    params: RandomForestParams,
    node_counts: Vec<usize>,
    head: Head,
    sha256: BTreeMap<String, String>,
}

/// The first nodes of the first tree.
#[derive(Deserialize)]
struct Head {
    feature: Vec<i32>,
    threshold: Vec<String>,
    n_node_samples: Vec<u32>,
}

#[test]
fn forests_equal_scikit_learns_for_every_table_parameter_and_seed() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/forests.json"))
        .expect("the fixture is JSON");
    assert!(
        cases.len() >= 255,
        "only {} forests in the fixture",
        cases.len()
    );
    for case in &cases {
        for split_search in [SplitSearch::Binned, SplitSearch::Sorted] {
            check(case, &case.params.clone().split_search(split_search));
        }
    }
}

/// From what reads well to what is complete: the first message says most.
fn check(case: &Case, params: &RandomForestParams) {
    let name = format!("{:?} with {params:?}{}", case.source, *LOGARITHMS);
    let table = Table::of(&case.source);
    let model = fit(params, &table);
    check_head(&case.head, &model.trees()[0], &name);
    let counts: Vec<usize> = model.trees().iter().map(Tree::node_count).collect();
    assert_eq!(counts, case.node_counts, "node counts of {name}");
    let found = hashes(&model, &table);
    assert_eq!(found.len(), case.sha256.len(), "number of arrays of {name}");
    for (array, expected) in &case.sha256 {
        assert_eq!(
            found.get(array.as_str()),
            Some(expected),
            "{array} of {name}"
        );
    }
}

/// What to add to a failure where the logarithms of this machine's C library are not
/// those that the fixtures were made with: entropies may then differ in their last bit.
static LOGARITHMS: LazyLock<&str> = LazyLock::new(|| {
    let logarithms: Vec<f64> = (2..400)
        .flat_map(|n| (1..n).map(move |k| (f64::from(k) / f64::from(n)).ln()))
        .collect();
    let expected: String = serde_json::from_str(include_str!("../fixtures/logarithms.json"))
        .expect("the fixture is JSON");
    if sha256(f64_bytes(&logarithms)) == expected {
        ""
    } else {
        " (with entropy, this is no fault of the forest: this machine's logarithms are not \
         those of a processor with fused multiply-add and glibc)"
    }
});

fn check_head(expected: &Head, tree: &Tree, name: &str) {
    let n = expected.feature.len();
    assert!(
        tree.node_count() >= n,
        "too few nodes in the first tree of {name}"
    );
    assert_eq!(
        tree.n_node_samples()[..n],
        expected.n_node_samples,
        "rows of {name}"
    );
    assert_eq!(tree.feature()[..n], expected.feature, "features of {name}");
    let thresholds: Vec<f64> = expected
        .threshold
        .iter()
        .map(|text| text.parse().expect("a threshold"))
        .collect();
    assert_eq!(tree.threshold()[..n], thresholds, "thresholds of {name}");
}

fn hashes(model: &RandomForest, table: &Table) -> BTreeMap<&'static str, String> {
    let over = |bytes: fn(&Tree) -> Vec<u8>| sha256(model.trees().iter().flat_map(bytes));
    let probabilities = model.predict_proba(&table.records.view());
    let mut hashes = BTreeMap::from([
        ("feature", over(|tree| i64_bytes(tree.feature()))),
        ("threshold", over(|tree| f64_bytes(tree.threshold()))),
        (
            "children_left",
            over(|tree| i64_bytes(tree.children_left())),
        ),
        (
            "children_right",
            over(|tree| i64_bytes(tree.children_right())),
        ),
        ("impurity", over(|tree| f64_bytes(tree.impurity()))),
        (
            "n_node_samples",
            over(|tree| i64_bytes(tree.n_node_samples())),
        ),
        (
            "weighted_n_node_samples",
            over(|tree| f64_bytes(tree.weighted_n_node_samples())),
        ),
        ("value", over(|tree| f64_bytes(tree.value()))),
        (
            "missing_go_to_left",
            over(|tree| {
                tree.missing_go_to_left()
                    .iter()
                    .map(|&left| u8::from(left))
                    .collect()
            }),
        ),
        ("predict_proba", sha256(f64_bytes(&probabilities))),
        (
            "feature_importances",
            sha256(f64_bytes(&model.feature_importances())),
        ),
    ]);
    if let Some(out_of_bag) = model.out_of_bag() {
        hashes.insert(
            "oob_decision_function",
            sha256(f64_bytes(out_of_bag.decision_function())),
        );
        hashes.insert("oob_score", sha256(f64_bytes(&[out_of_bag.score()])));
    }
    hashes
}
