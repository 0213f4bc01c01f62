//! What is kept of every row of a table while it is split.

/// The rows of a table in their order: how long each is, and its class. Six bytes a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// In bytes, the line feed included.
    pub(crate) lengths: Vec<u32>,
    /// The position of the class in `data.classes`.
    pub(crate) classes: Vec<u16>,
}

impl Rows {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// The pieces of a table as one, which has `n_rows`.
    pub(crate) fn concat(n_rows: usize, pieces: impl Iterator<Item = Self>) -> Self {
        let mut all = Self {
            lengths: Vec::with_capacity(n_rows),
            classes: Vec::with_capacity(n_rows),
        };
        // Each piece is freed when it is copied, so that there are never two of all.
        for piece in pieces {
            all.lengths.extend_from_slice(&piece.lengths);
            all.classes.extend_from_slice(&piece.classes);
        }
        all
    }
}
