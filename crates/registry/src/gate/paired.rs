//! Two models on the same rows, one row at a time: how many changed sides, and whether chance
//! alone would do that.

use serde::{Deserialize, Serialize};

/// On how many rows one of two models is right and the other is not. Rows on which both are
/// right, or both wrong, say nothing about which is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// All rows that both models were asked about.
    pub rows: usize,
    /// The rows on which only the candidate is right.
    pub only_candidate_right: usize,
    /// The rows on which only the production model is right.
    pub only_production_right: usize,
    /// How often two equally good models differ by as much or more, 0 to 1: the exact
    /// two-sided p of `McNemar`'s test.
    pub p_value: f64,
}

impl Paired {
    /// Counts rows by whether the candidate and the production model are right on them.
    pub fn count(rows: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut counted = [0; 4];
        for (candidate, production) in rows {
            counted[usize::from(candidate) * 2 + usize::from(production)] += 1;
        }
        let [_, only_production_right, only_candidate_right, _] = counted;
        Self {
            rows: counted.iter().sum(),
            only_candidate_right,
            only_production_right,
            p_value: mcnemar(only_candidate_right, only_production_right),
        }
    }

    /// Why it is not sure that the candidate is the better model, where p may be at most
    /// `significance`; nothing if it is.
    #[must_use]
    pub fn doubt(&self, significance: f64) -> Option<Doubt> {
        if self.only_candidate_right <= self.only_production_right {
            Some(Doubt::NoGain)
        } else {
            (self.p_value > significance).then_some(Doubt::Chance)
        }
    }
}

/// Why two models on the same rows do not tell that the candidate is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is not right on more rows than the production model.
    NoGain,
    /// Two equally good models would differ as much too often.
    Chance,
}

/// The exact two-sided p of `McNemar`'s test: `scipy.stats.binomtest(b, b + c).pvalue`, where `b`
/// and `c` are the numbers of rows on which one model alone is right. 1 where there are none.
///
/// Products and sums alone, and no logarithm: the same number on every machine. It is 0 below
/// what a float64 can hold. The time grows with the smaller of the two numbers.
fn mcnemar(b: usize, c: usize) -> f64 {
    let (fewer, all) = (b.min(c), b + c);
    if b == c {
        return 1.0;
    }
    (2.0 * at_most(fewer, all)).min(1.0)
}

/// The chance of at most `k` heads in `n` throws of a fair coin; `k` is below half of `n`.
fn at_most(k: usize, n: usize) -> f64 {
    let mut halvings = n;
    // The chance of exactly `k`: the halvings are spread between the factors, so that neither
    // the product nor what is left of it leaves the range of a float64.
    let mut exactly = 1.0;
    for i in 1..=k {
        exactly *= (n - i + 1) as f64 / i as f64;
        while exactly > 1.0 && halvings > 0 {
            exactly *= 0.5;
            halvings -= 1;
        }
    }
    let exactly = exactly * halved(halvings);
    let (mut term, mut sum) = (1.0, 1.0);
    for i in (1..=k).rev() {
        term *= i as f64 / (n - i + 1) as f64;
        let with = sum + term;
        if with <= sum {
            break;
        }
        sum = with;
    }
    exactly * sum
}

/// One half to the power of `n`, or 0 where that is below what a float64 can hold.
fn halved(n: usize) -> f64 {
    0.5_f64.powi(i32::try_from(n).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        b: usize,
        c: usize,
        p: f64,
    }

    #[test]
    fn p_values_are_those_of_scipy() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/fixtures/mcnemar.json")).unwrap();
        assert!(cases.len() > 100);
        for Case { b, c, p } in cases {
            let found = mcnemar(b, c);
            assert!(
                (found - p).abs() <= 1e-11 * p,
                "{b} and {c}: {found} instead of {p}"
            );
        }
    }

    #[test]
    fn a_p_that_no_float_holds_is_zero() {
        assert_eq!(mcnemar(0, 5000).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn rows_are_counted_by_who_is_right_on_them() {
        let rows = [
            (true, true),
            (true, false),
            (false, true),
            (true, false),
            (false, false),
        ];
        let paired = Paired::count(rows.into_iter());
        assert_eq!(paired.rows, 5);
        assert_eq!(paired.only_candidate_right, 2);
        assert_eq!(paired.only_production_right, 1);
        assert_eq!(paired.p_value.to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn a_model_that_lost_rows_is_not_favoured_however_sure_that_is() {
        let lost = Paired::count(std::iter::repeat_n((false, true), 20));
        assert!(lost.p_value < 1e-5);
        assert_eq!(lost.doubt(0.05), Some(Doubt::NoGain));
        let gained = Paired::count(std::iter::repeat_n((true, false), 20));
        assert_eq!(gained.doubt(0.05), None);
        assert_eq!(gained.doubt(1e-6), Some(Doubt::Chance));
    }
}
