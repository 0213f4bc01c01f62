//! What can go wrong while a forest is trained.

use std::ops::Range;

use hyperparameters::InvalidHyperparameter;

/// Why a forest could not be trained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForestError {
    /// A hyperparameter has a value that it may not have, alone or beside the others.
    #[error(transparent)]
    Param(#[from] InvalidHyperparameter),
    /// A record does not fit into a float32.
    #[error(
        "use {value} in row {row}, column {column} of the records (both counted from 0): \
         expected a number in the range of a 32-bit float, or NaN where it is missing"
    )]
    NotFinite {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
        /// The value found, as a float32.
        value: f32,
    },
    /// There is nothing to learn from.
    #[error("train on {rows} rows and {columns} columns: expected at least one of each")]
    Empty {
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
    },
    /// Rows, and draws of them, are counted in 32 bits.
    #[error("train on {rows} rows: expected at most {}", u32::MAX)]
    TooManyRows {
        /// The number of rows.
        rows: usize,
    },
    /// Records and targets do not belong together.
    #[error("match {targets} targets to {rows} rows: expected one target per row")]
    TargetCount {
        /// The number of rows.
        rows: usize,
        /// The number of targets.
        targets: usize,
    },
    /// A class of the data is missing among the weights, and a weighted class is missing
    /// in the data.
    #[error(
        "use `class_weight`: class {class} of the data has no weight, and there are weights \
         of classes that the data does not have"
    )]
    ClassWithoutWeight {
        /// The class value without a weight.
        class: usize,
    },
    /// Nothing weighs anything, or everything too much.
    #[error("use `class_weight`: expected a finite summed weight of all rows above 0")]
    NoWeight,
    /// Without bootstrap samples, the order of additions would decide the last bits.
    #[error(
        "use `class_weight` {weight} without bootstrap samples: its sums would not be exact; \
         expected weights that are small integers, or such times one power of two"
    )]
    InexactWeight {
        /// The weight.
        weight: f64,
    },
    /// A part of the forest begins or ends with trees that it does not have, or has none.
    #[error(
        "grow the trees {}..{}: expected some of {n_trees}, which are numbered from 0",
        trees.start, trees.end
    )]
    NoSuchTrees {
        /// The numbers of the trees that were asked for.
        trees: Range<usize>,
        /// How many there are.
        n_trees: usize,
    },
    /// Parts do not make a forest.
    #[error(
        "put the trees {}..{} into a forest: expected all of {n_trees} trees, each of them once",
        trees.start, trees.end
    )]
    NotInOrder {
        /// The trees that overlap with others, or do not follow them, or are not enough.
        trees: Range<usize>,
        /// How many there must be.
        n_trees: usize,
    },
    /// A tree from elsewhere is none.
    #[error("put a tree into a forest: {problem}")]
    UnsoundTree {
        /// What is wrong.
        problem: &'static str,
    },
    /// Sample weights would make sums depend on their order.
    #[error("use sample weights: expected a dataset without weights")]
    Weighted,
    /// An error of linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}
