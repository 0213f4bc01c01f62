//! Who started the runner, and would read what it prints.
//!
//! `docker run` passes signals on to the container. Killed by SIGKILL, alone or together with
//! `make`, it cannot, and the container would work on for nobody, beside the next run.

use crate::processes::{Process, is_alive, namespace};

/// The variable in which scripts/runner names the namespace of its process numbers, itself, and
/// the `make` that called it.
pub(crate) const VARIABLE: &str = "MLOPS_CALLER";

/// The processes without which a runner has nobody to work for, each by its
/// [`Process::identity`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Clients(Vec<String>);

impl Clients {
    /// Those that scripts/runner names. None where it has named none, or where its numbers mean
    /// nothing here: then the runner works to its end.
    #[must_use]
    pub(crate) fn of_environment() -> Self {
        Self::parse(&std::env::var(VARIABLE).unwrap_or_default(), &namespace())
    }

    /// Those of the runner that `process` is in.
    #[must_use]
    pub(crate) fn of(process: &Process) -> Self {
        Self::parse(
            &process.variable(VARIABLE).unwrap_or_default(),
            &namespace(),
        )
    }

    fn parse(value: &str, here: &str) -> Self {
        let mut words = value.split_whitespace();
        if words.next().is_none_or(|namespace| namespace != here) {
            return Self::default();
        }
        // One that is not there any more has ended before it was looked for.
        let identity = |word: &str| {
            let process = word.parse().ok().and_then(Process::find);
            process.map_or_else(|| format!("{word} "), |process| process.identity())
        };
        Self(words.map(identity).collect())
    }

    /// Whether one of them has ended.
    #[must_use]
    pub(crate) fn are_gone(&self) -> bool {
        self.0.iter().any(|client| !is_alive(client))
    }

    /// Their identities; the first is the process by which a person can stop the runner.
    #[must_use]
    pub(crate) fn identities(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::process::{self, Command};

    use super::*;
    use crate::processes::own_identity;

    const HERE: &str = "pid:[4026531836]";

    /// `make run` was killed with its process group; the container trained on for minutes, and
    /// the next `make run` met it.
    #[test]
    fn a_runner_whose_caller_was_killed_has_nobody_to_work_for() {
        let mut caller = Command::new("sleep").arg("60").spawn().unwrap();
        let value = format!("{HERE} {} {}", process::id(), caller.id());
        let clients = Clients::parse(&value, HERE);
        assert!(!clients.are_gone());
        assert_eq!(clients.identities()[0], own_identity());
        caller.kill().unwrap();
        caller.wait().unwrap();
        assert!(clients.are_gone());
    }

    #[test]
    fn a_caller_that_ended_before_the_runner_began_is_gone() {
        assert!(Clients::parse(&format!("{HERE} 4194303"), HERE).are_gone());
    }

    #[test]
    fn numbers_of_another_namespace_and_no_numbers_mean_nothing() {
        for value in ["", "pid:[1] 4194303", "4194303"] {
            assert!(!Clients::parse(value, HERE).are_gone(), "{value}");
        }
    }
}
