//! `params.yaml` with another section `data`, and all else as a person wrote it.

use params::yaml::{self, Node};

use super::error::NewDatasetError;

/// The section's name.
const DATA: &str = "data";

/// The text of `params.yaml`, `before`, with `section` in the place of
/// its section `data`. Comments above it stay, and those below it that are not indented, which
/// belong to what follows. Where it has no such section, it gets one at its end.
///
/// # Errors
///
/// When `before` is not YAML, or a section does not begin a line.
pub(super) fn replaced(before: &str, section: &str) -> Result<String, NewDatasetError> {
    let root = yaml::parse(before).map_err(NewDatasetError::ParamsMalformed)?;
    let lines: Vec<_> = before.split_inclusive('\n').collect();
    let (start, end) = match lines_of_data(&root, &lines)? {
        Some(range) => range,
        None => (lines.len(), lines.len()),
    };
    let ending = if before.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    // Comments above it would be more with each time.
    let section = section
        .lines()
        .skip_while(|line| !line.starts_with("data:"));
    let section = section.map(|line| format!("{line}{ending}"));
    let head = lines[..start].concat();
    let gap = if head.is_empty() || head.ends_with('\n') {
        ""
    } else {
        ending
    };
    let section = section.collect::<String>();
    Ok(format!("{head}{gap}{section}{}", lines[end..].concat()))
}

/// The first line of the section, from 0, and the one behind its last.
fn lines_of_data(root: &Node, lines: &[&str]) -> Result<Option<(usize, usize)>, NewDatasetError> {
    let entries = root.entries();
    for entry in entries {
        let line = entry.line();
        // A section in braces, or one that is indented, cannot be cut out by lines.
        if lines
            .get(line - 1)
            .is_none_or(|text| text.starts_with([' ', '{', '}']))
        {
            return Err(NewDatasetError::Layout { line });
        }
    }
    let Some(data) = entries.iter().position(|entry| entry.key() == DATA) else {
        return Ok(None);
    };
    let start = entries[data].line() - 1;
    let next = entries
        .get(data + 1)
        .map_or(lines.len(), |next| next.line() - 1);
    let belongs = |line: &&str| !line.trim().is_empty() && line.starts_with([' ', '\t', '-']);
    let inside = lines[start + 1..next].iter().rposition(belongs);
    Ok(Some((
        start,
        inside.map_or(start + 1, |last| start + last + 2),
    )))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const SECTION: &str = "data:\n  name: goods\n  columns:\n    a: number\n";

    fn after(before: &str) -> String {
        replaced(before, SECTION).unwrap()
    }

    #[test]
    fn only_the_section_changes_and_comments_stay_where_they_belong() {
        let before = "# The file to edit.\n\n# What is read:\ndata:\n  # Its name.\n  name: iris # short\n\n  classes:\n  - a\n  - b\n\
                      \n# How it is split.\npreprocess: {test_size: 0.2} # a fifth\ntrain:\n  a: 1\n";
        assert_snapshot!(after(before), @r"
        # The file to edit.

        # What is read:
        data:
          name: goods
          columns:
            a: number

        # How it is split.
        preprocess: {test_size: 0.2} # a fifth
        train:
          a: 1
        ");
    }

    #[test]
    fn it_may_be_the_last_one_or_the_only_one_or_missing() {
        let last = after("train: {a: 1}\ndata:\n  name: iris\n# The end.");
        let only = after("data: {name: iris}");
        let lists = after("data:\n- a\n- b\n\ntrain: 1\n");
        let missing = after("train: {a: 1}");
        assert_snapshot!([last, only, lists, missing].join("-----\n"), @r"
        train: {a: 1}
        data:
          name: goods
          columns:
            a: number
        # The end.-----
        data:
          name: goods
          columns:
            a: number
        -----
        data:
          name: goods
          columns:
            a: number

        train: 1
        -----
        train: {a: 1}
        data:
          name: goods
          columns:
            a: number
        ");
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let found = after("data:\r\n  name: iris\r\ntrain: 1\r\n");
        assert_eq!(found.matches("\r\n").count(), 5, "{found:?}");
        assert_eq!(found.matches('\n').count(), 5, "{found:?}");
    }

    #[test]
    fn what_cannot_be_cut_out_by_lines_is_refused() {
        let refused = |before: &str| replaced(before, SECTION).unwrap_err().to_string();
        assert_snapshot!(refused("{data: {name: iris}, train: {}}"), @"replace the section `data` of `params.yaml`: line 1: expected `data:` and the other sections at the beginnings of lines of their own");
        assert_snapshot!(refused("  train: 1\n  data: 2\n"), @"replace the section `data` of `params.yaml`: line 1: expected `data:` and the other sections at the beginnings of lines of their own");
        assert_snapshot!(refused("data: ["), @"read `params.yaml`: line 2: is not YAML: while parsing a node, did not find expected node content");
    }

    /// The text of a section may hold what looks like another one.
    #[test]
    fn a_text_over_many_lines_is_part_of_its_section() {
        let before =
            "data:\n  about: |\n    train: 1\n\n    # no comment\n  name: iris\ntrain: 1\n";
        assert_eq!(after(before), format!("{SECTION}train: 1\n"));
    }
}
