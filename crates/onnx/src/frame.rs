//! Rows as they stand in a table: columns of numbers and of text.

/// The code of a text that is missing.
pub const MISSING: u32 = u32::MAX;

/// Some rows of a table, column by column.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The columns, each with as many values as the others, in the order of a model's inputs.
    pub columns: Vec<Column>,
    /// How many values each column has.
    pub rows: usize,
}

impl Frame {
    /// These rows of it, by their positions, in this order.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        let columns = self.columns.iter();
        Self {
            columns: columns.map(|column| column.select(rows)).collect(),
            rows: rows.len(),
        }
    }
}

impl Column {
    fn select(&self, rows: &[u32]) -> Self {
        match self {
            Self::Numbers(values) => {
                Self::Numbers(rows.iter().map(|&row| values[row as usize]).collect())
            }
            Self::Texts(texts) => Self::Texts(Texts {
                codes: rows.iter().map(|&row| texts.codes[row as usize]).collect(),
                dictionary: texts.dictionary.clone(),
            }),
        }
    }
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers; those that are missing are not a number. Of truth values, 1 and 0.
    Numbers(Vec<f64>),
    /// Texts.
    Texts(Texts),
}

/// Texts of which many are the same: each row has the position of its text in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// For each row a position in [`Self::dictionary`], or [`MISSING`].
    pub codes: Vec<u32>,
    /// Every text once, in any order.
    pub dictionary: Vec<String>,
}
