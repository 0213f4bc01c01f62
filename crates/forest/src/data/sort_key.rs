//! float32 values as integers that sort alike.

/// The key of a missing value: above that of every number.
pub(crate) const MISSING: u32 = u32::MAX;

/// An integer for each float32 such that `key(a) < key(b)` exactly if `a < b`.
/// Both zeros have one key; every NaN has the key [`MISSING`].
pub(crate) fn key(value: f32) -> u32 {
    // All ones, which is [`MISSING`]: a mask in place of a branch lets values be turned
    // into keys side by side.
    let missing = 0u32.wrapping_sub(u32::from(value.is_nan()));
    // Adding zero turns -0 into +0 and changes nothing else.
    let bits = (value + 0.0).to_bits();
    // Negative numbers sort in reverse of their bits, and before all others.
    bits ^ (sign_mask(bits) | 0x8000_0000) | missing
}

/// The value of a key; [`MISSING`] gives a NaN.
pub(crate) fn value(key: u32) -> f32 {
    f32::from_bits(key ^ (!sign_mask(key) | 0x8000_0000))
}

/// All ones if the top bit is set, else 0.
fn sign_mask(bits: u32) -> u32 {
    0u32.wrapping_sub(bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::{MISSING, key, value};

    #[test]
    fn keys_sort_as_the_values_do() {
        let values = [f32::MIN, -1.5, -1e-40, 0.0, 1e-40, 2.5, f32::MAX];
        assert!(values.map(key).is_sorted());
        for number in values {
            assert_eq!(value(key(number)).to_bits(), number.to_bits());
        }
        assert!(key(f32::INFINITY) < MISSING);
    }

    #[test]
    fn both_zeros_are_one_value() {
        assert_eq!(key(-0.0), key(0.0));
    }

    #[test]
    fn missing_values_come_last() {
        assert_eq!(key(f32::NAN), MISSING);
        assert_eq!(key(-f32::NAN), MISSING);
        assert!(value(MISSING).is_nan());
    }
}
