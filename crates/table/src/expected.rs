//! What a table must hold.

/// What a table must hold: classes in one column, finite numbers in the range of 32-bit floats
/// in all others.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The column that holds the class.
    pub target: &'a str,
    /// The values of that column, in the order of their numbers from 0.
    pub classes: &'a [String],
    /// The key of params.yaml that lists the classes, if one does: each must then occur.
    pub listed_in: Option<&'a str>,
    /// Columns that are not looked at and not read.
    pub ignored: &'a [&'a str],
    /// Names that no column but the target may have.
    pub reserved: &'a [&'a str],
}
