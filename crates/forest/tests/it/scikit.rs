//! Forests as scikit-learn grows them, and as the fixtures keep them (`oracle/forest.py`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use forest::{RandomForest, RandomForestParams, Tree};
use linfa::traits::Fit;
use ndarray::Array2;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::tables::Table;

/// Grows our forest with scikit-learn's parameters.
pub(crate) fn fit(params: &RandomForestParams, table: &Table) -> RandomForest {
    params
        .fit(&table.dataset())
        .expect("the fixture's parameters and tables are valid")
}

/// What a fixture keeps of scikit-learn's forest.
#[derive(Deserialize)]
pub(crate) struct Expected {
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

impl Expected {
    /// Compares every array of a forest, and its probabilities of these records. It goes from
    /// what reads well to what is complete: the first message says most.
    pub(crate) fn assert_equals(&self, model: &RandomForest, records: &Array2<f64>, name: &str) {
        let name = format!("{name}{}", *LOGARITHMS);
        self.head.assert_equals(&model.trees()[0], &name);
        let counts: Vec<usize> = model.trees().iter().map(Tree::node_count).collect();
        assert_eq!(counts, self.node_counts, "node counts of {name}");
        let found = digests(model, records);
        assert_eq!(found.len(), self.sha256.len(), "number of arrays of {name}");
        for (array, expected) in &self.sha256 {
            assert_eq!(
                found.get(array.as_str()),
                Some(expected),
                "{array} of {name}"
            );
        }
    }
}

impl Head {
    fn assert_equals(&self, tree: &Tree, name: &str) {
        let n = self.feature.len();
        assert!(
            tree.node_count() >= n,
            "too few nodes in the first tree of {name}"
        );
        assert_eq!(
            tree.n_node_samples()[..n],
            self.n_node_samples,
            "rows of {name}"
        );
        assert_eq!(tree.feature()[..n], self.feature, "features of {name}");
        let thresholds: Vec<f64> = self
            .threshold
            .iter()
            .map(|text| text.parse().expect("a threshold"))
            .collect();
        assert_eq!(tree.threshold()[..n], thresholds, "thresholds of {name}");
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

/// The digest of each array of a forest, over all trees in order, by scikit-learn's name,
/// and of its probabilities of these records.
pub(crate) fn digests(
    model: &RandomForest,
    records: &Array2<f64>,
) -> BTreeMap<&'static str, String> {
    let over = |bytes: fn(&Tree) -> Vec<u8>| sha256(model.trees().iter().flat_map(bytes));
    let flags = |tree: &Tree| {
        let flags = tree.missing_go_to_left().iter();
        flags.map(|&left| u8::from(left)).collect()
    };
    let weights = |tree: &Tree| f64_bytes(tree.weighted_n_node_samples());
    let importances = model.feature_importances();
    let mut digests = BTreeMap::from([
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
        ("weighted_n_node_samples", over(weights)),
        ("value", over(|tree| f64_bytes(tree.value()))),
        ("missing_go_to_left", over(flags)),
        (
            "predict_proba",
            sha256(f64_bytes(&model.predict_proba(&records.view()))),
        ),
        ("feature_importances", sha256(f64_bytes(&importances))),
    ]);
    if let Some(out_of_bag) = model.out_of_bag() {
        digests.insert(
            "oob_decision_function",
            sha256(f64_bytes(out_of_bag.decision_function())),
        );
        digests.insert("oob_score", sha256(f64_bytes(&[out_of_bag.score()])));
    }
    digests
}

/// The first 16 hex digits of a sha256.
pub(crate) fn sha256(bytes: impl IntoIterator<Item = u8>) -> String {
    let bytes: Vec<u8> = bytes.into_iter().collect();
    let digest = Sha256::digest(&bytes);
    let start = digest.first_chunk().expect("a sha256 has 32 bytes");
    format!("{:016x}", u64::from_be_bytes(*start))
}

/// Numbers as little-endian float64.
pub(crate) fn f64_bytes<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u8> {
    values
        .into_iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// Integers as little-endian int64.
pub(crate) fn i64_bytes<T: Copy + Into<i64>>(values: &[T]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|&value| value.into().to_le_bytes())
        .collect()
}
