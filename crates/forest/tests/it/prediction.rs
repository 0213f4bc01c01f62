//! What a forest accepts as records, and what it says of them.

use forest::{FeatureValue, RandomForest, RandomForestParams};
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, Axis, ShapeBuilder, s};

fn records() -> Array2<f64> {
    Array2::from_shape_fn((300, 4), |(row, column)| number(row, column) as f64 / 4.0)
}

fn number(row: usize, column: usize) -> usize {
    (row * 31 + column * 17 + row * row) % 101
}

fn model(max_depth: Option<usize>) -> RandomForest {
    let classes = Array1::from_shape_fn(300, |row| [2, 5, 7][(row * row + row / 7) % 3]);
    RandomForestParams::new()
        .n_estimators(30)
        .max_depth(max_depth)
        .random_state(1)
        .fit(&Dataset::new(records(), classes))
        .expect("the table can be learnt")
}

#[test]
fn float32_and_float64_records_row_by_row_and_column_by_column_are_predicted_alike() {
    for model in [model(Some(4)), model(None)] {
        let single = Array2::from_shape_fn((300, 4), |(row, column)| {
            f32::from(u16::try_from(number(row, column)).expect("below 101")) / 4.0
        });
        let records = records();
        let mut by_column = Array2::zeros(records.dim().f());
        by_column.assign(&records);
        let expected = model.predict_proba(&records.view());
        assert_eq!(model.predict_proba(&single.view()), expected);
        assert_eq!(model.predict_proba(&by_column.view()), expected);
        let labels = model.predict(&records);
        assert_eq!(model.predict(&single), labels);
        assert_eq!(model.predict(&by_column), labels);
    }
}

/// What a forest says is found fast; a walk down one tree after the other is the judge.
#[test]
fn probabilities_are_to_the_last_bit_those_of_a_walk_down_each_tree() {
    for model in [model(Some(4)), model(None)] {
        let mut records = records();
        for (row, mut cells) in records.rows_mut().into_iter().enumerate() {
            cells[row % 4] = [f64::NAN, f64::INFINITY, -0.0, 1e-50, 12.5][row % 5];
        }
        let found = model.predict_proba(&records.view());
        for (row, found) in records.rows().into_iter().zip(found.rows()) {
            let row: Vec<f32> = row.iter().map(|&cell| cell.to_f32()).collect();
            let mut sums = vec![0.0; model.n_classes()];
            for tree in model.trees() {
                for (sum, share) in sums.iter_mut().zip(tree.node_value(tree.apply(&row))) {
                    *sum += share;
                }
            }
            for (sum, found) in sums.iter().zip(found) {
                let expected: f64 = sum / model.trees().len() as f64;
                assert_eq!(found.to_bits(), expected.to_bits());
            }
        }
    }
}

#[test]
fn the_label_is_the_value_of_the_first_of_the_most_probable_classes() {
    for model in [model(Some(4)), model(None)] {
        let records = records();
        let shares = model.predict_proba(&records.view());
        for (label, shares) in model.predict(&records).iter().zip(shares.rows()) {
            let largest = shares.iter().copied().fold(0.0, f64::max);
            let first = shares.iter().position(|&share| share >= largest);
            assert_eq!(Some(label), first.map(|class| &model.classes()[class]));
        }
    }
}

#[test]
fn a_row_alone_is_predicted_as_among_others() {
    for model in [model(Some(4)), model(None)] {
        let records = records();
        let together = model.predict_proba(&records.view());
        for (row, expected) in together.axis_chunks_iter(Axis(0), 1).enumerate() {
            let alone = model.predict_proba(&records.slice(s![row..=row, ..]));
            assert_eq!(alone, expected);
        }
    }
}

#[test]
fn every_second_row_of_a_larger_table_is_predicted_where_it_lies() {
    let (model, records) = (model(None), records());
    let part = records.slice(s![..;2, ..]);
    assert_eq!(
        model.predict_proba(&part),
        model.predict_proba(&part.to_owned().view())
    );
}

#[test]
fn a_forest_that_was_saved_predicts_as_before() {
    for model in [model(Some(4)), model(None)] {
        let saved = serde_json::to_string(&model).expect("a forest can be saved");
        let read: RandomForest = serde_json::from_str(&saved).expect("what was saved can be read");
        assert_eq!(read, model);
        let records = records();
        assert_eq!(
            read.predict_proba(&records.view()),
            model.predict_proba(&records.view())
        );
    }
}

#[test]
fn a_saved_forest_that_leads_nowhere_is_refused() {
    let saved = serde_json::to_value(model(Some(1))).expect("a forest can be saved");
    let broken = [
        ("children_left", serde_json::json!([0, -1, -1])),
        ("children_right", serde_json::json!([9, -1, -1])),
        ("feature", serde_json::json!([4, -2, -2])),
        ("threshold", serde_json::json!([0.5])),
        ("n_classes", serde_json::json!(2)),
    ];
    for (array, content) in broken {
        let mut saved = saved.clone();
        assert_ne!(saved["trees"][0][array], content);
        saved["trees"][0][array] = content;
        let read = serde_json::from_value::<RandomForest>(saved);
        assert!(read.is_err(), "{array}");
    }
}
