//! One value of a request.

use std::borrow::Cow;
use std::fmt;

/// One value of a request, as it stands there.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// No value: `null`, or an empty cell of CSV.
    Missing,
    /// `true` or `false`.
    Flag(bool),
    /// A number written without a fraction.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list or an object, which no column takes: what it is called.
    Nested(&'static str),
}

/// The most characters of a text in a message.
const SHOWN: usize = 40;

/// As a message calls it.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no value"),
            Self::Flag(flag) => write!(f, "`{flag}`"),
            Self::Integer(number) => write!(f, "`{number}`"),
            Self::Number(number) => write!(f, "`{number:?}`"),
            Self::Text(text) => write!(f, "the text `{}`", Shown(text)),
            Self::Nested(what) => f.write_str(what),
        }
    }
}

/// The beginning of a text, on one line.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(SHOWN) {
            write!(f, "{}", character.escape_debug())?;
        }
        let cut = characters.next().is_some();
        f.write_str(if cut { "..." } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_a_message_is_one_line_and_bounded() {
        let text = Cell::Text("a\nb".into());
        assert_eq!(text.to_string(), "the text `a\\nb`");
        let long = Cell::Text("x".repeat(1000).into());
        assert_eq!(long.to_string().len(), "the text ``".len() + SHOWN + 3);
    }
}
