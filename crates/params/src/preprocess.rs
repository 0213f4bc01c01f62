//! Section `preprocess`: how the table is split.

use serde::{Deserialize, Serialize};

use crate::section::Section;
use crate::yaml::Value;

/// Section `preprocess`.
#[derive(Clone, Debug, PartialEq)]
pub struct Preprocess {
    /// How much of the table is held out.
    pub test_size: TestSize,
    /// The seed of the split.
    pub random_state: u32,
}

/// `test_size` of scikit-learn's `train_test_split`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TestSize {
    /// A number of rows, at least 1.
    Rows(usize),
    /// A fraction of the rows, above 0 and below 1; the number of rows is rounded up.
    Fraction(f64),
}

impl TestSize {
    /// How many of `rows` are held out. A share is rounded up, so that some always are.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the rows is at least 0 and at most their number"
    )]
    pub fn of(self, rows: usize) -> usize {
        match self {
            Self::Fraction(share) => (share * rows as f64).ceil() as usize,
            Self::Rows(rows) => rows,
        }
    }
}

impl Preprocess {
    pub(crate) fn read(mut section: Section<'_>) -> Option<Self> {
        let test_size = section.test_size(None);
        let random_state = section.integer("random_state", 0..=u32::MAX, None);
        section.finish();
        Some(Self {
            test_size: test_size?,
            random_state: random_state?,
        })
    }
}

impl Section<'_> {
    /// `test_size`; without a `default`, the key must be there.
    pub(crate) fn test_size(&mut self, default: Option<TestSize>) -> Option<TestSize> {
        let expected = "a share above 0 and below 1, or a whole number of rows";
        self.value("test_size", expected, test_size, default)
    }
}

fn test_size(value: &Value) -> Option<TestSize> {
    match *value {
        Value::Number(fraction) if fraction > 0.0 && fraction < 1.0 => {
            Some(TestSize::Fraction(fraction))
        }
        Value::Integer(rows) if rows > 0 => usize::try_from(rows).ok().map(TestSize::Rows),
        _ => None,
    }
}
