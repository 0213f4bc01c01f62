//! The frame of a stage that the pipeline did not come with: its parameters are a section of its
//! own, its outputs appear together or not at all, and its errors have exit codes.
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::ExitCode;
//!
//! /// Stage `copies` writes `stages.copies.text` as often as `stages.copies.times` says.
//! fn main() -> ExitCode {
//!     let read = |section: &mut stage::own::Section<'_>| {
//!         let text = section.text("text", None);
//!         let times = section.integer("times", 1..=100, Some(1));
//!         Some((text?, times?))
//!     };
//!     stage::own::run("copies", read, |_params, (text, times): (String, usize), outputs| {
//!         let copies = text.repeat(times);
//!         outputs.add(Path::new("data/copies/text.txt"), |out| out.write_all(copies.as_bytes()))?;
//!         Ok(())
//!     })
//! }
//! ```

use std::env;
use std::fmt;
use std::path::Path;
use std::process::ExitCode;

// What is in the signatures here: a stage needs no crate `params` for its own section.
pub use params::{Params, Section};

use crate::exit::{Exit, Failure, with_causes};
use crate::outputs::Outputs;
use crate::process;

/// What a stage is told on its command line when it is to check its parameters and end.
pub const CHECK: &str = "--check";

/// The file that every stage checks.
const PARAMS: &str = "params.yaml";

/// Why a stage did not do its work: what it says after "failed to", and the code that it ends with.
/// Every error that knows its code becomes one by `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    message: String,
    exit: Exit,
}

impl Failed {
    /// Ends the stage with `exit`; `message` reads after "failed to".
    #[must_use]
    pub fn new(exit: Exit, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self { message, exit }
    }
}

impl<E: Failure> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::new(error.exit(), with_causes(&error))
    }
}

/// What a stage failed with, as the frame of all programs takes it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
struct Told(Failed);

impl Failure for Told {
    fn exit(&self) -> Exit {
        self.0.exit
    }
}

/// Runs the stage `name` in the root of a checkout, and gives the code that it ends with.
///
/// `params.yaml` is checked as a whole, with the section `stages.<name>` as `read` understands it.
/// `work` adds the outputs, which get their names when it has ended well; what was there before is
/// left as it was if it does not. With [`CHECK`] on the command line, only the parameters are
/// checked.
pub fn run<T>(
    name: &str,
    read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    work: impl FnOnce(&Params, T, &mut Outputs) -> Result<(), Failed>,
) -> ExitCode {
    let args: Vec<_> = env::args().skip(1).collect();
    process::run(name, || {
        execute(name, &args, Path::new(PARAMS), read, work).map_err(Told)
    })
}

fn execute<T>(
    name: &str,
    args: &[String],
    path: &Path,
    read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    work: impl FnOnce(&Params, T, &mut Outputs) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let only_checks = match args {
        [] => false,
        [arg] if arg == CHECK => true,
        _ => {
            let text = format!(
                "understand `{}`; expected nothing or `{CHECK}`",
                args.join(" ")
            );
            return Err(Failed::new(Exit::Usage, text));
        }
    };
    let (params, own) = Params::read_with_own(path, name, read)?;
    if only_checks {
        return Ok(());
    }
    let mut outputs = Outputs::new();
    work(&params, own, &mut outputs)?;
    Ok(outputs.commit()?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    const IRIS: &str = include_str!("../tests/iris/params.yaml");

    /// A folder with parameters that end with `stages`, and what a stage in it ends with.
    fn ended(stages: &str, args: &[&str], problem: Option<&str>) -> (String, Option<String>) {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("params.yaml"), format!("{IRIS}{stages}")).unwrap();
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let read = |section: &mut Section<'_>| section.integer("times", 1..=9_u8, None);
        let ended = execute(
            "copies",
            &args,
            &at("params.yaml"),
            read,
            |params, times, outputs| {
                let text = format!("{} {times}", params.data.name);
                outputs.add(&at("out/a.txt"), |out| out.write_all(text.as_bytes()))?;
                problem.map_or(Ok(()), |problem| Err(Failed::new(Exit::Data, problem)))
            },
        );
        let told = match ended {
            Ok(()) => "done".to_owned(),
            Err(Failed { message, exit }) => {
                let folder = format!("{}/", folder.path().display());
                format!("{}: {}", exit.code(), message.replace(&folder, ""))
            }
        };
        let hidden = fs::read_dir(at("out")).map_or(0, Iterator::count);
        let output = fs::read_to_string(at("out/a.txt")).ok();
        assert_eq!(hidden, usize::from(output.is_some()));
        (told, output)
    }

    const GOOD: &str = "stages:\n  copies:\n    times: 3\n";

    #[test]
    fn outputs_appear_when_the_work_has_ended_well_and_not_before() {
        let done = ("done".to_owned(), Some("iris 3".to_owned()));
        assert_eq!(ended(GOOD, &[], None), done);
        let problem = "read `a.csv`: line 2: no number";
        assert_eq!(
            ended(GOOD, &[], Some(problem)),
            (format!("3: {problem}"), None)
        );
    }

    #[test]
    fn a_wrong_parameter_ends_it_with_2_before_it_works() {
        let (told, output) = ended("stages:\n  copies:\n    tmes: 3\n", &[], None);
        assert_snapshot!(told, @r"
        2: check `params.yaml`: 2 problems
          line 77: missing key `stages.copies.times`; expected an integer from 1 to 9
          line 78: unknown key `stages.copies.tmes`; did you mean `times`?
        ");
        assert_eq!(output, None);
    }

    #[test]
    fn it_can_check_its_parameters_and_do_nothing_else() {
        assert_eq!(ended(GOOD, &["--check"], None), ("done".to_owned(), None));
        let (told, _) = ended("stages:\n  copies:\n    times: 12\n", &["--check"], None);
        assert_snapshot!(told, @"2: check `params.yaml`: line 78: `stages.copies.times` is 12; expected an integer from 1 to 9");
        let (told, _) = ended(GOOD, &["--check", "twice"], None);
        assert_snapshot!(told, @"2: understand `--check twice`; expected nothing or `--check`");
    }
}
