//! Section `preprocess`: how the table is split.

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TestSize {
    /// A fraction of the rows, above 0 and below 1; the number of rows is rounded up.
    Fraction(f64),
    /// A number of rows, at least 1.
    Rows(usize),
}

impl Preprocess {
    pub(crate) fn read(mut section: Section<'_>) -> Option<Self> {
        let test_size = section.value(
            "test_size",
            "a share above 0 and below 1, or a whole number of rows",
            test_size,
            None,
        );
        let random_state = section.integer("random_state", 0..=u32::MAX, None);
        section.finish();
        Some(Self {
            test_size: test_size?,
            random_state: random_state?,
        })
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
