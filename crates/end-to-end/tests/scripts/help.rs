//! `--help` of the scripts.

use std::fs;
use std::process::Command;

use crate::machine::{Machine, repository};

/// Scripts that nobody types: those that others read by `.`, the one that runs in the images' build, and the one whose
/// arguments are all cargo's.
const OTHERS: [&str; 8] = [
    "build-stages",
    "cargo",
    "cluster-places",
    "doctor-docker",
    "doctor-host",
    "help",
    "mounted",
    "rootless",
];

fn scripts() -> Vec<String> {
    let entries = fs::read_dir(repository().join("scripts")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !OTHERS.contains(&&**name)).collect();
    names.sort();
    names
}

fn source(name: &str) -> String {
    fs::read_to_string(repository().join("scripts").join(name)).unwrap()
}

/// The comment that a script begins with.
fn comment(source: &str) -> String {
    let lines = source
        .lines()
        .skip(1)
        .map_while(|line| line.strip_prefix('#'));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// `scripts/clean --help` deleted the outputs.
#[test]
fn every_script_that_people_type_tells_by_help_what_it_is_for_and_does_nothing_else() {
    let machine = Machine::new("help");
    let checkout = machine.checkout("iris");
    fs::create_dir(checkout.join("models")).unwrap();
    fs::write(checkout.join("models/model.onnx"), "").unwrap();
    let names = scripts();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let expected = comment(&source(&name));
        assert!(expected.len() > 80, "{name}: {expected}");
        for option in ["--help", "-h"] {
            let script = checkout.join("scripts").join(&name);
            let output = Command::new(script)
                .arg(option)
                .env_clear()
                .env("PATH", machine.home.join("bin"))
                .current_dir(&machine.home)
                .output()
                .unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert_eq!(
                (said, output.status.code()),
                (expected.clone(), Some(0)),
                "{name}"
            );
        }
    }
    let mut left: Vec<_> = fs::read_dir(&checkout)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["Dockerfile.runner", "models", "scripts"]);
    assert!(checkout.join("models/model.onnx").exists());
}

/// What a script takes from the environment, a person has to know of.
#[test]
fn the_help_of_a_script_names_the_variables_that_people_give_it() {
    let makefile = fs::read_to_string(repository().join("Makefile")).unwrap();
    let given = makefile
        .lines()
        .find_map(|line| line.strip_prefix("$(foreach name,"));
    let given = given.and_then(|line| line.split_once(",$(if")).unwrap().0;
    let mut found = 0;
    for name in scripts() {
        let source = source(&name);
        let help = comment(&source);
        for variable in
            given
                .split(' ')
                .chain(["MESSAGE", "FAULT_RUNS", "KILL_RUNS", "CLUSTER_KILLS"])
        {
            let reads = [format!("${{{variable}:"), format!("--env {variable} ")];
            if reads.iter().any(|read| source.contains(read)) {
                assert!(help.contains(variable), "{name} reads {variable}: {help}");
                found += 1;
            }
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn the_help_of_the_benchmarks_has_the_options_that_they_take() {
    for (script, program) in [
        ("bench-forest", "bench.py"),
        ("bench-data", "bench_data.py"),
        ("bench-scale", "bench_scale.py"),
    ] {
        let program = fs::read_to_string(repository().join("benchmarks").join(program)).unwrap();
        let options = program.split("add_argument(").skip(1);
        let options =
            options.filter(|option| !option.split(')').next().unwrap().contains("SUPPRESS"));
        let options =
            options.filter_map(|option| option.trim_start().strip_prefix("\"--")?.split_once('"'));
        let options: Vec<_> = options
            .map(|(name, _)| name)
            .filter(|name| *name != "native")
            .collect();
        assert!(options.len() > 1, "{options:?}");
        let help = comment(&source(script));
        for option in options {
            assert!(
                help.contains(&format!("\n  --{option} ")),
                "{script} takes --{option}: {help}"
            );
        }
    }
}
