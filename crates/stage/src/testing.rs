//! For black-box tests: a folder that looks like a checkout, and what a
//! program said and left behind in it.
//!
//! It panics where a test should fail.

#![expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// The parameters of the bundled dataset, whatever dataset the checkout is set up for.
pub const PARAMS: &str = include_str!("../tests/iris/params.yaml");

/// A temporary folder to run a stage in, with `params.yaml` in it.
#[derive(Debug)]
pub struct Sandbox(TempDir);

/// How a program ended and what it printed.
#[derive(Debug)]
pub struct ProgramOutput {
    /// The exit code; a signal counts as none.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Sandbox {
    /// A folder that holds the default `params.yaml` and nothing else.
    #[must_use]
    pub fn new() -> Self {
        let sandbox = Self(TempDir::new().expect("a temporary folder can be made"));
        sandbox.write("params.yaml", PARAMS);
        sandbox
    }

    /// The path of `name` in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes the file `name`, with the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("folders can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// Replaces `old`, which must occur, by `new` in `params.yaml`.
    pub fn edit_params(&self, old: &str, new: &str) {
        let params = self.read("params.yaml");
        assert!(params.contains(old), "params.yaml does not hold {old}");
        self.write("params.yaml", params.replace(old, new));
    }

    /// The content of the file `name`.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in the folder `name`, sorted; none when there is no such folder.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(name)) else {
            return Vec::new();
        };
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry can be read").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs `program` in the folder with `environment` and nothing else of ours.
    #[must_use]
    pub fn run(&self, program: &str, args: &[&str], environment: &[(&str, &str)]) -> ProgramOutput {
        let output = self.command(program, args, environment).output();
        ProgramOutput::from(output.expect("the program can be started"))
    }

    /// Runs `program` where no file may have more than this number of `blocks`, of 512 bytes or 1024
    /// as the shell has it: writing more fails as it does on a full disk.
    #[must_use]
    pub fn run_on_full_disk(&self, program: &str, args: &[&str], blocks: u32) -> ProgramOutput {
        // The signal would end the program before it can say anything.
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let args = [&["-c", &limited, program], args].concat();
        self.run("/bin/sh", &args, &[])
    }

    /// Starts `program` in the folder with `environment` and nothing else of ours. It is `meanwhile`'s
    /// turn every millisecond until the program has ended.
    #[must_use]
    pub fn run_while(
        &self,
        program: &str,
        environment: &[(&str, &str)],
        mut meanwhile: impl FnMut(&mut Child),
    ) -> ProgramOutput {
        let mut command = self.command(program, &[], environment);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        while child.try_wait().expect("a child can be asked").is_none() {
            meanwhile(&mut child);
            thread::sleep(Duration::from_millis(1));
        }
        let output = child.wait_with_output();
        ProgramOutput::from(output.expect("what it printed can be read"))
    }

    /// Puts a copy of the file `name` into its place, as who writes it anew does.
    pub fn replace_by_copy(&self, name: &str) {
        let copy = self.path("copy");
        fs::copy(self.path(name), &copy).expect("a file can be copied");
        fs::rename(copy, self.path(name)).expect("a file can be renamed");
    }

    /// Appends to the file `name`, as a program that is still writing it does.
    pub fn append(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let file = fs::File::options().append(true).open(self.path(name));
        let mut file = file.expect("a file can be opened");
        file.write_all(bytes.as_ref())
            .expect("a file can be appended to");
    }

    /// Makes the file `name` this long, without using the disk for what is added.
    pub fn stretch(&self, name: &str, length: u64) {
        let file = fs::File::options().write(true).open(self.path(name));
        let file = file.expect("a file can be opened");
        file.set_len(length).expect("a file can be stretched");
    }

    fn command(&self, program: &str, args: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.0.path())
            .env_clear()
            .envs(environment.iter().copied());
        command
    }
}

/// Sends the signal of this name to a program.
pub fn signal(program: &Child, name: &str) {
    let id = program.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status();
    assert!(sent.expect("`kill` can be started").success());
}

/// Checks that two texts are equal, and shows the first lines that differ.
pub fn assert_same_lines(found: &str, expected: &str) {
    let pairs = found.lines().zip(expected.lines());
    if let Some((found, expected)) = pairs.clone().find(|(found, expected)| found != expected) {
        assert_eq!(found, expected);
    }
    assert!(
        found == expected,
        "one text ends before the other, or their line ends differ"
    );
}

impl From<Output> for ProgramOutput {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl ProgramOutput {
    /// Checks that the program ended with 0 and printed nothing on stderr.
    pub fn assert_success(&self) {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
    }

    /// Checks the exit code, and gives what was printed on stderr.
    #[must_use]
    pub fn failed_with(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        &self.stderr
    }

    /// Checks the exit code and the whole of stderr.
    pub fn assert_failure(&self, code: i32, stderr: &str) {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (Some(code), stderr),
            "{self:?}"
        );
    }
}
