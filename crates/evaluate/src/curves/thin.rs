//! Curves with fewer points that look the same.

use crate::metrics::CurvePoint;

/// Points that are nearer to each other than this are one to the eye: a curve is drawn some
/// hundreds of pixels large.
const NEAR: f64 = 0.0005;

/// At most `most` of the points, the first and the last among them; all of them if they are not
/// more. Of many, those that lie next to each other are left out first, and then those that are
/// nearest to the line through the others (Ramer's, and Douglas' and Peucker's, method).
pub(super) fn thinned(points: &[CurvePoint], most: usize) -> impl Iterator<Item = CurvePoint> {
    let mut kept: Vec<_> = (0..points.len()).collect();
    if points.len() > most {
        kept = apart(points);
    }
    if kept.len() > most {
        kept = most_telling(points, &kept, most);
    }
    kept.into_iter().map(|i| points[i])
}

/// Points that are not near the one that was kept before, and the last.
fn apart(points: &[CurvePoint]) -> Vec<usize> {
    let mut kept = vec![0];
    let mut before = points[0];
    let last = points.len() - 1;
    for (i, point) in points.iter().enumerate().take(last).skip(1) {
        if (point.x - before.x).abs() >= NEAR || (point.y - before.y).abs() >= NEAR {
            kept.push(i);
            before = *point;
        }
    }
    kept.push(last);
    kept
}

/// A stretch of a curve between two points that are kept, and the point in it that is farthest
/// from the line between these.
struct Stretch {
    ends: [usize; 2],
    farthest: usize,
    distance: f64,
}

/// The ends of `candidates`, and those of them that change the curve most.
fn most_telling(points: &[CurvePoint], candidates: &[usize], most: usize) -> Vec<usize> {
    let stretch = |from: usize, to: usize| Stretch::of(points, candidates, from, to);
    let mut stretches = vec![stretch(0, candidates.len() - 1)];
    while stretches.len() + 1 < most {
        let distances = stretches.iter().enumerate();
        let worst = distances.max_by(|(_, a), (_, b)| a.distance.total_cmp(&b.distance));
        let Some((at, worst)) = worst.filter(|(_, worst)| worst.distance > 0.0) else {
            break;
        };
        let (middle, [from, to]) = (worst.farthest, worst.ends);
        stretches[at] = stretch(from, middle);
        stretches.insert(at + 1, stretch(middle, to));
    }
    let ends = stretches.iter().map(|stretch| stretch.ends[1]);
    let kept = std::iter::once(0).chain(ends);
    kept.map(|at| candidates[at]).collect()
}

impl Stretch {
    fn of(points: &[CurvePoint], candidates: &[usize], from: usize, to: usize) -> Self {
        let (start, end) = (points[candidates[from]], points[candidates[to]]);
        let mut found = Self {
            ends: [from, to],
            farthest: from,
            distance: 0.0,
        };
        for (at, &i) in candidates.iter().enumerate().take(to).skip(from + 1) {
            let distance = distance(points[i], start, end);
            if distance > found.distance {
                (found.farthest, found.distance) = (at, distance);
            }
        }
        found
    }
}

/// How far a point is from the line between two others, squared.
fn distance(point: CurvePoint, start: CurvePoint, end: CurvePoint) -> f64 {
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let (px, py) = (point.x - start.x, point.y - start.y);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (px - along * dx, py - along * dy);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(n: usize, y: impl Fn(f64) -> f64) -> Vec<CurvePoint> {
        let point = |i| {
            let x = f64::from(u32::try_from(i).unwrap()) / (n - 1) as f64;
            CurvePoint {
                x,
                y: y(x),
                threshold: None,
            }
        };
        (0..n).map(point).collect()
    }

    /// How far the points of a curve are from the lines through those that are left, at most.
    fn farthest(points: &[CurvePoint], left: &[CurvePoint]) -> f64 {
        let nearest = |point: &CurvePoint| {
            let lines = left
                .windows(2)
                .map(|line| distance(*point, line[0], line[1]));
            lines.fold(f64::INFINITY, f64::min).sqrt()
        };
        points.iter().map(nearest).fold(0.0, f64::max)
    }

    #[test]
    fn what_is_left_of_many_points_looks_the_same() {
        let wave = |x: f64| 0.5 + 0.4 * (30.0 * x).sin();
        let steep = |x: f64| x.powf(0.01);
        let noise = |x: f64| (1e6 * x).sin().abs() * (1.0 - x) * 0.01 + 0.5;
        for (name, points, tolerance) in [
            ("wave", curve(20_000, wave), 0.001),
            ("steep", curve(20_000, steep), 0.001),
            ("noise", curve(20_000, noise), 0.012),
        ] {
            let left: Vec<_> = thinned(&points, 500).collect();
            assert!(left.len() <= 500, "{name}: {}", left.len());
            assert_eq!(left.first(), points.first());
            assert_eq!(left.last(), points.last());
            let found = farthest(&points, &left);
            assert!(found < tolerance, "{name}: {found}");
        }
    }

    #[test]
    fn few_points_are_all_kept() {
        let points = curve(500, |x| x * x);
        assert_eq!(thinned(&points, 500).collect::<Vec<_>>(), points);
        assert_eq!(thinned(&[], 500).count(), 0);
    }
}
