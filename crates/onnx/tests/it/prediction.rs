//! The plain walk is the judge, on trees of any shape.

use ndarray::{Array2, ArrayView2, ShapeBuilder};
use onnx::float32::FeatureValue;
use onnx::trees::{Predictor, TreeEnsemble};
use onnx::{Classifier, Interface};
use proptest::prelude::*;

use crate::grown::Tree;

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
type Cut = (prop::sample::Index, u32, f64, bool);

fn cuts(most: usize) -> impl Strategy<Value = Vec<Cut>> {
    prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0..u32::try_from(COLUMNS).expect("few columns"),
            threshold(),
            any::<bool>(),
        ),
        0..most,
    )
}

/// Splits leaves one after the other; every third leaf is pure.
fn tree(n_classes: usize, cuts: &[Cut]) -> Tree {
    let mut tree = Tree::leaf(&shares(0, n_classes));
    let mut leaves = vec![0];
    let mut n_leaves = 1;
    for &(ref which, feature, threshold, missing_left) in cuts {
        let node = leaves.swap_remove(which.index(leaves.len()));
        let [left, right] = [n_leaves, n_leaves + 1].map(|number| shares(number, n_classes));
        n_leaves += 2;
        let split = (feature, threshold, missing_left);
        leaves.extend(tree.split(node, split, [&left, &right]));
    }
    tree
}

/// Whole numbers of rows, as shares of all rows of a leaf.
fn shares(leaf: usize, n_classes: usize) -> Vec<f64> {
    let mut rows = vec![0.0; n_classes];
    rows[leaf % n_classes] = 3.0;
    if !leaf.is_multiple_of(3) {
        rows[leaf / 3 % n_classes] += leaf as f64 + 1.0;
    }
    let sum: f64 = rows.iter().sum();
    rows.iter().map(|rows| rows / sum).collect()
}

fn plain(trees: &[Tree], n_classes: usize, rows: &Array2<f32>) -> Vec<u64> {
    let mut bits = Vec::new();
    for row in rows.rows() {
        let row = row.to_vec();
        let mut sums = vec![0.0; n_classes];
        for tree in trees {
            for (sum, share) in sums.iter_mut().zip(tree.walk(&row)) {
                *sum += share;
            }
        }
        bits.extend(sums.iter().map(|sum| (sum / trees.len() as f64).to_bits()));
    }
    bits
}

fn fast<V: FeatureValue>(
    predictor: &Predictor,
    trees: &[Tree],
    records: &ArrayView2<V>,
) -> Vec<u64> {
    let means = predictor.predict_proba(records, trees);
    means.iter().map(|mean| mean.to_bits()).collect()
}

/// The first of the most probable classes of each row.
fn most_probable(means: &[u64], n_classes: usize) -> Vec<usize> {
    let first_largest = |means: &[u64]| {
        let means: Vec<f64> = means.iter().map(|&mean| f64::from_bits(mean)).collect();
        let largest = means.iter().copied().fold(0.0, f64::max);
        means.iter().position(|&mean| mean >= largest)
    };
    let rows = means.chunks_exact(n_classes);
    rows.map(|means| first_largest(means).expect("a class"))
        .collect()
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
        let labels = most_probable(&expected, n_classes);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        pool.build().expect("threads can be started").install(|| {
            assert_eq!(
                fast(&predictor, &trees, &rows.view()),
                expected,
                "{n_rows} rows"
            );
            assert_eq!(
                fast(&predictor, &trees, &wide.view()),
                expected,
                "{n_rows} rows, f64"
            );
            let by_column = column_major(&rows);
            assert_eq!(
                fast(&predictor, &trees, &by_column.view()),
                expected,
                "{n_rows} columns"
            );
            let by_column = column_major(&wide);
            assert_eq!(
                fast(&predictor, &trees, &by_column.view()),
                expected,
                "{n_rows} columns, f64"
            );
            assert_eq!(
                predictor.predict(&rows.view(), &trees),
                labels,
                "{n_rows} labels"
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

    /// Shares are rounded to float32, and so coarsely that sums of them are exact.
    #[test]
    fn a_file_of_any_trees_says_what_the_trees_say(
        n_classes in 1usize..12,
        forest in prop::collection::vec(cuts(60), 1..20),
        values in prop::collection::vec(value(), COLUMNS..200),
    ) {
        let trees: Vec<Tree> = forest.iter().map(|cuts| tree(n_classes, cuts)).collect();
        let classes: Vec<usize> = (0..n_classes).collect();
        let named = |prefix: &str, n| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
        let (feature_names, class_names) = (named("f", COLUMNS), named("c", n_classes));
        let interface = Interface { features: &feature_names, classes: &class_names, integers: false, inputs: None};
        let ensemble = TreeEnsemble { name: "any", n_features: COLUMNS, classes: &classes, trees: &trees };
        let file = ensemble.to_onnx(&interface).expect("the names fit");
        let model = Classifier::from_bytes(&file).expect("what is written can be read");
        let shape = (values.len() / COLUMNS, COLUMNS);
        let rows = Array2::from_shape_vec(shape, values[..shape.0 * COLUMNS].to_vec()).expect("a value per place");
        let found = model.predict(&rows.view()).probabilities;
        for (found, expected) in found.iter().zip(plain(&trees, n_classes, &rows)) {
            let gap = (f64::from(*found) - f64::from_bits(expected)).abs();
            prop_assert!(gap <= 1e-6, "{found} for {}", f64::from_bits(expected));
        }
    }
}
