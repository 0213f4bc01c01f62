//! Hyperparameters as JSON: scikit-learn's values, which are of mixed types.

use std::collections::BTreeMap;
use std::fmt::Debug;

use hyperparameters::{ClassWeight, Criterion, ForestParams, MaxFeatures, Rows, SplitQuality};
use insta::assert_snapshot;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The JSON of a value, which reads back as the value.
fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> String {
    let json = serde_json::to_string(value).expect("plain values are JSON");
    let back: T = serde_json::from_str(&json).expect("what was written can be read");
    assert_eq!(&back, value, "{json}");
    json
}

/// dvc.lock pins this order: it is that of `models/model_metadata.json`.
#[test]
fn a_forest_is_written_in_the_order_of_the_metadata() {
    assert_snapshot!(there_and_back(&ForestParams::EXTRA_TREES), @r#"{"n_estimators":100,"max_depth":null,"random_state":0,"criterion":"gini","min_samples_split":2,"min_samples_leaf":1,"min_weight_fraction_leaf":0.0,"max_features":"sqrt","max_leaf_nodes":null,"min_impurity_decrease":0.0,"bootstrap":false,"max_samples":null,"class_weight":null}"#);
}

#[test]
fn values_that_are_names_or_numbers_are_written_as_scikit_learn_takes_them() {
    let features = [
        MaxFeatures::Sqrt,
        MaxFeatures::Log2,
        MaxFeatures::Count(3),
        MaxFeatures::Fraction(0.5),
        MaxFeatures::All,
    ];
    assert_snapshot!(there_and_back(&features.to_vec()), @r#"["sqrt","log2",3,0.5,null]"#);
    let rows = [Rows::Count(1), Rows::Fraction(1.0)];
    assert_snapshot!(there_and_back(&rows.to_vec()), @"[1,1.0]");
    let weights = [
        ClassWeight::Balanced,
        ClassWeight::BalancedSubsample,
        ClassWeight::PerClass(BTreeMap::from([(0, 2.5), (10, 1.0)])),
    ];
    assert_snapshot!(there_and_back(&weights.to_vec()), @r#"["balanced","balanced_subsample",{"0":2.5,"10":1.0}]"#);
}

#[test]
fn the_names_of_messages_and_of_json_are_the_same() {
    fn assert_named<T: Serialize>(names: &[(&str, T)]) {
        for (name, value) in names {
            let json = serde_json::to_value(value).expect("a name is JSON");
            assert_eq!(json, *name);
        }
    }
    assert_named(&Criterion::NAMES);
    assert_named(&SplitQuality::NAMES);
    assert_named(&MaxFeatures::NAMES);
    assert_named(&ClassWeight::NAMES);
}

#[test]
fn a_class_that_is_no_number_is_refused() {
    let error = serde_json::from_str::<ClassWeight>(r#"{"setosa": 1.0}"#);
    let error = error.expect_err("classes are numbers here");
    assert_snapshot!(error, @"the class `setosa` of `class_weight` is no number from 0");
}
