//! MLflow's scoring protocol.

use insta::assert_snapshot;

use crate::common::Server;

const JSON: &str = "application/json";

#[test]
fn rows_are_answered_in_every_form() {
    let server = Server::start(&[]);
    let expected = r#"{"predictions": [{"label": 0, "probability_small": 1.0, "probability_medium": 0.0, "probability_large": 0.0}, {"label": 2, "probability_small": 0.0, "probability_medium": 0.0, "probability_large": 1.0}]}"#;
    for (content_type, body) in [
        (
            JSON,
            r#"{"dataframe_split": {"columns": ["size"], "data": [[3], [25.5]]}}"#,
        ),
        (
            JSON,
            r#"{"dataframe_records": [{"size": 3}, {"size": 25.5}]}"#,
        ),
        (
            "application/json; charset=utf-8",
            r#"{"instances": [{"size": 3}, {"size": 25.5}]}"#,
        ),
        (JSON, r#"{"inputs": {"size": [3, 25.5]}}"#),
        ("text/csv", "size\n3\n25.5\n"),
    ] {
        let answer = server.post(content_type, body);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, expected),
            "{body}"
        );
        assert!(
            answer.head.contains("content-type: application/json"),
            "{}",
            answer.head
        );
    }
}

#[test]
fn health_and_version_are_told() {
    let server = Server::start(&[]);
    for path in ["/ping", "/health"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (200, "\n"));
        assert!(
            answer.head.contains("content-type: application/json"),
            "{}",
            answer.head
        );
    }
    let answer = server.get("/version");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_request_that_is_wrong_is_told_column_and_row() {
    let server = Server::start(&[]);
    let answer = server.post(
        JSON,
        r#"{"dataframe_records": [{"size": 1}, {"size": null}]}"#,
    );
    assert_eq!(answer.status, 400);
    assert_snapshot!(answer.body, @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size`, row 2: expected a finite number, found no value"}"#);
    let answer = server.post(
        JSON,
        r#"{"dataframe_split": {"columns": ["mass"], "data": [[1]]}}"#,
    );
    assert_eq!(answer.status, 400);
    assert_snapshot!(answer.body, @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"the required column `size` is missing; the model takes `size`"}"#);
}

/// MLflow's server answers 500 where there is no content type.
#[test]
fn a_content_type_that_is_unknown_or_missing_is_refused() {
    let server = Server::start(&[]);
    let answer = server.post("text/plain", "size\n3\n");
    assert_eq!(answer.status, 415);
    assert_snapshot!(answer.body, @"expected the header `Content-Type: application/json` or `text/csv`, in UTF-8, found `text/plain`");
    let answer = server.request("POST", "/invocations", "", "size\n3\n");
    assert_eq!(answer.status, 415);
    assert_snapshot!(answer.body, @"expected the header `Content-Type: application/json` or `text/csv`, in UTF-8, found none");
}

#[test]
fn unknown_paths_and_methods_are_answered_as_by_mlflow() {
    let server = Server::start(&[]);
    let answer = server.get("/invocations");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (405, r#"{"detail":"Method Not Allowed"}"#)
    );
    assert!(answer.head.contains("allow: post"), "{}", answer.head);
    let answer = server.request("POST", "/ping", "", "");
    assert_eq!(answer.status, 405);
    let answer = server.get("/nope");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (404, r#"{"detail":"Not Found"}"#)
    );
}
