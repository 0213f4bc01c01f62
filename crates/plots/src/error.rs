//! What can be wrong with data.

/// Why data cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlotError {
    /// There is nothing to draw.
    #[error("draw {what}: there is nothing to draw")]
    Nothing {
        /// The picture.
        what: &'static str,
    },
    /// Two lists that belong together have different lengths.
    #[error("draw {what}: {found} entries for {expected} names")]
    Length {
        /// The picture.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A number is not finite or not where it must be.
    #[error("draw {what}: {number} of `{name}` is not between 0 and 1")]
    Number {
        /// The picture.
        what: &'static str,
        /// The number.
        number: String,
        /// Whose it is.
        name: String,
    },
}

impl PlotError {
    pub(crate) fn number(what: &'static str, number: f64, name: &str) -> Self {
        Self::Number {
            what,
            number: number.to_string(),
            name: name.to_owned(),
        }
    }
}
