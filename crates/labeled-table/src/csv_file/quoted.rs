//! Cells between quotation marks.

use std::borrow::Cow;

use memchr::memchr;

/// The cell whose opening quotation mark is at `at`, and where its comma is. Nothing if something
/// else follows the closing mark.
pub(crate) fn quoted(bytes: &[u8], at: usize) -> Option<(Cow<'_, [u8]>, usize)> {
    let mut cell = Cow::Borrowed(&bytes[..0]);
    let mut start = at + 1;
    loop {
        let end = start + memchr(b'"', bytes.get(start..)?)?;
        let is_doubled = bytes.get(end + 1) == Some(&b'"');
        // Of two marks, one belongs to the cell.
        let piece = &bytes[start..end + usize::from(is_doubled)];
        if cell.is_empty() {
            cell = Cow::Borrowed(piece);
        } else {
            cell.to_mut().extend_from_slice(piece);
        }
        if !is_doubled {
            return (bytes.get(end + 1) == Some(&b',')).then_some((cell, end + 1));
        }
        start = end + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_marks_are_one_and_commas_and_line_ends_are_text() {
        for (text, expected) in [
            ("\"\",", ""),
            ("\"a, b\n\",", "a, b\n"),
            ("\"\"\"a\"\" b\"\"\",", "\"a\" b\""),
            ("\"\"\"\",", "\""),
        ] {
            let (cell, end) = quoted(text.as_bytes(), 0).unwrap();
            assert_eq!((&*cell, end), (expected.as_bytes(), text.len() - 1));
        }
        for text in ["\"a\"b,", "\"a", "\"a\"", "\"a\"\n"] {
            assert_eq!(quoted(text.as_bytes(), 0), None, "{text}");
        }
    }
}
