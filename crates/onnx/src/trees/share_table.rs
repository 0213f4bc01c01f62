//! What leaves hold, each different row of class shares once.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use super::grown::GrownTree;
use crate::OnnxError;

/// A leaf tells its row of the table as a float32, and those count exactly up to here.
const LARGEST: usize = 1 << 24;

/// The rows of class shares that leaves can hold, and the row of each leaf.
#[derive(Debug, Default)]
pub(super) struct ShareTable {
    /// `[slots, n_classes]`, in the order in which leaves have them first.
    pub(super) shares: Vec<f64>,
    /// The slot of each leaf, tree after tree.
    pub(super) slots: Vec<f32>,
}

impl ShareTable {
    /// The shares of all leaves. `classes` are the values of the trees' classes, of which the
    /// file has `n_classes`; those that no tree knows have no share.
    ///
    /// # Errors
    ///
    /// If there are more different ones than a file can tell apart.
    pub(super) fn of<T: GrownTree>(
        trees: &[T],
        classes: &[usize],
        n_classes: usize,
    ) -> Result<Self, OnnxError> {
        let (mut table, mut known) = (Self::default(), HashMap::new());
        for tree in trees {
            let shares = tree.shares().chunks_exact(classes.len());
            for (node, shares) in shares.enumerate() {
                if tree.children(node).is_none() {
                    let next = known.len();
                    let slot = *known.entry(Row(shares)).or_insert(next);
                    if slot == next {
                        table.push(shares, classes, n_classes);
                    }
                    table.slots.push(number(slot)?);
                }
            }
        }
        Ok(table)
    }

    fn push(&mut self, shares: &[f64], classes: &[usize], n_classes: usize) {
        let start = self.shares.len();
        self.shares.resize(start + n_classes, 0.0);
        for (&class, &share) in classes.iter().zip(shares) {
            self.shares[start + class] = share;
        }
    }
}

/// A slot as the weight of a leaf.
fn number(slot: usize) -> Result<f32, OnnxError> {
    if slot >= LARGEST {
        return Err(OnnxError::TooManyShares { most: LARGEST });
    }
    Ok(slot as f32)
}

/// The slot that a weight is the number of, if it is one of `n_slots`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is no whole number in the range is refused"
)]
pub(super) fn slot(weight: f32, n_slots: usize) -> Option<usize> {
    let slot = weight as usize;
    let same = (slot as f32).to_bits() == weight.to_bits();
    (same && slot < n_slots.min(LARGEST)).then_some(slot)
}

/// Shares that are equal bit for bit.
struct Row<'a>(&'a [f64]);

impl PartialEq for Row<'_> {
    fn eq(&self, other: &Self) -> bool {
        let bits = |row: &Self| row.0.iter().map(|share| share.to_bits());
        self.0.len() == other.0.len() && bits(self).eq(bits(other))
    }
}

impl Eq for Row<'_> {}

impl Hash for Row<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|share| share.to_bits().hash(state));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn every_slot_that_is_written_is_read_back_as_itself() {
        for written in [0, 1, 1000, LARGEST - 1] {
            let weight = number(written).unwrap();
            assert_eq!(slot(weight, LARGEST), Some(written));
            assert_eq!(slot(weight, written), None, "it is not in a smaller table");
        }
    }

    #[test]
    fn weights_that_are_no_slots_are_none() {
        for weight in [0.5, -1.0, -0.0, f32::NAN, f32::INFINITY, 16_777_216.0] {
            assert_eq!(slot(weight, usize::MAX), None, "{weight}");
        }
    }

    #[test]
    fn more_shares_than_float32_can_count_are_refused() {
        let error = number(LARGEST).unwrap_err();
        assert_snapshot!(error, @"fit the forest into an ONNX file: its leaves have more than 16777216 different class shares; grow fewer trees, or bound them with `max_depth` or `max_leaf_nodes`");
    }
}
