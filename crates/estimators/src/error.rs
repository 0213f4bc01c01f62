//! What can go wrong while a model is trained.

use hyperparameters::InvalidHyperparameter;

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// A hyperparameter has a value that it may not have.
    #[error(transparent)]
    Params(#[from] InvalidHyperparameter),
    /// The forest refuses the parameters or the data.
    #[error("train the forest: {0}")]
    Forest(#[from] forest::ForestError),
    /// A part was asked for of a model that has none.
    #[error("grow trees of their own: {model} is no forest; expected random_forest or extra_trees")]
    NoForest {
        /// The family, as params.yaml names it.
        model: &'static str,
    },
    /// A record does not fit into a float32.
    #[error(
        "use {value} in row {row}, column {column} of the records (both counted from 0): \
         expected a number in the range of a 32-bit float"
    )]
    NotFinite {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
        /// The value found.
        value: f64,
    },
    /// There is nothing to learn from.
    #[error("train on {rows} rows and {columns} columns: expected at least one of each")]
    Empty {
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
    },
    /// linfa-trees would give another tree with every run.
    #[error(
        "train the decision tree: this build's hash maps do not keep the order that makes it \
         reproducible; choose another `train.model`"
    )]
    Irreproducible,
    /// linfa-trees refuses.
    #[error("train the decision tree: {0}")]
    DecisionTree(linfa::Error),
    /// linfa-logistic refuses.
    #[error("train the logistic regression: {0}")]
    LogisticRegression(#[from] linfa_logistic::error::Error),
    /// The optimiser ran away.
    #[error(
        "train the logistic regression: its weights are not finite; raise \
         `train.logistic_regression.alpha` or set `standardize: true`"
    )]
    Diverged,
    /// linfa-bayes refuses.
    #[error("train naive Bayes: {0}")]
    GaussianNb(#[from] linfa_bayes::NaiveBayesError),
    /// A normal distribution needs a width.
    #[error(
        "train naive Bayes: column {column} of the records (counted from 0) is constant in class \
         {class}; set `train.gaussian_nb.var_smoothing` above 0"
    )]
    NoVariance {
        /// The column, counted from 0.
        column: usize,
        /// The class value.
        class: usize,
    },
}
