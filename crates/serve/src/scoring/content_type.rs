//! The content types that `/invocations` takes.

use std::fmt;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentType {
    /// `application/json`.
    Json,
    /// `text/csv`.
    Csv,
}

/// Why a content type is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentTypeProblem {
    /// There is none.
    Missing,
    /// It is another one.
    Unknown(String),
}

impl fmt::Display for ContentTypeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected the header `Content-Type: application/json` or `text/csv`, in UTF-8, found ",
        )?;
        match self {
            Self::Missing => f.write_str("none"),
            Self::Unknown(found) => write!(f, "`{}`", found.escape_debug()),
        }
    }
}

impl ContentType {
    /// Reads the header. A `charset` of UTF-8 is the only parameter.
    ///
    /// # Errors
    ///
    /// When there is no such header, or it names something else.
    pub fn of(header: Option<&str>) -> Result<Self, ContentTypeProblem> {
        let header = header.ok_or(ContentTypeProblem::Missing)?;
        let mut parts = header.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        let found = if essence.eq_ignore_ascii_case("application/json") {
            Some(Self::Json)
        } else if essence.eq_ignore_ascii_case("text/csv") {
            Some(Self::Csv)
        } else {
            None
        };
        found
            .filter(|_| parts.all(is_utf8))
            .ok_or_else(|| ContentTypeProblem::Unknown(header.to_owned()))
    }
}

fn is_utf8(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return parameter.is_empty();
    };
    let value = value.trim().trim_matches('"');
    let is = |names: [&str; 2]| names.iter().any(|known| value.eq_ignore_ascii_case(known));
    name.trim().eq_ignore_ascii_case("charset")
        && (is(["utf-8", "utf8"]) || is(["us-ascii", "ascii"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_csv_are_taken_with_a_charset_of_utf8() {
        for header in [
            "application/json",
            "Application/JSON ; charset=\"UTF-8\"",
            "application/json;",
        ] {
            assert_eq!(
                ContentType::of(Some(header)),
                Ok(ContentType::Json),
                "{header}"
            );
        }
        assert_eq!(
            ContentType::of(Some("text/csv;charset=utf8")),
            Ok(ContentType::Csv)
        );
    }

    #[test]
    fn everything_else_is_refused() {
        for header in [
            "",
            "text/plain",
            "application/json; format=pandas-split",
            "text/csv; charset=latin-1",
        ] {
            let problem = ContentType::of(Some(header)).unwrap_err();
            assert_eq!(problem, ContentTypeProblem::Unknown(header.to_owned()));
        }
        assert_eq!(ContentType::of(None), Err(ContentTypeProblem::Missing));
    }
}
