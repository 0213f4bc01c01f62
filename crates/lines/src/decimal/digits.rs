//! Digits in text, eight at a time.

/// Eight times `0`.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Eight bytes, the first one lowest.
#[inline]
pub(super) fn load(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes[at..].first_chunk().copied();
    // Nothing that is a digit is behind the padding.
    u64::from_le_bytes(eight.unwrap_or_default())
}

/// How many digits there are from `at` on.
#[inline]
pub(super) fn count(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    loop {
        let n = leading_digits(load(bytes, end));
        end += n;
        if n < 8 {
            return end - at;
        }
    }
}

/// Reads digits from `at` on behind those that made `number`, and tells where they end; overflows
/// where there are too many, which the caller finds by their count.
#[inline]
pub(super) fn accumulate(bytes: &[u8], mut at: usize, mut number: u64) -> (u64, usize) {
    const SHIFTS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    loop {
        let eight = load(bytes, at);
        let n = leading_digits(eight);
        if n < 8 {
            let shifted = number.wrapping_mul(SHIFTS[n]);
            return (shifted.wrapping_add(value_of(eight, n)), at + n);
        }
        number = number
            .wrapping_mul(100_000_000)
            .wrapping_add(value_of_all(eight));
        at += 8;
    }
}

/// The upper bit of each of the eight bytes that is no digit.
#[inline]
pub(super) fn other_bytes(eight: u64) -> u64 {
    const UPPER: u64 = 0x8080_8080_8080_8080;
    // 0x30 to 0x39 become 0 to 9, to which 0x76 can be added without reaching 0x80. No sum of the
    // lower seven bits reaches the next byte.
    let values = eight ^ ZEROS;
    (((values & !UPPER) + 0x7676_7676_7676_7676) | values) & UPPER
}

/// How many of the eight bytes are digits before the first that is none.
#[inline]
pub(super) fn leading_digits(eight: u64) -> usize {
    other_bytes(eight).trailing_zeros() as usize / 8
}

/// How many of the eight bytes are zeros before the first that is none.
#[inline]
pub(super) fn leading_zeros(eight: u64) -> usize {
    (eight ^ ZEROS).trailing_zeros() as usize / 8
}

/// The number that the first `n` of the eight bytes spell, all of which are digits: at most seven.
#[inline]
pub(super) fn value_of(eight: u64, n: usize) -> u64 {
    // Zeros in front.
    value_of_all(eight << 8 << (8 * (7 - n)))
}

/// The number that all eight bytes spell.
#[inline]
pub(super) fn value_of_all(eight: u64) -> u64 {
    // Pairs of digits, of two and of four added up side by side.
    let digits = eight & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (digits.wrapping_mul((10 << 8) + 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul((100 << 16) + 1) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul((10_000 << 32) + 1) >> 32
}
