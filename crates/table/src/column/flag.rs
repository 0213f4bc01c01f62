//! Flags, in all spellings that are understood.

use params::Values;

use super::numbers::Number;

const SPELLINGS: [&str; 12] = [
    "yes", "true", "on", "y", "t", "1", "no", "false", "off", "n", "f", "0",
];

/// Whether `cell` is a flag of these `values`.
pub(crate) fn is_flag(cell: &str, values: Values) -> bool {
    let is = |spelling: &&str| cell.eq_ignore_ascii_case(spelling);
    match values {
        Values::Text => SPELLINGS.iter().any(is),
        Values::Boolean => ["true", "false"].iter().any(is),
        Values::Number => Number::parse(cell)
            .is_ok_and(|number| number.value == 0.0 || number.value.total_cmp(&1.0).is_eq()),
    }
}

/// What such a flag may be, in words that read after "expected".
pub(crate) fn words(values: Values) -> &'static str {
    match values {
        Values::Text => "yes, true, on, y, t or 1, or no, false, off, n, f or 0",
        Values::Boolean => "True or False",
        Values::Number => "0 or 1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_known_whatever_its_case() {
        for cell in ["yes", "YES", "True", "t", "1", "No", "off", "0"] {
            assert!(is_flag(cell, Values::Text), "{cell}");
        }
        for cell in ["maybe", "", " yes", "2", "1.0", "ja"] {
            assert!(!is_flag(cell, Values::Text), "{cell}");
        }
    }

    #[test]
    fn truth_values_and_numbers_are_spelt_as_such() {
        assert!(is_flag("TRUE", Values::Boolean) && is_flag("false", Values::Boolean));
        assert!(!is_flag("yes", Values::Boolean) && !is_flag("1", Values::Boolean));
        for cell in ["0", "1", "1.0", "-0", "001"] {
            assert!(is_flag(cell, Values::Number), "{cell}");
        }
        for cell in ["2", "0.5", "true", "-1"] {
            assert!(!is_flag(cell, Values::Number), "{cell}");
        }
    }
}
