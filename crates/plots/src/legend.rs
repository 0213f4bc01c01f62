//! What the lines of a picture with axes are: a legend below it.

use crate::axes;
use crate::font::Label;
use crate::paint::Paint;
use crate::picture::{MARGIN, NORMAL, Picture, SMALL};
use crate::shape::{Anchor, MIDDLE, dashes, marker};

/// How many entries are beside each other.
const COLUMNS: usize = 2;
/// The width of a column, and where the first one begins.
const COLUMN: f64 = 216.0;
const LEFT: f64 = MARGIN + 12.0;
/// Where the first row is.
const TOP: f64 = axes::HEIGHT + 12.0;
/// The length of the sample of a line.
const SAMPLE: f64 = 34.0;

/// The longest name. A browser without our font takes a wider one.
pub(crate) const NAME: f64 = COLUMN - SAMPLE - 26.0;

/// What a legend tells.
pub(crate) enum Entry {
    /// A curve.
    Series {
        /// The name of its class.
        name: Label,
        /// What sums it up.
        score: Option<String>,
        /// Whether its points have markers.
        marked: bool,
    },
    /// The diagonal.
    Diagonal(&'static str),
    /// How many curves are left out.
    More(usize),
}

/// The entries of a picture, the series first.
pub(crate) struct Legend(pub(crate) Vec<Entry>);

impl Legend {
    fn row(&self) -> f64 {
        let is_high = |entry: &Entry| matches!(entry, Entry::Series { score: Some(_), .. });
        if self.0.iter().any(is_high) {
            44.0
        } else {
            28.0
        }
    }

    /// The height of a picture with axes and this legend.
    pub(crate) fn end(&self) -> f64 {
        TOP + self.row() * self.0.len().div_ceil(COLUMNS) as f64 + MARGIN - 8.0
    }

    /// Draws the entries row by row.
    pub(crate) fn draw(self, picture: &mut Picture) {
        let row = self.row();
        for (at, entry) in self.0.into_iter().enumerate() {
            let left = LEFT + COLUMN * (at % COLUMNS) as f64;
            let y = TOP + row * (at / COLUMNS) as f64;
            entry.draw(picture, at, (left, y));
        }
    }
}

impl Entry {
    /// `at` is the number of the series, if it is one.
    fn draw(self, picture: &mut Picture, at: usize, (left, y): (f64, f64)) {
        let beside = left + SAMPLE + 10.0;
        let sample = vec![(left, y), (left + SAMPLE, y)];
        let small = (beside, y + MIDDLE * SMALL);
        match self {
            Self::Series {
                name,
                score,
                marked,
            } => {
                picture.dashed(sample, Paint::Series(at), 2.4, dashes(at));
                if marked {
                    picture.shapes.push(marker(at, (left + SAMPLE / 2.0, y)));
                }
                let (x, y) = (beside, y + MIDDLE * NORMAL);
                picture.text((x, y), name, NORMAL, Anchor::Start, Paint::Ink);
                if let Some(score) = score {
                    picture.text((x, y + 17.0), score, SMALL, Anchor::Start, Paint::Muted);
                }
            }
            Self::Diagonal(text) => {
                picture.dashed(sample, Paint::Muted, 1.2, axes::DIAGONAL);
                picture.text(small, text, SMALL, Anchor::Start, Paint::Muted);
            }
            Self::More(n) => {
                let text = format!("… and {n} more");
                picture.text(small, text, SMALL, Anchor::Start, Paint::Muted);
            }
        }
    }
}
