//! Names that a person chooses, and what later steps can bear of them.
//!
//! A name that MLflow, a file system or a model file cannot bear would otherwise be refused
//! where the work is done, or lead to a version that nobody can load.

use crate::shorten;
use crate::yaml::Value;

/// The longest name, in bytes of UTF-8: MLflow's databases take 250 characters, and file
/// systems 255 bytes.
const LONGEST: usize = 250;

/// The longest name of a dataset or its source, in bytes: endings are added to it.
const LONGEST_FILE: usize = 100;

/// What a name is for, which decides what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// A column of a table that is there.
    Column,
    /// A class: a value in a column, and the end of the name of one of the model's outputs.
    Class,
    /// A file, and the beginning of the names of others.
    File,
    /// An experiment or a run.
    Tracked,
    /// A model of the registry, which is part of addresses and of filters.
    Model,
}

/// What a registered model's name cannot hold, each with who minds: `/` and `:` are refused
/// by MLflow 3 (`_validate_model_name`). `?` and `@` end the name in `models:/name@alias` and
/// `models:/name/1` (`_parse_model_uri`). A backslash before the closing quote of a filter
/// takes the quote's meaning (sqlparse).
const OF_ADDRESSES: [char; 5] = ['/', ':', '?', '@', '\\'];

/// Whether files can be called `name`, as a dataset and its source are.
///
/// # Errors
///
/// In words that read after "is": the name, what is wrong with it and what is expected.
pub fn check_dataset_name(name: &str) -> Result<(), String> {
    Name::File.read(&Value::Text(name.to_owned())).map(drop)
}

impl Name {
    /// What is allowed, in words that read after "expected".
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Column => "the name of a column",
            Self::Class => "a name of at most 250 bytes, without control characters",
            Self::File => {
                "a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the \
                 first one a letter or digit"
            }
            Self::Tracked => {
                "a name of at most 250 bytes, without control characters and without spaces at \
                 its ends"
            }
            Self::Model => {
                "a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\\`, control \
                 characters, both `'` and `\"`, spaces at its ends, and `..` at its start"
            }
        }
    }

    /// The name that `value` is.
    ///
    /// # Errors
    ///
    /// When it is none of this kind: the value, what is wrong with it and what is expected, in
    /// words that read after "is".
    pub(crate) fn read(self, value: &Value) -> Result<String, String> {
        let text = value.to_string();
        let problem = match value {
            Value::Text(_) if text.trim().is_empty() => Some("is blank".to_owned()),
            Value::Text(_) | Value::Integer(_) => self.problem(&text),
            Value::List(_) | Value::Section(_) => {
                return Err(format!("{text}; expected {}", self.expected()));
            }
            Value::Null | Value::Boolean(_) | Value::Number(_) => {
                let expected = self.expected();
                return Err(format!(
                    "{text}; expected {expected}; if it is a name, write it in quotes"
                ));
            }
        };
        match problem {
            None => Ok(text),
            Some(problem) => {
                let (shown, expected) = (shorten::text(&text), self.expected());
                Err(format!("`{shown}`, which {problem}; expected {expected}"))
            }
        }
    }

    /// What is wrong with `name`, as the rest of a sentence about it.
    fn problem(self, name: &str) -> Option<String> {
        let of_the_kind = match self {
            Self::Column => return None,
            Self::Class => None,
            Self::File => file_problem(name),
            Self::Tracked => ends_with_space(name),
            Self::Model => model_problem(name).or_else(|| ends_with_space(name)),
        };
        let control = || name.chars().find(|c| c.is_control());
        of_the_kind
            .or_else(|| control().map(|c| format!("holds the control character `{}`", shown(c))))
            .or_else(|| (name.len() > LONGEST).then(|| format!("has {} bytes", name.len())))
    }
}

/// DVC, git, Docker and shells take such names as they are.
fn file_problem(name: &str) -> Option<String> {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "._-".contains(*c);
    if let Some(c) = name.chars().find(|c| !allowed(c)) {
        return Some(format!("holds `{}`", shown(c)));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Some("does not begin with a letter or digit".to_owned());
    }
    (name.len() > LONGEST_FILE).then(|| format!("has {} bytes", name.len()))
}

fn model_problem(name: &str) -> Option<String> {
    if let Some(c) = name.chars().find(|c| OF_ADDRESSES.contains(c)) {
        return Some(format!("holds `{c}`"));
    }
    // MLflow's filters have no escape for quotes.
    if name.contains('\'') && name.contains('"') {
        return Some("holds both `'` and `\"`".to_owned());
    }
    // It may become a folder's name.
    if name == "." || name.starts_with("..") {
        return Some("reads like a path".to_owned());
    }
    None
}

/// A space that nobody sees, and that some databases do not compare.
fn ends_with_space(name: &str) -> Option<String> {
    let differs = name.trim().len() != name.len();
    differs.then(|| "begins or ends with a space".to_owned())
}

fn shown(control: char) -> String {
    control.escape_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems<const N: usize>(kind: Name, names: [&str; N]) -> Vec<Option<String>> {
        names.map(|name| kind.problem(name)).to_vec()
    }

    /// Each of these was registered in MLflow 2.11 or 3.17, or refused there, and then not
    /// found by `models:/name@production`, `models:/name/1` or a filter.
    #[test]
    fn a_model_has_no_name_that_cannot_be_found_again() {
        let refused = [
            "team/iris",
            "a:b",
            "m%20x#?",
            "a@b",
            "@x",
            "a\\",
            ".",
            "..",
            "..a",
            "it's \"x\"",
            "a\tb",
            "a\nb",
            "a\0b",
            " a",
            "a ",
            "\u{a0}a",
        ];
        for (name, problem) in refused.iter().zip(problems(Name::Model, refused)) {
            assert!(problem.is_some(), "{name:?}");
        }
        let longest = "x".repeat(250);
        assert_eq!(Name::Model.problem(&longest), None);
        let problem = Name::Model.problem(&format!("{longest}y"));
        assert_eq!(problem.as_deref(), Some("has 251 bytes"));
        let problem = Name::Model.problem(&"ü".repeat(126));
        assert_eq!(problem.as_deref(), Some("has 252 bytes"));
    }

    /// Each of these was registered, searched for and loaded with both versions.
    #[test]
    fn a_model_may_have_any_name_that_works() {
        let allowed = [
            "iris-classifier",
            "it's",
            "say \"x\"",
            "a%20b",
            "a#b",
            "a;b",
            "a&b=c+d",
            "ünïcode",
            "日本",
            "a b",
            "a..",
            ".a",
            "a[b]{c}(d)",
            "a,b|c*d<e>",
            "a`b",
            "a$b",
            "-a",
            "a''b",
            "m-abc",
            "latest",
            "1",
            "select",
            "a' and name='b",
            "😀",
        ];
        assert_eq!(problems(Name::Model, allowed), vec![None; allowed.len()]);
    }

    #[test]
    fn a_class_may_be_what_a_cell_of_a_table_may_be_except_for_control_characters() {
        let allowed = [" <=50K", "a/b", "it's \"x\"", "..", "?", "0"];
        assert_eq!(problems(Name::Class, allowed), vec![None; allowed.len()]);
        let problem = Name::Class.problem("x\ny");
        assert_eq!(
            problem.as_deref(),
            Some("holds the control character `\\n`")
        );
    }
}
