use insta::assert_snapshot;
use stage::exit::{Exit, Failure as _};

use super::*;

fn params(keys: &[&str]) -> Params {
    Params {
        file: "params.yaml".to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    }
}

fn changes(before: &str, after: &str, keys: &[&str]) -> String {
    let params = params(keys);
    let file = |text: &str| ParamsFile {
        name: params.file.clone(),
        content: content(&params, text.to_owned()),
    };
    let mut found = Vec::new();
    file(before).changes(&file(after), &mut found);
    found.join(", ")
}

/// What `edit` changes in a checkout while a stage runs that uses `train` of params.yaml,
/// the folder `data`, and the crate `train`.
fn meanwhile(edit: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (name, text) in [
        ("params.yaml", PARAMS),
        ("data/a.csv", "1"),
        ("Cargo.lock", ""),
        ("Cargo.toml", ""),
        ("crates/runner/requirements.txt", ""),
        ("rust-toolchain.toml", ""),
        ("scripts/build-stages", ""),
        ("crates/ingest/Cargo.toml", ""),
        ("crates/train/Cargo.toml", ""),
        ("crates/train/src/main.rs", ""),
    ] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let entry = StageEntry {
        name: "train".to_owned(),
        params: vec![params(&["train"])],
        data: vec!["data".to_owned()],
        sources: vec!["Cargo.lock".to_owned(), "crates/train".to_owned()],
        outputs: Vec::new(),
        uses_tracker: false,
        memory: None,
        optional: Vec::new(),
    };
    let checkout = Checkout::at(root);
    let sources = Sources::of(root, &entry.sources).unwrap();
    let before = Inputs::read(&checkout, &entry, sources).unwrap();
    edit(root);
    let changes = before.changes_until_now(&checkout, &entry).unwrap();
    changes.join(", ")
}

const PARAMS: &str = "gate:\n  hard: false\ntrain:\n  n_estimators: 3000\n  seed: 1\n";

/// Training with 3000 trees, an edit to 77 during it: dvc.lock then said 77 for a model of 3000.
#[test]
fn an_edit_of_a_parameter_in_use_is_named_with_both_values() {
    let edited = PARAMS.replace("3000", "77");
    assert_snapshot!(changes(PARAMS, &edited, &["train"]), @"`train.n_estimators` changed from 3000 to 77");
    assert_snapshot!(changes(PARAMS, &edited, &[]), @"`params.yaml.train.n_estimators` changed from 3000 to 77");
    let removed = PARAMS.replace("  seed: 1\n", "");
    assert_snapshot!(changes(PARAMS, &removed, &["train.seed"]), @"`train.seed` changed from 1 to nothing");
    let emptied = changes(PARAMS, "", &["train.seed"]);
    assert_snapshot!(emptied, @"`train.seed` changed from 1 to nothing");
}

#[test]
fn an_edit_of_what_the_stage_does_not_use_is_no_change() {
    let edited = PARAMS
        .replace("false", "true")
        .replace("gate:", "# A comment.\ngate:");
    assert_eq!(changes(PARAMS, &edited, &["train"]), "");
}

/// It had no values before and after, so that no edit was seen.
#[test]
fn a_file_that_is_not_yaml_is_compared_as_a_whole() {
    let toml = "[train]\nseed = 1\n";
    for (before, after) in [
        (toml, "[train]\nseed = 2\n"),
        ("seed = 1\n", "seed = 2\n"),
        ("a: [", "a: [ "),
        (PARAMS, "a: ["),
        ("a: [", PARAMS),
    ] {
        for keys in [&["train.seed"][..], &[]] {
            assert_eq!(
                changes(before, after, keys),
                "`params.yaml` was written to",
                "{before} {after} {keys:?}"
            );
        }
    }
    assert_eq!(changes(toml, toml, &["train.seed"]), "");
}

#[test]
fn an_edit_of_a_source_counts_if_the_stage_depends_on_it() {
    let write =
        |name: &'static str| meanwhile(move |root| fs::write(root.join(name), "edited").unwrap());
    assert_snapshot!(write("crates/train/src/main.rs"), @"the sources of its image were edited");
    assert_eq!(write("crates/ingest/Cargo.toml"), "");
    assert_eq!(write("crates/train/src/main.rs~"), "");
}

#[test]
fn what_is_removed_while_the_stage_runs_is_a_change() {
    let remove =
        |name: &'static str| meanwhile(move |root| fs::remove_file(root.join(name)).unwrap());
    assert_snapshot!(remove("params.yaml"), @"`params.yaml` was removed");
    assert_snapshot!(remove("data/a.csv"), @"`data/a.csv` was removed");
    assert_snapshot!(remove("Cargo.lock"), @"`Cargo.lock` was removed");
    assert_snapshot!(
        meanwhile(|root| fs::remove_dir_all(root.join("data")).unwrap()),
        @"`data` was removed"
    );
    let (stage, changes) = ("train".to_owned(), Vec::new());
    assert_eq!(LaunchError::Changed { stage, changes }.exit(), Exit::Usage);
}

#[test]
fn a_file_that_is_written_to_changes_and_a_folder_with_a_file_more_does_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("parts")).unwrap();
    fs::write(root.join("parts/a.csv"), "1").unwrap();
    let stamps = || {
        let mut data = BTreeMap::new();
        stamp(root, "parts", &mut data).unwrap();
        data
    };
    let before = stamps();
    assert_eq!(stamps(), before);
    fs::write(root.join("parts/b.csv"), "1").unwrap();
    assert_ne!(stamps(), before);
    fs::remove_file(root.join("parts/b.csv")).unwrap();
    fs::write(root.join("parts/a.csv"), "12").unwrap();
    assert_ne!(stamps(), before);
}
