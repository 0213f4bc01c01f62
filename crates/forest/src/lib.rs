//! Random forests identical to scikit-learn's, as a linfa estimator.
//!
//! For the same data, parameters and seed, [`RandomForestParams`] grows the
//! trees of scikit-learn 1.9's `RandomForestClassifier` or `ExtraTreesClassifier`
//! (dense input, one target) to the last bit: the same features, thresholds and
//! impurities, and the same class probabilities. Identity is possible because bootstrap weights are
//! integers: every sum is exact, so only the order of random draws and of
//! comparisons matters, and both are kept. It holds on `x86_64`, where neither
//! side contracts multiplications and additions. What could not be made identical is
//! refused by name; [`Criterion::Entropy`] says what its logarithms ask for.
//!
//! ```
//! use forest::RandomForestParams;
//! use linfa::{Dataset, ParamGuard, traits::{Fit, Predict}};
//! use ndarray::array;
//!
//! let records = array![[0.1, 1.0], [0.2, 0.0], [0.8, 1.0], [0.9, 0.0]];
//! let dataset = Dataset::new(records.clone(), array![0, 0, 1, 1]);
//! let model = RandomForestParams::new().random_state(42).check()?.fit(&dataset)?;
//! assert_eq!(model.predict(&records), array![0, 0, 1, 1]);
//! # Ok::<(), forest::ForestError>(())
//! ```
//!
//! # Layout
//!
//! Parameters enter through `params`, records through `cell`; `fit` grows one tree per
//! seed, as `plan` says; `model` predicts.
//!
//! - `params` holds the hyperparameters, unchecked and checked.
//! - `cell` is what records are made of, and how they lie in memory.
//! - `features` turns the records into checked float32 columns, for the plain searches.
//! - `class_weight` says what the rows of each class weigh.
//! - `plan` is what all trees are grown from; it chooses the search.
//! - `sample` draws the seeds of the trees and their bootstrap samples.
//! - `rand_r` is the small generator inside scikit-learn's trees.
//! - `draw` picks the features that a node looks at.
//! - `criterion` measures impurity on integer class weights.
//! - `best` keeps the best split of a search.
//! - `key` turns float32 values into integers that sort alike.
//! - `engine` is what a split search must offer: `binned` is the fast one, `exact_sort`
//!   the plain one, `random_split` that of extra trees, which tries the places that
//!   `cut` draws.
//! - `stop` and `expand` decide whether a node is split.
//! - `grow` builds one tree depth first on an explicit stack; `best_first` builds one
//!   of few leaves, with the queue in `heap`.
//! - `tree` is a grown tree: scikit-learn's arrays, and the walk to a leaf.
//! - `threshold` fits thresholds into float32.
//! - `predictor` predicts fast, with the bits of that walk.
//! - `model` is the forest: classes, probabilities, linfa's predict traits.
//! - `out_of_bag` asks the trees about rows they have not seen.
//! - `importance` sums up what each feature contributed, in NumPy's order.
//! - [`onnx`] writes a forest as ONNX and runs such files.
//! - `error` lists what can go wrong.

mod best;
mod best_first;
mod binned;
mod cell;
mod class_weight;
mod criterion;
mod cut;
mod draw;
mod engine;
mod error;
mod exact_sort;
mod expand;
mod features;
mod fit;
mod grow;
mod heap;
mod importance;
mod key;
mod model;
pub mod onnx;
mod out_of_bag;
mod params;
mod plan;
mod predictor;
mod rand_r;
mod random_split;
mod sample;
mod stop;
mod threshold;
mod tree;

pub use cell::Cell;
pub use error::ForestError;
pub use model::RandomForest;
pub use out_of_bag::OutOfBag;
pub use params::{
    ClassWeight, Criterion, Engine, MaxFeatures, RandomForestParams, RandomForestValidParams, Rows,
};
pub use tree::Tree;
