//! Judges the registered model on the test rows.
