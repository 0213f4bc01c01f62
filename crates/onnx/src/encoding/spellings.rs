//! Texts that mean yes, no, or nothing.

/// What stands for 1 in a column of flags, in any case.
const YES: [&str; 6] = ["1", "on", "t", "true", "y", "yes"];

/// What stands for 0 in a column of flags, in any case.
const NO: [&str; 6] = ["0", "f", "false", "n", "no", "off"];

/// What stands for no value: the empty cell, and how Python writes `float("nan")`, `None` and
/// `pandas.NA`, which is what onnxruntime hands to a model.
pub const MISSING: [&str; 4] = ["", "nan", "None", "<NA>"];

/// Whether a text of flags means yes, or nothing if it means neither yes nor no.
#[must_use]
pub fn flag(text: &str) -> Option<bool> {
    let is = |spelling: &&str| spelling.eq_ignore_ascii_case(text);
    if YES.iter().any(is) {
        Some(true)
    } else if NO.iter().any(is) {
        Some(false)
    } else {
        None
    }
}

/// All texts of flags, each in every case, and what they mean: for what looks texts up letter by
/// letter.
pub(crate) fn flags() -> impl Iterator<Item = (String, bool)> {
    let no = NO.into_iter().map(|text| (text, false));
    let all = no.chain(YES.into_iter().map(|text| (text, true)));
    all.flat_map(|(text, yes)| in_every_case(text).map(move |text| (text, yes)))
}

/// A lowercase text of ASCII letters or digits in lower case, and with each choice of letters
/// raised.
fn in_every_case(text: &'static str) -> impl Iterator<Item = String> {
    let choices = 0..1_u32 << text.len();
    let raised = move |choice: u32| {
        let letters = text.chars().enumerate().map(|(at, letter)| {
            if choice >> at & 1 == 1 {
                letter.to_ascii_uppercase()
            } else {
                letter
            }
        });
        letters.collect::<String>()
    };
    let digits = text.starts_with(|first: char| first.is_ascii_digit());
    choices
        .take(if digits { 1 } else { usize::MAX })
        .map(raised)
}

/// Whether a number of flags means yes or no.
#[expect(clippy::float_cmp, reason = "the two values are exact")]
pub(super) fn is_flag(value: f64) -> bool {
    value == 0.0 || value == 1.0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{flag, flags};

    #[test]
    fn every_spelling_of_a_flag_is_listed_once() {
        let all: Vec<_> = flags().collect();
        assert!(all.iter().all(|(text, yes)| flag(text) == Some(*yes)));
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (82, 82));
        assert!(all.contains(&("tRuE".to_owned(), true)));
    }
}
