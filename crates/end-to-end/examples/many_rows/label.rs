//! The class of a row.

use end_to_end::draw::Draw;

/// How far chance moves what the class depends on, beside the variance of 1 that the features
/// explain: no model is right on all rows.
const NOISE: f64 = 0.4;

/// The classes, in the order of the score, and the bounds between them.
pub(crate) struct Labels {
    names: &'static [&'static str],
    bounds: &'static [f64],
}

impl Labels {
    /// Two or three classes, about as large as each other.
    pub(crate) fn of(classes: u8) -> Self {
        if classes == 2 {
            return Self {
                names: &["low", "high"],
                bounds: &[0.0],
            };
        }
        Self {
            names: &["low", "middle", "high"],
            bounds: &[-0.45, 0.45],
        }
    }

    pub(crate) fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// The class of a row with this score.
    pub(crate) fn draw(&self, score: f64, draw: &mut Draw) -> &'static str {
        let score = draw.normal(score, NOISE);
        let above = self.bounds.iter().filter(|bound| score > **bound);
        self.names[above.count()]
    }
}
