//! Every message that the programs and scripts end with, found in their sources: `docs/messages.md`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands above the list.
const HEAD: &str = "# Messages

The messages that programs and scripts of the pipeline end with, as the code has them (those that are put together from
parts, such as those about cells of a table, are left out): look here for a part of what you saw. `…` is
what is filled in: a path, a key, a number. Programs say their name and \"failed to\" before a message, and the cause behind it.
What to do stands in the message where there is one thing to do; [troubleshooting.md](troubleshooting.md) has the others.

This page is written by `cargo run -p end-to-end --example messages`, and a test compares it with the code.
";

/// A message and when it comes, as the code says.
#[derive(Debug, PartialEq, Eq)]
struct Message {
    text: String,
    when: String,
}

/// The page for the repository at `root`.
#[must_use]
pub fn page(root: &Path) -> String {
    let mut page = HEAD.to_owned();
    let crates = entries(&root.join("crates")).into_iter();
    for folder in crates.filter(|folder| !folder.ends_with("end-to-end")) {
        let sources = sources(&folder.join("src"));
        let messages = sources.iter().flat_map(|path| of_program(&text(path)));
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        section(&mut page, &format!("`{name}`"), messages.collect());
    }
    for script in entries(&root.join("scripts")) {
        let name = script.file_name().unwrap_or_default().to_string_lossy();
        section(
            &mut page,
            &format!("`scripts/{name}`"),
            of_script(&text(&script)),
        );
    }
    let dag = ["airflow", "airflow/dags/mlops_dag"];
    let files = dag.iter().flat_map(|folder| entries(&root.join(folder)));
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "py"));
    let messages = files.flat_map(|path| of_python(&text(&path)));
    section(&mut page, "`airflow`", messages.collect());
    page
}

fn section(page: &mut String, title: &str, messages: Vec<Message>) {
    if messages.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}\n");
    for Message { text, when } in messages {
        let when = Some(when).filter(|when| !when.is_empty());
        let when = when.map_or(String::new(), |when| format!("  \n  *{when}*"));
        let _ = writeln!(page, "- {text}{when}");
    }
}

/// The texts of thiserror's attribute `error` in a source of Rust, each with the comment above it.
fn of_program(source: &str) -> Vec<Message> {
    let mut found = Vec::new();
    for (at, attribute) in source.match_indices("#[error(") {
        let literal = source[at + attribute.len()..]
            .trim_start()
            .strip_prefix('"');
        // `transparent` has no text of its own, and a comment is none.
        if let Some(text) = literal
            .and_then(literal_text)
            .filter(|text| text.contains(' '))
        {
            let when = comment_above(&source[..at]);
            found.push(Message {
                text: filled(&text),
                when,
            });
        }
    }
    found
}

/// The texts of the `Problem`s that a source of Python raises. Strings one after the other are one.
fn of_python(source: &str) -> Vec<Message> {
    let calls = source.split("raise Problem(").skip(1);
    let texts = calls.map(|mut rest| {
        let mut text = String::new();
        while let Some(start) = python_string(rest) {
            text += &literal_text(start).unwrap_or_default();
            rest = after_literal(start);
        }
        filled(&text)
    });
    let when = String::new;
    texts.map(|text| Message { text, when: when() }).collect()
}

/// What follows the quote of a string that `rest` begins with.
fn python_string(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    rest.strip_prefix('f').unwrap_or(rest).strip_prefix('"')
}

/// What follows the string that `rest` is in.
fn after_literal(rest: &str) -> &str {
    let mut is_escaped = false;
    let end = rest.find(|letter| {
        let ends = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends
    });
    end.map_or("", |end| &rest[end + 1..])
}

/// A string up to its closing quote, as the compiler reads it.
fn literal_text(rest: &str) -> Option<String> {
    let mut text = String::new();
    let mut letters = rest.chars().peekable();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => match letters.next()? {
                '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                'n' => text.push(' '),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

/// The text with `…` in the place of each argument.
fn filled(text: &str) -> String {
    let mut parts = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    while let Some((start, end)) = argument(&parts) {
        parts.replace_range(start..=end, "…");
    }
    parts.replace('\u{1}', "{").replace('\u{2}', "}")
}

fn argument(text: &str) -> Option<(usize, usize)> {
    let start = text.find('{')?;
    Some((start, start + text[start..].find('}')?))
}

/// The comment for the documentation that ends where `before` does, as one sentence or more.
fn comment_above(before: &str) -> String {
    let lines = before.trim_end().lines().rev().map(str::trim);
    let mut comment: Vec<_> = lines
        .map_while(|line| line.strip_prefix("///"))
        .map(str::trim)
        .collect();
    comment.reverse();
    comment.join(" ")
}

/// What a script writes to standard error before it ends.
fn of_script(source: &str) -> Vec<Message> {
    let joined = source.replace("\\\n", " ");
    let lines = joined.lines().map(str::trim);
    // A comment says nothing, nor does the function that is given what to say.
    let lines = lines.filter(|line| !line.starts_with('#') && !line.starts_with("refuse()"));
    let texts = lines.filter_map(|line| {
        let mut says = ["refuse \"", "fail \"", "echo \""].iter();
        let (before, rest) = says.find_map(|word| line.split_once(word))?;
        let is_told = line.contains(">&2") || !line.contains("echo \"");
        let text =
            Some(shell_text(rest)).filter(|text| is_told && text.contains(char::is_alphabetic))?;
        let when = String::new();
        (!before.ends_with('#')).then_some(Message { text, when })
    });
    texts.collect()
}

/// The words in quotes at the beginning of `rest`, of which the first quote is read already, with
/// `…` in the place of what the shell fills in.
fn shell_text(rest: &str) -> String {
    let mut text = String::new();
    let mut rest = rest;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        rest = match letter {
            '"' => match after.trim_start().strip_prefix('"') {
                Some(next) => {
                    text.push(' ');
                    next
                }
                None => break,
            },
            '$' => {
                text.push('…');
                skip_expansion(after)
            }
            '\\' => {
                text.extend(after.chars().next());
                after.get(1..).unwrap_or_default()
            }
            other => {
                text.push(other);
                after
            }
        };
    }
    text
}

/// What is behind the name, braces or brackets that a `$` starts.
fn skip_expansion(after: &str) -> &str {
    let (open, close) = match after.chars().next() {
        Some('{') => ('{', '}'),
        Some('(') => ('(', ')'),
        Some('*' | '@' | '#' | '0'..='9') => return &after[1..],
        _ => {
            let name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            return after.trim_start_matches(name);
        }
    };
    let mut depth = 0_u32;
    for (at, letter) in after.char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
            if depth == 0 {
                return &after[at + 1..];
            }
        }
    }
    ""
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The sources of Rust below `folder`, without the tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let is_test = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !is_test {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") && !is_test {
            found.push(path);
        }
    }
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str, when: &str) -> Message {
        let (text, when) = (text.to_owned(), when.to_owned());
        Message { text, when }
    }

    #[test]
    fn a_message_of_a_program_has_what_is_filled_in_as_an_ellipsis_and_its_comment() {
        let source = r#"
    /// The file is there
    /// and cannot be read.
    #[error(
        "read `{}`: {source}; expected \"{{a}}\", \
         not this", path.display()
    )]
    Unreadable,
    #[error(transparent)]
    Other(#[from] Error),"#;
        let expected = message(
            "read `…`: …; expected \"{a}\", not this",
            "The file is there and cannot be read.",
        );
        assert_eq!(of_program(source), [expected]);
    }

    #[test]
    fn a_message_of_python_is_all_strings_of_a_problem_that_is_raised() {
        let source = r#"
raise Problem(f"use `{name}`: say \"a\"; "
    f"expected {' or '.join(names)}") from error
raise Problem("read it")"#;
        let expected = ["use `…`: say \"a\"; expected …", "read it"];
        assert_eq!(of_python(source), expected.map(|text| message(text, "")));
    }

    #[test]
    fn a_message_of_a_script_is_what_it_writes_to_standard_error() {
        let source = r#"
echo "images: up to date"
# echo "no" >&2
[ -n "$a" ] || { echo "publish: \`$a\` is $(echo "$b" | tail -n 1) on ${c:-none}" >&2 && exit 2; }
[ -e "$tree" ] || refuse "there is no $tree here""#;
        let found = of_script(source);
        let expected = ["publish: `…` is … on …", "there is no … here"];
        assert_eq!(found, expected.map(|text| message(text, "")));
    }
}
