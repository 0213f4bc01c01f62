//! A class that takes its own place in a hash map.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A class value whose maps are iterated in the order of the class values.
///
/// linfa-trees sums class frequencies, and picks the most frequent class, in the
/// iteration order of a `HashMap`, which the standard library randomises with
/// every map: sums of float32 then differ in their last digit, and ties fall as
/// they will. It cannot be given another map or hasher. But it is this type that
/// feeds the hasher, and it may ask what the digest would be: it goes on feeding
/// until the digest ends in its own number. The standard library's map puts an
/// entry in the bucket that the last bits of its digest number, and iterates from
/// the first bucket to the last.
///
/// That is how the map works, not what it promises; [`order_is_kept`] asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub(super) value: usize,
    /// How many of the digest's last bits are its own.
    bits: u32,
}

impl linfa::Label for Class {}

impl Class {
    /// The class `value` of `n_classes`, which are numbered from 0.
    pub(super) fn new(value: usize, n_classes: usize) -> Self {
        // The map fills at most 7 of 8 buckets, of which it has a power of two, and 4 at least.
        let buckets = (8 * n_classes).div_ceil(7).next_power_of_two().max(4);
        Self {
            value,
            bits: buckets.ilog2(),
        }
    }
}

impl Hash for Class {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mask = (1u64 << self.bits) - 1;
        // Every try succeeds with a chance of 1 in 2^bits: more than this are never
        // needed by a hasher that mixes, and would never do for one that does not.
        let tries = (mask + 1).saturating_mul(64);
        let wanted = self.value as u64 & mask;
        for _ in 0..tries {
            if state.finish() & mask == wanted {
                return;
            }
            state.write_u8(0);
        }
    }
}

/// Whether a map of `n_classes` classes is iterated in their order, in whichever
/// order they came.
pub(super) fn order_is_kept(n_classes: usize) -> bool {
    let classes = || (0..n_classes).map(|value| Class::new(value, n_classes));
    let backwards: HashMap<Class, f32> = classes().rev().map(|class| (class, 0.0)).collect();
    let forwards: HashMap<Class, f32> = classes().map(|class| (class, 0.0)).collect();
    backwards.keys().copied().eq(classes()) && forwards.clone().into_keys().eq(classes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_iterated_in_the_order_of_the_classes() {
        for n_classes in [1, 2, 3, 4, 7, 8, 14, 15, 28, 29, 100] {
            for _ in 0..50 {
                assert!(order_is_kept(n_classes), "{n_classes} classes");
            }
        }
    }

    #[test]
    fn a_hasher_that_never_changes_does_not_hang() {
        struct Stuck;
        impl Hasher for Stuck {
            fn finish(&self) -> u64 {
                0
            }
            fn write(&mut self, _: &[u8]) {}
        }
        Class::new(1, 3).hash(&mut Stuck);
    }
}
