//! Who may ask, and by what connection.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;

use insta::assert_snapshot;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use stage::testing::Sandbox;

use crate::common::{Server, received, sandbox};

const TOKEN: (&str, &str) = ("MLOPS_SERVE_TOKEN", "0123456789abcdef");

#[test]
fn without_the_token_only_health_is_told() {
    let server = Server::start_with(sandbox(), &[], &[TOKEN]);
    let rows = "size\n3\n";
    let asked = |headers: &str| {
        let headers = format!("Content-Type: text/csv\r\n{headers}");
        server.request("POST", "/invocations", &headers, rows)
    };
    let refused = asked("");
    assert_eq!(refused.status, 401);
    assert!(
        refused.head.contains("www-authenticate: bearer"),
        "{}",
        refused.head
    );
    assert_snapshot!(refused.body, @r#"{"error_code":"UNAUTHENTICATED","message":"expected the header `Authorization: Bearer <token>` with the server's token"}"#);
    assert_eq!(
        asked("Authorization: Bearer 0123456789abcdeF\r\n").status,
        401
    );
    assert_eq!(
        asked("Authorization: Bearer 0123456789abcdef\r\n").status,
        200
    );
    for (path, status) in [
        ("/ping", 200),
        ("/health", 200),
        ("/v2/health/ready", 200),
        ("/v2/models/model", 401),
        ("/version", 401),
        ("/nope", 401),
    ] {
        assert_eq!(server.get(path).status, status, "{path}");
    }
}

#[test]
fn a_token_that_is_none_is_refused_and_not_shown() {
    let token = [("MLOPS_SERVE_TOKEN", "hush")];
    let said = sandbox().run(env!("CARGO_BIN_EXE_serve"), &[], &token);
    assert_snapshot!(said.failed_with(2), @"serve: failed to read `MLOPS_SERVE_TOKEN`: expected at least 16 letters, digits or signs of ASCII, without spaces; `openssl rand -hex 32` makes one");
}

const CERTIFICATE: &[u8] = include_bytes!("../tls/certificate.pem");

/// A sandbox with a certificate for `localhost`, and its key.
fn with_certificate() -> Sandbox {
    let sandbox = sandbox();
    sandbox.write("certificate.pem", CERTIFICATE);
    sandbox.write("key.pem", include_bytes!("../tls/key.pem"));
    sandbox
}

/// A connection of a client that trusts this certificate alone.
fn encrypted(stream: TcpStream) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(CERTIFICATE).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    StreamOwned::new(
        ClientConnection::new(Arc::new(config), name).unwrap(),
        stream,
    )
}

#[test]
fn connections_are_encrypted_where_there_is_a_certificate() {
    let args = [
        "--tls-certificate",
        "certificate.pem",
        "--tls-key",
        "key.pem",
    ];
    let server = Server::start_in(with_certificate(), &args);
    assert!(
        server.announced.contains(" at https://"),
        "{}",
        server.announced
    );
    let mut stream = encrypted(server.connect());
    let head = "POST /invocations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/csv\r\n";
    write!(stream, "{head}Content-Length: 7\r\n\r\nsize\n3\n").unwrap();
    let answer = received(stream);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(
        answer.body.starts_with(r#"{"predictions": [{"label": 0"#),
        "{answer:?}"
    );
    // Without encryption, nothing is said that could be read.
    assert_eq!(server.get("/ping").status, 0);
}

#[test]
fn a_certificate_needs_its_key() {
    let sandbox = with_certificate();
    sandbox.write("other.pem", "none");
    let said = |certificate: &str, key: &str| {
        let args = ["--tls-certificate", certificate, "--tls-key", key];
        let output = sandbox.run(env!("CARGO_BIN_EXE_serve"), &args, &[]);
        output.failed_with(2).to_owned()
    };
    assert_snapshot!(said("other.pem", "key.pem"), @"serve: failed to use `other.pem` for TLS: expected a certificate or a key as PEM, found none");
    assert_snapshot!(said("certificate.pem", "other.pem"), @"serve: failed to use `other.pem` for TLS: expected a certificate or a key as PEM, found none");
    assert_snapshot!(said("gone.pem", "key.pem"), @"serve: failed to use `gone.pem` for TLS: No such file or directory (os error 2)");
    let alone = sandbox.run(env!("CARGO_BIN_EXE_serve"), &["--tls-key", "key.pem"], &[]);
    assert!(
        alone.failed_with(2).contains("--tls-certificate"),
        "{alone:?}"
    );
}
