//! What is remembered of a cell or number in place of itself: 64 bits that look random.
//!
//! Two different ones have the same bits with a chance of 2^-64.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Digests without repetition.
pub type DigestSet = HashSet<u64, BuildHasherDefault<AsItIs>>;
/// Something for each digest.
pub type DigestMap<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// Two odd numbers without pattern: the fractions of the square roots of 2 and 3.
const FACTORS: [u64; 2] = [0x6a09_e667_f3bc_c909, 0xbb67_ae85_84ca_a73b];

/// The digest of a text.
#[must_use]
pub fn of_text(text: &[u8]) -> u64 {
    let mut digest = mix(text.len() as u64 ^ FACTORS[0]);
    for chunk in text.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        digest = mix(digest ^ u64::from_le_bytes(eight));
    }
    digest
}

/// The digest of a number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the lower and the upper half of its bits"
)]
#[must_use]
pub fn of_number(number: i128) -> u64 {
    mix(mix(number as u64 ^ FACTORS[1]) ^ (number >> 64) as u64)
}

/// The digest of several digests, in their order.
pub fn of_all(digests: impl IntoIterator<Item = u64>) -> u64 {
    let all = digests.into_iter();
    all.fold(FACTORS[1], |before, digest| mix(before ^ digest))
}

/// Another number for each number, all of whose bits hang on all bits of the first.
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 32)).wrapping_mul(FACTORS[0]);
    let bits = (bits ^ (bits >> 29)).wrapping_mul(FACTORS[1]);
    bits ^ (bits >> 32)
}

/// Hashes a digest, which is random enough, by turning it: a sample holds digests that end with
/// zeros, which would all be looked for in one place.
#[derive(Debug, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0.rotate_left(32)
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 = digest;
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = of_text(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_much_the_same_differ_in_all_bits_alike() {
        let numbers = (0..4096).map(of_number);
        let texts = (0..4096).map(|number: u32| of_text(format!("{number:09}").as_bytes()));
        let both: Vec<_> = numbers.chain(texts).collect();
        assert_eq!(both.iter().collect::<DigestSetOf<'_>>().len(), both.len());
        for bit in 0..64 {
            let set = both.iter().filter(|digest| *digest >> bit & 1 == 1).count();
            assert!((3800..4400).contains(&set), "{bit}: {set}");
        }
    }

    type DigestSetOf<'a> = HashSet<&'a u64>;

    #[test]
    fn what_is_in_front_and_behind_counts() {
        let texts: [&[u8]; 6] = [b"", b"\0", b"\0\0", b"12345678", b"12345678\0", b"23456781"];
        let digests: DigestSet = texts.into_iter().map(of_text).collect();
        assert_eq!(digests.len(), texts.len());
        assert_ne!(of_number(1), of_number(1 << 64));
        assert_ne!(of_number(-1), of_number(1));
        assert_ne!(of_all([1, 2]), of_all([2, 1]));
        assert_ne!(of_all([1, 2]), of_all([1]));
    }
}
