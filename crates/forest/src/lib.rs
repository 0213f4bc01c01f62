//! Random forests identical to scikit-learn's, as a linfa estimator.
//!
//! For the same data, parameters and seed, [`RandomForestParams`] grows the
//! trees of scikit-learn 1.9's `RandomForestClassifier` (dense input, criterion
//! gini) to the last bit: the same features, thresholds and impurities, and the
//! same class probabilities. Identity is possible because bootstrap weights are
//! integers: every sum is exact, so only the order of random draws and of
//! comparisons matters, and both are kept. It holds on `x86_64`, where neither
//! side contracts multiplications and additions.
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
//! Parameters and data enter through `params` and `features`; `fit` grows one
//! tree per seed; `model` predicts.
//!
//! - `params` holds the hyperparameters, unchecked and checked.
//! - `cell` is what records are made of, and how they lie in memory.
//! - `features` turns the records into checked float32 columns.
//! - `sample` draws the seeds of the trees and their bootstrap samples.
//! - `rand_r` is the small generator inside scikit-learn's trees.
//! - `draw` picks the features that a node looks at.
//! - `criterion` measures gini impurity on integer class weights.
//! - `best` keeps the best split of a search.
//! - `engine` is what a split search must offer; `exact_sort` is the plain one.
//! - `grow` builds one tree depth first on an explicit stack.
//! - `tree` is a grown tree: scikit-learn's arrays, and the walk to a leaf.
//! - `threshold` fits thresholds into float32.
//! - `predictor` predicts fast, with the bits of that walk.
//! - `model` is the forest: classes, probabilities, linfa's predict traits.
//! - `importance` sums up what each feature contributed.
//! - [`onnx`] writes a forest as ONNX and runs such files.
//! - `error` lists what can go wrong.

mod best;
mod cell;
mod criterion;
mod draw;
mod engine;
mod error;
mod exact_sort;
mod features;
mod fit;
mod grow;
mod importance;
mod model;
pub mod onnx;
mod params;
mod predictor;
mod rand_r;
mod sample;
mod threshold;
mod tree;

pub use cell::Cell;
pub use error::ForestError;
pub use model::RandomForest;
pub use params::{MaxFeatures, RandomForestParams, RandomForestValidParams};
pub use tree::Tree;
