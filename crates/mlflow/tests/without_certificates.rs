//! An image with nothing but the binary has no CA bundle. That must not
//! matter to a tracker on plain http, and must be said clearly where it does.
//!
//! The environment belongs to the process, so each case runs in a child.

use std::process::Command;

use mlflow::{Client, Config};

const ADDRESS: &str = "WITHOUT_CERTIFICATES_ADDRESS";

/// Runs [`child`] in a process that finds no CA bundle, and gives what it printed.
fn connect_without_bundle(address: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(ADDRESS, address)
        .env("SSL_CERT_FILE", "/nowhere/ca.pem")
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "runs in a child process of the other tests"]
fn child() {
    let mut config = Config::new(&std::env::var(ADDRESS).unwrap()).unwrap();
    config.retries.limit = 0;
    let error = Client::connect(config).unwrap_err();
    println!("failed to {error}");
}

#[test]
fn plain_http_needs_no_bundle() {
    let printed = connect_without_bundle("http://127.0.0.1:1");
    let expected = "failed to reach the tracker: no tracker answers at `http://127.0.0.1:1`";
    assert!(printed.contains(expected), "{printed}");
}

#[test]
fn https_without_a_bundle_says_what_to_set() {
    let printed = connect_without_bundle("https://127.0.0.1:1");
    assert!(
        printed.contains("failed to prepare TLS for `https://127.0.0.1:1`: "),
        "{printed}"
    );
    assert!(
        printed.contains("set SSL_CERT_FILE to a bundle of CA certificates"),
        "{printed}"
    );
}
