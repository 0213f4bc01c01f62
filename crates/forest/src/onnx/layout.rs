//! The parts of the graph that do not depend on the trees.
//!
//! Both the writer and the reader use these: a file is readable exactly if its
//! graph is the one that would be written.

use std::collections::BTreeSet;

use super::proto::{Attribute, FLOAT, Graph, INT64, Node, OperatorSet, Tensor, ValueInfo};

/// The domain of the tree operator.
pub(crate) const ML_DOMAIN: &str = "ai.onnx.ml";
/// The tree operator.
pub(crate) const ENSEMBLE: &str = "TreeEnsembleClassifier";
/// The metadata entry with the names of the features.
pub(crate) const FEATURE_NAMES: &str = "feature_names";
/// The metadata entry with the names of the classes.
pub(crate) const CLASS_NAMES: &str = "class_names";
/// The only input.
pub(crate) const INPUT: &str = "X";

const VOTES: &str = "votes";
const N_TREES: &str = "n_trees";
const PROBABILITIES: &str = "probabilities";
const LABEL: &str = "label";
const CLASS_AXIS: &str = "class_axis";

/// What identifies the operators: the versions in which they have the meaning used here.
pub(crate) fn operator_sets() -> Vec<OperatorSet> {
    let set = |domain: &str, version| OperatorSet {
        domain: Some(domain.to_owned()),
        version: Some(version),
    };
    vec![set("", 13), set(ML_DOMAIN, 1)]
}

/// The graph around a tree operator with the given attributes.
pub(crate) fn graph(
    ensemble: Vec<Attribute>,
    n_features: usize,
    n_trees: usize,
    class_names: &[String],
) -> Graph {
    let outputs = output_names(class_names);
    let columns = i64::try_from(n_features).expect("columns in memory");
    Graph {
        node: nodes(ensemble, &outputs),
        name: Some("random_forest".to_owned()),
        initializer: vec![
            Tensor::float_scalar(N_TREES, n_trees as f32),
            Tensor::int64_vector(CLASS_AXIS, vec![1]),
        ],
        input: vec![ValueInfo::rows(INPUT, FLOAT, Some(columns))],
        output: std::iter::once(ValueInfo::rows(LABEL, INT64, None))
            .chain(
                outputs
                    .iter()
                    .map(|name| ValueInfo::rows(name, FLOAT, None)),
            )
            .collect(),
    }
}

/// The operators in the order in which they run.
fn nodes(ensemble: Vec<Attribute>, outputs: &[String]) -> Vec<Node> {
    let mut trees = node(ENSEMBLE, &[INPUT], &["ignored_label", VOTES], ensemble);
    trees.domain = Some(ML_DOMAIN.to_owned());
    let axis = Attribute::int("axis", 1);
    let largest = vec![axis.clone(), Attribute::int("keepdims", 0)];
    let columns: Vec<String> = (0..outputs.len()).map(|i| format!("column_{i}")).collect();
    let column_names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut nodes = vec![
        trees,
        node("Div", &[VOTES, N_TREES], &[PROBABILITIES], vec![]),
        node("ArgMax", &[PROBABILITIES], &[LABEL], largest),
        node("Split", &[PROBABILITIES], &column_names, vec![axis]),
    ];
    let squeeze = |(column, output): (&String, &String)| {
        node("Squeeze", &[column, CLASS_AXIS], &[output], vec![])
    };
    nodes.extend(columns.iter().zip(outputs).map(squeeze));
    nodes
}

fn node(operator: &str, inputs: &[&str], outputs: &[&str], attribute: Vec<Attribute>) -> Node {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Node {
        input: owned(inputs),
        output: owned(outputs),
        // ONNX wants names to be unique; a node's first output is.
        name: outputs.first().map(|output| format!("{operator}_{output}")),
        op_type: Some(operator.to_owned()),
        attribute,
        domain: None,
    }
}

/// The outputs with the probabilities: `probability_` and the name of the class,
/// whatever its letters, except that control characters become `_`. Should that
/// make two names equal, the later one gets its class number appended.
fn output_names(class_names: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    class_names
        .iter()
        .enumerate()
        .map(|(class, name)| {
            let mut output = format!("probability_{}", name.replace(char::is_control, "_"));
            while !taken.insert(output.clone()) {
                output = format!("{output}_{class}");
            }
            output
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::output_names;

    fn names(classes: &[&str]) -> Vec<String> {
        output_names(
            &classes
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn an_output_is_named_after_its_class_letter_by_letter() {
        assert_eq!(
            names(&["setosa", "a/b \"c\"", "Ünï", ""]),
            [
                "probability_setosa",
                "probability_a/b \"c\"",
                "probability_Ünï",
                "probability_"
            ]
        );
    }

    #[test]
    fn classes_that_differ_in_control_characters_get_different_outputs() {
        assert_eq!(
            names(&["a\n", "a\t", "a__1"]),
            ["probability_a_", "probability_a__1", "probability_a__1_2"]
        );
    }
}
