//! A forest that is put together from parts is the forest of one go, and a packed tree the tree.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;

use forest::{
    ClassWeight, Criterion, ForestError, ForestPart, PackedTree, RandomForest, RandomForestParams,
    RandomForestValidParams, Rows, Tree,
};
use insta::assert_snapshot;
use linfa::ParamGuard;
use ndarray::{Array2, Axis};
use proptest::collection::btree_set;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::scikit::fit;
use crate::tables::{Source, Table};

const TREES: usize = 9;

/// A generated table of 400 rows.
fn table(kind: &str) -> Table {
    let recipe = json!({"recipe": kind, "seed": 5, "rows": 400, "columns": 5, "classes": 3});
    let source: Source = serde_json::from_value(recipe).expect("this is a recipe");
    Table::of(&source)
}

/// Every way of drawing, weighting, searching and stopping.
fn params() -> Vec<RandomForestParams> {
    let forest = RandomForestParams::new()
        .n_estimators(TREES)
        .random_state(11);
    let weights = BTreeMap::from([(0, 1.0), (1, 0.5), (2, 4.0)]);
    let weights = Some(ClassWeight::PerClass(weights));
    let few = forest.clone().max_samples(Some(Rows::Count(25)));
    let extra_trees = RandomForestParams::extra_trees().n_estimators(TREES);
    vec![
        forest.clone().oob_score(true),
        forest.clone().class_weight(weights.clone()).oob_score(true),
        forest.clone().criterion(Criterion::Entropy).oob_score(true),
        forest.clone().max_leaf_nodes(Some(6)),
        forest
            .clone()
            .bootstrap(false)
            .class_weight(weights.clone()),
        forest.max_depth(Some(3)).min_samples_leaf(0.01),
        few.clone().oob_score(true),
        few.class_weight(Some(ClassWeight::Balanced)),
        extra_trees.clone(),
        extra_trees.clone().class_weight(weights),
        extra_trees.bootstrap(true).oob_score(true),
    ]
}

fn checked(params: &RandomForestParams) -> RandomForestValidParams {
    params.clone().check().expect("valid parameters")
}

/// The ranges between these places.
fn ranges(places: &[usize]) -> Vec<Range<usize>> {
    let from = [0].iter().chain(places);
    let to = places.iter().chain(&[TREES]);
    from.zip(to).map(|(&from, &to)| from..to).collect()
}

/// The parts with these trees, whose records are laid out once for all of them.
fn grow_parts(
    params: &RandomForestValidParams,
    table: &Table,
    ranges: &[Range<usize>],
) -> Result<Vec<ForestPart>, ForestError> {
    let mut parts = Vec::new();
    let keep = |part| {
        parts.push(part);
        Ok::<_, Infallible>(())
    };
    let Ok(()) = params.grow_parts(&table.dataset(), ranges, &|| (), keep)?;
    Ok(parts)
}

/// One of them.
fn grow_part(
    params: &RandomForestValidParams,
    table: &Table,
    range: Range<usize>,
) -> Result<ForestPart, ForestError> {
    let mut parts = grow_parts(params, table, &[range])?;
    assert_eq!(parts.len(), 1);
    Ok(parts.remove(0))
}

/// The forest that is cut at these places and put together, the last part first.
fn in_parts(params: &RandomForestParams, table: &Table, places: &[usize]) -> RandomForest {
    let params = checked(params);
    let ranges: Vec<_> = ranges(places).into_iter().rev().collect();
    let apart = ranges
        .iter()
        .cloned()
        .map(|range| grow_part(&params, table, range));
    let parts: Vec<_> = apart.collect::<Result<_, _>>().expect("trees are grown");
    let together = grow_parts(&params, table, &ranges).expect("trees are grown");
    assert_eq!(together, parts, "{params:?}");
    params
        .join(&table.dataset(), parts)
        .expect("all trees are there")
}

/// The arrays to the last bit: numbers that are equal may differ in the sign of a zero.
fn bits(trees: &[Tree]) -> Vec<u64> {
    let values = |tree: &Tree| {
        let arrays = [
            tree.threshold(),
            tree.impurity(),
            tree.weighted_n_node_samples(),
            tree.value(),
        ];
        arrays.concat().into_iter().map(f64::to_bits)
    };
    trees.iter().flat_map(values).collect()
}

fn assert_identical(found: &RandomForest, expected: &RandomForest, name: &str) {
    assert_eq!(found, expected, "{name}");
    assert_eq!(bits(found.trees()), bits(expected.trees()), "{name}");
    let importances = |of: &RandomForest| of.feature_importances().map(|value| value.to_bits());
    assert_eq!(importances(found), importances(expected), "{name}");
    let out_of_bag = |of: &RandomForest| {
        let of = of.out_of_bag()?;
        Some(of.decision_function().map(|value| value.to_bits()))
    };
    assert_eq!(out_of_bag(found), out_of_bag(expected), "{name}");
}

#[test]
fn parts_make_the_forest_of_one_go_by_every_way_of_growing() {
    for kind in ["noise", "ties", "missing"] {
        let table = table(kind);
        for params in params() {
            let expected = fit(&params, &table);
            for places in [&[][..], &[1], &[4, 5], &[1, 2, 3, 4, 5, 6, 7, 8]] {
                let found = in_parts(&params, &table, places);
                let name = format!("{kind} at {places:?} with {params:?}");
                assert_identical(&found, &expected, &name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn wherever_a_forest_is_cut_its_parts_make_the_same(
        places in btree_set(1..TREES, 0..TREES),
        number in 0..params().len(),
    ) {
        let (table, params) = (table("zeros"), params().swap_remove(number));
        let places: Vec<_> = places.into_iter().collect();
        let found = in_parts(&params, &table, &places);
        assert_identical(&found, &fit(&params, &table), &format!("{places:?} {params:?}"));
    }
}

#[test]
fn parts_on_the_rows_that_their_own_trees_draw_make_the_forest_of_all_rows() {
    let table = table("noise");
    for params in params() {
        if params == params.clone().oob_score(true) {
            continue;
        }
        let expected = fit(&params, &table);
        let params = checked(&params);
        let draw = |range| {
            let drawn = params.draw_rows_of(range, table.classes.iter().copied());
            drawn.expect("rows can be drawn")
        };
        let held = |range| {
            let drawn = draw(range);
            let rows: Vec<_> = (0..400).filter(|&row| drawn.contains(row)).collect();
            let records: Array2<f64> = table.records.select(Axis(0), &rows);
            drawn.grow_part(&records, &|| ()).expect("trees are grown")
        };
        let parts = vec![held(5..TREES), held(0..2), held(2..5)];
        let found = draw(0..TREES).join(table.records.ncols(), parts);
        let found = found.expect("all trees are there");
        assert_identical(&found, &expected, &format!("{params:?}"));
    }
}

#[test]
fn a_part_draws_fewer_rows_than_the_forest() {
    let few = RandomForestParams::new().n_estimators(TREES);
    let few = checked(&few.max_samples(Some(Rows::Count(25))));
    let table = table("noise");
    let drawn = |range| few.draw_rows_of(range, table.classes.iter().copied());
    let n_drawn = |range| drawn(range).expect("rows can be drawn").n_drawn();
    assert!(n_drawn(0..1) <= 25 && n_drawn(0..TREES) > 100);
    let records = table.records.view();
    let error = drawn(0..2).unwrap().fit(&records, &|| ()).unwrap_err();
    assert_snapshot!(error, @"put the trees 0..2 into a forest: expected all of 9 trees, each of them once");
}

#[test]
fn what_is_no_part_or_no_forest_is_refused() {
    let (table, params) = (table("noise"), checked(&params()[0]));
    let dataset = table.dataset();
    let grow = |range| grow_part(&params, &table, range);
    let part = |range| grow(range).expect("trees are grown");
    assert_snapshot!(grow(5..10).unwrap_err(), @"grow the trees 5..10: expected some of 9, which are numbered from 0");
    assert_snapshot!(grow(5..5).unwrap_err(), @"grow the trees 5..5: expected some of 9, which are numbered from 0");
    let refused = |parts| params.join(&dataset, parts).unwrap_err().to_string();
    assert_snapshot!(refused(vec![]), @"put the trees 0..0 into a forest: expected all of 9 trees, each of them once");
    assert_snapshot!(refused(vec![part(0..4), part(5..9)]), @"put the trees 5..9 into a forest: expected all of 9 trees, each of them once");
    assert_snapshot!(refused(vec![part(0..4), part(3..9)]), @"put the trees 3..9 into a forest: expected all of 9 trees, each of them once");
    assert_snapshot!(refused(vec![part(0..4)]), @"put the trees 0..4 into a forest: expected all of 9 trees, each of them once");
    let two = json!({"recipe": "noise", "seed": 5, "rows": 400, "columns": 5, "classes": 2});
    let two = Table::of(&serde_json::from_value(two).expect("this is a recipe"));
    let foreign = grow_part(&params, &two, 0..TREES);
    assert_snapshot!(refused(vec![foreign.unwrap()]), @"put a tree into a forest: a tree does not have a share for each node and class");
}

#[test]
fn no_part_is_grown_after_one_that_nobody_could_keep_or_when_one_is_not_there() {
    let (table, params) = (table("noise"), checked(&params()[0]));
    let dataset = table.dataset();
    let grow = |parts: &[Range<usize>]| {
        let mut offered = Vec::new();
        let grown = params.grow_parts(&dataset, parts, &|| (), |part| {
            offered.push(part.range());
            if part.range() == (2..5) {
                Err("full")
            } else {
                Ok(())
            }
        });
        (grown.map_err(|error| error.to_string()), offered)
    };
    let (grown, offered) = grow(&[0..2, 2..5, 5..9]);
    assert_eq!((grown, offered), (Ok(Err("full")), vec![0..2, 2..5]));
    let (grown, offered) = grow(&[0..2, 8..10]);
    assert!(grown.is_err_and(|error| error.contains("8..10")) && offered.is_empty());
}

fn packed(tree: &Tree) -> Value {
    serde_json::to_value(PackedTree::of(tree)).expect("plain values")
}

/// Whether it is a tree that a forest takes.
fn is_sound(packed: PackedTree) -> bool {
    let Ok(tree) = packed.into_tree(3) else {
        return false;
    };
    let one = checked(&params()[0].clone().n_estimators(1).oob_score(false));
    let part = ForestPart::new(0, vec![tree]);
    one.join(&table("noise").dataset(), vec![part]).is_ok()
}

#[test]
fn a_packed_tree_is_the_tree_to_the_last_bit() {
    for kind in ["noise", "ties", "missing", "duplicates"] {
        for params in params() {
            let forest = fit(&params, &table(kind));
            let again = |tree| PackedTree::of(tree).into_tree(3);
            let found: Result<Vec<_>, _> = forest.trees().iter().map(again).collect();
            let found = found.expect("packed trees are sound");
            assert_eq!(found, forest.trees(), "{kind} {params:?}");
            assert_eq!(bits(&found), bits(forest.trees()), "{kind} {params:?}");
        }
    }
}

/// Otherwise nobody would see that all trees are kept as they are.
#[test]
fn what_follows_from_the_rest_of_a_tree_is_not_packed() {
    for params in params() {
        let forest = fit(&params, &table("noise"));
        for tree in forest.trees() {
            let core = &packed(tree)["Core"];
            let is_gini = !format!("{params:?}").contains("Entropy");
            assert_eq!(core["impurity"].is_null(), is_gini, "{params:?}");
            let leaves = (0..tree.node_count()).filter(|&node| tree.is_leaf(node));
            let leaves = leaves.count();
            assert_eq!(core["rows"].as_array().map(Vec::len), Some(leaves));
        }
    }
}

/// A file may hold anything.
#[test]
fn arrays_that_make_no_tree_are_refused_and_never_a_panic() {
    let forest = fit(&params()[0], &table("noise"));
    let good = packed(&forest.trees()[0]);
    let is_sound = |packed| serde_json::from_value(packed).is_ok_and(is_sound);
    assert!(is_sound(good.clone()));
    for name in [
        "left",
        "right",
        "feature",
        "threshold",
        "rows",
        "class_weights",
    ] {
        let mut bad = good.clone();
        let array = bad["Core"][name].as_array_mut().expect("an array");
        assert!(array.pop().is_some(), "{name}");
        assert!(!is_sound(bad), "{name}");
    }
    let large = u64::from(u32::MAX);
    for (name, value) in [
        ("left", json!(large)),
        ("right", json!(large)),
        ("feature", json!(large)),
        ("feature", json!(10)),
        ("rows", json!(large)),
        ("class_weights", json!(u64::MAX)),
        ("class_weights", json!(large)),
    ] {
        let mut bad = good.clone();
        bad["Core"][name][0] = value.clone();
        assert!(!is_sound(bad), "{name} {value}");
    }
    let of_others = PackedTree::of(&forest.trees()[0]);
    assert!(of_others.into_tree(2).is_err());
    let empty = ForestPart::new(0, Vec::new());
    assert_eq!(empty.range(), 0..0);
}
