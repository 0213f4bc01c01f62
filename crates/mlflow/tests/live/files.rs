//! Files of runs and models.

use mlflow::{Content, Generation};

use crate::{connect, start, unique};

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
    let needed = match client.generation().unwrap() {
        Generation::LoggedModels => 1,
        // Version 2 answers 500, so the directory is listed to tell why.
        Generation::Classic => 2,
    };
    assert_eq!(asked, needed);
    run.finish().unwrap();
}
