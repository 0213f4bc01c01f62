//! What a person wants to try: `train.max_depth=3,5,8 train.n_estimators=50,200`.

use params::shorten;
use params::yaml::{self, Node, Value};

/// A key of `params.yaml` and the values that it is to have, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    /// Such as `train.max_depth`.
    pub(crate) key: String,
    /// At least one; no value is there twice.
    pub(crate) values: Vec<Node>,
}

/// Something that is no setting, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoSetting(pub(crate) String);

/// Reads settings with whitespace between them. Whitespace and commas inside of quotes or brackets
/// belong to the value.
///
/// # Errors
///
/// What is wrong, for each setting that is wrong.
pub(crate) fn parse(text: &str) -> Result<Vec<Setting>, Vec<NoSetting>> {
    let mut settings: Vec<Setting> = Vec::new();
    let mut wrong = Vec::new();
    for word in split(text, char::is_whitespace) {
        match setting(word) {
            Ok(setting) if settings.iter().any(|known| known.key == setting.key) => {
                let key = setting.key;
                wrong.push(NoSetting(format!(
                    "`{key}` is set twice; put its values behind one `{key}=`, with commas between them"
                )));
            }
            Ok(setting) => settings.push(setting),
            Err(problem) => wrong.push(NoSetting(problem)),
        }
    }
    if wrong.is_empty() {
        Ok(settings)
    } else {
        Err(wrong)
    }
}

fn setting(word: &str) -> Result<Setting, String> {
    let shown = shorten::text(word);
    let (key, values) = word.split_once('=').ok_or_else(|| {
        format!(
            "`{shown}` sets nothing; expected a key, `=` and values, such as `train.max_depth=3,5`"
        )
    })?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    if !key.split('.').all(is_name) {
        let key = shorten::text(key);
        return Err(format!(
            "`{key}` is no key of `params.yaml`; expected one such as `train.max_depth`"
        ));
    }
    let mut nodes = Vec::new();
    for text in split_all(values, |c| c == ',') {
        let node = value(key, text)?;
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }
    Ok(Setting {
        key: key.to_owned(),
        values: nodes,
    })
}

fn value(key: &str, text: &str) -> Result<Node, String> {
    let shown = shorten::text(text);
    if text.trim().is_empty() {
        return Err(format!(
            "`{key}` gets a value that is empty; `null` is nothing, `''` an empty text"
        ));
    }
    if text.contains("${") {
        return Err(format!(
            "`{key}` gets `{shown}`: DVC takes `${{` for the beginning of a variable; write the value itself"
        ));
    }
    let node = yaml::value(text);
    let node = node.map_err(|error| format!("`{key}` gets `{shown}`, which {}", error.problem))?;
    if has_line_break(&node) {
        return Err(format!(
            "`{key}` gets a text of several lines; expected one"
        ));
    }
    Ok(node)
}

/// A value on several lines reaches DVC as one word, which it does not read.
fn has_line_break(node: &Node) -> bool {
    match node.value() {
        Value::Text(text) => text.contains(['\n', '\r']),
        Value::List(nodes) => nodes.iter().any(has_line_break),
        Value::Section(entries) => entries
            .iter()
            .any(|entry| entry.key().contains(['\n', '\r']) || has_line_break(entry.node())),
        _ => false,
    }
}

/// The pieces between separators that stand outside of quotes and brackets, without empty ones.
fn split(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let mut pieces = split_all(text, is_separator);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// All pieces between separators that stand outside of quotes and brackets.
fn split_all(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    let (mut quote, mut open) = (None, 0_usize);
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        if let Some(begun) = quote {
            let is_next = |wanted| text[at + c.len_utf8()..].starts_with(wanted);
            // How YAML writes the quote itself.
            if begun == '\'' && c == begun && is_next(begun) || begun == '"' && c == '\\' {
                characters.next();
            } else if begun == c {
                quote = None;
            }
            continue;
        }
        match c {
            '\'' | '"' if begins_value(&text[from..at]) || open > 0 => quote = Some(c),
            '[' | '{' | '(' => open += 1,
            ']' | '}' | ')' => open = open.saturating_sub(1),
            c if open == 0 && is_separator(c) => {
                pieces.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[from..]);
    pieces
}

/// Whether a quote behind this part of a piece begins a value: one inside of a word is an
/// apostrophe.
fn begins_value(before: &str) -> bool {
    before.is_empty() || before.ends_with(['=', ',', ' '])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn shown(text: &str) -> String {
        let settings = parse(text).unwrap();
        let lines = settings.iter().map(|Setting { key, values }| {
            let values: Vec<_> = values
                .iter()
                .map(|node| format!("{:?}", node.value()))
                .collect();
            format!("{key}: {}", values.join(" | "))
        });
        lines
            .collect::<Vec<_>>()
            .join("\n")
            .replace(", line: 0", "")
            .replace("line: 0, ", "")
    }

    #[test]
    fn values_are_what_they_would_be_in_the_file() {
        let text = "train.max_depth=3,null, train.x=1e-3,true,'5',\"a, b\",gini,O'Neil,x'y";
        assert!(parse(text).is_err());
        let text = text.replace("null, ", "null ");
        assert_snapshot!(shown(&text), @r#"
        train.max_depth: Integer(3) | Null
        train.x: Number(0.001) | Boolean(true) | Text("5") | Text("a, b") | Text("gini") | Text("O'Neil") | Text("x'y")
        "#);
    }

    #[test]
    fn commas_and_spaces_inside_of_brackets_belong_to_the_value() {
        let settings = parse("a.b={x: 1, y: 'p, q'},[1, 2],[] c=range(1,5)\n\td=größe").unwrap();
        let values = |at: usize| {
            let values = settings[at].values.iter().map(Node::to_string);
            values.collect::<Vec<_>>().join(" | ")
        };
        assert_eq!(values(0), "{x: 1, y: p, q} | [1, 2] | []");
        assert_eq!(
            (values(1), values(2)),
            ("range(1,5)".into(), "größe".into())
        );
    }

    #[test]
    fn a_quote_inside_of_quotes_does_not_end_them() {
        let settings = parse(r#"a='it''s, x','y' b="say \"a, b\" c","d""#).unwrap();
        let values = |at: usize| {
            let values = settings[at].values.iter().map(Node::to_string);
            values.collect::<Vec<_>>()
        };
        assert_eq!(values(0), ["it's, x", "y"]);
        assert_eq!(values(1), [r#"say "a, b" c"#, "d"]);
    }

    #[test]
    fn a_value_that_is_given_twice_is_tried_once() {
        assert_eq!(parse("a=3,5,3").unwrap()[0].values.len(), 2);
        assert_eq!(parse("a=3,3.0,'3'").unwrap()[0].values.len(), 3);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let wrong = parse("max_depth a..b=1 +a=1 a=1,,2 b= d=${x} e=1 e=2 f=\"a\\nb\" g=!x h=[1");
        let wrong = wrong.unwrap_err().into_iter().map(|NoSetting(text)| text);
        assert_snapshot!(wrong.collect::<Vec<_>>().join("\n"), @"
        `max_depth` sets nothing; expected a key, `=` and values, such as `train.max_depth=3,5`
        `a..b` is no key of `params.yaml`; expected one such as `train.max_depth`
        `+a` is no key of `params.yaml`; expected one such as `train.max_depth`
        `a` gets a value that is empty; `null` is nothing, `''` an empty text
        `b` gets a value that is empty; `null` is nothing, `''` an empty text
        `d` gets `${x}`: DVC takes `${` for the beginning of a variable; write the value itself
        `e` is set twice; put its values behind one `e=`, with commas between them
        `f` gets a text of several lines; expected one
        `g` gets `!x`, which uses a YAML tag; write the value without it
        `h` gets `[1`, which is not YAML: while parsing a flow sequence, expected ',' or ']'
        ");
    }

    #[test]
    fn nothing_is_no_setting() {
        assert_eq!(parse(" \n ").unwrap(), []);
    }
}
