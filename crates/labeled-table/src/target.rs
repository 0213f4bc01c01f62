//! The column of the class.

/// The name of the last column of a split table: the class as a number.
pub const TARGET: &str = "target";
