//! What a command printed, and which stages DVC ran.

use std::process::Output;

/// The four stages, in their order.
pub const STAGES: [&str; 4] = ["ingest", "preprocess", "train", "evaluate"];

/// How a command ended and all that it printed.
#[derive(Debug)]
pub struct CommandOutput {
    /// Whether it ended with 0.
    pub success: bool,
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output, then standard error.
    pub text: String,
}

impl From<Output> for CommandOutput {
    fn from(output: Output) -> Self {
        let text = [output.stdout, output.stderr].concat();
        Self {
            success: output.status.success(),
            code: output.status.code(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }
}

impl CommandOutput {
    /// Checks that the command ended with 0.
    #[must_use]
    pub fn assert_success(self) -> Self {
        assert!(self.success, "{}", self.text);
        self
    }

    /// Checks that the command did not end with 0.
    #[must_use]
    pub fn assert_failure(self) -> Self {
        assert!(!self.success, "succeeded:\n{}", self.text);
        self
    }

    /// Checks that `expected` was printed.
    pub fn assert_contains(&self, expected: &str) {
        assert!(
            self.text.contains(expected),
            "no `{expected}` in:\n{}",
            self.text
        );
    }

    /// The stages whose containers DVC started.
    #[must_use]
    pub fn ran(&self) -> Vec<&'static str> {
        let ran = |stage: &&str| self.text.contains(&format!("Running stage '{stage}'"));
        STAGES.into_iter().filter(ran).collect()
    }
}
