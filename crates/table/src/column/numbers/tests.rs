//! What pandas makes of columns, and which cells are refused.

use super::*;

const ABOVE: &str = "9223372036854775808";
const BEYOND: &str = "18446744073709551616";
const BELOW: &str = "-9223372036854775809";

fn kind(cells: &[&str]) -> Kind {
    let mut survey = Survey::default();
    for cell in cells {
        survey.note(Number::parse(cell).unwrap());
    }
    survey.kind()
}

#[test]
fn a_column_of_whole_numbers_is_integers_and_another_floats() {
    assert_eq!(kind(&["007", "-20", "+5"]), Kind::Integers);
    assert_eq!(kind(&["1", "2.5"]), Kind::Floats);
    assert_eq!(kind(&["1", "2."]), Kind::Floats);
    assert_eq!(kind(&["1", "1e5"]), Kind::Floats);
}

/// Integers that 64 bits do not hold were turned into floats, so that the identifiers of
/// two rows became one. pandas keeps their digits.
#[test]
fn integers_beyond_64_bits_are_what_pandas_makes_of_them() {
    assert_eq!(kind(&["007", ABOVE]), Kind::Unsigned);
    assert_eq!(kind(&["-0", ABOVE]), Kind::Spelt);
    assert_eq!(kind(&[BELOW, ABOVE]), Kind::Spelt);
    assert_eq!(kind(&[BELOW, "1"]), Kind::Digits);
    assert_eq!(kind(&["-1", ABOVE, BEYOND]), Kind::Digits);
    assert_eq!(kind(&[BEYOND, "2.5"]), Kind::Spelt);
    assert_eq!(kind(&["2.5", BEYOND]), Kind::Floats);
    assert_eq!(kind(&[BELOW, "2.5", BEYOND]), Kind::Floats);
}

/// pandas: `read_csv("a\\n007\\n\"\"\\n")` has the floats 7.0 and NaN; unsigned integers become text.
#[test]
fn a_missing_cell_makes_floats_of_integers() {
    let kind = |cells: &[&str]| {
        let mut survey = Survey::default();
        survey.note_missing();
        for cell in cells {
            survey.note(Number::parse(cell).unwrap());
        }
        survey.kind()
    };
    assert_eq!(kind(&[]), Kind::WholeFloats);
    assert_eq!(kind(&["007", "-0"]), Kind::WholeFloats);
    assert_eq!(kind(&["-0", "2.5"]), Kind::Floats);
    assert_eq!(kind(&["007", ABOVE]), Kind::Spelt);
    assert_eq!(kind(&["-0", ABOVE]), Kind::Spelt);
    assert_eq!(kind(&[BELOW, "1"]), Kind::Digits);
    assert_eq!(kind(&[BEYOND, "2.5"]), Kind::Spelt);
}

#[test]
fn digits_are_kept_without_what_does_not_count() {
    let cells = ["+5", "-007", "-0", "000", BEYOND].map(digits);
    assert_eq!(cells, ["5", "-7", "0", "0", BEYOND]);
}

#[test]
fn what_is_no_finite_number_is_refused() {
    for cell in [
        "",
        "red",
        "1.2.3",
        "NaN",
        "inf",
        "-Infinity",
        " 1",
        "0x10",
        "1,5",
        "1e",
        ".",
    ] {
        assert_eq!(
            Number::parse(cell).map(drop),
            Err(Refused::NoNumber),
            "{cell}"
        );
    }
}

/// scikit-learn refuses them in training, by a message that names neither line nor column.
#[test]
fn what_32_bit_floats_cannot_hold_is_too_large() {
    for cell in ["3.4028236e38", "-1e39", "1e999", &"9".repeat(39)] {
        assert_eq!(
            Number::parse(cell).map(drop),
            Err(Refused::TooLarge),
            "{cell}"
        );
    }
    for cell in [
        "3.4028235e38",
        "-3.402823567797336e38",
        "1e-300",
        &"9".repeat(38),
    ] {
        assert_eq!(Number::parse(cell).map(drop), Ok(()), "{cell}");
    }
}
