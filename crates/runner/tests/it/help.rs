//! `--help` of `mlops` and of all its commands, and what the pages say of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use clap::{Command, CommandFactory as _, Parser as _, error::ErrorKind};
use runner::Args;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn mlops(args: &[&str]) -> Output {
    let mut mlops = Process::new(env!("CARGO_BIN_EXE_mlops"));
    mlops.args(args).output().unwrap()
}

fn help(path: &[&str]) -> String {
    let output = mlops(&[path, &["--help"]].concat());
    assert!(output.status.success(), "{path:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{path:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every command that people see, by its words.
fn commands<'c>(of: &'c Command, path: &[&'c str]) -> Vec<(Vec<&'c str>, &'c Command)> {
    let mut found = vec![(path.to_vec(), of)];
    for command in of.get_subcommands().filter(|it| !it.is_hide_set()) {
        found.extend(commands(command, &[path, &[command.get_name()]].concat()));
    }
    found
}

#[test]
fn every_command_says_what_it_does_and_what_each_argument_is() {
    let all = Args::command();
    let all = commands(&all, &[]);
    assert!(all.len() > 25, "{}", all.len());
    for (path, command) in all {
        let help = help(&path);
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            about.len() > 15 && help.starts_with(&about),
            "{path:?}: {help}"
        );
        let seen = command
            .get_arguments()
            .filter(|argument| !argument.is_hide_set());
        for argument in
            seen.filter(|argument| !["help", "version"].contains(&argument.get_id().as_str()))
        {
            let told = argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(told.len() > 5, "{path:?}: {}", argument.get_id());
            assert!(help.contains(&told), "{path:?}: {help}");
        }
    }
}

/// What .env may hold, and which command of make does the same, is found from the program as well.
#[test]
fn the_help_names_every_setting_and_the_targets_of_make() {
    let whole = help(&[]);
    let settings = fs::read_to_string(root().join(".env.example")).unwrap();
    let settings = settings
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split_once('='));
    let settings: Vec<_> = settings
        .map(|(name, _)| name)
        .filter(|name| {
            name.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        })
        .collect();
    assert!(settings.len() > 12, "{settings:?}");
    for setting in settings {
        assert!(whole.contains(setting), "no {setting} in {whole}");
    }
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    for (path, _) in commands(&Args::command(), &[]) {
        let target = path.join("-");
        if makefile.contains(&format!("\n{target}: ")) {
            assert!(help(&path).contains(&format!("`make {target}")), "{path:?}");
        }
    }
}

/// That of the Makefile and of the scripts is tested in `end-to-end` (tests/makefile.rs).
#[test]
fn a_command_that_lacks_something_says_how_to_give_it_to_make() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        root().join("params.yaml"),
        folder.path().join("params.yaml"),
    )
    .unwrap();
    for (command, told) in [
        ("exp", "`make exp SET="),
        ("apply", "`make apply EXP="),
        ("promote", "`make promote VERSION="),
        ("reproduce", "`make reproduce VERSION="),
        ("remote", "`make remote TO="),
    ] {
        let mut mlops = Process::new(env!("CARGO_BIN_EXE_mlops"));
        let output = mlops.arg(command).current_dir(&folder).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(said.contains(told), "{command}: {said}");
    }
}

/// The pages for people.
fn pages() -> Vec<PathBuf> {
    let mut found = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .map(|name| root().join(name))
        .to_vec();
    for folder in ["docs", "docs/decisions"] {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|it| it == "md")));
    }
    found
}

/// What stands behind `mlops` in code: up to the end of the line or of the backquotes.
fn shown(page: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, word) in page.match_indices("mlops ") {
        let starts = page[..at].ends_with(['`', ' ', '\n', '/', '(']);
        let line = page[at + word.len()..].lines().next().unwrap_or_default();
        let in_code = page[..at].matches('`').count() % 2 == 1;
        // The picture of the parts has the word alone.
        let goes_on = line.starts_with(|letter: char| letter.is_ascii_lowercase());
        if starts && in_code && goes_on {
            let code = line
                .split(['`', '#', '|', '>', ';', ','])
                .next()
                .unwrap_or_default();
            found.push(code.split_whitespace().map(str::to_owned).collect());
        }
    }
    found
}

#[test]
fn every_command_of_mlops_that_a_page_shows_is_one() {
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for words in shown(&text) {
            let parsed = Args::try_parse_from([&["mlops".to_owned()][..], &words].concat());
            let unknown = parsed.err().is_some_and(|error| {
                matches!(
                    error.kind(),
                    ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand
                )
            });
            assert!(!unknown, "{}: `mlops {}`", page.display(), words.join(" "));
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}
