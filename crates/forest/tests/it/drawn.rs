//! A forest that is grown on the rows alone that its trees draw is the forest of the whole table.

use std::collections::BTreeMap;

use forest::{
    ClassWeight, Criterion, DrawnRows, MaxFeatures, RandomForest, RandomForestParams, Rows,
    SplitSearch,
};
use insta::assert_snapshot;
use linfa::ParamGuard;
use ndarray::{Array2, Axis};
use onnx::Interface;
use serde_json::json;

use crate::scikit::fit;
use crate::tables::{Source, Table};

/// A generated table of 600 rows.
fn table(kind: &str) -> Table {
    let recipe = json!({"recipe": kind, "seed": 3, "rows": 600, "columns": 6, "classes": 3});
    let source: Source = serde_json::from_value(recipe).expect("this is a recipe");
    Table::of(&source)
}

fn draw(params: &RandomForestParams, table: &Table) -> DrawnRows {
    let params = params.clone().check().expect("valid parameters");
    let drawn = params.draw_rows(table.classes.iter().copied());
    drawn.expect("rows can be drawn")
}

/// The records of the rows that are drawn.
fn held(drawn: &DrawnRows, table: &Table) -> Array2<f64> {
    let rows: Vec<usize> = (0..drawn.n_rows())
        .filter(|&row| drawn.contains(row))
        .collect();
    table.records.select(Axis(0), &rows)
}

fn file(forest: &RandomForest) -> Vec<u8> {
    let numbered = |what: &str, n| (0..n).map(|i| format!("{what}{i}")).collect::<Vec<_>>();
    let features = numbered("f", forest.n_features());
    let classes = numbered("c", forest.n_classes());
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    forest.to_onnx(&interface).expect("the names fit")
}

/// Few draws of many rows, by every way of weighting, searching and stopping.
fn params() -> Vec<RandomForestParams> {
    let few = RandomForestParams::new()
        .n_estimators(7)
        .max_samples(Some(Rows::Count(25)))
        .random_state(11);
    let weights = BTreeMap::from([(0, 1.0), (1, 0.5), (2, 4.0)]);
    let extra_trees = RandomForestParams::extra_trees()
        .bootstrap(true)
        .n_estimators(7)
        .max_samples(Some(Rows::Fraction(0.05)));
    vec![
        few.clone(),
        few.clone().max_samples(Some(Rows::Fraction(0.1))),
        few.clone().class_weight(Some(ClassWeight::Balanced)),
        few.clone()
            .class_weight(Some(ClassWeight::PerClass(weights))),
        few.clone().criterion(Criterion::Entropy),
        few.clone().split_search(SplitSearch::Sorted),
        few.clone().max_leaf_nodes(Some(6)),
        few.clone()
            .max_features(MaxFeatures::All)
            .max_depth(Some(3)),
        // Shares of the whole table, not of what is held of it.
        few.clone().min_samples_leaf(0.004),
        few.clone().min_samples_split(0.01),
        few.min_weight_fraction_leaf(0.1),
        extra_trees.clone(),
        extra_trees.class_weight(Some(ClassWeight::Balanced)),
    ]
}

#[test]
fn the_file_is_the_same_as_with_all_rows() {
    for kind in ["noise", "ties", "zeros"] {
        let table = table(kind);
        for params in params() {
            let drawn = draw(&params, &table);
            let name = format!("{kind} with {params:?}");
            assert!(drawn.n_drawn() < 350, "{} of {name}", drawn.n_drawn());
            let grown = drawn.fit(&held(&drawn, &table), &|| ());
            let grown = grown.expect("the rows can be learnt");
            let expected = fit(&params, &table);
            assert_eq!(grown, expected, "{name}");
            assert!(file(&grown) == file(&expected), "file of {name}");
        }
    }
}

#[test]
fn the_rows_are_those_that_the_trees_have() {
    let table = table("noise");
    let few = RandomForestParams::new()
        .n_estimators(1)
        .max_samples(Some(Rows::Count(40)));
    let n_rows = fit(&few, &table).trees()[0].n_node_samples()[0];
    assert_eq!(draw(&few, &table).n_drawn(), n_rows as usize);
    let all = few.max_samples(None).bootstrap(false);
    assert_eq!(draw(&all, &table).n_drawn(), 600);
}

#[test]
fn a_class_of_which_no_row_is_drawn_is_still_a_class() {
    let mut table = table("noise");
    table.classes.fill(0);
    table.classes[599] = 1;
    let few = RandomForestParams::new()
        .n_estimators(2)
        .max_samples(Some(Rows::Count(5)));
    let drawn = draw(&few, &table);
    assert!(!drawn.contains(599));
    let grown = drawn.fit(&held(&drawn, &table), &|| ());
    let grown = grown.expect("the rows can be learnt");
    assert_eq!(grown.classes(), [0, 1]);
    assert_eq!(grown, fit(&few, &table));
}

#[test]
fn what_does_not_go_with_drawn_rows_is_refused() {
    let table = table("noise");
    let few = RandomForestParams::new().max_samples(Some(Rows::Count(5)));
    let drawn = draw(&few.clone().n_estimators(2), &table);
    let all = drawn.fit(&table.records, &|| ()).expect_err("too many");
    assert_snapshot!(all, @"match 10 targets to 600 rows: expected one target per row");
    let refused = |params: RandomForestParams, n_rows| {
        let params = params.check().expect("valid parameters");
        let drawn = params.draw_rows(std::iter::repeat_n(0, n_rows));
        drawn.expect_err("refused").to_string()
    };
    assert_snapshot!(refused(few.clone(), 0), @"train on 0 rows and 1 columns: expected at least one of each");
    assert_snapshot!(refused(few.oob_score(true), 9), @"use `oob_score` = true: expected false where only the rows that the trees draw are held");
}
