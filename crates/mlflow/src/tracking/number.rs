//! Metric values on the wire, where NaN and the infinities are strings.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A double that survives MLflow's JSON (protobuf's mapping: `"NaN"`,
/// `"Infinity"`, `"-Infinity"`). The tracker stores infinities as ±1.797e308.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(pub(crate) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_nan() {
            serializer.serialize_str("NaN")
        } else if self.0.is_infinite() {
            serializer.serialize_str(if self.0 > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            })
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or the string `NaN`, `Infinity` or `-Infinity`")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Number, E> {
        Ok(Number(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Number, E> {
        // Rust's parser knows `NaN`, `Infinity` and `-Infinity` as well.
        value
            .parse()
            .map(Number)
            .map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(value: f64) -> (String, f64) {
        let text = serde_json::to_string(&Number(value)).unwrap();
        let back: Number = serde_json::from_str(&text).unwrap();
        (text, back.0)
    }

    #[test]
    fn values_that_json_lacks_travel_as_strings() {
        assert_eq!(
            round_trip(f64::INFINITY),
            ("\"Infinity\"".to_owned(), f64::INFINITY)
        );
        assert_eq!(
            round_trip(f64::NEG_INFINITY),
            ("\"-Infinity\"".to_owned(), f64::NEG_INFINITY)
        );
        let (text, back) = round_trip(f64::NAN);
        assert_eq!(text, "\"NaN\"");
        assert!(back.is_nan());
    }

    #[test]
    fn a_finite_value_keeps_every_bit() {
        for value in [0.933_333_333_333_333_3, 1.0, -0.1, f64::MIN_POSITIVE] {
            assert_eq!(round_trip(value).1.to_bits(), value.to_bits());
        }
        let whole: Number = serde_json::from_str("1").unwrap();
        assert_eq!(whole.0.to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn a_word_is_not_a_number() {
        assert!(serde_json::from_str::<Number>("\"many\"").is_err());
    }
}
