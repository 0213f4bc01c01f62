use std::thread;

use ndarray::{Array1, Array2};
use onnx::{Classifier, Interface};

use hyperparameters::DecisionTreeParams;

use super::*;

/// Rows in which several classes and many ties meet at every node.
fn tied(rows: usize, classes: usize) -> Dataset<f64, usize, Ix1> {
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    let records = Array2::from_shape_fn((rows, 4), |_| draw(5) as f64);
    let targets = Array1::from_shape_fn(rows, |_| usize::try_from(draw(classes as u64)).unwrap());
    Dataset::new(records, targets)
}

fn file(tree: &DecisionTree, classes: usize) -> Vec<u8> {
    let numbered = |what: &str, n| (0..n).map(|i| format!("{what}{i}")).collect::<Vec<_>>();
    let (features, classes) = (numbered("f", 4), numbered("c", classes));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    tree.to_onnx(&interface).unwrap()
}

/// linfa-trees alone gives a different tree nearly every time here.
#[test]
fn fifty_threads_fit_the_same_tree() {
    for (rows, classes) in [(150, 3), (300, 9)] {
        let fit = move || {
            let tree =
                DecisionTree::fit(&DecisionTreeParams::default(), &tied(rows, classes).view());
            file(&tree.unwrap(), classes)
        };
        let first = fit();
        let others: Vec<_> = (0..50).map(|_| thread::spawn(fit)).collect();
        for other in others {
            assert!(other.join().unwrap() == first, "{classes} classes");
        }
    }
}

/// The defect that `label` is there for; when this fails, linfa-trees has mended it.
#[test]
fn with_plain_labels_linfa_trees_gives_different_trees() {
    let dataset = tied(300, 9);
    let trees: std::collections::BTreeSet<String> = (0..20)
        .map(|_| {
            let tree = linfa_trees::DecisionTree::params().fit(&dataset).unwrap();
            format!("{:?}", tree.root_node())
        })
        .collect();
    assert!(trees.len() > 1);
}

#[test]
fn the_file_predicts_what_linfa_predicts_on_thresholds_and_beside_them() {
    let dataset = tied(200, 3);
    let tree = DecisionTree::fit(&DecisionTreeParams::default(), &dataset.view()).unwrap();
    let classifier = Classifier::from_bytes(&file(&tree, 3)).unwrap();
    let halves = Array2::from_shape_fn((4000, 4), |(row, column)| {
        let half = f64::from(u8::try_from((row * 7 + column * 13 + row / 9) % 10).unwrap()) / 2.0;
        match row % 3 {
            0 => half,
            1 => f64::from(half.to_f32().next_up()),
            _ => f64::from(half.to_f32().next_down()),
        }
    });
    let found = classifier.predict(&halves.view()).labels;
    let expected = tree
        .predict(&halves.view())
        .mapv(|class| i64::try_from(class).unwrap());
    assert_eq!(found, expected);
}

/// linfa-trees learns with `<=` and predicts with `<`.
#[test]
fn a_row_on_the_threshold_goes_right_as_in_linfa() {
    let dataset = Dataset::new(ndarray::array![[1.0], [3.0]], ndarray::array![0, 1]);
    let tree = DecisionTree::fit(&DecisionTreeParams::default(), &dataset.view()).unwrap();
    let interface = Interface {
        features: &["f".to_owned()],
        classes: &["a".to_owned(), "b".to_owned()],
        integers: false,
        inputs: None,
    };
    let classifier = Classifier::from_bytes(&tree.to_onnx(&interface).unwrap()).unwrap();
    let below = f64::from(2.0_f32.next_down());
    let rows = ndarray::array![[2.0], [below]];
    assert_eq!(
        classifier.predict(&rows.view()).labels,
        ndarray::array![1, 0]
    );
}

#[test]
fn the_deepest_tree_fits_on_the_stack() {
    let rows = 2200;
    let records = Array2::from_shape_fn((rows, 1), |(row, _)| row as f64);
    let targets = Array1::from_shape_fn(rows, |row| row % 2);
    let dataset = Dataset::new(records, targets);
    let tree = DecisionTree::fit(&DecisionTreeParams::default(), &dataset.view()).unwrap();
    // Of the last level, leaves of one class are merged.
    assert!(tree.tree.max_depth() >= DecisionTreeParams::default().max_depth - 1);
}
