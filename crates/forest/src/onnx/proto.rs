//! The protobuf messages of ONNX, as far as our files use them.
//!
//! Names and numbers are those of the ONNX specification (`onnx-ml.proto`).
//! Scalars are optional as there: a zero that is written is not an absent one.

#![expect(
    missing_docs,
    reason = "the fields are the specification's, which describes them"
)]

use prost::Message;

/// A model file.
#[derive(Clone, PartialEq, Message)]
pub struct Model {
    #[prost(int64, optional, tag = "1")]
    pub ir_version: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub producer_name: Option<String>,
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSet>,
    #[prost(message, repeated, tag = "14")]
    pub metadata_props: Vec<Property>,
}

/// A set of operators and its version.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct OperatorSet {
    #[prost(string, optional, tag = "1")]
    pub domain: Option<String>,
    #[prost(int64, optional, tag = "2")]
    pub version: Option<i64>,
}

/// An entry of the metadata.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Property {
    #[prost(string, optional, tag = "1")]
    pub key: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub value: Option<String>,
}

/// The computation.
#[derive(Clone, PartialEq, Message)]
pub struct Graph {
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
    #[prost(message, repeated, tag = "11")]
    pub input: Vec<ValueInfo>,
    #[prost(message, repeated, tag = "12")]
    pub output: Vec<ValueInfo>,
}

/// One operator at work.
#[derive(Clone, PartialEq, Message)]
pub struct Node {
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    #[prost(string, optional, tag = "3")]
    pub name: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub op_type: Option<String>,
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
    #[prost(string, optional, tag = "7")]
    pub domain: Option<String>,
}

/// A constant setting of an operator.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub s: Option<Vec<u8>>,
    #[prost(float, repeated, tag = "7")]
    pub floats: Vec<f32>,
    #[prost(int64, repeated, tag = "8")]
    pub ints: Vec<i64>,
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub strings: Vec<Vec<u8>>,
    #[prost(int32, optional, tag = "20")]
    pub kind: Option<i32>,
}

/// A constant tensor.
#[derive(Clone, PartialEq, Message)]
pub struct Tensor {
    #[prost(int64, repeated, tag = "1")]
    pub dims: Vec<i64>,
    #[prost(int32, optional, tag = "2")]
    pub data_type: Option<i32>,
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    #[prost(int64, repeated, tag = "7")]
    pub int64_data: Vec<i64>,
    #[prost(string, optional, tag = "8")]
    pub name: Option<String>,
    #[prost(double, repeated, tag = "10")]
    pub double_data: Vec<f64>,
}

/// The name and type of an input or output.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ValueInfo {
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    #[prost(message, optional, tag = "2")]
    pub kind: Option<Type>,
}

/// A type; only tensors here.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Type {
    #[prost(message, optional, tag = "1")]
    pub tensor: Option<TensorType>,
}

/// The type of a tensor.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct TensorType {
    #[prost(int32, optional, tag = "1")]
    pub elem_type: Option<i32>,
    #[prost(message, optional, tag = "2")]
    pub shape: Option<Shape>,
}

/// The shape of a tensor.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Shape {
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<Dimension>,
}

/// One side of a shape: a number, or the name of a number that is not fixed.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Dimension {
    #[prost(int64, optional, tag = "1")]
    pub value: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub param: Option<String>,
}

/// `TensorProto.DataType.FLOAT`.
pub const FLOAT: i32 = 1;
/// `TensorProto.DataType.INT64`.
pub const INT64: i32 = 7;
/// `TensorProto.DataType.DOUBLE`.
pub const DOUBLE: i32 = 11;

/// The values of `AttributeProto.AttributeType`.
mod kind {
    pub(super) const INT: i32 = 2;
    pub(super) const STRING: i32 = 3;
    pub(super) const FLOATS: i32 = 6;
    pub(super) const INTS: i32 = 7;
    pub(super) const STRINGS: i32 = 8;
}

impl Attribute {
    fn new(name: &str, kind: i32) -> Self {
        Self {
            name: Some(name.to_owned()),
            kind: Some(kind),
            ..Self::default()
        }
    }

    /// A whole number.
    #[must_use]
    pub fn int(name: &str, value: i64) -> Self {
        Self {
            i: Some(value),
            ..Self::new(name, kind::INT)
        }
    }

    /// A text.
    #[must_use]
    pub fn string(name: &str, value: &str) -> Self {
        Self {
            s: Some(value.into()),
            ..Self::new(name, kind::STRING)
        }
    }

    /// Numbers.
    #[must_use]
    pub fn floats(name: &str, values: Vec<f32>) -> Self {
        Self {
            floats: values,
            ..Self::new(name, kind::FLOATS)
        }
    }

    /// Whole numbers.
    #[must_use]
    pub fn ints(name: &str, values: Vec<i64>) -> Self {
        Self {
            ints: values,
            ..Self::new(name, kind::INTS)
        }
    }

    /// Texts.
    #[must_use]
    pub fn strings(name: &str, values: Vec<Vec<u8>>) -> Self {
        Self {
            strings: values,
            ..Self::new(name, kind::STRINGS)
        }
    }
}

impl Tensor {
    /// One float.
    #[must_use]
    pub fn float_scalar(name: &str, value: f32) -> Self {
        Self {
            data_type: Some(FLOAT),
            float_data: vec![value],
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// A vector of whole numbers.
    ///
    /// # Panics
    ///
    /// Never: a vector in memory has a length that fits.
    #[must_use]
    pub fn int64_vector(name: &str, values: Vec<i64>) -> Self {
        Self {
            dims: vec![i64::try_from(values.len()).expect("a vector in memory")],
            data_type: Some(INT64),
            int64_data: values,
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// Doubles of the given shape, row by row.
    ///
    /// # Panics
    ///
    /// Never: an array in memory has sides that fit.
    #[must_use]
    pub fn doubles(name: &str, shape: &[usize], values: Vec<f64>) -> Self {
        let side = |&side| i64::try_from(side).expect("an array in memory");
        Self {
            dims: shape.iter().map(side).collect(),
            data_type: Some(DOUBLE),
            double_data: values,
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }
}

impl ValueInfo {
    /// A tensor of `N` rows, and of columns if their number is given.
    #[must_use]
    pub fn rows(name: &str, elem_type: i32, columns: Option<i64>) -> Self {
        let rows = Dimension {
            value: None,
            param: Some("N".to_owned()),
        };
        let columns = columns.map(|columns| Dimension {
            value: Some(columns),
            param: None,
        });
        let shape = Shape {
            dim: std::iter::once(rows).chain(columns).collect(),
        };
        let tensor = TensorType {
            elem_type: Some(elem_type),
            shape: Some(shape),
        };
        Self {
            name: Some(name.to_owned()),
            kind: Some(Type {
                tensor: Some(tensor),
            }),
        }
    }
}
