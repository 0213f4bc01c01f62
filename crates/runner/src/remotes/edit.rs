//! Other settings in the text of a file of DVC's configuration, all else of which stays: comments, and
//! settings that nothing here knows of.

use super::copy::{quoted, quoted_section};

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// A section, such as `core` or `remote "storage"`.
    pub section: &'static str,
    /// A key in it.
    pub key: &'static str,
    /// What it is set to; none takes it away.
    pub value: Option<String>,
}

/// `text` after these changes.
pub(crate) fn edited(text: &str, changes: &[Change]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for change in changes {
        change.apply(&mut lines);
    }
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

impl Change {
    fn apply(&self, lines: &mut Vec<String>) {
        let line = self.value.as_deref().map(|value| self.line(value));
        let places = self.places(lines);
        let Some((first, others)) = places.split_first() else {
            if let Some(line) = line {
                self.add(lines, line);
            }
            return;
        };
        for place in others.iter().rev() {
            lines.remove(*place);
        }
        match line {
            Some(line) => lines[*first] = line,
            None => drop(lines.remove(*first)),
        }
    }

    fn line(&self, value: &str) -> String {
        let is_special = |letter: char| "#,'\"".contains(letter);
        let value = if value.contains(is_special) || value.trim() != value {
            quoted(value)
        } else {
            value.to_owned()
        };
        format!("    {} = {value}", self.key)
    }

    /// The lines that set the key.
    fn places(&self, lines: &[String]) -> Vec<usize> {
        let mut inside = false;
        let mut found = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            if let Some(section) = section(line) {
                inside = section == self.section;
            } else if inside && key(line).is_some_and(|key| key == self.key) {
                found.push(place);
            }
        }
        found
    }

    /// Adds the line behind the settings of its section, which is made where there is none.
    fn add(&self, lines: &mut Vec<String>, line: String) {
        match self.end(lines) {
            Some(place) => lines.insert(place + 1, line),
            None => lines.extend([format!("[{}]", quoted_section(self.section)), line]),
        }
    }

    /// The last line that belongs to the section: its head or a setting. Comments behind it may be about the next one.
    fn end(&self, lines: &[String]) -> Option<usize> {
        let mut inside = false;
        let mut end = None;
        for (place, line) in lines.iter().enumerate() {
            if let Some(section) = section(line) {
                inside = section == self.section;
            }
            if inside && (section(line).is_some() || key(line).is_some()) {
                end = Some(place);
            }
        }
        end
    }
}

/// The section that a line begins, as DVC compares them: without quotes, in lower case.
fn section(line: &str) -> Option<String> {
    let line = line.trim();
    let name = line.strip_prefix('[')?.split_once(']')?.0.trim();
    let unquoted = |quote: char| name.strip_prefix(quote)?.strip_suffix(quote);
    let name = unquoted('\'').or_else(|| unquoted('"')).unwrap_or(name);
    Some(name.to_lowercase())
}

/// The key that a line sets; none for a comment.
fn key(line: &str) -> Option<String> {
    let line = line.trim_start();
    let (key, _) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
    Some(key.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const STORAGE: &str = "remote \"storage\"";

    fn set(section: &'static str, key: &'static str, value: &str) -> Change {
        let value = Some(value.to_owned());
        Change {
            section,
            key,
            value,
        }
    }

    fn unset(section: &'static str, key: &'static str) -> Change {
        Change {
            section,
            key,
            value: None,
        }
    }

    #[test]
    fn a_value_is_replaced_and_comments_and_other_settings_stay() {
        let text = "# Whose?\n[core]\n    analytics = false\n# Where.\n['remote \"storage\"']\n\
                    \x20   # url = old\n    url = storage\n    profile = team\n# The other.\n['remote \"bundled\"']\n    url = ../dataset\n";
        let changes = [
            set(STORAGE, "url", "s3://bucket/iris"),
            set(STORAGE, "endpointurl", "https://s3.example.org"),
            set("core", "remote", "storage"),
        ];
        let after = edited(text, &changes);
        assert_snapshot!(after, @r#"
        # Whose?
        [core]
            analytics = false
            remote = storage
        # Where.
        ['remote "storage"']
            # url = old
            url = s3://bucket/iris
            profile = team
            endpointurl = https://s3.example.org
        # The other.
        ['remote "bundled"']
            url = ../dataset
        "#);
        assert_eq!(edited(&after, &changes), after);
        let back = [
            set(STORAGE, "url", "storage"),
            unset(STORAGE, "endpointurl"),
            unset("core", "remote"),
        ];
        assert_eq!(edited(&after, &back), text);
    }

    #[test]
    fn a_setting_is_left_once_and_a_missing_section_is_made() {
        let text = "[remote \"storage\"]\nURL=a\nurl = b\n[Core]\nremote=x";
        let changes = [set(STORAGE, "url", "c"), unset("core", "remote")];
        assert_eq!(
            edited(text, &changes),
            "[remote \"storage\"]\n    url = c\n[Core]\n"
        );
        assert_snapshot!(edited("", &[set(STORAGE, "url", "/mnt/a #1")]), @r#"
        ['remote "storage"']
            url = "/mnt/a #1"
        "#);
        assert_eq!(edited("", &[unset(STORAGE, "url")]), "");
    }
}
