//! What is said when the server starts, and when it cannot.

use insta::assert_snapshot;
use serde_json::json;
use stage::testing::Sandbox;

use crate::common::{Server, onnx, sandbox};

fn refused(sandbox: &Sandbox, args: &[&str], code: i32) -> String {
    let output = sandbox.run(env!("CARGO_BIN_EXE_serve"), args, &[]);
    output.failed_with(code).to_owned()
}

#[test]
fn the_first_line_says_what_is_served_and_where() {
    let server = Server::start(&[]);
    let (before, _) = server.announced.rsplit_once(':').unwrap();
    let (name, at) = before.split_once(" at ").unwrap();
    assert_eq!(at, "http://127.0.0.1");
    // The first digits of the digest stand for a version.
    assert!(
        name.starts_with("serve: model ") && name.len() == "serve: model ".len() + 12,
        "{name}"
    );
}

#[test]
fn what_is_no_model_of_the_project_is_refused() {
    let sandbox = sandbox();
    let gone = refused(&sandbox, &["--model", "gone.onnx"], 3);
    assert_snapshot!(gone, @"serve: failed to read `gone.onnx`: No such file or directory (os error 2); run `make run`, or name another model by `--model`");
    sandbox.write("other.onnx", "no model");
    let other = refused(&sandbox, &["--model", "other.onnx"], 3);
    assert!(
        other.starts_with(
            "serve: failed to read the model of `other.onnx`: read the bytes as an ONNX model"
        ),
        "{other}"
    );
}

#[test]
fn a_file_that_was_changed_since_it_was_trained_is_refused() {
    let sandbox = sandbox();
    let metadata = json!({"model_sha256": "0"});
    sandbox.write("models/model_metadata.json", metadata.to_string());
    let changed = refused(&sandbox, &[], 3);
    assert!(
        changed.starts_with("serve: failed to read `models/model_metadata.json`"),
        "{changed}"
    );
}

#[test]
fn the_signature_beside_the_file_says_what_may_be_missing() {
    let inputs = json!([{"type": "double", "name": "size", "required": false}]).to_string();
    let sandbox = Sandbox::new();
    sandbox.write("model/model.onnx", onnx());
    sandbox.write(
        "model/MLmodel",
        json!({"signature": {"inputs": inputs}}).to_string(),
    );
    let server = Server::start_in(sandbox, &["--model", "model"]);
    let answer = server.post(
        "application/json",
        r#"{"dataframe_records": [{"size": null}, {}]}"#,
    );
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[test]
fn an_address_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(&sandbox(), &["--listen", &address], 2);
    let said = said.replace(&address, "<address>");
    assert_snapshot!(said, @"serve: failed to listen at <address>: Address already in use (os error 98); choose another address by `--listen`");
}

#[test]
fn settings_out_of_range_are_refused() {
    for args in [
        ["--timeout", "0"],
        ["--max-requests", "0"],
        ["--listen", "5001"],
        ["--max-rows", "all"],
    ] {
        let said = refused(&sandbox(), &args, 2);
        assert!(said.contains(args[0]), "{said}");
    }
}
