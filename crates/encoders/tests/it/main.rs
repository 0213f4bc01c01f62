//! Encoders as others fit them.

mod common;
mod fitted;
mod refusals;
mod scikit_learn;
