//! The frame that every stage's `main` runs in.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::exit::{Exit, Failure, with_causes};
use crate::{progress, signals, umask, usage};

static NAME: OnceLock<String> = OnceLock::new();

/// The name of the program, which its lines begin with: what [`run`] was given.
#[must_use]
pub fn name() -> &'static str {
    NAME.get().map_or("mlops", String::as_str)
}

/// Runs the work of the stage `name` and turns its result into an exit code.
///
/// An error is printed to stderr with its causes; a panic becomes
/// [`Exit::Internal`] with a line that says so; a signal ends the process, see
/// [`signals`].
pub fn run<E: Failure>(name: &str, work: impl FnOnce() -> Result<(), E>) -> ExitCode {
    if let Err(error) = signals::exit_on_signal() {
        eprintln!("{name}: cannot handle signals, going on without: {error}");
    }
    let code = run_for(name, || work().map(|()| Exit::Done.code()));
    usage::tell();
    code
}

/// Runs the work of a program that ends with the exit code of another one; else as
/// [`run`]. Files get the permissions that the caller's umask leaves, see [`umask`]. What signals
/// do is left to the work.
pub fn run_for<E: Failure>(name: &str, work: impl FnOnce() -> Result<u8, E>) -> ExitCode {
    let _ = NAME.set(name.to_owned());
    report_panics(name);
    if let Err(error) = umask::take_over() {
        eprintln!("{name}: failed to take over the umask: {error}");
        return ExitCode::from(Exit::Usage.code());
    }
    let code = match panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            eprintln!("{name}: failed to {}", with_causes(&error));
            error.exit().code()
        }
        Err(_) => Exit::Internal.code(),
    };
    ExitCode::from(code)
}

/// Replaces Rust's panic message by one that tells a user what to do with it.
fn report_panics(name: &str) {
    let name = name.to_owned();
    panic::set_hook(Box::new(move |panic| {
        progress::leave_line();
        eprintln!("{name}: internal error, please report this line: {panic}");
    }));
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("read `a.csv`")]
    struct Unreadable(#[source] io::Error);

    impl Failure for Unreadable {
        fn exit(&self) -> Exit {
            Exit::Data
        }
    }

    #[test]
    fn an_error_ends_with_its_own_code() {
        let code = run("ingest", || {
            Err(Unreadable(io::Error::other("disk on fire")))
        });
        assert_eq!(code, ExitCode::from(3));
    }

    #[test]
    fn success_ends_with_zero() {
        assert_eq!(run("ingest", || Ok::<_, Unreadable>(())), ExitCode::SUCCESS);
    }

    #[test]
    fn the_code_of_another_program_comes_through() {
        let code = run_for("mlops", || Ok::<_, Unreadable>(137));
        assert_eq!(code, ExitCode::from(137));
    }

    #[test]
    fn a_panic_ends_with_seventy() {
        let code = run("ingest", || -> Result<(), Unreadable> {
            panic!("impossible")
        });
        assert_eq!(code, ExitCode::from(70));
    }
}
