//! The graph around the tree operator.

use crate::file::graph::{Computation, INPUT, PROBABILITIES, classifier};
use crate::file::messages::{
    Attribute, BOOL, DOUBLE, FLOAT, Graph, INT32, INT64, Node, Tensor, ValueInfo,
};
use crate::file::operators::{cast, node};
use crate::file::{Interface, ML_DOMAIN};

/// The operator that holds trees.
pub(super) const TREE_ENSEMBLE: &str = "TreeEnsembleRegressor";
/// The first operator of the family.
pub(crate) const FIRST_OPERATOR: &str = "SplitToSequence";
/// What leaves can hold: double, `[slots, classes]`.
pub(super) const SHARES: &str = "shares";

const BLOCKS: &str = "blocks";
const ROWS_PER_BLOCK: &str = "rows_per_block";
const NO_ROWS: &str = "no_rows";
const TREE_AXIS: &str = "tree_axis";
const LAST_TREE: &str = "last_tree";
const N_TREES: &str = "n_trees";
const MEANS: &str = "means";
const BLOCK: &str = "block";
const GO_ON: &str = "go_on";
const BEFORE: &str = "means_before";
const AFTER: &str = "means_after";
const NEVER_STOP: &str = "never_stop";

/// What the shares of a block's rows in all trees may take.
const BLOCK_BYTES: usize = 4 << 20;
/// The fewest rows of a block, however many trees there are.
const FEWEST_ROWS: usize = 16;

/// The graph of trees whose operator has no attributes yet.
pub(super) fn graph(
    name: &str,
    n_trees: usize,
    shares: Tensor,
    interface: &Interface<'_>,
) -> Graph {
    let computation = Computation {
        name,
        nodes: nodes(),
        constants: constants(n_trees, shares, interface.classes.len()),
        decisive: MEANS,
    };
    classifier(computation, interface)
}

fn nodes() -> Vec<Node> {
    let rows = Attribute::int("axis", 0);
    let body = Attribute::graph("body", body());
    // Without a condition: as often as there are blocks.
    let to_do = ["n_blocks", "", "start"];
    vec![
        node(
            FIRST_OPERATOR,
            &[INPUT, ROWS_PER_BLOCK],
            &[BLOCKS],
            vec![rows.clone()],
        ),
        node("SequenceLength", &[BLOCKS], &["n_blocks"], vec![]),
        node("SequenceConstruct", &[NO_ROWS], &["start"], vec![]),
        node("Loop", &to_do, &["means_of_blocks"], vec![body]),
        node(
            "ConcatFromSequence",
            &["means_of_blocks"],
            &[MEANS],
            vec![rows],
        ),
        cast(MEANS, PROBABILITIES, FLOAT),
    ]
}

/// What is done with each block.
fn body() -> Graph {
    let by_tree = Attribute::ints("perm", vec![1, 0]);
    let first_axis = Attribute::int("axis", 0);
    let mut trees = node(TREE_ENSEMBLE, &["rows"], &["leaves"], vec![]);
    trees.domain = Some(ML_DOMAIN.to_owned());
    let plain = |operator, inputs: &[&str], output| node(operator, inputs, &[output], vec![]);
    Graph {
        node: vec![
            plain("SequenceAt", &[BLOCKS, BLOCK], "rows"),
            trees,
            cast("leaves", "slots", INT32),
            node("Transpose", &["slots"], &["slots_by_tree"], vec![by_tree]),
            plain("Gather", &[SHARES, "slots_by_tree"], "shares_by_tree"),
            plain("CumSum", &["shares_by_tree", TREE_AXIS], "sums"),
            node("Gather", &["sums", LAST_TREE], &["sum"], vec![first_axis]),
            plain("Div", &["sum", N_TREES], "mean"),
            plain("SequenceInsert", &[BEFORE, "mean"], AFTER),
            plain("Identity", &[GO_ON], NEVER_STOP),
        ],
        name: Some("block".to_owned()),
        initializer: Vec::new(),
        input: vec![
            ValueInfo::scalar(BLOCK, INT64),
            ValueInfo::scalar(GO_ON, BOOL),
            ValueInfo::sequence(BEFORE, DOUBLE),
        ],
        output: vec![
            ValueInfo::scalar(NEVER_STOP, BOOL),
            ValueInfo::sequence(AFTER, DOUBLE),
        ],
    }
}

fn constants(n_trees: usize, shares: Tensor, n_classes: usize) -> Vec<Tensor> {
    let per_row = n_trees * n_classes * size_of::<f64>();
    let rows = (BLOCK_BYTES / per_row).max(FEWEST_ROWS);
    let int = |count: usize| i64::try_from(count).expect("numbers of things in memory");
    vec![
        shares,
        Tensor::int64(ROWS_PER_BLOCK, int(rows)),
        Tensor::doubles(NO_ROWS, &[0, n_classes], Vec::new()),
        Tensor::int64(TREE_AXIS, 0),
        Tensor::int64(LAST_TREE, int(n_trees - 1)),
        Tensor::doubles(N_TREES, &[], vec![n_trees as f64]),
    ]
}

/// The node with the trees, in a graph that may be any.
pub(super) fn tree_node(graph: &mut Graph) -> Option<&mut Node> {
    let attributes = graph.node.iter_mut().flat_map(|node| &mut node.attribute);
    let bodies = attributes.filter_map(|attribute| attribute.g.as_mut());
    bodies
        .flat_map(|body| &mut body.node)
        .find(|node| node.op_type.as_deref() == Some(TREE_ENSEMBLE))
}
