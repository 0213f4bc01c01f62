//! The columns of the matrix.

use super::input::{Encoding, Input};

impl Input {
    /// How many columns of the matrix it becomes.
    pub(crate) fn width(&self) -> usize {
        match &self.encoding {
            Encoding::Dropped => 0,
            Encoding::OneHot { names, .. } => names.len(),
            Encoding::Number { .. } | Encoding::Flag { .. } | Encoding::Ordinal { .. } => 1,
        }
    }

    /// What these are called.
    fn encoded_names(&self) -> &[String] {
        match &self.encoding {
            Encoding::OneHot { names, .. } => names,
            _ => &std::slice::from_ref(&self.name)[..self.width()],
        }
    }
}

/// What scikit-learn's `get_feature_names_out` calls the columns of the matrix, in their order:
/// the columns of the first input, then those of the second, and so on.
#[must_use]
pub fn encoded_names(inputs: &[Input]) -> Vec<String> {
    let names = inputs.iter().flat_map(Input::encoded_names);
    names.cloned().collect()
}

/// For each column of the matrix the position of the input that it comes from.
#[must_use]
pub fn sources(inputs: &[Input]) -> Vec<usize> {
    let of_input = |(position, input): (usize, &Input)| vec![position; input.width()];
    inputs.iter().enumerate().flat_map(of_input).collect()
}
