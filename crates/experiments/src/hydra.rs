//! Values as DVC's `--set-param` takes them: in the grammar of Hydra's overrides
//! (<https://hydra.cc/docs/advanced/override_grammar/basic/>).

use params::yaml::{Node, Value};

/// What sets `key` to each of `values` in turn. `++` adds a key that is not in the file.
pub(crate) fn override_of(key: &str, values: &[Node]) -> String {
    let values: Vec<_> = values.iter().map(value).collect();
    format!("++{key}={}", values.join(","))
}

fn value(node: &Node) -> String {
    match node.value() {
        Value::Text(text) => quoted(text),
        Value::List(nodes) => {
            let items: Vec<_> = nodes.iter().map(value).collect();
            format!("[{}]", items.join(","))
        }
        Value::Section(entries) => {
            let pair = |key: &str, node| format!("{}: {}", escaped(key), value(node));
            let pairs = entries.iter().map(|entry| pair(entry.key(), entry.node()));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        // `inf` and `nan` are what Hydra calls them.
        Value::Number(number) => format!("{number:?}").to_lowercase(),
        value => value.to_string(),
    }
}

/// In quotes a backslash stands for itself, unless a quote follows, also that at the end.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    let mut backslashes = 0;
    for c in text.chars() {
        if c == '\'' {
            quoted.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        quoted.push(c);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('\'');
    quoted
}

/// A key of a section, which can stand in no quotes.
fn escaped(key: &str) -> String {
    let escape = |c: char| match c {
        '\\' | '(' | ')' | '[' | ']' | '{' | '}' | ':' | '=' | ',' | '\'' | '"' => {
            format!("\\{c}")
        }
        c => c.to_string(),
    };
    key.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::parse;

    fn overrides(text: &str) -> String {
        let settings = parse(text).unwrap();
        override_of(&settings[0].key, &settings[0].values)
    }

    #[test]
    fn numbers_are_bare_and_texts_are_quoted() {
        let found = overrides("a.b=3,null,0.5,1e-7,true,'3',gini,'null'");
        assert_eq!(found, "++a.b=3,null,0.5,1e-7,true,'3','gini','null'");
    }

    #[test]
    fn quotes_and_backslashes_in_texts_are_escaped_where_they_mean_something() {
        assert_eq!(quoted("it's"), r"'it\'s'");
        assert_eq!(quoted(r"a\b"), r"'a\b'");
        assert_eq!(quoted(r"a\'b"), r"'a\\\'b'");
        assert_eq!(quoted(r"a\"), r"'a\\'");
    }

    #[test]
    fn lists_and_sections_keep_their_form() {
        let found = overrides("a={x y: 1, z: [a, 2]},[]");
        assert_eq!(found, "++a={x y: 1,z: ['a',2]},[]");
    }
}
