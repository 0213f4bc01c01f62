//! How the source is written: what its cells are separated by, and how they spell things.

use super::file_pattern::{self, FilePattern};
use crate::section::Section;
use crate::yaml::{Node, Value};

/// What pandas' `read_csv` takes for a missing value (`STR_NA_VALUES` of pandas 3).
const MISSING_VALUES: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
];

const SEPARATORS: [(&str, u8); 6] = [
    (",", b','),
    (";", b';'),
    ("\t", b'\t'),
    ("tab", b'\t'),
    ("|", b'|'),
    (":", b':'),
];
const DECIMALS: [(&str, u8); 2] = [(".", b'.'), (",", b',')];

/// How a source is written: in which files of its folder, and how these spell things. Files that
/// are no text, such as parquet, have only missing values of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFormat {
    /// Which files of the folder hold it; none for all of them. Only a folder has a pattern.
    pub files: Option<FilePattern>,
    /// What is between two cells: `,`, `;`, a tab, `|` or `:`.
    pub separator: u8,
    /// What stands before the fraction of a number: `.` or `,`.
    pub decimal: u8,
    /// What a cell holds that has no value, the empty text for an empty cell.
    pub missing_values: Vec<String>,
}

/// As pandas reads a file.
impl Default for SourceFormat {
    fn default() -> Self {
        Self {
            files: None,
            separator: b',',
            decimal: b'.',
            missing_values: MISSING_VALUES.map(str::to_owned).to_vec(),
        }
    }
}

impl SourceFormat {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let files = section.value(
            "files",
            file_pattern::EXPECTED,
            FilePattern::read,
            Some(or.files),
        );
        let separator = section.choice("separator", &SEPARATORS, Some(or.separator));
        let decimal = section.choice("decimal", &DECIMALS, Some(or.decimal));
        let missing_values = section.value(
            "missing_values",
            "a list of texts",
            missing_values,
            Some(or.missing_values),
        );
        Some(Self {
            files: files?,
            separator: separator?,
            decimal: decimal?,
            missing_values: missing_values?,
        })
    }
}

/// Texts and numbers as they are spelt; no value stands for an empty cell.
fn missing_values(value: &Value) -> Option<Vec<String>> {
    let Value::List(nodes) = value else {
        return None;
    };
    let text = |node: &Node| match node.value() {
        Value::Null => Some(String::new()),
        Value::List(_) | Value::Section(_) => None,
        value => Some(value.to_string()),
    };
    nodes.iter().map(text).collect()
}

/// A share from 0 up to 1, which is excluded: not all rows can be bad.
pub(super) fn bad_rows(value: &Value) -> Option<f64> {
    match *value {
        Value::Integer(0) => Some(0.0),
        Value::Number(share) if (0.0..1.0).contains(&share) => Some(share),
        _ => None,
    }
}
