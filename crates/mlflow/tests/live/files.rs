//! Files of runs and models.

use std::fs;
use std::io::{Read, Write};

use mlflow::Content;

use crate::{connect, is_version_two, start, train, unique};

#[test]
fn files_keep_their_bytes_and_odd_names() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let big = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(big.path(), vec![7_u8; 3 << 20]).unwrap();
    run.log_files(vec![
        (
            "odd/a b+c&d é.txt".to_owned(),
            Content::Bytes(b"odd".to_vec()),
        ),
        ("odd/empty".to_owned(), Content::Bytes(vec![])),
        ("big".to_owned(), Content::File(big.path().to_owned())),
    ])
    .unwrap();
    let entries = client.list_artifacts(run.run(), "odd").unwrap();
    let names: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(names, ["a b+c&d é.txt", "empty"]);
    let top = client.list_artifacts(run.run(), "").unwrap();
    let size = top
        .iter()
        .find(|entry| entry.path == "big")
        .unwrap()
        .file_size;
    assert_eq!(size, Some(3 << 20));
    assert_eq!(client.list_artifacts(run.run(), "none").unwrap(), []);
    run.finish().unwrap();
}

#[test]
fn a_missing_model_file_is_not_found_and_costs_no_retries() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let before = client.requests();
    let error = client.fetch_model(run.run(), "model.onnx").unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let asked = client.requests() - before;
    // Version 2 answers 500, so the directory is listed to tell why.
    let needed = if is_version_two() { 2 } else { 1 };
    assert_eq!(asked, needed);
    run.finish().unwrap();
}

/// The largest amount of memory this process has had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// Up and down, a file of 256 MiB passes through little memory. Version 2 has
/// 30 seconds for a request, which a busy machine needs for less.
#[test]
fn a_large_file_needs_no_memory_of_its_size() {
    const MIB: usize = 1 << 20;
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let folder = tempfile::tempdir().unwrap();
    let (original, copy) = (folder.path().join("original"), folder.path().join("copy"));
    let mut file = fs::File::create(&original).unwrap();
    let size = if is_version_two() { 64 } else { 256 };
    for number in 0..size {
        file.write_all(&vec![u8::try_from(number % 251).unwrap(); MIB])
            .unwrap();
    }
    drop(file);
    let before = peak();
    let large = Content::File(original.clone());
    run.log_files(vec![("large".to_owned(), large)]).unwrap();
    let up = peak();
    client.download(run.run(), "large", &copy).unwrap();
    let down = peak();
    println!("peak: {before} KiB before, {up} KiB after upload, {down} KiB after download");
    assert!(down - before < 16 * 1024, "{} KiB more", down - before);
    let (mut one, mut two) = (
        fs::File::open(original).unwrap(),
        fs::File::open(copy).unwrap(),
    );
    let (mut left, mut right) = (vec![0; MIB], vec![0; MIB]);
    for _ in 0..size {
        one.read_exact(&mut left).unwrap();
        two.read_exact(&mut right).unwrap();
        assert!(left == right);
    }
    assert_eq!(two.read(&mut right).unwrap(), 0);
    run.finish().unwrap();
}

#[test]
fn a_directory_comes_down_with_all_below_it_or_not_at_all() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let (run_id, model) = train(&client, &experiment, "a");
    let run = client.run(&run_id).unwrap();
    let version = client.register(&unique("stump"), &model, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "MLmodel",
        "conda.yaml",
        "input_example.json",
        "model.onnx",
        "python_env.yaml",
        "requirements.txt",
    ];
    let of_run = folder.path().join("deep/of run");
    assert_eq!(client.download_model(&run, &of_run).unwrap(), names);
    let of_version = folder.path().join("of version");
    assert_eq!(
        client.download_version(&version, &of_version).unwrap(),
        names
    );
    for name in names {
        let (left, right) = (fs::read(of_run.join(name)), fs::read(of_version.join(name)));
        assert_eq!(left.unwrap(), right.unwrap());
    }
    client.download_model(&run, &of_run).unwrap_err();

    let more = start(&client, &experiment, "b");
    let bytes = |text: &str| Content::Bytes(text.as_bytes().to_vec());
    let files = ["top", "a/one", "a/b c/é", "a/b c/empty"];
    let contents = files.map(|path| (path.to_owned(), bytes(path)));
    more.log_files(contents.to_vec()).unwrap();
    let all = folder.path().join("all");
    let found = client.download_directory(more.run(), "", &all).unwrap();
    assert_eq!(found, ["a/b c/empty", "a/b c/é", "a/one", "top"]);
    assert_eq!(fs::read_to_string(all.join("a/b c/é")).unwrap(), "a/b c/é");
    let below = folder.path().join("below");
    let found = client.download_directory(more.run(), "a", &below).unwrap();
    assert_eq!(found, ["b c/empty", "b c/é", "one"]);
    let none = folder.path().join("none");
    let error = client
        .download_directory(more.run(), "no", &none)
        .unwrap_err();
    assert!(error.is_not_found());
    let error = client.download(more.run(), "no", &none).unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(!none.exists());
    more.finish().unwrap();
}
