//! The plain walk is the judge, on trees of any shape.

use ndarray::{Array2, ShapeBuilder};
use proptest::prelude::*;

use super::{Predictor, Records};
use crate::splitter::{ChildStats, SplitRecord};
use crate::tree::{Branch, NodeStats, Tree};

const COLUMNS: usize = 3;
/// Enough rows for several blocks and a last one that is not full.
const ROWS: usize = 2000;

/// Thresholds: float32 values, values between two of them, and what has no neighbour.
fn threshold() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-8i32..8).prop_map(|x| f64::from(x) / 4.0),
        4 => (-8i32..8).prop_map(|x| f64::from(x) / 4.0 + 1e-9),
        1 => Just(f64::INFINITY),
        1 => Just(f64::from(f32::MAX)),
        1 => Just(1e-46),
    ]
}

/// Values at the thresholds and next to them, missing ones, and infinite ones.
fn value() -> impl Strategy<Value = f32> {
    let at = (-8i16..8).prop_map(|x| f32::from(x) / 4.0);
    prop_oneof![
        4 => at.clone(),
        2 => at.clone().prop_map(f32::next_up),
        2 => at.prop_map(f32::next_down),
        2 => Just(f32::NAN),
        1 => prop::sample::select(vec![f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -0.0, 1e-45]),
    ]
}

/// One decision while a tree grows: the leaf to split, and how.
type Cut = (prop::sample::Index, usize, f64, bool);

fn cuts(most: usize) -> impl Strategy<Value = Vec<Cut>> {
    prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0..COLUMNS,
            threshold(),
            any::<bool>(),
        ),
        0..most,
    )
}

/// Splits leaves one after the other; every third leaf is pure.
fn tree(n_classes: usize, cuts: &[Cut]) -> Tree {
    let mut tree = Tree::with_room(n_classes, 0);
    let mut leaves = vec![leaf(&mut tree, n_classes, None)];
    for &(ref which, feature, threshold, missing_left) in cuts {
        let node = leaves.swap_remove(which.index(leaves.len()));
        let child = ChildStats {
            weight: 0.0,
            impurity: 0.0,
        };
        tree.split(
            node,
            &SplitRecord {
                feature,
                threshold,
                missing_left,
                n_left: 0,
                left: child,
                right: child,
            },
        );
        leaves.push(leaf(&mut tree, n_classes, Some(Branch::Left(node))));
        leaves.push(leaf(&mut tree, n_classes, Some(Branch::Right(node))));
    }
    tree
}

fn leaf(tree: &mut Tree, n_classes: usize, branch: Option<Branch>) -> usize {
    let id = tree.node_count();
    let mut class_weights = vec![0; n_classes];
    class_weights[id % n_classes] = 3;
    if !id.is_multiple_of(3) {
        class_weights[id / 3 % n_classes] += id as u64 + 1;
    }
    let stats = NodeStats {
        n_rows: 1,
        weight: class_weights.iter().sum(),
        impurity: 0.0,
        class_weights: &class_weights,
    };
    tree.add(&stats, branch)
}

fn plain(trees: &[Tree], n_classes: usize, rows: &Array2<f32>) -> Vec<u64> {
    let mut bits = Vec::new();
    for row in rows.rows() {
        let row = row.to_vec();
        let mut sums = vec![0.0; n_classes];
        for tree in trees {
            for (sum, share) in sums.iter_mut().zip(tree.node_value(tree.apply(&row))) {
                *sum += share;
            }
        }
        bits.extend(sums.iter().map(|sum| (sum / trees.len() as f64).to_bits()));
    }
    bits
}

fn fast(predictor: &Predictor<f64>, trees: &Vec<Tree>, records: &dyn Records) -> Vec<u64> {
    let means = predictor.mean_shares(records, trees);
    means.iter().map(|mean| mean.to_bits()).collect()
}

fn column_major<T: Copy + Default>(rows: &Array2<T>) -> Array2<T> {
    let mut other = Array2::default(rows.dim().f());
    other.assign(rows);
    other
}

fn check(n_classes: usize, forest: &[Vec<Cut>], values: &[f32], n_threads: usize) {
    let trees: Vec<Tree> = forest.iter().map(|cuts| tree(n_classes, cuts)).collect();
    let predictor = Predictor::of_trees(&trees, n_classes);
    for n_rows in [0, 1, 8, 9, 31, ROWS] {
        // A stride that is no multiple of the number of values: many different rows.
        let cell = |(row, column)| values[(row * 7 + column * 13 + row / 11) % values.len()];
        let rows = Array2::from_shape_fn((n_rows, COLUMNS), cell);
        let wide = rows.mapv(f64::from);
        let expected = plain(&trees, n_classes, &rows);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        pool.build().expect("threads can be started").install(|| {
            let found = |records: &dyn Records| fast(&predictor, &trees, records);
            assert_eq!(found(&rows.view()), expected, "{n_rows} rows");
            assert_eq!(found(&wide.view()), expected, "{n_rows} rows, f64");
            assert_eq!(
                found(&column_major(&rows).view()),
                expected,
                "{n_rows} columns"
            );
            assert_eq!(
                found(&column_major(&wide).view()),
                expected,
                "{n_rows} columns, f64"
            );
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn small_trees_give_the_bits_of_the_plain_walk(
        n_classes in 1usize..12,
        forest in prop::collection::vec(cuts(32), 1..20),
        values in prop::collection::vec(value(), 1..200),
        n_threads in 1usize..4,
    ) {
        check(n_classes, &forest, &values, n_threads);
    }

    #[test]
    fn large_trees_give_the_bits_of_the_plain_walk(
        n_classes in 1usize..12,
        forest in prop::collection::vec(cuts(200), 1..20),
        values in prop::collection::vec(value(), 1..200),
        n_threads in 1usize..4,
    ) {
        check(n_classes, &forest, &values, n_threads);
    }
}
