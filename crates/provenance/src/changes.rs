//! The changes that were not committed, as a patch that goes with the run.
//!
//! `mlops stage` asks git for them and leaves them in a file; train, which has no git, takes that along.
//! What is left out is told in the first line of the file, which `git apply` passes over.

use std::fmt::Write as _;

use crate::credentials::looks_like_credentials;

/// Where `mlops stage` leaves the changes, relative to the checkout.
pub const CHANGES_FILE: &str = ".dvc/tmp/mlops/changes.patch";
/// Where they are among the files of the run.
pub const CHANGES_ARTIFACT: &str = "lineage/changes.patch";
/// The largest patch that is kept, in bytes: 1 MiB.
pub const LARGEST_PATCH: usize = 1 << 20;

/// What the first line begins with where something is left out.
const OMITTED: &str = "# left out: ";
/// What each file of a patch begins with; no line of a hunk does.
const FILE_HEADER: &[u8] = b"diff --git ";

/// Changes of tracked files, as far as they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// A patch for `git apply`; empty where nothing is kept.
    pub patch: Vec<u8>,
    /// What is left out and why, in a line.
    pub omitted: Option<String>,
}

impl Changes {
    /// Of `diff`, what `git diff --binary --no-renames` printed: files that may hold credentials are left
    /// out, and so is everything where the rest is larger than [`LARGEST_PATCH`].
    #[must_use]
    pub fn of_diff(diff: &[u8]) -> Self {
        let mut kept = Self::default();
        let mut secret = Vec::new();
        for file in files(diff) {
            let name = name(file);
            if looks_like_credentials(&name, file) {
                secret.push(format!("`{name}`"));
            } else {
                kept.patch.extend_from_slice(file);
            }
        }
        if kept.patch.len() > LARGEST_PATCH {
            return Self::too_large();
        }
        let secret = secret.join(", ");
        kept.omitted = (!secret.is_empty()).then(|| format!("{secret}, where credentials may be"));
        kept
    }

    /// Of changes that are larger than what is kept.
    #[must_use]
    pub fn too_large() -> Self {
        let limit = LARGEST_PATCH >> 20;
        Self {
            patch: Vec::new(),
            omitted: Some(format!(
                "all changes: together they are larger than {limit} MiB"
            )),
        }
    }

    /// Whether there is anything to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The content of the file.
    #[must_use]
    pub fn to_file(&self) -> Vec<u8> {
        let mut head = String::new();
        if let Some(omitted) = &self.omitted {
            // Writing to a string cannot fail.
            let _ = writeln!(head, "{OMITTED}{}", omitted.replace('\n', " "));
        }
        [head.as_bytes(), &self.patch].concat()
    }

    /// Reads `file`, the content of the file.
    #[must_use]
    pub fn from_file(file: &[u8]) -> Self {
        let Some(rest) = file.strip_prefix(OMITTED.as_bytes()) else {
            return Self {
                patch: file.to_vec(),
                omitted: None,
            };
        };
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, patch) = rest.split_at(end.unwrap_or(rest.len()));
        Self {
            patch: patch.get(1..).unwrap_or_default().to_vec(),
            omitted: Some(String::from_utf8_lossy(line).into_owned()),
        }
    }
}

/// The files of a patch, each with its header.
fn files(diff: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in diff.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(FILE_HEADER) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([diff.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &diff[*start..end])
        .collect()
}

/// The name in the header `diff --git a/NAME b/NAME`; git puts one with odd characters in quotes.
fn name(file: &[u8]) -> String {
    let line = file.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(&line[FILE_HEADER.len()..]).into_owned();
    // Both names are the same, so the second begins in the middle.
    let second = line.get(line.len() / 2 + 1..).unwrap_or_default();
    let second = second.trim_matches('"');
    second.strip_prefix("b/").unwrap_or(second).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, line: &str) -> String {
        format!(
            "diff --git a/{name} b/{name}\nindex 1..2 100644\n--- a/{name}\n+++ b/{name}\n@@ -1 +1 @@\n-old\n+{line}\n"
        )
    }

    #[test]
    fn what_is_written_is_read_back() {
        for omitted in [None, Some("`.env`, where credentials may be".to_owned())] {
            let patch = file("params.yaml", "caf\u{e9}").into_bytes();
            let changes = Changes { patch, omitted };
            assert_eq!(Changes::from_file(&changes.to_file()), changes);
        }
        assert_eq!(
            Changes::from_file(&Changes::too_large().to_file()),
            Changes::too_large()
        );
        assert!(Changes::from_file(b"").is_empty());
    }

    #[test]
    fn files_that_may_hold_credentials_are_left_out_and_named() {
        let (params, readme) = (file("params.yaml", "x: 1"), file("a b/read me.md", "new"));
        let odd =
            "diff --git \"a/k\\303\\244se.pem\" \"b/k\\303\\244se.pem\"\n@@ -1 +1 @@\n-a\n+b\n";
        let diff = [
            &*params,
            &file(".env", "TOKEN=hunter2"),
            &file("deploy/id.key", "hunter2"),
            odd,
            &readme,
            &file("deploy.sh", "-----BEGIN RSA PRIVATE KEY-----"),
        ]
        .concat();
        let changes = Changes::of_diff(diff.as_bytes());
        assert_eq!(
            String::from_utf8(changes.patch).unwrap(),
            [params, readme].concat()
        );
        assert_eq!(
            changes.omitted.unwrap(),
            "`.env`, `deploy/id.key`, `k\\303\\244se.pem`, `deploy.sh`, where credentials may be"
        );
    }

    #[test]
    fn changes_above_a_mebibyte_are_left_out_as_a_whole() {
        let small = file("a.txt", &"x".repeat(1000));
        assert_eq!(Changes::of_diff(small.as_bytes()).omitted, None);
        let large = file("a.txt", &"x".repeat(LARGEST_PATCH));
        assert_eq!(Changes::of_diff(large.as_bytes()), Changes::too_large());
        // A large file of credentials does not count.
        let secret = file(".env", &"x".repeat(LARGEST_PATCH));
        let changes = Changes::of_diff([small.clone(), secret].concat().as_bytes());
        assert_eq!(changes.patch, small.into_bytes());
    }
}
