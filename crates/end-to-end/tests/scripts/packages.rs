//! The locked packages of DVC's runner.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The names and versions in a file of locked packages.
fn locked(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../runner")
        .join(name);
    let text = fs::read_to_string(path).unwrap();
    let pins = text.lines().filter_map(|line| line.split_once("=="));
    pins.map(|(name, rest)| (name.to_owned(), rest.trim_end_matches(" \\").to_owned()))
        .collect()
}

/// pip takes all of them in one command and refuses two versions of one package.
#[test]
fn the_packages_of_all_remotes_can_be_installed_together() {
    let names = ["", "-azure", "-gs", "-ssh"].map(|end| format!("requirements{end}.txt"));
    let mut versions = BTreeMap::new();
    for name in &names {
        let pins = locked(name);
        assert!(!pins.is_empty(), "{name}");
        for (package, version) in pins {
            let known = versions.entry(package.clone()).or_insert(version.clone());
            assert_eq!(*known, version, "{package} in {name}");
        }
    }
    for package in ["dvc-s3", "dvc-azure", "dvc-gs", "dvc-ssh"] {
        assert!(versions.contains_key(package), "{package}");
    }
}
