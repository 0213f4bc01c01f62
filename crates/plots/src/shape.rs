//! What a picture is made of. Lengths are pixels of the SVG, `y` grows downwards.

use crate::font::Label;
use crate::paint::Paint;

/// A place: x and y.
pub(crate) type Place = (f64, f64);

/// One of the things that a picture is made of.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// A rectangle that is filled.
    Rect(Rect),
    /// A line through places.
    Line(Line),
    /// A filled outline through places.
    Polygon {
        /// Its corners.
        corners: Vec<Place>,
        /// What it is filled with.
        paint: Paint,
    },
    /// A text on one line.
    Text(Text),
}

#[derive(Clone, Debug)]
pub(crate) struct Rect {
    /// The upper left corner.
    pub(crate) at: Place,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) paint: Paint,
    /// From 0, nothing, to 1.
    pub(crate) opacity: f64,
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) places: Vec<Place>,
    pub(crate) paint: Paint,
    pub(crate) width: f64,
    /// Lengths of line and gap, one after the other; empty for a line without gaps.
    pub(crate) dashes: &'static [f64],
}

#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Where the line it stands on begins, has its middle, or ends.
    pub(crate) at: Place,
    pub(crate) label: Label,
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) paint: Paint,
    /// Degrees around `at`, clockwise.
    pub(crate) turn: f64,
}

/// What of a text is at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// How much of a text lies before its place.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}

/// How far below its middle a text stands, by its size.
pub(crate) const MIDDLE: f64 = 0.36;

/// How the series is drawn that has this number: each has dashes and a marker of its own.
pub(crate) fn dashes(series: usize) -> &'static [f64] {
    const DASHES: [&[f64]; 7] = [
        &[],
        &[8.0, 4.0],
        &[2.0, 3.0],
        &[9.0, 3.0, 2.0, 3.0],
        &[4.0, 3.0],
        &[14.0, 4.0],
        &[9.0, 3.0, 2.0, 3.0, 2.0, 3.0],
    ];
    DASHES[series % DASHES.len()]
}

/// The marker of the series that has this number.
pub(crate) fn marker(series: usize, (x, y): Place) -> Shape {
    const R: f64 = 4.5;
    let around = |corners: &[Place]| {
        let moved = corners.iter().map(|(dx, dy)| (x + R * dx, y + R * dy));
        moved.collect()
    };
    let corners = match series % 7 {
        0 => around(&OCTAGON),
        1 => around(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        2 => around(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)]),
        3 => around(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
        4 => around(&[(0.0, 1.1), (1.1, -0.9), (-1.1, -0.9)]),
        5 => around(&cross([1.2, 0.4])),
        _ => around(&[(-1.3, -0.5), (1.3, -0.5), (1.3, 0.5), (-1.3, 0.5)]),
    };
    Shape::Polygon {
        corners,
        paint: Paint::Series(series),
    }
}

/// As good as a circle at this size.
const OCTAGON: [Place; 8] = [
    (1.0, 0.41),
    (0.41, 1.0),
    (-0.41, 1.0),
    (-1.0, 0.41),
    (-1.0, -0.41),
    (-0.41, -1.0),
    (0.41, -1.0),
    (1.0, -0.41),
];

fn cross([long, thin]: [f64; 2]) -> [Place; 12] {
    [
        (-thin, -long),
        (thin, -long),
        (thin, -thin),
        (long, -thin),
        (long, thin),
        (thin, thin),
        (thin, long),
        (-thin, long),
        (-thin, thin),
        (-long, thin),
        (-long, -thin),
        (-thin, -thin),
    ]
}
