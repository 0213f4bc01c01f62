//! Random forests identical to scikit-learn's, as a linfa estimator.
