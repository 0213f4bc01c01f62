//! A tree, and the two orders in which it is grown.
//!
//! # Layout
//!
//! - `nodes` is the tree: scikit-learn's arrays, and the walk to a leaf.
//! - `packed` is a tree in little space, for a file.
//! - `stopping` decides whether a node stays a leaf.
//! - `node_record` is a node that waits to be split, and `expand` searches its split.
//! - `depth_first` grows a tree on an explicit stack.
//! - `best_first` grows a tree of few leaves, with the queue in `heap`.

mod best_first;
mod depth_first;
mod expand;
mod heap;
mod node_record;
mod nodes;
mod packed;
mod stopping;

pub(crate) use self::best_first::BestFirstTreeBuilder;
pub(crate) use self::depth_first::DepthFirstTreeBuilder;
pub use self::nodes::Tree;
pub use self::packed::PackedTree;
pub(crate) use self::stopping::StoppingRules;
