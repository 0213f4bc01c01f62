//! Somebody who has a clone and a page, and types what stands there.

use std::fs;
use std::path::Path;
use std::process::Command;

use end_to_end::page::{self, Block};
use end_to_end::{Checkout, CommandOutput};

/// What a test does in its own way: the clone is of what is here.
const CLONING: [&str; 2] = ["git clone <the address", "cd "];
/// It would compile in the clone what is compiled here.
const TABLES: &str = "scripts/cargo run --locked -p end-to-end --example tables -- tables";

/// Somebody with a clone, which goes with its tracker in the end.
pub(crate) struct Stranger {
    pub(crate) checkout: Checkout,
    /// What `…` in a command stands for: the first experiment that `make compare` has listed, or the run that an
    /// experiment has named.
    known: String,
}

impl Stranger {
    pub(crate) fn at(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let checkout = Checkout::fresh(&folder.join("iris-pipeline"));
        for other in ["team", "colleague", "iris.git"] {
            let _ = fs::remove_dir_all(folder.join(other));
        }
        for command in [
            &["config", "user.name", "ann"][..],
            &["config", "user.email", "ann@localhost"],
            &["branch", "--move", "--force", "main"],
            // Whatever a page pushes, not to the repository of these tests.
            &["remote", "set-url", "origin", "/dev/null"],
        ] {
            let _ = checkout.command("git", command).assert_success();
        }
        let known = String::new();
        Self { checkout, known }
    }

    /// Does what a page says, from its first line to its last. What it shows in another language is no command.
    pub(crate) fn follow(&mut self, page: &str) {
        for block in page::blocks(page) {
            match block.language {
                "diff" => self.edit(block),
                "" => self.type_commands(block),
                _ => {}
            }
        }
    }

    /// Makes the edit of params.yaml that is shown.
    fn edit(&self, block: Block<'_>) {
        let [old, new] = page::edit(block.text).map(|lines| format!("\n{lines}"));
        let _ = self.checkout.edit("params.yaml", &old, &new);
    }

    /// Types the commands of a block, and compares what each prints with what is shown.
    fn type_commands(&mut self, block: Block<'_>) {
        for (command, shown) in page::commands(block.text) {
            if CLONING.iter().any(|start| command.starts_with(start)) {
                continue;
            }
            let typed = command.replace('…', &self.known);
            let output = match &*typed {
                TABLES => self.make_tables(),
                typed => self.checkout.command("sh", &["-c", typed]),
            };
            assert_eq!(
                output.success,
                !page::fails(&shown),
                "`{typed}`: {}",
                output.text
            );
            let missing = page::missing(&shown, &output.text);
            let text = &output.text;
            assert!(
                missing.is_empty(),
                "`{typed}` does not print {missing:#?}:\n{text}"
            );
            self.learn(command, text);
        }
    }

    fn learn(&mut self, command: &str, text: &str) {
        let mut names = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(' ').next());
        let first = names.find(|name| !["version", "workspace"].contains(name));
        let run = text.split_once("is tracked in run ");
        let run = run.and_then(|(_, rest)| rest.split(',').next());
        let known = if command == "make compare" {
            first
        } else {
            run
        };
        if let Some(known) = known {
            known.clone_into(&mut self.known);
        }
    }

    /// Has the program of these sources make the tables in the clone.
    fn make_tables(&self) -> CommandOutput {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = Command::new(cargo);
        command.args([
            "run",
            "--quiet",
            "--locked",
            "--features",
            "docker",
            "--example",
            "tables",
        ]);
        let folder = self.checkout.path("tables");
        let output = command
            .arg("--")
            .arg(folder)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output();
        output.expect("cargo can be started").into()
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let colleague = self.checkout.root().with_file_name("colleague");
        if colleague.exists() {
            let _ = Checkout::at(&colleague).make("clean-all");
        }
        let _ = self.checkout.make("clean-all");
    }
}
