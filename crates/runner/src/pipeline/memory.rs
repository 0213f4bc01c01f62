//! An amount of memory, as Docker's command line writes it.

use std::fmt;
use std::str::FromStr;

/// Docker refuses less.
const LEAST: i64 = 6 << 20;

/// An amount of memory: at least 6 MB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    bytes: i64,
    text: String,
}

impl Memory {
    /// In bytes.
    #[must_use]
    pub const fn bytes(&self) -> i64 {
        self.bytes
    }

    /// An equal part for each of `among`, at least 1; no less than Docker takes.
    #[must_use]
    pub fn shared(&self, among: usize) -> Self {
        let among = i64::try_from(among).unwrap_or(i64::MAX).max(1);
        if among == 1 {
            return self.clone();
        }
        let bytes = (self.bytes / among).max(LEAST);
        Self {
            bytes,
            text: bytes.to_string(),
        }
    }
}

impl FromStr for Memory {
    type Err = &'static str;

    /// Reads a whole number with a unit of `b`, `k`, `m` or `g`, such as `512m`; without a
    /// unit, it counts bytes. The error says what is expected.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "a whole number and a unit, such as `512m` or `4g`, at least 6m";
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
            "" | "b" => 0,
            "k" | "kb" => 10,
            "m" | "mb" => 20,
            "g" | "gb" => 30,
            _ => return Err(EXPECTED),
        };
        let number: i64 = digits.parse().map_err(|_| EXPECTED)?;
        let bytes = number
            .checked_mul(1 << shift)
            .filter(|bytes| *bytes >= LEAST);
        Ok(Self {
            bytes: bytes.ok_or(EXPECTED)?,
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_docker_run() {
        for (text, bytes) in [
            ("4g", 4 << 30),
            ("512M", 512 << 20),
            ("8192k", 8 << 20),
            ("7000000", 7_000_000),
        ] {
            assert_eq!(text.parse::<Memory>().unwrap().bytes(), bytes, "{text}");
        }
    }

    #[test]
    fn memory_is_shared_out_in_equal_parts() {
        let memory: Memory = "4g".parse().unwrap();
        assert_eq!(memory.shared(1).to_string(), "4g");
        assert_eq!(memory.shared(4).bytes(), 1 << 30);
        assert_eq!(memory.shared(4).to_string().parse(), Ok(memory.shared(4)));
        assert_eq!(memory.shared(100_000).bytes(), LEAST);
    }

    #[test]
    fn what_docker_would_refuse_is_refused_before() {
        for text in ["", "g", "4 g", "4t", "-1g", "1k", "99999999999g", "4.5g"] {
            assert!(text.parse::<Memory>().is_err(), "{text}");
        }
    }
}
