//! Black-box tests of files and predictions; onnxruntime's answers are the judge of both.

mod columns;
mod encoding;
mod files;
mod frames;
mod grown;
mod onnxruntime;
mod prediction;
mod shapes;
mod softmax;
