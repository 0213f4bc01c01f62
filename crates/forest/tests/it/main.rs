//! Black-box tests of the forest, judged by scikit-learn's and onnxruntime's answers.

mod depth;
mod engines;
mod golden;
mod identity;
mod onnx_identity;
mod params;
mod prediction;
mod refusals;
mod scikit;
mod tables;
