//! Texts as YAML reads them back.

/// `text` as a scalar: plain where any reader takes it for text, else in double quotes.
pub(super) fn text(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let quoted: String = text.chars().map(escaped).collect();
    format!("\"{quoted}\"")
}

/// `name`, a class: a whole number may stand without quotes if it is read back as it is spelt.
pub(super) fn class(name: &str) -> String {
    let number = name.parse::<i64>().ok();
    if number.is_some_and(|number| number.to_string() == name) {
        return name.to_owned();
    }
    text(name)
}

/// Words, and nothing that means something else in some version of YAML.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", "t",
        "f",
    ];
    let first = text
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    let all = text
        .chars()
        .all(|c| c.is_alphanumeric() || "_ .-/()%&+".contains(c));
    first
        && all
        && !text.ends_with(' ')
        && text.len() <= 100
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn escaped(c: char) -> String {
    match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        c if c.is_alphanumeric() || c == ' ' || c.is_ascii_graphic() => c.to_string(),
        c if u32::from(c) > 0xffff => format!("\\U{:08x}", u32::from(c)),
        c => format!("\\u{:04x}", u32::from(c)),
    }
}

/// `list` in brackets, on lines of their own if it is long.
pub(super) fn list(items: &[String], indent: &str) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.chars().count() <= 100 {
        return line;
    }
    let items = items.iter().map(|item| format!("\n{indent}- {item}"));
    items.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_reader_would_not_take_for_text_is_quoted() {
        for plain in ["setosa", "Gentoo penguin", "größe", "a.b-c_d", "日本"] {
            assert_eq!(text(plain), plain);
        }
        for (found, expected) in [
            ("", "\"\""),
            ("No", "\"No\""),
            ("null", "\"null\""),
            ("1.5", "\"1.5\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            (" a", "\" a\""),
            ("it's \"x\"\\", "\"it's \\\"x\\\"\\\\\""),
            ("a\u{feff}\u{7}", "\"a\\ufeff\\u0007\""),
            ("😀", "\"\\U0001f600\""),
        ] {
            assert_eq!(text(found), expected);
        }
        assert_eq!(
            ["0", "-1", "007", "1.0"].map(class),
            ["0", "-1", "\"007\"", "\"1.0\""]
        );
    }
}
