//! What is on the disk after a download that went well, and one that did not.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use insta::{allow_duplicates, assert_snapshot};
use mlflow::{Client, Fault, Run};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, FILES, Tracker, fault, impatient, response, run_json};

fn run_of(tracker: &Tracker, client: &Client) -> Run {
    let run = response(200, &json!({"run": run_json("r")}));
    tracker.always("GET", &format!("{API}/runs/get"), run);
    client.run("r").unwrap()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| name(entry.unwrap())).collect()
}

#[test]
fn a_file_replaces_what_was_there_only_when_it_is_whole() {
    let tracker = Tracker::new();
    let client = tracker.client();
    let run = run_of(&tracker, &client);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("model.onnx");
    fs::write(&target, "old").unwrap();

    let file = format!("{FILES}/1/r/artifacts/model.onnx");
    tracker.first(5, "GET", &file, ResponseTemplate::new(502));
    client.download(&run, "model.onnx", &target).unwrap_err();
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(names_in(folder.path()), ["model.onnx"]);

    tracker.first(1, "GET", &file, ResponseTemplate::new(502));
    tracker.always(
        "GET",
        &file,
        ResponseTemplate::new(200).set_body_string("new"),
    );
    client.download(&run, "model.onnx", &target).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(names_in(folder.path()), ["model.onnx"]);
}

/// The tracker dies in the middle of the body, each time.
#[test]
fn a_transfer_that_breaks_leaves_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let run = json!({"run": run_json("r")}).to_string();
        for number in 0..6 {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let (length, body) = match number {
                0 => (run.len(), run.as_str()),
                _ => (1_000_000, "only the beginning"),
            };
            let head =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
            stream.write_all((head + body).as_bytes()).unwrap();
        }
    });
    let client = Client::connect(impatient(&uri)).unwrap();
    let run = client.run("r").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("large");
    let error = client.download(&run, "large", &target).unwrap_err();
    assert!(
        matches!(fault(&error), Fault::Disconnected { .. }),
        "{error}"
    );
    assert_eq!(names_in(folder.path()), [""; 0]);
    server.join().unwrap();
}

#[test]
fn a_directory_that_lacks_a_file_leaves_nothing() {
    let tracker = Tracker::new();
    let client = tracker.client();
    let run = run_of(&tracker, &client);
    let listing = json!({"files": [{"path": "a", "file_size": 1}, {"path": "b", "file_size": 1}]});
    tracker.always("GET", FILES, response(200, &listing));
    let file = |name: &str| format!("{FILES}/1/r/artifacts/{name}");
    tracker.always(
        "GET",
        &file("a"),
        ResponseTemplate::new(200).set_body_string("a"),
    );
    tracker.always("GET", &file("b"), ResponseTemplate::new(502));
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("model");
    client.download_directory(&run, "", &target).unwrap_err();
    assert_eq!(names_in(folder.path()), [""; 0]);
}

/// Whoever can put files on the tracker must not be able to write elsewhere.
#[test]
fn a_name_that_leads_out_of_the_target_is_refused() {
    for name in ["../b", "/etc/b", "a/../../b", ".."] {
        let tracker = Tracker::new();
        let client = tracker.client();
        let run = run_of(&tracker, &client);
        let listing = json!({"files": [{"path": name, "file_size": 1}]});
        tracker.always("GET", FILES, response(200, &listing));
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model");
        let error = client.download_directory(&run, "", &target).unwrap_err();
        let message = error.to_string().replacen(name, "NAME", 1);
        allow_duplicates! {
            assert_snapshot!(message, @"address the file `NAME`: expected a relative path without `.`, `..` and empty parts");
        }
        assert_eq!(names_in(folder.path()), [""; 0]);
    }
}
