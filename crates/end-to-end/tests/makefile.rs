//! The Makefile with scripts that only say what they were given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::files::{empty_folder, write_script};
use end_to_end::makefile::variables;

const MAKEFILE: &str = include_str!("../../../Makefile");

/// A value that runs `touch ran` in a shell that takes it for its program, quoted in any way, and in
/// make where make expands it.
const HOSTILE: &str = "\"; touch ran; '; touch ran; '$(shell touch ran)$$(touch ran)`touch ran` #";

/// A script that tells the value of `name` in its environment and its arguments.
fn script(name: &str) -> String {
    format!("#!/bin/sh\nprintf 'given: %s\\nargs: %s\\n' \"${{{name}:-}}\" \"$*\" >&2\n")
}

/// An empty folder with the Makefile and its scripts.
fn folder(target: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("makefile/{target}"));
    let folder = empty_folder(&folder);
    let scripts = empty_folder(&folder.join("scripts"));
    fs::write(folder.join("Makefile"), MAKEFILE).unwrap();
    for file in [
        "build",
        "runner",
        "git-sync",
        "bench-forest",
        "bench-data",
        "bench-scale",
        "new-dataset",
        "reproduce",
        "export",
        "diff",
        "publish",
        "remote",
        "install-mlops",
        "airflow",
        "airflow-cluster",
        "serve",
    ] {
        write_script(&scripts.join(file), &script(name));
    }
    folder
}

/// `make promote VERSION='"; …'` ran the text in a shell.
#[test]
fn what_a_person_gives_to_make_reaches_the_scripts_as_it_is_and_runs_nowhere() {
    let targets = variables(MAKEFILE);
    let known = [
        ("promote", "VERSION"),
        ("promote", "RUN"),
        ("bench-forest", "BENCH"),
        ("bench-data", "BENCH"),
        ("bench-scale", "BENCH"),
        ("new-dataset", "FILE"),
        ("new-dataset", "TARGET"),
        ("new-dataset", "NAME"),
        ("exp", "SET"),
        ("exp", "JOBS"),
        ("exp", "LIMIT"),
        ("compare", "FORMAT"),
        ("lineage", "VERSION"),
        ("lineage", "RUN"),
        ("lineage", "DATA"),
        ("lineage", "FORMAT"),
        ("apply", "EXP"),
        ("reproduce", "VERSION"),
        ("reproduce", "FILE"),
        ("export", "TO"),
        ("export", "VERSION"),
        ("export", "RUN"),
        ("git-sync", "MESSAGE"),
        ("diff", "BASE"),
        ("diff", "FORMAT"),
        ("publish", "REGISTRY"),
        ("remote", "TO"),
        ("remote", "ENDPOINT"),
        ("airflow-run", "CONF"),
        ("airflow-cluster", "WORKERS"),
        ("build", "VERBOSE"),
        ("install-mlops", "TO"),
        ("serve", "VERSION"),
    ];
    for known in known {
        assert!(targets.contains(&known), "{known:?}: {targets:?}");
    }
    for (target, name) in targets {
        let folder = folder(target, name);
        let mut make = Command::new("make");
        make.env_remove("MAKEFLAGS");
        make.args([target, &format!("{name}={HOSTILE}")])
            .current_dir(&folder);
        let output = make.output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{target}: {text}");
        assert!(
            text.contains(&format!("given: {HOSTILE}\n")),
            "{target}: {text}"
        );
        assert!(!folder.join("ran").exists(), "{target}: {text}");
        match target {
            "promote" | "bench-forest" | "bench-data" | "bench-scale" | "exp" | "compare"
            | "apply" | "lineage" => {
                assert!(text.contains(&format!("{HOSTILE}\n")), "{text}");
            }
            _ => {}
        }
    }
}

/// They are those of dvc.yaml, and no list in the Makefile names them.
#[test]
fn every_stage_can_be_run_by_its_name_and_no_other_name_runs_anything() {
    let folder = folder("stages", "NONE");
    let stages = ["ingest", "train", "summary"];
    let entries = stages.map(|stage| format!("  {stage}:\n    cmd: mlops stage {stage}\n"));
    let dvc_yaml = format!("stages:\n{}", entries.concat());
    fs::write(folder.join("dvc.yaml"), dvc_yaml).unwrap();
    let make = |target: &str| {
        let mut make = Command::new("make");
        make.env_remove("MAKEFLAGS")
            .arg(target)
            .current_dir(&folder);
        let output = make.output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.success(), text)
    };
    for stage in stages {
        let (success, text) = make(&format!("run-{stage}"));
        assert!(success, "{text}");
        assert!(
            text.contains(&format!("args: dvc repro {stage}\n")),
            "{text}"
        );
        // Which stages need one, `mlops` reads in dvc.yaml.
        let tracker = format!("args: mlops tracker up --for {stage}\n");
        assert!(text.contains(&tracker), "{text}");
    }
    let (success, text) = make("run-sumary");
    assert!(!success);
    let expected = "dvc.yaml has no such stage; make knows run-ingest run-train run-summary\n";
    assert!(text.starts_with(expected), "{text}");
    assert!(!text.contains("args: dvc"), "{text}");
}

/// A list that scrolls away is read by nobody.
#[test]
fn the_list_of_commands_fits_on_a_screen_and_has_them_all() {
    let folder = folder("help", "NONE");
    let mut make = Command::new("make");
    let output = make.arg("help").current_dir(&folder).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.lines().count() <= 45, "{help}");
    let wide: Vec<_> = help
        .lines()
        .filter(|line| line.chars().count() > 82)
        .collect();
    assert_eq!(wide, Vec::<&str>::new());
    let phony = MAKEFILE.split_once(".PHONY: ").unwrap().1;
    let phony = phony.split_once("\n\n").unwrap().0;
    for target in phony
        .split_whitespace()
        .filter(|word| !["\\", "help"].contains(word))
    {
        let named = if target.starts_with("run-") && target != "run-push" {
            "run-<stage>"
        } else {
            target
        };
        let is_named = help.split([' ', ',', '\n']).any(|word| word == named);
        assert!(is_named, "{target} is not in the list:\n{help}");
    }
}

/// For the targets that are still to come.
#[test]
fn no_recipe_holds_what_make_would_write_into_a_shells_program() {
    let recipes = MAKEFILE.lines().filter(|line| line.starts_with('\t'));
    let expanded = recipes.filter(|line| line.replace("$$", "").replace("$*", "").contains('$'));
    assert_eq!(expanded.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// What has to be given to a target, and who says so where it is not: a script, or `mlops` (crates/runner, tests/it/help.rs).
const NEEDED: [(&str, &[&str]); 4] = [
    ("new-dataset", &["FILE", "TARGET"]),
    ("reproduce", &["VERSION"]),
    ("publish", &["REGISTRY"]),
    ("git-sync", &["MESSAGE"]),
];
const NEEDED_BY_MLOPS: [&str; 4] = ["exp", "apply", "promote", "remote"];
/// What does something without any.
const NOTHING_NEEDED: [&str; 12] = [
    "airflow-cluster",
    "airflow-run",
    "serve",
    "diff",
    "compare",
    "lineage",
    "export",
    "install-mlops",
    "build",
    "bench-forest",
    "bench-data",
    "bench-scale",
];

#[test]
fn a_target_that_lacks_a_variable_says_which_one_and_how_it_is_written() {
    let mut known: Vec<_> = NEEDED.iter().map(|(target, _)| *target).collect();
    known.extend(NEEDED_BY_MLOPS.iter().chain(&NOTHING_NEEDED));
    for (target, name) in variables(MAKEFILE) {
        assert!(known.contains(&target), "{target} takes {name}");
    }
    for (target, names) in NEEDED {
        let folder = folder(&format!("without/{target}"), "NONE");
        for script in [target, "help"] {
            let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
            let text = fs::read_to_string(original.join(script)).unwrap();
            write_script(&folder.join("scripts").join(script), &text);
        }
        make_changed_repository(&folder);
        let mut given: Vec<String> = Vec::new();
        for name in names {
            let mut make = Command::new("make");
            make.env_remove("MAKEFLAGS").arg(target).args(&given);
            let output = make.current_dir(&folder).output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(!output.status.success(), "{said}");
            assert!(said.contains(&format!("{target}: ")), "{said}");
            assert!(said.contains("`make "), "{said}");
            assert!(said.contains(&format!("{name}=")), "{said}");
            assert!(said.contains("Error 2\n"), "{said}");
            given.push(format!("{name}=Makefile"));
        }
    }
}

/// With a branch that follows another, and something to commit.
fn make_changed_repository(folder: &Path) {
    for command in [
        "init --quiet --initial-branch=main",
        "-c user.name=test -c user.email=test@localhost commit --quiet --allow-empty --message Start",
        "branch upstream",
        "branch --quiet --set-upstream-to upstream",
    ] {
        let mut git = Command::new("git");
        let git = git.args(command.split(' ')).current_dir(folder);
        assert!(git.status().unwrap().success(), "{command}");
    }
    fs::write(folder.join("params.yaml"), "").unwrap();
}
