//! Texts that mean yes, no, or nothing.

/// What stands for 1 in a column of flags.
pub(crate) const YES: [&str; 14] = [
    "1", "on", "On", "ON", "t", "T", "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES",
];

/// What stands for 0 in a column of flags.
pub(crate) const NO: [&str; 14] = [
    "0", "f", "F", "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF",
];

/// What stands for no value: the empty cell, and how Python writes `float("nan")`, `None` and
/// `pandas.NA`, which is what onnxruntime hands to a model.
pub(crate) const MISSING: [&str; 4] = ["", "nan", "None", "<NA>"];

/// Whether a text of flags means yes, or nothing if it means neither yes nor no.
#[must_use]
pub fn flag(text: &str) -> Option<bool> {
    if YES.contains(&text) {
        Some(true)
    } else if NO.contains(&text) {
        Some(false)
    } else {
        None
    }
}

/// Whether a number of flags means yes or no.
#[expect(clippy::float_cmp, reason = "the two values are exact")]
pub(super) fn is_flag(value: f64) -> bool {
    value == 0.0 || value == 1.0
}
