//! Black-box tests of the forest, judged by scikit-learn's and onnxruntime's answers.

mod depth;
mod drawn;
mod golden;
mod identity;
mod observer;
mod onnx_identity;
mod params;
mod parts;
mod prediction;
mod refusals;
mod scikit;
mod split_searches;
mod tables;
