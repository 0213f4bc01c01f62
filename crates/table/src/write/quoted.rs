//! Texts with quotation marks where they need them: Python's `csv.QUOTE_MINIMAL`.

/// What makes quotation marks needed.
const SPECIAL: [u8; 4] = *b",\"\n\r";

/// Whether `text` cannot stand as a cell without quotation marks around it.
pub(crate) fn needs_quotes(text: &[u8]) -> bool {
    text.iter().any(|byte| SPECIAL.contains(byte))
}

/// Writes `text` as a cell, within quotation marks if it holds a comma, a quotation mark or a line
/// end.
pub fn write_quoted(text: &[u8], out: &mut Vec<u8>) {
    if !needs_quotes(text) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for part in text.split_inclusive(|byte| *byte == b'"') {
        out.extend_from_slice(part);
        if part.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = Vec::new();
        write_quoted(text.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    /// Python from 3.13 on: `csv.writer(out, lineterminator="\\n").writerow([…])`.
    #[test]
    fn what_python_quotes_is_quoted_and_nothing_else() {
        for (text, expected) in [
            ("a\rb", "\"a\rb\""),
            ("a\nb", "\"a\nb\""),
            ("é, ü", "\"é, ü\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("\"", "\"\"\"\""),
            (" c ", " c "),
            ("#;\t'", "#;\t'"),
            ("", ""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
