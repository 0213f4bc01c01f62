//! Trees that no forest of ours has, but that a file can hold.

use forest::onnx::parts::{encode, tree_ensemble};
use forest::onnx::proto::Attribute;
use forest::onnx::{Names, OnnxClassifier};
use ndarray::array;

/// One tree on one feature: a chain of `length` nodes whose children are both the next
/// node, and a leaf at its end.
fn chain(length: i64) -> Vec<u8> {
    let per_node = |inner: &dyn Fn(i64) -> i64, leaf: i64| {
        (0..length).map(inner).chain([leaf]).collect::<Vec<i64>>()
    };
    let zeros = || vec![0; usize::try_from(length + 1).expect("a short chain")];
    let mut modes = vec![b"BRANCH_LEQ".to_vec(); zeros().len() - 1];
    modes.push(b"LEAF".to_vec());
    let attributes = vec![
        Attribute::ints("class_ids", vec![0, 1]),
        Attribute::ints("class_nodeids", vec![length; 2]),
        Attribute::ints("class_treeids", vec![0, 0]),
        Attribute::floats("class_weights", vec![0.25, 0.75]),
        Attribute::ints("classlabels_int64s", vec![0, 1]),
        Attribute::ints("nodes_falsenodeids", per_node(&|node| node + 1, 0)),
        Attribute::ints("nodes_featureids", zeros()),
        Attribute::ints("nodes_missing_value_tracks_true", zeros()),
        Attribute::strings("nodes_modes", modes),
        Attribute::ints("nodes_nodeids", per_node(&|node| node, length)),
        Attribute::ints("nodes_treeids", zeros()),
        Attribute::ints("nodes_truenodeids", per_node(&|node| node + 1, 0)),
        Attribute::floats("nodes_values", vec![0.0; zeros().len()]),
        Attribute::string("post_transform", "NONE"),
    ];
    let (features, classes) = (["f".to_owned()], ["a".to_owned(), "b".to_owned()]);
    let names = Names {
        features: &features,
        classes: &classes,
    };
    encode(tree_ensemble(attributes, 1, 1, names.classes), &names)
}

/// Followed down both ways, such a tree has as many leaves as there are paths.
#[test]
fn nodes_that_share_their_children_are_run_like_others() {
    for length in [1, 5, 31, 60] {
        let model = OnnxClassifier::from_bytes(&chain(length)).expect("the file is sound");
        let rows = ndarray::Array2::from_shape_fn((40, 1), |(row, _)| row as f64 - 20.0);
        for shares in model.predict(&rows.view()).probabilities.rows() {
            assert_eq!(shares, array![0.25f32, 0.75], "a chain of {length}");
        }
    }
}
