//! Scalars as values.

use std::borrow::Cow;

use saphyr::Scalar;
use saphyr_parser::{ScalarStyle, Tag};

use super::Value;

/// The value of a scalar; nothing if its tag is none that YAML itself defines, or the scalar
/// is not what its tag says.
pub(super) fn value(
    text: Cow<'_, str>,
    style: ScalarStyle,
    tag: Option<&Cow<'_, Tag>>,
) -> Option<Value> {
    if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
        return None;
    }
    Scalar::parse_from_cow_and_metadata(text, style, tag).map(from)
}

/// What `text` would be if it stood in a file without quotes.
pub(crate) fn plain(text: &str) -> Value {
    from(Scalar::parse_from_cow(text.into()))
}

fn from(scalar: Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Boolean(value),
        Scalar::Integer(value) => Value::Integer(value),
        Scalar::FloatingPoint(value) => Value::Number(value.into_inner()),
        Scalar::String(value) => Value::Text(value.into_owned()),
    }
}
