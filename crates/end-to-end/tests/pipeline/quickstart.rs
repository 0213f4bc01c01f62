//! docs/quickstart.md and docs/teaching.md, typed by somebody who has nothing else: no command is missing, and each
//! prints what is shown.

use std::fs;
use std::path::Path;

use end_to_end::Checkout;
use end_to_end::page::{self, Block};

use crate::after_first_run;

const QUICKSTART: &str = include_str!("../../../../docs/quickstart.md");
const TEACHING: &str = include_str!("../../../../docs/teaching.md");
/// What a test does in its own way: the clone is of what is here.
const CLONING: [&str; 2] = ["git clone <the address", "cd "];

#[test]
fn a_stranger_comes_from_the_clone_to_a_model_of_their_own_by_the_quickstart() {
    // The other clone keeps the images that both use.
    let _guard = after_first_run();
    let stranger = Stranger::at("quick start");
    stranger.follow(QUICKSTART);
    let lock = stranger.0.read("dvc.lock");
    assert!(lock.contains("customers"), "{lock}");
}

#[test]
fn the_answers_of_the_lessons_are_right() {
    let _guard = after_first_run();
    let stranger = Stranger::at("lessons");
    stranger.follow(TEACHING);
    let colleague = Checkout::at(&stranger.0.root().with_file_name("colleague"));
    assert_eq!(colleague.digests(), stranger.0.digests());
}

/// Somebody with a clone, which goes with its tracker in the end.
struct Stranger(Checkout);

impl Stranger {
    fn at(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let stranger = Self(Checkout::fresh(&folder.join("iris-pipeline")));
        for other in ["team", "colleague"] {
            let _ = fs::remove_dir_all(folder.join(other));
        }
        for (name, value) in [("user.name", "ann"), ("user.email", "ann@localhost")] {
            let _ = stranger
                .0
                .command("git", &["config", name, value])
                .assert_success();
        }
        stranger
    }

    /// Does what a page says, from its first line to its last.
    fn follow(&self, page: &str) {
        let mut best = String::new();
        for block in page::blocks(page) {
            match block.language {
                "diff" => self.edit(block),
                _ => self.type_commands(block, &mut best),
            }
        }
    }

    /// Makes the edit of params.yaml that is shown.
    fn edit(&self, block: Block<'_>) {
        let line = |sign: char| block.text.lines().find_map(|line| line.strip_prefix(sign));
        let (old, new) = (
            line('-').expect("what was"),
            line('+').expect("what is to be"),
        );
        let _ = self
            .0
            .edit("params.yaml", &format!("\n{old}"), &format!("\n{new}"));
    }

    /// Types the commands of a block. `best` is the first experiment that `make compare` has listed.
    fn type_commands(&self, block: Block<'_>, best: &mut String) {
        for (command, shown) in page::commands(block.text) {
            if CLONING.iter().any(|start| command.starts_with(start)) {
                continue;
            }
            let typed = command.replace('…', best);
            let output = self.0.command("sh", &["-c", &typed]).assert_success();
            let missing = page::missing(&shown, &output.text);
            assert!(
                missing.is_empty(),
                "`{typed}` does not print {missing:#?}:\n{}",
                output.text
            );
            if command == "make compare" {
                let first = output
                    .text
                    .lines()
                    .nth(1)
                    .and_then(|line| line.split(' ').next());
                first.expect("a table").clone_into(best);
            }
        }
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let colleague = self.0.root().with_file_name("colleague");
        if colleague.exists() {
            let _ = Checkout::at(&colleague).make("clean-all");
        }
        let _ = self.0.make("clean-all");
    }
}
