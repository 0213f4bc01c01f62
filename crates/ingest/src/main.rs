//! The ingest stage.
fn main() {}
