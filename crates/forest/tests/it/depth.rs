//! Trees as deep as they have rows.

use forest::{RandomForest, RandomForestParams, Tree};
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};

const ROWS: usize = 3000;

/// Labels that alternate along the only feature: each split takes one row off the end.
fn staircase() -> Dataset<f64, usize, ndarray::Ix1> {
    let records = Array2::from_shape_fn((ROWS, 1), |(row, _)| row as f64);
    Dataset::new(records, (0..ROWS).map(|row| row % 2).collect())
}

fn depth(tree: &Tree) -> usize {
    let mut depths = vec![0; tree.node_count()];
    for node in 0..tree.node_count() {
        for child in [tree.children_left()[node], tree.children_right()[node]] {
            if let Ok(child) = usize::try_from(child) {
                depths[child] = depths[node] + 1;
            }
        }
    }
    depths.into_iter().max().unwrap_or(0)
}

#[test]
fn a_very_deep_tree_is_grown_and_used_on_a_small_call_stack() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(128 * 1024)
        .build()
        .expect("a thread can be started");
    let dataset = staircase();
    let params = RandomForestParams::new().n_estimators(1).bootstrap(false);
    let grow_and_use = || -> (RandomForest, Array1<usize>) {
        let model = params.fit(&dataset).expect("the table can be learnt");
        let labels = model.predict(dataset.records());
        (model, labels)
    };
    let (model, labels) = pool.install(grow_and_use);
    assert!(depth(&model.trees()[0]) > ROWS / 2);
    assert_eq!(&labels, dataset.targets());
}
