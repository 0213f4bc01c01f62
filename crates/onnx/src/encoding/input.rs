//! A column of the table, and what becomes of it.

use serde::{Deserialize, Deserializer, Serialize};

/// A column of the table, and what becomes of it. As JSON it stands in the file's metadata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The column, and the input of the file.
    pub name: String,
    /// The type of the file's input.
    #[serde(rename = "type")]
    pub input_type: InputType,
    /// What becomes of it.
    pub encoding: Encoding,
}

/// The type of a file's input, by MLflow's names. Each is a vector with a value a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputType {
    /// A number, or not a number for none: float64.
    Double,
    /// A whole number: int64.
    Long,
    /// `true` or `false`: only of a flag.
    Boolean,
    /// A text, of a category or a flag. An empty one, and `nan`, `None` and `<NA>` where no
    /// category is called so, is missing: these are what onnxruntime's Python package makes of
    /// missing values.
    String,
}

/// What becomes of the values of a column: no, one or more columns of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Encoding {
    /// No column: scikit-learn's `SimpleImputer` drops what has no value in any training row.
    Dropped,
    /// The number. A missing one is replaced by `fill`, or stays.
    Number {
        /// What stands for a missing number.
        fill: Option<f64>,
    },
    /// 1 or 0. As text, in any case, 1 is `1`, `on`, `t`, `true`, `y` or `yes`, and 0 is `0`, `f`,
    /// `false`, `n`, `no` or `off`. Missing and all other values are replaced by `fill`, or are not
    /// a number.
    Flag {
        /// What stands for a missing value, 0 or 1.
        fill: Option<f64>,
    },
    /// A column of 0 and 1 for each category, or for several that are rare; an unknown one has 0
    /// in all of them. Categories are texts where the input is text, and otherwise numbers.
    OneHot {
        /// Every category, and its column among these, from 0.
        categories: Categories,
        /// The column of a missing value; without one it has 0 in all of them.
        missing: Option<usize>,
        /// What scikit-learn's `get_feature_names_out` calls the columns: at least one.
        names: Vec<String>,
    },
    /// The position of the category, below 2^24, -1 for an unknown one.
    Ordinal {
        /// Every category, and its position.
        categories: Categories,
        /// What stands for a missing value: a position, -1, or not a number, which JSON calls
        /// `null`.
        #[serde(deserialize_with = "number_or_null")]
        missing: f64,
    },
}

/// The categories of a column, each with a column or position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Categories {
    /// Different texts in ascending order of their bytes, none of them empty.
    Texts(Vec<(String, usize)>),
    /// Different numbers in ascending order, all finite.
    Numbers(Vec<(f64, usize)>),
}

impl Categories {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Texts(known) => known.is_empty(),
            Self::Numbers(known) => known.is_empty(),
        }
    }
}

/// A number that is none is written as `null`.
fn number_or_null<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Option::deserialize(from).map(|number| number.unwrap_or(f64::NAN))
}
