//! `.env`, as `docker run --env-file` reads it: a value is what stands behind the first
//! `=`, without any quoting, so that a password can hold every character.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use params::text;

/// `.env` cannot be read or a line of it is no setting.
#[derive(Debug, thiserror::Error)]
pub enum DotenvError {
    /// The file is there and cannot be read.
    #[error("read `.env`: {0}")]
    Unreadable(#[source] io::Error),
    /// A line names no variable; its value may be a secret and is not shown.
    #[error(
        "read `.env`: line {line}: expected `NAME=value` with a name of letters, digits and `_`, or a \
         comment behind `#`"
    )]
    Malformed {
        /// Counted from 1.
        line: usize,
    },
}

/// The settings in the file at `path`; none where there is no such file.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, DotenvError> {
    let text = match text::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(DotenvError::Unreadable(error)),
    };
    parse(&text).map_err(|line| DotenvError::Malformed { line })
}

/// The settings, or the number of the first line that is none. A later line wins.
fn parse(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let text = text.trim_start_matches('\u{feff}');
    let mut settings = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(number + 1)?;
        if !is_name(name) {
            return Err(number + 1);
        }
        settings.insert(name.to_owned(), value.to_owned());
    }
    Ok(settings)
}

/// `text` with these values: each in the line of its name, or in one that is commented out and has no value,
/// or else at the end. All other lines stay.
pub(crate) fn with_values(text: &str, values: &[(&str, &str)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (name, value) in values {
        let line = format!("{name}={value}");
        let sets = |line: &String| {
            line.trim_start()
                .split_once('=')
                .is_some_and(|set| set.0 == *name)
        };
        let waiting = format!("#{name}=");
        let place = lines.iter().position(sets);
        match place.or_else(|| lines.iter().position(|line| line.trim_end() == waiting)) {
            None => lines.push(line),
            Some(place) => {
                lines[place] = line;
                // A later line would win.
                let mut earlier = 0..=place;
                lines.retain(|line| earlier.next().is_some() || !sets(line));
            }
        }
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let first = bytes.next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_value_is_taken_as_it_is() {
        let text = "# comment\n\nA=b=c # d\nPASSWORD=\"s3'c$ret\"\r\nEMPTY=\nA2=1\n";
        let found = parse(text).unwrap();
        let pairs: Vec<_> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("A", "b=c # d"),
                ("A2", "1"),
                ("EMPTY", ""),
                ("PASSWORD", "\"s3'c$ret\"")
            ]
        );
    }

    #[test]
    fn a_value_takes_the_place_of_its_name_and_all_other_lines_stay() {
        let text = "# Mine.\nA=1\n\n#B=\n#C=example\nD=4\nA=2\n";
        let changed = with_values(text, &[("A", "x=y #z"), ("B", "b"), ("C", "c")]);
        assert_eq!(changed, "# Mine.\nA=x=y #z\n\nB=b\n#C=example\nD=4\nC=c\n");
        assert_eq!(parse(&changed).unwrap()["A"], "x=y #z");
        let again = with_values(&changed, &[("A", "x=y #z"), ("C", "c")]);
        assert_eq!(again, changed);
        assert_eq!(with_values("", &[("A", "1")]), "A=1\n");
    }

    #[test]
    fn a_line_that_is_no_setting_is_named_by_its_number_alone() {
        for (text, line) in [
            ("A=1\nexport B=2\n", 2),
            ("s3cret\n", 1),
            ("=x", 1),
            ("1A=x", 1),
        ] {
            assert_eq!(parse(text), Err(line), "{text}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        fs::write(&path, "my password s3cret\n").unwrap();
        assert_snapshot!(
            read(&path).unwrap_err(),
            @"read `.env`: line 1: expected `NAME=value` with a name of letters, digits and `_`, or a comment behind `#`"
        );
    }
}
