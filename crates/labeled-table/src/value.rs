//! What a cell says.

/// A finite number.
pub(crate) fn number(cell: &[u8]) -> Option<f64> {
    let number: f64 = str::from_utf8(cell).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}

/// Whether pandas reads a number as an integer: without point and exponent, and within 64 bits.
pub(crate) fn is_integer(cell: &[u8]) -> bool {
    str::from_utf8(cell).is_ok_and(|cell| cell.parse::<i64>().is_ok())
}

/// A truth value, as 1 or 0.
pub(crate) fn boolean(cell: &[u8]) -> Option<f64> {
    if cell.eq_ignore_ascii_case(b"true") {
        Some(1.0)
    } else if cell.eq_ignore_ascii_case(b"false") {
        Some(0.0)
    } else {
        None
    }
}

/// The number of a class.
pub(crate) fn class(cell: &[u8], classes: usize) -> Option<usize> {
    let class: usize = str::from_utf8(cell).ok()?.parse().ok()?;
    (class < classes).then_some(class)
}
