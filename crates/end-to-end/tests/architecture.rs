//! The invariants of docs/architecture.md that a manifest shows: which crate may depend on
//! which, and that each outside interface has one crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use params::yaml::{self, Node, Value};
use serde_json::Value as Json;

/// A package, and what it needs besides for its tests.
struct Package {
    /// Crates of this workspace.
    ours: BTreeSet<String>,
    /// Crates from elsewhere.
    others: BTreeSet<String>,
}

type Packages = BTreeMap<String, Package>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

/// What `cargo metadata` says of the workspace's manifests.
fn packages() -> Packages {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let options = [
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ];
    let output = Command::new(cargo)
        .args(options)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(package).collect()
}

fn package(package: &Json) -> (String, Package) {
    let name = package["name"].as_str().unwrap().to_owned();
    let all = package["dependencies"].as_array().unwrap();
    let needed = all
        .iter()
        .filter(|dependency| dependency["kind"].as_str() != Some("dev"));
    let (ours, others): (Vec<_>, Vec<_>) =
        needed.partition(|dependency| dependency["path"].is_string());
    let names = |list: Vec<&Json>| {
        let list = list.into_iter();
        list.map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let (ours, others) = (names(ours), names(others));
    (name, Package { ours, others })
}

/// The names in backquotes of a cell.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The table `crate | may depend on | what it is`.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let lines = page
        .lines()
        .skip_while(|line| !line.starts_with("| crate | may depend on |"));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').collect();
        let name = quoted(cells[1]).pop_first().unwrap();
        (name, quoted(cells[2]))
    })
    .collect()
}

#[test]
fn crates_depend_on_what_the_documentation_allows_and_on_no_other() {
    let (packages, allowed) = (packages(), allowed());
    let known: BTreeSet<_> = packages.keys().collect();
    assert_eq!(
        known,
        allowed.keys().collect(),
        "the crates, and those in the table"
    );
    let mut problems = Vec::new();
    for (name, package) in packages.iter().filter(|(name, _)| *name != "end-to-end") {
        let beyond = package.ours.difference(&allowed[name]);
        problems
            .extend(beyond.map(|other| format!("{name} depends on {other}, which is not allowed")));
        let idle = allowed[name].difference(&package.ours);
        problems.extend(idle.map(|other| format!("{name} may depend on {other}, and does not")));
    }
    assert!(problems.is_empty(), "docs/architecture.md: {problems:#?}");
}

/// All crates of this workspace that `name` is built from, itself included.
fn closure(packages: &Packages, name: &str, found: &mut BTreeSet<String>) {
    if found.insert(name.to_owned()) {
        for needed in &packages[name].ours {
            closure(packages, needed, found);
        }
    }
}

#[test]
fn what_predicts_contains_no_training_code() {
    let packages = packages();
    for name in ["onnx", "evaluate", "runner"] {
        let mut built_from = BTreeSet::new();
        closure(&packages, name, &mut built_from);
        for crate_name in &built_from {
            assert!(
                !["forest", "estimators", "encoders"].contains(&crate_name.as_str()),
                "{name} contains {crate_name}"
            );
            let linfa = packages[crate_name]
                .others
                .iter()
                .find(|other| other.starts_with("linfa"));
            assert_eq!(linfa, None, "{name} contains {crate_name}, which trains");
        }
    }
}

#[test]
fn each_outside_interface_is_used_by_its_crates_alone() {
    let interfaces = [
        ("reqwest", &["mlflow"][..]),
        ("bollard", &["runner"]),
        ("saphyr", &["params"]),
        ("prost", &["onnx"]),
        ("polars", &["table"]),
    ];
    let packages = packages();
    for (library, crates) in interfaces {
        let users = packages
            .iter()
            .filter(|(_, package)| package.others.contains(library));
        let users: Vec<_> = users.map(|(name, _)| name.as_str()).collect();
        assert_eq!(users, crates, "{library}");
    }
}

/// What DVC watches and what a stage's program is built from must be one list, or a change
/// would build another program without running it, or run an unchanged one again.
#[test]
fn the_sources_in_dvc_yaml_are_those_of_each_program() {
    let (packages, stages) = (packages(), stages());
    assert!(stages.len() >= 4, "dvc.yaml has {}", stages.len());
    for (stage, sources) in stages {
        let mut expected = BTreeSet::from([format!("Dockerfile.{stage}")]);
        if packages.contains_key(&stage) {
            let mut crates = BTreeSet::new();
            closure(&packages, &stage, &mut crates);
            expected.extend(crates.iter().map(|name| format!("crates/{name}")));
            expected.extend(BUILD.map(str::to_owned));
        } else {
            // Not in Rust.
            expected.insert(format!("stages/{stage}"));
        }
        assert_eq!(sources, expected, "{stage}");
    }
}

/// What every program in Rust is built from besides crates.
const BUILD: [&str; 4] = [
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    "scripts/build-stages",
];

/// The stages of dvc.yaml that have an image, with their dependencies that are no data.
fn stages() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(root().join("dvc.yaml")).unwrap();
    let file = yaml::parse(&text).unwrap();
    let stages = file.get("stages").unwrap().entries().iter();
    let found = stages.filter_map(|stage| {
        let name = stage.key();
        let cmd = stage.node().get("cmd")?.value();
        (*cmd == Value::Text(format!("mlops stage {name}"))).then(|| {
            let deps = stage.node().get("deps").unwrap();
            (name.to_owned(), sources(deps))
        })
    });
    found.collect()
}

fn sources(deps: &Node) -> BTreeSet<String> {
    let Value::List(deps) = deps.value() else {
        panic!("line {}: no list", deps.line());
    };
    let data = |name: &String| {
        let folders = ["data/", "models/", "metrics/"];
        folders.iter().any(|folder| name.starts_with(folder))
    };
    let names = deps.iter().map(|dep| dep.value().to_string());
    names.filter(|name| !data(name)).collect()
}

/// The builder's tag and the pinned toolchain are two spellings of one version.
#[test]
fn the_images_are_built_by_the_pinned_compiler() {
    let toolchain = fs::read_to_string(root().join("rust-toolchain.toml")).unwrap();
    let channel = toolchain
        .lines()
        .find_map(|line| line.strip_prefix("channel = "))
        .unwrap();
    let version = channel.trim_matches('"');
    let others = ["oracle", "benchmarks", "crates/end-to-end", ".devcontainer"];
    let others = others.map(|folder| format!("{folder}/Dockerfile"));
    for name in dockerfiles_of_programs().into_iter().chain(others) {
        let text = fs::read_to_string(root().join(&name)).unwrap();
        let from = format!("FROM rust:{version}-slim-trixie");
        assert!(text.contains(&from), "{name} does not say {from}");
        assert!(
            text.contains(&format!("ENV RUSTUP_TOOLCHAIN={version}")),
            "{name}"
        );
    }
}

/// BuildKit then compiles once for all images.
#[test]
fn the_images_of_programs_are_built_by_the_same_first_stage() {
    let first_stage = |name: &str| {
        let text = fs::read_to_string(root().join(name)).unwrap();
        let start = text.find("FROM rust:").unwrap();
        let end = text[start..].find("\n\n").unwrap();
        let lines = text[start..start + end].lines();
        // BuildKit does not see comments.
        let lines: Vec<_> = lines.filter(|line| !line.starts_with('#')).collect();
        lines.join("\n")
    };
    let expected = first_stage("Dockerfile.runner");
    let all = dockerfiles_of_programs();
    assert!(all.len() > 4, "{all:?}");
    for name in all {
        assert_eq!(first_stage(&name), expected, "{name}");
    }
}

/// Those at the root that compile.
fn dockerfiles_of_programs() -> Vec<String> {
    let entries = fs::read_dir(root()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let compiles = |name: &String| {
        let text = fs::read_to_string(root().join(name)).unwrap();
        text.contains("scripts/build-stages")
    };
    names
        .filter(|name| name.starts_with("Dockerfile.") && compiles(name))
        .collect()
}
