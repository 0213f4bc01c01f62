//! Impurity of integer class weights.

use std::f64::consts::LN_2;

use crate::params::Criterion;

/// The impurity of a node with these class weights.
pub(crate) fn impurity(criterion: Criterion, weights: &[u64]) -> f64 {
    let weight = weights.iter().sum();
    match criterion {
        Criterion::Gini => gini(squares(weights), weight),
        Criterion::Entropy | Criterion::LogLoss => entropy(weights, weight),
    }
}

/// The gini impurity of a node, from the sum of its squared class weights and the sum
/// of its class weights: 1 minus the sum of squared class shares, in `[0, 1)`.
///
/// The arguments are integers, hence exact whatever order they were summed in;
/// scikit-learn's floating-point sums equal them up to 2^53, which takes 94
/// million rows of one class.
pub(crate) fn gini(squares: u64, weight: u64) -> f64 {
    let weight = weight as f64;
    1.0 - squares as f64 / (weight * weight)
}

/// The entropy of a node in bits: scikit-learn's `Entropy`, in its order of terms and
/// with its logarithm, which is libm's natural one divided by that of 2.
fn entropy(weights: &[u64], weight: u64) -> f64 {
    let weight = weight as f64;
    let mut entropy = 0.0;
    for &class in weights.iter().filter(|&&class| class > 0) {
        let share = class as f64 / weight;
        entropy -= share * (share.ln() / LN_2);
    }
    entropy
}

/// The sum of squared class weights.
pub(crate) fn squares(weights: &[u64]) -> u64 {
    weights.iter().map(|weight| weight * weight).sum()
}

/// The class weights of one side of a split, as rows move between the sides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Side {
    criterion: Criterion,
    classes: Vec<u64>,
    squares: u64,
    weight: u64,
}

impl Side {
    /// An empty side whose impurity is measured so.
    pub(crate) fn new(criterion: Criterion) -> Self {
        Self {
            criterion,
            ..Self::default()
        }
    }

    /// How the side's impurity is measured.
    pub(crate) fn criterion(&self) -> Criterion {
        self.criterion
    }

    /// Starts over with these class weights.
    pub(crate) fn reset(&mut self, classes: &[u64]) {
        self.classes.clear();
        self.classes.extend_from_slice(classes);
        self.squares = squares(classes);
        self.weight = classes.iter().sum();
    }

    /// Starts over with rows of these classes and weights.
    pub(crate) fn count(&mut self, n_classes: usize, rows: impl Iterator<Item = (usize, u64)>) {
        self.clear(n_classes);
        for (class, weight) in rows {
            self.classes[class] += weight;
        }
        self.squares = squares(&self.classes);
        self.weight = self.classes.iter().sum();
    }

    /// Starts over with what the other side leaves of these class weights.
    pub(crate) fn reset_to_rest(&mut self, classes: &[u64], other: &Self) {
        self.classes.clear();
        let rest = classes
            .iter()
            .zip(&other.classes)
            .map(|(all, other)| all - other);
        self.classes.extend(rest);
        self.squares = squares(&self.classes);
        self.weight = self.classes.iter().sum();
    }

    /// Starts over with nothing, for `n_classes` classes.
    pub(crate) fn clear(&mut self, n_classes: usize) {
        self.classes.clear();
        self.classes.resize(n_classes, 0);
        (self.squares, self.weight) = (0, 0);
    }

    /// Adds a row: (c + w)^2 = c^2 + w (2c + w).
    pub(crate) fn add(&mut self, class: usize, weight: u64) {
        self.squares += weight * (2 * self.classes[class] + weight);
        self.classes[class] += weight;
        self.weight += weight;
    }

    /// Takes a row away: (c - w)^2 = c^2 - w (2c - w).
    pub(crate) fn remove(&mut self, class: usize, weight: u64) {
        self.squares -= weight * (2 * self.classes[class] - weight);
        self.classes[class] -= weight;
        self.weight -= weight;
    }

    /// The summed weight of the side's rows of each class.
    pub(crate) fn class_weights(&self) -> &[u64] {
        &self.classes
    }

    /// The summed weight of the side's rows.
    pub(crate) fn weight(&self) -> u64 {
        self.weight
    }

    /// The side's impurity.
    pub(crate) fn impurity(&self) -> f64 {
        match self.criterion {
            Criterion::Gini => gini(self.squares, self.weight),
            Criterion::Entropy | Criterion::LogLoss => entropy(&self.classes, self.weight),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, gini, impurity, squares};
    use crate::params::Criterion;

    #[test]
    fn a_pure_node_has_no_impurity() {
        for criterion in [Criterion::Gini, Criterion::Entropy] {
            assert_eq!(impurity(criterion, &[0, 7]).to_bits(), 0.0f64.to_bits());
        }
        assert_eq!(gini(squares(&[0, 7]), 7).to_bits(), 0.0f64.to_bits());
    }

    #[test]
    fn entropy_is_measured_in_bits() {
        for criterion in [Criterion::Entropy, Criterion::LogLoss] {
            let bits = impurity(criterion, &[3, 3, 3, 3]);
            assert_eq!(bits.to_bits(), 2.0f64.to_bits());
        }
    }

    #[test]
    fn rows_added_and_removed_leave_the_side_as_if_counted_anew() {
        let mut side = Side::default();
        side.reset(&[3, 4]);
        side.add(1, 5);
        side.remove(0, 2);
        let mut expected = Side::default();
        expected.reset(&[1, 9]);
        assert_eq!(side.squares, expected.squares);
        assert_eq!(side.weight(), expected.weight());
    }
}
