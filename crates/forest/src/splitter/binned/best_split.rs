//! The best split found so far in a node, and what it takes to beat it.

use crate::splitter::{Child, LeafRules, proxy};

/// How far below the best a split may seem to be and still be looked at, as a share
/// of the node's weight: a thousand times the rounding errors of the estimates.
pub(crate) const MARGIN: f64 = 1e-12;

/// A node's class weights.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// One per class.
    pub(crate) classes: Vec<f64>,
    /// Their sum.
    pub(crate) weight: f64,
    /// The number of different rows.
    pub(crate) n_rows: usize,
}

/// Where a candidate stands: candidates with equal scores go in this order, which is
/// the order in which scikit-learn looks at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The how-manieth drawn feature.
    pub(crate) rank: usize,
    /// Whether missing values go left, which is looked at after the other way.
    pub(crate) second_pass: bool,
    /// A key that is not below any on the left, and below all on the right.
    pub(crate) key: u32,
}

/// What lies on both sides of a candidate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gap {
    /// The last value of a bin, and the first of a later one: the bins by their lowest
    /// codes.
    Bins(u8, u8),
    /// Two keys.
    Keys(u32, u32),
    /// All values, and the missing ones.
    Missing,
}

/// A possible split.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) position: Position,
    pub(crate) feature: usize,
    pub(crate) gap: Gap,
    /// Rows on the left.
    pub(crate) n_left: usize,
    pub(crate) missing_left: bool,
}

/// The leading candidate and its children.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leader {
    pub(crate) candidate: Candidate,
    pub(crate) left: Child,
    pub(crate) right: Child,
    proxy: f64,
}

/// The search's state: the node's totals and the leader.
#[derive(Debug, Default)]
pub(crate) struct Lead {
    pub(crate) totals: Totals,
    rules: LeafRules,
    leader: Option<Leader>,
    left_weights: Vec<u64>,
    floor: f64,
    buffer: Vec<f64>,
}

impl Lead {
    /// What children must have from now on.
    pub(crate) fn set_rules(&mut self, rules: LeafRules) {
        self.rules = rules;
    }

    /// The fewest different rows that a child must have, at least 1.
    pub(crate) fn min_samples(&self) -> usize {
        self.rules.min_samples.max(1)
    }

    /// Whether children must have a weight.
    pub(crate) fn has_min_weight(&self) -> bool {
        self.rules.min_weight > 0.0
    }

    /// Starts over in a node.
    pub(crate) fn start(&mut self, classes: &[u64], n_rows: usize) {
        let totals = &mut self.totals;
        totals.classes.clear();
        totals
            .classes
            .extend(classes.iter().map(|&weight| weight as f64));
        totals.weight = totals.classes.iter().sum();
        totals.n_rows = n_rows;
        self.leader = None;
        self.floor = 0.0;
    }

    /// What a candidate's sum of squared class weights over the side's weight, added
    /// up over both sides, must reach to be worth an exact look.
    ///
    /// That sum is the node's weight plus scikit-learn's proxy. The sums are compared
    /// with both sides' weights multiplied in, which spares the divisions.
    pub(crate) fn floor(&self) -> f64 {
        self.floor
    }

    /// Scores a candidate exactly; `left` are the class weights on its left.
    #[inline(never)]
    pub(crate) fn offer(&mut self, candidate: Candidate, left: impl Iterator<Item = f64> + Clone) {
        let totals = &self.totals;
        let right = totals
            .classes
            .iter()
            .zip(left.clone())
            .map(|(all, left)| all - left);
        let (left_child, right_child) = (child(left.clone()), child(right));
        let allowed = self.rules.allow(candidate.n_left, left_child.weight)
            && self
                .rules
                .allow(totals.n_rows - candidate.n_left, right_child.weight);
        if !allowed {
            return;
        }
        let proxy = proxy(left_child, right_child);
        let beaten = self.leader.is_some_and(|leader| {
            proxy < leader.proxy
                || (proxy <= leader.proxy && candidate.position > leader.candidate.position)
        });
        if beaten {
            return;
        }
        self.leader = Some(Leader {
            candidate,
            left: left_child,
            right: right_child,
            proxy,
        });
        self.left_weights.clear();
        self.left_weights.extend(left.map(whole));
        self.floor = proxy + totals.weight - totals.weight * MARGIN;
    }

    /// Tells the keys at the gap between bins that leads, once they are known.
    pub(crate) fn resolve(&mut self, below: u32, above: u32) {
        if let Some(leader) = &mut self.leader {
            leader.candidate.gap = Gap::Keys(below, above);
        }
    }

    /// Class weights in memory that is used again and again.
    pub(crate) fn take_buffer(&mut self, classes: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.extend(classes);
        buffer
    }

    /// Takes that memory back.
    pub(crate) fn give_back(&mut self, buffer: Vec<f64>) {
        self.buffer = buffer;
    }

    pub(crate) fn leader(&self) -> Option<Leader> {
        self.leader
    }

    /// The class weights on the left of the leader.
    pub(crate) fn left_weights(&self) -> &[u64] {
        &self.left_weights
    }
}

/// Sums up in the order of the classes, as scikit-learn does.
fn child(classes: impl Iterator<Item = f64>) -> Child {
    let (mut weight, mut squares) = (0.0, 0.0);
    for class in classes {
        weight += class;
        squares += class * class;
    }
    Child {
        weight,
        impurity: 1.0 - squares / (weight * weight),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "class weights are whole and never negative"
)]
fn whole(weight: f64) -> u64 {
    weight as u64
}
