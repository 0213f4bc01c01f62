//! A square with two axes from 0 to 1.

use crate::paint::Paint;
use crate::picture::{BELOW_TITLE, MARGIN, Picture, SMALL};
use crate::shape::{Anchor, MIDDLE, Place};

/// The side of the square.
const SIDE: f64 = 400.0;
/// How far from its edge 0 and 1 are, so that a curve along it is seen whole.
const INSET: f64 = 8.0;
/// Where the square begins.
const LEFT: f64 = MARGIN + 56.0;

/// Where the square ends, on the right.
pub(crate) const RIGHT: f64 = LEFT + SIDE;
/// Where it begins.
pub(crate) const TOP: f64 = BELOW_TITLE;
/// The height of a picture with such axes, without a legend.
pub(crate) const HEIGHT: f64 = TOP + SIDE + 60.0;

/// Where a point is, of which both coordinates are between 0 and 1.
pub(crate) fn place((x, y): (f64, f64)) -> Place {
    let within = SIDE - 2.0 * INSET;
    (LEFT + INSET + x * within, TOP + SIDE - INSET - y * within)
}

/// Draws the square, its grid, and the titles of both axes.
pub(crate) fn draw(picture: &mut Picture, x_title: &str, y_title: &str) {
    let (bottom, middle) = (TOP + SIDE, SIDE / 2.0);
    picture.rect((LEFT, TOP), (SIDE, SIDE), Paint::Panel, 1.0);
    for fifths in 0..=5 {
        let at = f64::from(fifths) / 5.0;
        let number = format!("{at:.1}");
        let (x, y) = place((at, at));
        picture.line(vec![(x, TOP), (x, bottom)], Paint::Grid, 1.0);
        picture.line(vec![(LEFT, y), (RIGHT, y)], Paint::Grid, 1.0);
        let below = (x, bottom + 18.0);
        picture.text(below, number.as_str(), SMALL, Anchor::Middle, Paint::Muted);
        let beside = (LEFT - 8.0, y + MIDDLE * SMALL);
        picture.text(beside, number, SMALL, Anchor::End, Paint::Muted);
    }
    let below = (LEFT + middle, bottom + 42.0);
    picture.text(below, x_title, 13.0, Anchor::Middle, Paint::Ink);
    let beside = (MARGIN + 12.0, TOP + middle);
    picture.turned(beside, y_title, 13.0, Anchor::Middle, Paint::Ink, -90.0);
}

/// How the diagonal is drawn.
pub(crate) const DIAGONAL: &[f64] = &[3.0, 4.0];

/// Draws the diagonal, which is what curves are compared with.
pub(crate) fn diagonal(picture: &mut Picture) {
    let places = vec![place((0.0, 0.0)), place((1.0, 1.0))];
    picture.dashed(places, Paint::Muted, 1.2, DIAGONAL);
}
