//! Messages made in one call.

use super::messages::{
    Attribute, DOUBLE, Dimension, FLOAT, Graph, INT64, SequenceType, Shape, Tensor, TensorType,
    Type, ValueInfo,
};

/// The values of `AttributeProto.AttributeType`.
mod kind {
    pub(super) const FLOAT: i32 = 1;
    pub(super) const INT: i32 = 2;
    pub(super) const STRING: i32 = 3;
    pub(super) const GRAPH: i32 = 5;
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

    /// A number.
    pub(crate) fn float(name: &str, value: f32) -> Self {
        Self {
            f: Some(value),
            ..Self::new(name, kind::FLOAT)
        }
    }

    /// A whole number.
    pub(crate) fn int(name: &str, value: i64) -> Self {
        Self {
            i: Some(value),
            ..Self::new(name, kind::INT)
        }
    }

    /// A text.
    pub(crate) fn string(name: &str, value: &str) -> Self {
        Self {
            s: Some(value.into()),
            ..Self::new(name, kind::STRING)
        }
    }

    /// What an operator runs.
    pub(crate) fn graph(name: &str, graph: Graph) -> Self {
        Self {
            g: Some(graph),
            ..Self::new(name, kind::GRAPH)
        }
    }

    /// Numbers.
    pub(crate) fn floats(name: &str, values: Vec<f32>) -> Self {
        Self {
            floats: values,
            ..Self::new(name, kind::FLOATS)
        }
    }

    /// Whole numbers.
    pub(crate) fn ints(name: &str, values: Vec<i64>) -> Self {
        Self {
            ints: values,
            ..Self::new(name, kind::INTS)
        }
    }

    /// Texts.
    pub(crate) fn strings(name: &str, values: Vec<Vec<u8>>) -> Self {
        Self {
            strings: values,
            ..Self::new(name, kind::STRINGS)
        }
    }
}

impl Tensor {
    /// A whole number.
    pub(crate) fn int64(name: &str, value: i64) -> Self {
        Self {
            data_type: Some(INT64),
            int64_data: vec![value],
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// A vector of whole numbers.
    pub(crate) fn int64_vector(name: &str, values: Vec<i64>) -> Self {
        Self {
            dims: vec![i64::try_from(values.len()).expect("a vector in memory")],
            data_type: Some(INT64),
            int64_data: values,
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// A float of no dimension.
    pub(crate) fn float(name: &str, value: f32) -> Self {
        Self {
            dims: Vec::new(),
            ..Self::float_vector(name, vec![value])
        }
    }

    /// A vector of floats.
    pub(crate) fn float_vector(name: &str, values: Vec<f32>) -> Self {
        Self {
            dims: vec![i64::try_from(values.len()).expect("a vector in memory")],
            data_type: Some(FLOAT),
            float_data: values,
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// Doubles of the given shape, row by row.
    pub(crate) fn doubles(name: &str, shape: &[usize], values: Vec<f64>) -> Self {
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
    pub(crate) fn rows(name: &str, elem_type: i32, columns: Option<i64>) -> Self {
        let rows = Dimension {
            value: None,
            param: Some("N".to_owned()),
        };
        let columns = columns.map(|columns| Dimension {
            value: Some(columns),
            param: None,
        });
        let sides = std::iter::once(rows).chain(columns).collect();
        Self::of(name, Type::tensor(elem_type, Some(sides)))
    }

    /// A single value.
    pub(crate) fn scalar(name: &str, elem_type: i32) -> Self {
        Self::of(name, Type::tensor(elem_type, Some(Vec::new())))
    }

    /// A sequence of tensors of any shape.
    pub(crate) fn sequence(name: &str, elem_type: i32) -> Self {
        let sequence = SequenceType {
            element: Some(Box::new(Type::tensor(elem_type, None))),
        };
        let kind = Type {
            tensor: None,
            sequence: Some(sequence),
        };
        Self::of(name, kind)
    }

    fn of(name: &str, kind: Type) -> Self {
        Self {
            name: Some(name.to_owned()),
            kind: Some(kind),
        }
    }
}

impl Type {
    fn tensor(elem_type: i32, sides: Option<Vec<Dimension>>) -> Self {
        let tensor = TensorType {
            elem_type: Some(elem_type),
            shape: sides.map(|dim| Shape { dim }),
        };
        Self {
            tensor: Some(tensor),
            sequence: None,
        }
    }
}
