//! The spelling of numbers.

/// Appends `value` with `places` digits (at most 9) after the point, as `%.*f` prints it, but for
/// zero, which has no sign. The value is below 1e9.
pub(crate) fn push_decimal(value: f64, places: u8, text: &mut Vec<u8>) {
    let one = 10_u64.pow(u32::from(places));
    #[expect(clippy::cast_possible_truncation, reason = "below 10^18")]
    let scaled = (value * one as f64).round() as i64;
    if scaled < 0 {
        text.push(b'-');
    }
    let magnitude = scaled.unsigned_abs();
    push_digits(magnitude / one, 1, text);
    text.push(b'.');
    push_digits(magnitude % one, usize::from(places), text);
}

/// Appends the digits of `number`, with zeros before them where there are fewer than `least`.
pub(crate) fn push_digits(mut number: u64, least: usize, text: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    while number > 0 {
        first -= 1;
        digits[first] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
    text.extend_from_slice(&digits[first.min(digits.len() - least)..]);
}
