//! Curves with fewer points that look the same.

use crate::metrics::CurvePoint;

/// Points that are nearer to each other than this are one to the eye: a curve is drawn some
/// hundreds of pixels large.
const NEAR: f64 = 0.0005;

/// How the points of a curve are joined to draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// By straight lines.
    ByLines,
    /// Each value of `y` holds up to the next point.
    BySteps,
}

/// At most `most` of the points, the first and the last among them; all of them if they are not
/// more. Of many, those that lie next to each other are left out first, and then those that are
/// nearest to the curve through the others (Ramer's, and Douglas' and Peucker's, method).
pub(super) fn thinned(
    points: &[CurvePoint],
    most: usize,
    joined: Joined,
) -> impl Iterator<Item = CurvePoint> {
    let mut kept: Vec<_> = (0..points.len()).collect();
    if points.len() > most {
        kept = apart(points);
    }
    if kept.len() > most {
        let candidates: Vec<_> = kept.iter().map(|&i| points[i]).collect();
        let told = most_telling(&candidates, most, joined);
        kept = told.into_iter().map(|at| kept[at]).collect();
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
/// from what is drawn between these.
struct Stretch {
    ends: [usize; 2],
    farthest: usize,
    distance: f64,
}

/// The ends of `points`, and those of them that change the curve most.
fn most_telling(points: &[CurvePoint], most: usize, joined: Joined) -> Vec<usize> {
    let stretch = |from: usize, to: usize| Stretch::of(points, [from, to], joined);
    let mut stretches = vec![stretch(0, points.len() - 1)];
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
    std::iter::once(0).chain(ends).collect()
}

impl Stretch {
    fn of(points: &[CurvePoint], ends: [usize; 2], joined: Joined) -> Self {
        let [from, to] = ends;
        let mut found = Self {
            ends,
            farthest: from,
            distance: 0.0,
        };
        let ends = ends.map(|at| points[at]);
        for at in from + 1..to {
            let distance = match joined {
                Joined::ByLines => from_line(points[at], ends),
                Joined::BySteps => from_step([points[at], points[at + 1]], ends),
            };
            if distance > found.distance {
                (found.farthest, found.distance) = (at, distance);
            }
        }
        found
    }
}

/// How far a point is from the line between two others, squared.
fn from_line(point: CurvePoint, [start, end]: [CurvePoint; 2]) -> f64 {
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

/// How far the step that begins with a point is from the step between two others, squared: the
/// farther of its ends.
fn from_step([point, next]: [CurvePoint; 2], [start, end]: [CurvePoint; 2]) -> f64 {
    let corner = |y: CurvePoint, x: CurvePoint| CurvePoint { x: x.x, ..y };
    let turn = corner(start, end);
    let far = |point| from_line(point, [start, turn]).min(from_line(point, [turn, end]));
    far(point).max(far(corner(point, next)))
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
                .map(|line| from_line(*point, [line[0], line[1]]));
            lines.fold(f64::INFINITY, f64::min).sqrt()
        };
        points.iter().map(nearest).fold(0.0, f64::max)
    }

    /// The corners of the steps through the points as well.
    fn steps(points: &[CurvePoint]) -> Vec<CurvePoint> {
        let both = |pair: &[CurvePoint]| {
            let corner = CurvePoint {
                x: pair[1].x,
                ..pair[0]
            };
            [pair[0], corner]
        };
        let steps = points.windows(2).flat_map(both);
        steps.chain(points.last().copied()).collect()
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
            let left: Vec<_> = thinned(&points, 500, Joined::ByLines).collect();
            assert!(left.len() <= 500, "{name}: {}", left.len());
            assert_eq!(left.first(), points.first());
            assert_eq!(left.last(), points.last());
            let found = farthest(&points, &left);
            assert!(found < tolerance, "{name}: {found}");
        }
    }

    /// The straight line that a stretch was thinned to is drawn as one large step: at 60 classes,
    /// with 83 points for each, the curve was a tenth of the picture away from where it belongs.
    #[test]
    fn a_curve_of_steps_looks_the_same_as_steps() {
        let slope = |x: f64| 1.0 - 0.6 * x;
        let bend = |x: f64| 1.0 - 0.9 * x.powi(8);
        for (name, y) in [("slope", &slope as &dyn Fn(f64) -> f64), ("bend", &bend)] {
            let mut points = curve(20_000, y);
            points.reverse();
            let left: Vec<_> = thinned(&points, 83, Joined::BySteps).collect();
            assert!(left.len() <= 83, "{name}: {}", left.len());
            let found = farthest(&steps(&points), &steps(&left));
            assert!(found < 0.015, "{name}: {found}");
        }
        let mut straight = curve(20_000, slope);
        straight.reverse();
        let left: Vec<_> = thinned(&straight, 83, Joined::ByLines).collect();
        let found = farthest(&steps(&straight), &steps(&left));
        assert!(found > 0.02, "by lines it would have done as well: {found}");
    }

    #[test]
    fn few_points_are_all_kept() {
        let points = curve(500, |x| x * x);
        let left = thinned(&points, 500, Joined::BySteps);
        assert_eq!(left.collect::<Vec<_>>(), points);
        assert_eq!(thinned(&[], 500, Joined::ByLines).count(), 0);
    }
}
