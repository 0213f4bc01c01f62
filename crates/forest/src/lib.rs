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
//! Parameters enter through `params`, records through `data`; `ensemble` grows one tree per
//! seed. Crate onnx writes the forest as a file, and predicts with it.
//!
//! - `params` holds the hyperparameters, unchecked and checked.
//! - `data` is the records, as they come and as the searches read them.
//! - `sampling` draws the seeds of the trees and the rows each of them sees.
//! - `criterion` measures impurity on integer class weights.
//! - `splitter` searches a node's best split: `best` by sorting, `binned` by branch and
//!   bound (`docs/search.md` explains it), `random` at random thresholds.
//! - `tree` is a grown tree, scikit-learn's arrays; its builders grow it depth first or
//!   best first.
//! - `ensemble` is the forest: how it is grown, and what it says.
//! - `error` lists what can go wrong.

mod criterion;
mod data;
mod ensemble;
mod error;
mod params;
mod sampling;
mod splitter;
mod tree;

pub use data::FeatureValue;
pub use ensemble::{DrawnRows, ForestPart, OutOfBag, RandomForest, TreeObserver};
pub use error::ForestError;
pub use hyperparameters::{ClassWeight, Criterion, ForestParams, MaxFeatures, Rows};
pub use params::{RandomForestParams, RandomForestValidParams, SplitSearch};
pub use tree::{PackedTree, Tree};
