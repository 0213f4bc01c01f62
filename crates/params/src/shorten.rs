//! Values in messages: on one line, and short however long they are.

/// The longest text that is shown in full, in characters.
const FULL: usize = 80;
/// How much is shown of a longer one.
const BEGINNING: usize = 40;
/// How many values of a list are shown.
const VALUES: usize = 10;

/// `text` as a message shows it between backticks: what would not be seen or would break
/// the line is escaped, and of a long text only its beginning and its length are shown.
#[must_use]
pub fn text(text: &str) -> String {
    if text.chars().nth(FULL).is_none() {
        return text.chars().map(visible).collect();
    }
    let beginning: String = text.chars().take(BEGINNING).map(visible).collect();
    format!("{beginning}… ({} characters)", text.chars().count())
}

/// The `values` in backticks, one after the other; the first ten and a count of the rest
/// where there are more.
#[must_use]
pub fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut values = values.into_iter();
    let shown = values.by_ref().take(VALUES);
    let shown: Vec<_> = shown.map(|value| format!("`{}`", text(value))).collect();
    match values.count() {
        0 => shown.join(", "),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// A number of things, as `1 file` or `2 files`.
#[must_use]
pub fn counted(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

fn visible(character: char) -> String {
    let unseen = matches!(
        character,
        '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    if unseen || character.is_control() {
        return character.escape_default().to_string();
    }
    character.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_singular() {
        let found = [0, 1, 2].map(|n| counted(n, "row"));
        assert_eq!(found, ["0 rows", "1 row", "2 rows"]);
    }

    #[test]
    fn a_short_text_is_shown_as_it_is() {
        assert_eq!(text(r#"5" of 'é' \ ü"#), r#"5" of 'é' \ ü"#);
        assert_eq!(text(&"ü".repeat(80)), "ü".repeat(80));
    }

    /// Somebody's cell of 10 MB filled the terminal, and the message was gone.
    #[test]
    fn a_long_text_is_shown_by_its_beginning_and_length() {
        let shown = text(&"ü".repeat(10_000_000));
        assert_eq!(shown, format!("{}… (10000000 characters)", "ü".repeat(40)));
    }

    /// A cell can hold line ends, codes that a terminal obeys, and spaces that are none.
    #[test]
    fn what_would_not_be_seen_is_escaped() {
        let found = text("a\r\nb\u{1b}[2J 1\u{a0}000 \u{feff}\u{202e}");
        assert_eq!(found, r"a\r\nb\u{1b}[2J 1\u{a0}000 \u{feff}\u{202e}");
    }

    #[test]
    fn a_long_list_is_shown_by_its_beginning_and_a_count() {
        assert_eq!(list(["a", "b\n"]), r"`a`, `b\n`");
        let many: Vec<_> = (0..12).map(|value| value.to_string()).collect();
        let ten = "`0`, `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8`, `9`";
        assert_eq!(list(many[..10].iter().map(String::as_str)), ten);
        let twelve = list(many.iter().map(String::as_str));
        assert_eq!(twelve, format!("{ten} and 2 more"));
    }
}
