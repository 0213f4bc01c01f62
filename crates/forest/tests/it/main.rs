//! Black-box tests of the forest, judged by scikit-learn's and onnxruntime's answers.

mod golden;
mod identity;
mod scikit;
mod tables;
