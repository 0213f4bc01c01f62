//! The forest: many trees, each grown from a sample of its own.
//!
//! # Layout
//!
//! - `fit` is linfa's trait, from a dataset to a forest, and the same with somebody who watches.
//! - `drawn` grows a forest on those rows alone that its trees draw.
//! - `part` grows some of the trees, and puts parts together.
//! - `builder` grows one tree per seed, in parallel; it chooses the splitter.
//! - `forest` is the result: classes, probabilities, linfa's predict traits.
//! - `export` gives its trees to crate onnx, which writes them and predicts with them.
//! - `out_of_bag` asks the trees about rows they have not seen.
//! - `importances` sums up what each feature contributed.

mod builder;
mod drawn;
mod export;
mod fit;
mod forest;
mod importances;
mod out_of_bag;
mod part;

pub use self::builder::TreeObserver;
pub use self::drawn::DrawnRows;
pub use self::forest::RandomForest;
pub use self::out_of_bag::OutOfBag;
pub use self::part::ForestPart;
