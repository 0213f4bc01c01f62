//! The metrics of an order of rows: ROC AUC and average precision as scikit-learn defines them,
//! to the last bit.

use numpy::pairwise_sum;

/// The rows from the highest score to the lowest, sorted once for all resamples of them.
#[derive(Clone, Debug)]
pub(crate) struct Ranking {
    /// Twice the row, and 1 more where it is positive.
    entries: Vec<u32>,
    /// Where each run of equal scores ends.
    ends: Vec<u32>,
    /// The score of each run.
    scores: Vec<f32>,
}

/// How many rows have at least a score: a threshold of scikit-learn's curves.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    /// Those that are not positive.
    false_positives: f64,
    /// Those that are.
    true_positives: f64,
}

/// A point of a curve, each coordinate between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// The false positive rate, or the recall.
    pub x: f64,
    /// The true positive rate, or the precision.
    pub y: f64,
    /// The least score of the rows that are taken for positive; none where no row is.
    pub threshold: Option<f64>,
}

/// The thresholds of a sample, and room for the terms of a sum.
#[derive(Debug, Default)]
pub(crate) struct Curve {
    points: Vec<Point>,
    terms: Vec<f64>,
}

impl Ranking {
    /// Ranks rows, each with a score and whether it is positive.
    ///
    /// # Panics
    ///
    /// If there are 2^31 rows or more.
    #[expect(clippy::float_cmp, reason = "equal scores are one threshold")]
    pub(crate) fn of(rows: &[(f32, bool)]) -> Self {
        assert!(rows.len() < 1 << 31, "rows are counted in 31 bits");
        let mut order: Vec<_> = (0u32..).zip(rows).collect();
        order.sort_unstable_by(|(_, (a, _)), (_, (b, _))| b.total_cmp(a));
        let entry = |&(row, &(_, positive))| 2 * row + u32::from(positive);
        let runs = order.chunk_by(|(_, (a, _)), (_, (b, _))| a == b);
        // Adding 0 takes the sign off a zero.
        let scores = runs.clone().map(|run| run[0].1.0 + 0.0).collect();
        let ends = runs.scan(0, |end, run| {
            *end += u32::try_from(run.len()).expect("fewer than 2^31");
            Some(*end)
        });
        Self {
            ends: ends.collect(),
            scores,
            entries: order.iter().map(entry).collect(),
        }
    }

    /// Whether all scores are finite numbers.
    pub(crate) fn is_finite(&self) -> bool {
        self.scores.iter().all(|score| score.is_finite())
    }
}

impl Curve {
    /// Follows the ranking of a sample in which each row is there `counts[row]` times: rows that
    /// are not there make no threshold.
    pub(crate) fn follow(&mut self, ranking: &Ranking, counts: &[u32]) {
        self.points.clear();
        let (mut start, mut all, mut positive) = (0, 0, 0);
        for &end in &ranking.ends {
            let before = all;
            for &entry in &ranking.entries[start as usize..end as usize] {
                let count = counts[(entry >> 1) as usize];
                all += count;
                positive += count * (entry & 1);
            }
            start = end;
            if all > before {
                self.points.push(Point {
                    false_positives: f64::from(all - positive),
                    true_positives: f64::from(positive),
                });
            }
        }
    }

    /// `roc_auc_score`; none if all rows are positive, or none of them is.
    pub(crate) fn roc_auc(&mut self) -> Option<f64> {
        let last = *self.points.last()?;
        if last.false_positives == 0.0 || last.true_positives == 0.0 {
            return None;
        }
        self.terms.clear();
        let (mut x, mut y) = (0.0, 0.0);
        for (i, point) in self.points.iter().enumerate() {
            if self.is_collinear(i) {
                continue;
            }
            let (next_x, next_y) = (
                point.false_positives / last.false_positives,
                point.true_positives / last.true_positives,
            );
            self.terms.push((next_x - x) * (next_y + y) / 2.0);
            (x, y) = (next_x, next_y);
        }
        Some(pairwise_sum(&self.terms))
    }

    /// `average_precision_score`; none if no row is positive.
    pub(crate) fn average_precision(&mut self) -> Option<f64> {
        let positive = self.points.last()?.true_positives;
        if positive == 0.0 {
            return None;
        }
        self.terms.clear();
        let mut points = self.points.iter().rev().peekable();
        while let Some(point) = points.next() {
            let recall = point.true_positives / positive;
            let precision = point.true_positives / (point.true_positives + point.false_positives);
            let next = points
                .peek()
                .map_or(0.0, |next| next.true_positives / positive);
            self.terms.push((next - recall) * precision);
        }
        Some((-pairwise_sum(&self.terms)).max(0.0))
    }

    /// `roc_curve` of all rows of `ranking`, which was followed last; without points if all rows
    /// are positive, or none of them is.
    pub(crate) fn roc_points(&self, ranking: &Ranking) -> Vec<CurvePoint> {
        let last = match self.points.last() {
            Some(last) if last.false_positives > 0.0 && last.true_positives > 0.0 => *last,
            _ => return Vec::new(),
        };
        let nothing = CurvePoint {
            x: 0.0,
            y: 0.0,
            threshold: None,
        };
        let kept = (0..self.points.len()).filter(|i| !self.is_collinear(*i));
        let points = kept.map(|i| CurvePoint {
            x: self.points[i].false_positives / last.false_positives,
            y: self.points[i].true_positives / last.true_positives,
            threshold: Some(f64::from(ranking.scores[i])),
        });
        std::iter::once(nothing).chain(points).collect()
    }

    /// `precision_recall_curve` of all rows of `ranking`, which was followed last; without points
    /// if no row is positive.
    pub(crate) fn precision_recall_points(&self, ranking: &Ranking) -> Vec<CurvePoint> {
        let positive = match self.points.last() {
            Some(last) if last.true_positives > 0.0 => last.true_positives,
            _ => return Vec::new(),
        };
        let points = self.points.iter().zip(&ranking.scores).rev();
        let points = points.map(|(point, score)| CurvePoint {
            x: point.true_positives / positive,
            y: point.true_positives / (point.true_positives + point.false_positives),
            threshold: Some(f64::from(*score)),
        });
        let nothing = CurvePoint {
            x: 0.0,
            y: 1.0,
            threshold: None,
        };
        points.chain([nothing]).collect()
    }

    /// Whether scikit-learn's `roc_curve` drops the point (`drop_intermediate`), which decides
    /// how the area is rounded: it is as far from the one before as from the one behind.
    fn is_collinear(&self, i: usize) -> bool {
        let Some([before, point, behind]) = i
            .checked_sub(1)
            .and_then(|before| self.points.get(before..before + 3))
        else {
            return false;
        };
        let bend = |of: fn(&Point) -> f64| of(behind) - of(point) - (of(point) - of(before));
        bend(|point| point.false_positives) == 0.0 && bend(|point| point.true_positives) == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(rows: &[(f32, bool)], counts: &[u32]) -> Curve {
        let mut curve = Curve::default();
        curve.follow(&Ranking::of(rows), counts);
        curve
    }

    #[test]
    fn equal_scores_are_one_threshold() {
        let rows = [(0.5, true), (0.5, false), (0.5, true), (0.5, false)];
        let mut curve = curve(&rows, &[1; 4]);
        assert_eq!(curve.points.len(), 1);
        assert_eq!(curve.roc_auc(), Some(0.5));
        assert_eq!(curve.average_precision(), Some(0.5));
    }

    #[test]
    fn rows_of_one_kind_have_no_area() {
        let rows = [(0.1, true), (0.9, false)];
        assert_eq!(curve(&rows, &[2, 0]).roc_auc(), None);
        assert_eq!(curve(&rows, &[2, 0]).average_precision(), Some(1.0));
        assert_eq!(curve(&rows, &[0, 2]).average_precision(), None);
    }

    #[test]
    fn zeros_of_both_signs_are_equal() {
        assert_eq!(Ranking::of(&[(0.0, true), (-0.0, false)]).ends, [2]);
    }
}
