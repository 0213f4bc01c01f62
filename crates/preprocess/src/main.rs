//! The preprocess stage.
fn main() {}
