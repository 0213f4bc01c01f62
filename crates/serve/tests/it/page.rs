//! The page for people, and the description of all paths.

use serde_json::Value;

use crate::common::{Answer, Server};

fn typed(server: &Server, form: &str) -> Answer {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    server.request("POST", "/docs", headers, form)
}

#[test]
fn a_row_that_is_typed_is_answered_on_the_same_page() {
    let server = Server::start(&[]);
    let page = server.get("/docs");
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("<input name=\"0\" value=\"\""),
        "{}",
        page.body
    );
    assert!(
        page.head
            .contains("content-security-policy: default-src 'none'; style-src 'self'"),
        "{}",
        page.head
    );
    assert!(
        page.head.contains("x-content-type-options: nosniff"),
        "{}",
        page.head
    );
    let answer = typed(&server, "0=25.5");
    assert_eq!(answer.status, 200);
    assert!(
        answer.body.contains("Prediction: <strong>large</strong>"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("value=\"25.5\""), "{}", answer.body);
    assert_eq!(server.get("/docs/style.css").status, 200);
}

#[test]
fn what_is_wrong_with_it_is_told_and_nothing_that_was_typed_becomes_markup() {
    let server = Server::start(&[]);
    let answer = typed(&server, "0=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    assert_eq!(answer.status, 400);
    assert!(!answer.body.contains("<script"), "{}", answer.body);
    assert!(
        answer
            .body
            .contains("column `size`, row 1: expected a finite number"),
        "{}",
        answer.body
    );
    // Everything comes from this server, and no script is there.
    let links = answer.body.split("href=\"").skip(1);
    assert!(
        links.into_iter().all(|link| link.starts_with('/')),
        "{}",
        answer.body
    );
}

#[test]
fn all_paths_are_described() {
    let server = Server::start(&[]);
    let description: Value = serde_json::from_str(&server.get("/openapi.json").body).unwrap();
    for (path, methods) in description["paths"].as_object().unwrap() {
        let path = path.replace("{name}", "model");
        for method in methods.as_object().unwrap().keys() {
            let answer = server.request(&method.to_uppercase(), &path, "", "");
            assert!(
                ![404, 405].contains(&answer.status),
                "{method} {path}: {answer:?}"
            );
        }
    }
    let record = &description["components"]["schemas"]["Record"];
    assert_eq!(record["properties"]["size"]["type"], "number");
    assert_eq!(record["required"][0], "size");
}
