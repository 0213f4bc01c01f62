//! What can go wrong with ONNX files.

/// Why a model could not be written as ONNX, or a file not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OnnxError {
    /// The number of names does not fit the model.
    #[error("name the model's {what}: found {found} names, expected {expected}")]
    NameCount {
        /// Features or classes.
        what: &'static str,
        /// The number of names.
        found: usize,
        /// What is needed.
        expected: String,
    },
    /// Two classes have the same name.
    #[error("name the model's classes: `{name}` is there twice, expected different names")]
    DuplicateClass {
        /// The name.
        name: String,
    },
    /// A column cannot be encoded as described.
    #[error("encode the column `{column}`: {problem}")]
    Encoding {
        /// The column.
        column: String,
        /// What was expected.
        problem: &'static str,
    },
    /// No column becomes one of the matrix.
    #[error("encode the columns: expected one at least that the model gets something of")]
    NothingEncoded,
    /// The forest is too large for a file.
    #[error(
        "fit the forest into an ONNX file: it takes {bytes} bytes, expected at most 2147483647; \
         grow fewer trees, or bound them with `max_depth` or `max_leaf_nodes`"
    )]
    TooLarge {
        /// The size of the file.
        bytes: usize,
    },
    /// The forest has more different leaves than a file can tell apart.
    #[error(
        "fit the forest into an ONNX file: its leaves have more than {most} different class \
         shares; grow fewer trees, or bound them with `max_depth` or `max_leaf_nodes`"
    )]
    TooManyShares {
        /// The number that there may be.
        most: usize,
    },
    /// The bytes are not a protobuf message of ONNX's kind, or end too early.
    #[error("read the bytes as an ONNX model: {0}")]
    Decode(#[from] prost::DecodeError),
    /// A part of the file is not there.
    #[error("find {what} in the ONNX model: expected a model that this library wrote")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// A constant of the graph is not there, or not of the kind and shape that it must have.
    #[error(
        "find the constant `{name}` in the ONNX model: expected a model that this library wrote"
    )]
    Constant {
        /// The constant.
        name: &'static str,
    },
    /// The graph has another operator than the layout asks for.
    #[error("run the ONNX operator `{found}`: expected {expected} at this place")]
    Operator {
        /// The operator found.
        found: String,
        /// The operator at this place.
        expected: String,
    },
    /// An operator is set up differently than the layout asks for.
    #[error("run the ONNX operator `{operator}` with this `{part}`: {problem}")]
    Part {
        /// The operator.
        operator: String,
        /// The attribute, or inputs or outputs.
        part: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The file's names are unusable.
    #[error("read `{key}` from the ONNX model's metadata: {problem}")]
    Metadata {
        /// The entry.
        key: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}
