//! Numbers in the names of columns, as Python's `str` spells them.

/// An integer as such, any other number as Python's `repr` of a float. Of two shortest decimals
/// that are equally near to the number, which takes 17 digits, the last digit can differ.
pub(crate) fn number(value: f64, integers: bool) -> String {
    if integers {
        return format!("{value:.0}");
    }
    // Rust and Python switch to exponents at the same numbers, and write those differently.
    let text = format!("{value:?}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return text;
    };
    let (sign, size) = match exponent.strip_prefix('-') {
        Some(size) => ('-', size),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{size:0>2}")
}

#[cfg(test)]
mod tests {
    use super::number;

    /// `[str(numpy.float64(value)) for value in …]`.
    #[test]
    fn floats_are_spelt_as_in_python() {
        for (value, expected) in [
            (1.0, "1.0"),
            (-0.25, "-0.25"),
            (0.0001, "0.0001"),
            (0.00005, "5e-05"),
            (1.5e-7, "1.5e-07"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
        ] {
            assert_eq!(number(value, false), expected);
        }
    }

    #[test]
    fn integers_have_no_point() {
        assert_eq!(number(-3.0, true), "-3");
        assert_eq!(number(1e17, true), "100000000000000000");
    }
}
