//! What a check found, and what to type.

use serde::Serialize;
use stage::exit::{Exit, Failure, with_causes};

/// How things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// As they should.
    Ok,
    /// Something will be in the way, sooner or later, or could not be looked at.
    Warn,
    /// Something is in the way.
    Fail,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was looked at, in a word or two.
    pub name: String,
    pub status: Status,
    /// What was found; of the problems of a file, one a line.
    pub found: String,
    /// What to type, or to change.
    pub remedy: Option<String>,
    /// What it stands for if it is a failure: [`Exit::Tracker`] where a tracker or a remote cannot be
    /// reached or refuses, which another try may mend, and [`Exit::Internal`] where the check broke.
    #[serde(skip)]
    pub exit: Exit,
}

impl Finding {
    pub(super) fn ok(name: &str, found: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            status: Status::Ok,
            found: found.into(),
            remedy: None,
            exit: Exit::Usage,
        }
    }

    pub(super) fn warn(name: &str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            status: Status::Warn,
            remedy: Some(remedy.into()),
            ..Self::ok(name, found)
        }
    }

    pub(super) fn fail(name: &str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            status: Status::Fail,
            ..Self::warn(name, found, remedy)
        }
    }

    /// What an error says: behind its last semicolon stands what to do.
    pub(super) fn of(name: &str, error: &dyn Failure, remedy: &str) -> Self {
        let found = Self::of_message(name, &with_causes(error), remedy);
        match error.exit() {
            Exit::Tracker => found.into_unreachable(),
            _ => found,
        }
    }

    /// The same of an error's message alone; `remedy` where it says none.
    pub(super) fn of_message(name: &str, message: &str, remedy: &str) -> Self {
        let one_line = !message.contains('\n');
        let told = message.rsplit_once("; ").filter(|_| one_line);
        let (found, remedy) = told.unwrap_or((message, remedy));
        Self::fail(name, format!("failed to {found}"), remedy)
    }

    /// What could not be looked at, because something else is in the way.
    pub(super) fn unknown(name: &str, reason: &str) -> Self {
        let found = format!("not looked at: {reason}");
        Self::warn(name, found, "mend that first: a line above says how")
    }

    /// The same, where a failure is not in the way of what a person does now.
    pub(super) fn into_warning(self) -> Self {
        let status = match self.status {
            Status::Fail => Status::Warn,
            other => other,
        };
        Self { status, ..self }
    }

    pub(super) fn into_unreachable(self) -> Self {
        Self {
            exit: Exit::Tracker,
            ..self
        }
    }

    /// A check that broke, which is a bug.
    pub(super) fn broken(name: &str) -> Self {
        let found = "the check itself broke, which is a bug; the line above says where";
        Self {
            exit: Exit::Internal,
            ..Self::fail(name, found, "report that line")
        }
    }
}

impl From<Finding> for Vec<Finding> {
    fn from(finding: Finding) -> Self {
        vec![finding]
    }
}
