//! The file as DVC writes it, and files that are not.

use std::fs;

use insta::assert_snapshot;

use super::*;

/// As DVC 3.67 writes it, with the digests of the bundled dataset.
const LOCK: &str = "\
schema: '2.0'
stages:
  ingest:
    cmd: image=$(scripts/image ingest) && docker run --mount 
      type=bind,source=\"$PWD\"/data \"$image\"
    deps:
    - path: Cargo.lock
      hash: md5
      md5: 82e87078e6893ebff24c733205b1a55a
      size: 111622
    - path: crates/ingest
      hash: md5
      md5: 6ea04346e0e1a9dc12ccc5c40234958a.dir
      size: 7686
      nfiles: 6
    - path: data/source/iris.csv
      hash: md5
      md5: 72de67d2f0a43b9f53c08f399d9e96ef
      size: 3878
    outs:
    - path: data/raw/iris.csv
      hash: md5
      md5: 9b81a5b2beab90b5e381dfb33627d536
      size: 4189
  preprocess:
    deps:
    - path: data/raw/iris.csv
      hash: md5
      md5: 9b81a5b2beab90b5e381dfb33627d536
      size: 4189
    outs:
    - path: data/processed/test.csv
      hash: md5
      md5: 12633f6b7b7282fb932761e33b24d21d
      size: 617
    - path: data/processed/train.csv
      hash: md5
      md5: 47fd89ce6c52daa555a94670836c67a2
      size: 2237
";

fn refused(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dvc.lock");
    fs::write(&path, text).unwrap();
    let error = DvcLock::read(&path).unwrap_err();
    assert_eq!(error.exit(), Exit::Data);
    error
        .to_string()
        .replace(&folder.path().display().to_string(), ".")
}

#[test]
fn outputs_have_the_stage_that_wrote_them_and_the_source_is_what_none_wrote() {
    let lock = DvcLock::parse(LOCK).unwrap();
    let paths = lock.files.iter().map(|file| (&*file.stage, &*file.path));
    assert_eq!(
        paths.collect::<Vec<_>>(),
        [
            ("ingest", "data/raw/iris.csv"),
            ("preprocess", "data/processed/test.csv"),
            ("preprocess", "data/processed/train.csv"),
        ]
    );
    let [source] = lock.sources.as_slice() else {
        panic!("{:?}", lock.sources)
    };
    assert_eq!(source.path, "data/source/iris.csv");
    assert_eq!(source.size, 3878);
}

/// They are in no table: the version of the data is that of the Python reference, which sets none
/// aside.
#[test]
fn the_rows_that_are_set_aside_are_no_data() {
    let rejected = "    - path: data/raw/iris.rejected.csv
      md5: f74d7ee592c7e4f237faab88a56b7ad3
      size: 17
  preprocess:";
    let lock = DvcLock::parse(&LOCK.replace("  preprocess:", rejected)).unwrap();
    assert_eq!(lock, DvcLock::parse(LOCK).unwrap());
}

/// Python: `md5("_".join(f"{path}:{md5}" for path, md5 in sorted(...)).encode()).hexdigest()[:8]`.
#[test]
fn the_data_version_is_the_python_references() {
    let lock = DvcLock::parse(LOCK).unwrap();
    assert_eq!(lock.data_version().as_deref(), Some("9803afdd"));
    let mut reversed = lock.files.clone();
    reversed.reverse();
    assert_eq!(data_version(&reversed), "9803afdd");
}

#[test]
fn a_missing_file_and_one_without_data_are_no_errors() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        DvcLock::read(&folder.path().join("dvc.lock")).unwrap(),
        None
    );
    let empty = DvcLock::parse("schema: '2.0'\n").unwrap();
    assert_eq!(empty.data_version(), None);
}

#[test]
fn a_malformed_file_is_refused_with_the_line_and_the_way_out() {
    let files = [
        LOCK.replace("size: 4189", "size: many"),
        LOCK.replace("md5: 9b81a5b2", "md5: xb81a5b2"),
        LOCK.replace("      size: 617\n", ""),
        LOCK.replace("'2.0'", "'3.0'"),
        LOCK.replace(
            "    outs:\n    - path: data/raw",
            "    outs: none\n    x:\n    - path: data/raw",
        ),
        "a: [".to_owned(),
        String::new(),
        "<<<<<<< HEAD\nschema: '2.0'\n".to_owned(),
    ];
    assert_snapshot!(files.map(|text| refused(&text)).join("\n"), @"
    read `./dvc.lock`: line 24: `size` is many; expected a number of bytes; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 23: `md5` is xb81a5b2beab90b5e381dfb33627d536; expected an MD5 of 32 hexadecimal digits; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 32: missing `size`; expected a number of bytes; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 1: expected `schema: '2.0'`; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 20: expected a list of files below `outs`; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 2: is not YAML: while parsing a node, did not find expected node content; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 1: expected `schema: '2.0'`; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    read `./dvc.lock`: line 2: is not YAML: mapping values are not allowed in this context; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`
    ");
}

/// DVC's YAML library quotes a digest that would read as a number.
#[test]
fn a_digest_of_digits_only_is_text() {
    let digits = "12345678901234567890123456789012";
    let text = LOCK.replace("12633f6b7b7282fb932761e33b24d21d", &format!("'{digits}'"));
    let lock = DvcLock::parse(&text).unwrap();
    assert_eq!(lock.file("data/processed/test.csv").unwrap().md5, digits);
}
