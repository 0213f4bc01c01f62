//! Names of columns as keys of params.yaml.

use params::shorten;

/// Words that YAML takes for something else than text.
const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// `name` as a key of a YAML file, in quotation marks if it needs them.
pub(crate) fn yaml_key(name: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || " _()/".contains(character);
    let begins = name.chars().next().is_some_and(char::is_alphabetic);
    let plain = begins && name.chars().all(is_plain) && !name.ends_with(' ');
    if plain && !WORDS.contains(&name.to_lowercase().as_str()) {
        return shorten::text(name);
    }
    let escaped = name.replace('\\', r"\\").replace('"', r#"\""#);
    format!("\"{}\"", shorten::text(&escaped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_yaml_would_read_something_else() {
        for (name, key) in [
            ("sepal length (cm)", "sepal length (cm)"),
            ("größe", "größe"),
            ("no", "\"no\""),
            ("2024", "\"2024\""),
            ("a: b", "\"a: b\""),
            ("say \"hi\"", r#""say \"hi\"""#),
            ("tab\t", r#""tab\t""#),
        ] {
            assert_eq!(yaml_key(name), key);
        }
    }
}
