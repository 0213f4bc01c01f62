//! The draw of the features that a node looks at.

use super::rand_r::RandR;

/// scikit-learn's draw of features without replacement: a Fisher-Yates shuffle
/// that skips features known to be constant in the node.
///
/// The order of the features and the list of constant ones persist from node to
/// node: each draw starts from what the last one left. The constants that a node knows
/// from its ancestors are given as a number, since they come first in both lists while its
/// subtree is grown depth first. Grown best first, a node knows none.
#[derive(Debug, Clone)]
pub(crate) struct FeatureSampler {
    order: Vec<usize>,
    constants: Vec<usize>,
    random: RandR,
    max_features: usize,
    /// The swaps of a look ahead, to be taken back.
    swaps: Vec<(usize, usize)>,
}

impl FeatureSampler {
    pub(crate) fn new(n_features: usize, max_features: usize, seed: u32) -> Self {
        Self {
            order: (0..n_features).collect(),
            constants: vec![0; n_features],
            random: RandR::new(seed),
            max_features,
            swaps: Vec::new(),
        }
    }

    /// Lists the features that [`visit`](Self::visit) is going to hand out if none of them
    /// turns out to be constant. The stream of random numbers stays where it is.
    pub(crate) fn look_ahead(&mut self, n_known: usize, features: &mut Vec<usize>) {
        features.clear();
        let mut random = self.random.clone();
        let mut end = self.order.len();
        let (mut visited, mut drawn_known) = (0, 0);
        while end > n_known && (visited < self.max_features || visited <= drawn_known) {
            visited += 1;
            let pick = random.between(drawn_known, end);
            let swap = if pick < n_known {
                drawn_known += 1;
                (drawn_known - 1, pick)
            } else {
                features.push(self.order[pick]);
                end -= 1;
                (end, pick)
            };
            self.order.swap(swap.0, swap.1);
            self.swaps.push(swap);
        }
        while let Some((one, other)) = self.swaps.pop() {
            self.order.swap(one, other);
        }
    }

    /// Draws features and hands each to `visit`, which says whether it varies in
    /// the node, until `max_features` were drawn and at least one varied.
    /// Returns the number of features now known to be constant.
    pub(crate) fn visit(
        &mut self,
        n_known: usize,
        mut visit: impl FnMut(usize) -> Visited,
    ) -> usize {
        self.visit_randomly(n_known, |feature, _| visit(feature))
    }

    /// Does what [`visit`](Self::visit) does, for a `visit` that itself draws from the tree's
    /// stream.
    pub(crate) fn visit_randomly(
        &mut self,
        n_known: usize,
        mut visit: impl FnMut(usize, &mut RandR) -> Visited,
    ) -> usize {
        let mut end = self.order.len();
        let (mut visited, mut drawn_known, mut found) = (0, 0, 0);
        while end > n_known + found
            && (visited < self.max_features || visited <= found + drawn_known)
        {
            visited += 1;
            let pick = self.random.between(drawn_known, end - found);
            if pick < n_known {
                self.order.swap(drawn_known, pick);
                drawn_known += 1;
                continue;
            }
            // The constants found just now lie between the known ones and the rest.
            let pick = pick + found;
            match visit(self.order[pick], &mut self.random) {
                Visited::Constant => {
                    self.order.swap(pick, n_known + found);
                    found += 1;
                }
                Visited::Varies => {
                    end -= 1;
                    self.order.swap(end, pick);
                }
            }
        }
        self.remember_constants(n_known, found);
        n_known + found
    }

    /// Siblings must see the known constants in the order in which they were found.
    fn remember_constants(&mut self, n_known: usize, found: usize) {
        let total = n_known + found;
        self.order[..n_known].copy_from_slice(&self.constants[..n_known]);
        self.constants[n_known..total].copy_from_slice(&self.order[n_known..total]);
    }
}

/// What a look at a feature's values in a node found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visited {
    /// No split is possible on it, here or further down.
    Constant,
    /// It has been searched for splits.
    Varies,
}

#[cfg(test)]
mod tests {
    use super::{FeatureSampler, Visited};

    #[test]
    fn drawing_goes_on_past_max_features_until_one_varies() {
        let mut draw = FeatureSampler::new(5, 1, 7);
        let mut seen = Vec::new();
        let known = draw.visit(0, |feature| {
            seen.push(feature);
            if feature == 3 {
                Visited::Varies
            } else {
                Visited::Constant
            }
        });
        assert_eq!(seen.last(), Some(&3));
        assert_eq!(known, seen.len() - 1);
    }

    #[test]
    fn known_constants_are_never_visited_again() {
        let mut draw = FeatureSampler::new(4, 4, 1);
        let verdict = |feature| {
            if feature < 2 {
                Visited::Constant
            } else {
                Visited::Varies
            }
        };
        let known = draw.visit(0, verdict);
        assert_eq!(known, 2);
        draw.visit(known, |feature| {
            assert!(feature >= 2);
            Visited::Varies
        });
    }

    #[test]
    fn what_is_seen_ahead_is_drawn_unless_it_is_constant() {
        let mut draw = FeatureSampler::new(30, 5, 11);
        let mut ahead = Vec::new();
        let mut known = 0;
        for round in 0..50 {
            draw.look_ahead(known, &mut ahead);
            let mut drawn = Vec::new();
            // Now and then the first of them is constant, and others may follow.
            let constant = (round % 10 == 9).then_some(ahead[0]);
            known = draw.visit(known, |feature| {
                drawn.push(feature);
                if Some(feature) == constant {
                    Visited::Constant
                } else {
                    Visited::Varies
                }
            });
            let sure = if constant.is_some() { 1 } else { ahead.len() };
            assert_eq!(drawn[..sure], ahead[..sure]);
            assert!(drawn.len() == ahead.len() || constant.is_some());
        }
        assert_eq!(known, 5);
    }
}
