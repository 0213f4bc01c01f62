//! The environment, read as Python's client reads it.

use std::collections::BTreeMap;
use std::time::Duration;

use insta::assert_snapshot;
use mlflow::{Client, Config, ConfigError};
use wiremock::ResponseTemplate;

use crate::tracker::{API, Tracker};

/// A configuration from these variables and no others.
fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let known: BTreeMap<&str, &str> = variables.iter().copied().collect();
    Config::from_lookup(|name| known.get(name).map(|value| (*value).to_owned()))
}

fn refusal(variables: &[(&str, &str)]) -> String {
    config(variables).unwrap_err().to_string()
}

/// The `Authorization` header that a tracker receives.
fn authorization(variables: &[(&str, &str)]) -> Option<String> {
    let tracker = Tracker::new();
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        ResponseTemplate::new(400),
    );
    let uri = tracker.uri();
    let mut all = vec![("MLFLOW_TRACKING_URI", uri.as_str())];
    all.extend(variables);
    let client = Client::connect(config(&all).unwrap()).unwrap();
    client.run("r").unwrap_err();
    let headers = &tracker.received()[0].headers;
    headers
        .get("authorization")
        .map(|value| value.to_str().unwrap().to_owned())
}

const USER: (&str, &str) = ("MLFLOW_TRACKING_USERNAME", "someone");
const PASSWORD: (&str, &str) = ("MLFLOW_TRACKING_PASSWORD", "hunter2");
const TOKEN: (&str, &str) = ("MLFLOW_TRACKING_TOKEN", "token");
const BASIC: &str = "Basic c29tZW9uZTpodW50ZXIy";

#[test]
fn without_an_address_the_message_says_what_to_set() {
    let blank = ("MLFLOW_TRACKING_URI", "  ");
    assert_eq!(refusal(&[]), refusal(&[blank]));
    assert_snapshot!(refusal(&[]), @"find a tracker: MLFLOW_TRACKING_URI is not set; set it in .env, for example to `http://localhost:5000`");
}

#[test]
fn an_address_that_is_no_tracker_is_refused_without_its_password() {
    assert_snapshot!(refusal(&[("MLFLOW_TRACKING_URI", "./mlruns")]), @"use the tracker `./mlruns`: relative URL without a base; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`");
    let database = refusal(&[(
        "MLFLOW_TRACKING_URI",
        "postgresql://someone:hunter2@host/db",
    )]);
    assert_snapshot!(database, @"use the tracker `postgresql://host/db`: `postgresql` is not http or https; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`");
    let broken = refusal(&[("MLFLOW_TRACKING_URI", "https://someone:hun/ter2@host")]);
    assert_snapshot!(broken, @"use the tracker `https://host`: invalid port number; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`");
}

/// `.env` takes values as they are, and the message spoke of a relative URL.
#[test]
fn an_address_in_quotes_is_told_to_be_in_quotes() {
    assert_snapshot!(refusal(&[("MLFLOW_TRACKING_URI", "\"https://host\"")]), @r#"use the tracker `"https://host"`: it is in quotes, which belong to the value here; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`"#);
}

/// Somebody's token was copied with a line break: the request could not be made, which was
/// told as a broken connection, worth a retry. The text itself is a secret.
#[test]
fn credentials_that_cannot_be_sent_are_refused_and_not_shown() {
    let uri = ("MLFLOW_TRACKING_URI", "http://localhost:5000");
    let said = [
        vec![("MLFLOW_TRACKING_TOKEN", "s3c\nret")],
        vec![USER, ("MLFLOW_TRACKING_PASSWORD", "s3c\rret")],
        vec![("MLFLOW_TRACKING_USERNAME", "s3c\0ret"), PASSWORD],
        vec![("MLFLOW_TRACKING_USERNAME", "s3c:ret"), PASSWORD],
    ];
    let said = said.map(|settings| refusal(&[&[uri], &settings[..]].concat()));
    assert_snapshot!(said.join("\n"), @"
    use MLFLOW_TRACKING_TOKEN: it holds a line break or another control character; set it again
    use MLFLOW_TRACKING_PASSWORD or DAGSHUB_TOKEN: it holds a line break or another control character; set it again
    use MLFLOW_TRACKING_USERNAME or DAGSHUB_USER_NAME: it holds a line break or another control character; set it again
    use MLFLOW_TRACKING_USERNAME or DAGSHUB_USER_NAME: it holds a `:`, which no user's name may hold; set it again
    ");
    // White space at the ends is no part of it.
    assert_eq!(
        authorization(&[("MLFLOW_TRACKING_TOKEN", " token\n")]).unwrap(),
        "Bearer token"
    );
}

#[test]
fn the_defaults_wait_for_seconds_and_not_for_minutes() {
    let config = config(&[("MLFLOW_TRACKING_URI", "http://localhost:5000/")]).unwrap();
    assert_eq!(config.tracker(), "http://localhost:5000");
    assert_eq!(config.timeout, Duration::from_secs(10));
    assert_eq!(config.retries.limit, 4);
    assert_eq!(config.retries.budget, Duration::from_secs(30));
}

#[test]
fn the_variables_of_pythons_client_are_honoured() {
    let config = config(&[
        (
            "MLFLOW_TRACKING_URI",
            "https://dagshub.com/owner/repo.mlflow",
        ),
        ("MLFLOW_HTTP_REQUEST_TIMEOUT", "2.5"),
        ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"),
        ("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "3"),
        ("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0"),
        ("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", "False"),
        ("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT", "60"),
    ])
    .unwrap();
    assert_eq!(config.timeout, Duration::from_millis(2500));
    assert_eq!(config.artifact_timeout, Duration::from_mins(1));
    assert_eq!(config.retries.limit, 1);
    assert!((config.retries.backoff_factor - 3.0).abs() < f64::EPSILON);
    assert!(!config.retries.respect_retry_after);
}

#[test]
fn a_value_of_the_wrong_kind_is_named_with_what_is_allowed() {
    let uri = ("MLFLOW_TRACKING_URI", "http://localhost:5000");
    assert_snapshot!(refusal(&[uri, ("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon")]), @"read the variable MLFLOW_HTTP_REQUEST_TIMEOUT: found `soon`, expected a number of seconds from 0.1 to 86400");
    assert_snapshot!(refusal(&[uri, ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "11")]), @"read the variable MLFLOW_HTTP_REQUEST_MAX_RETRIES: found `11`, expected a whole number from 0 to 10");
    assert_snapshot!(refusal(&[uri, ("MLFLOW_TRACKING_INSECURE_TLS", "maybe")]), @"read the variable MLFLOW_TRACKING_INSECURE_TLS: found `maybe`, expected `true`, `false`, `1` or `0`");
    for nonsense in ["NaN", "-1", "inf", "0"] {
        refusal(&[uri, ("MLFLOW_HTTP_REQUEST_TIMEOUT", nonsense)]);
    }
}

#[test]
fn user_and_password_win_over_a_token_and_half_of_them_does_not_count() {
    assert_eq!(authorization(&[USER, PASSWORD, TOKEN]).unwrap(), BASIC);
    assert_eq!(authorization(&[USER, TOKEN]).unwrap(), "Bearer token");
    assert_eq!(authorization(&[TOKEN]).unwrap(), "Bearer token");
    assert_eq!(authorization(&[USER]), None);
}

#[test]
fn the_credentials_file_fills_in_what_the_environment_lacks() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".mlflow")).unwrap();
    let text = "[other]\nmlflow_tracking_password = wrong\n[mlflow]\nmlflow_tracking_username = nobody\nmlflow_tracking_password = hunter2\n";
    std::fs::write(home.path().join(".mlflow/credentials"), text).unwrap();
    let home = ("HOME", home.path().to_str().unwrap());
    assert_eq!(authorization(&[home, USER]).unwrap(), BASIC);
    assert_eq!(authorization(&[home, USER, TOKEN]).unwrap(), BASIC);
    assert_ne!(authorization(&[home]).unwrap(), BASIC);
    assert_eq!(authorization(&[("HOME", "/nowhere")]), None);
}

#[test]
fn a_password_in_the_address_may_hold_encoded_characters() {
    let tracker = Tracker::new();
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        ResponseTemplate::new(400),
    );
    let uri = tracker.uri().replace("http://", "http://someone:a%40b@");
    let client = Client::connect(Config::new(&uri).unwrap()).unwrap();
    client.run("r").unwrap_err();
    // base64 of `someone:a@b`.
    assert_eq!(
        tracker.received()[0].headers["authorization"],
        "Basic c29tZW9uZTphQGI="
    );
}

#[test]
fn contradicting_tls_settings_are_refused() {
    let message = refusal(&[
        ("MLFLOW_TRACKING_URI", "https://tracker"),
        ("MLFLOW_TRACKING_INSECURE_TLS", "true"),
        ("MLFLOW_TRACKING_SERVER_CERT_PATH", "/ca.pem"),
    ]);
    assert_snapshot!(message, @"read the variable MLFLOW_TRACKING_SERVER_CERT_PATH: found `/ca.pem`, expected no value while MLFLOW_TRACKING_INSECURE_TLS is true");
}

#[test]
fn a_certificate_file_that_is_missing_or_empty_is_named() {
    let connect = |path: &str| {
        let variables = [
            ("MLFLOW_TRACKING_URI", "https://127.0.0.1:1"),
            ("MLFLOW_TRACKING_SERVER_CERT_PATH", path),
        ];
        Client::connect(config(&variables).unwrap())
            .unwrap_err()
            .to_string()
    };
    assert_snapshot!(connect("/nowhere/ca.pem"), @"read `/nowhere/ca.pem`, named by MLFLOW_TRACKING_SERVER_CERT_PATH: No such file or directory (os error 2)");
    let empty = tempfile::NamedTempFile::new().unwrap();
    let path = empty.path().to_str().unwrap();
    let message = connect(path).replace(path, "EMPTY");
    assert_snapshot!(message, @"prepare TLS for `https://127.0.0.1:1`: `EMPTY` holds no certificate; set MLFLOW_TRACKING_SERVER_CERT_PATH in .env to a file with the certificate of the authority that vouches for the tracker, in PEM");
}

/// What `configparser`, which Python's client reads the file with, gives for
/// the same text (checked with mlflow 3.17.2; a byte order mark and a lone
/// percent sign it refuses).
#[test]
fn an_odd_credentials_file_is_read_as_python_reads_it() {
    use base64_of as basic;
    let read = |text: &str| {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".mlflow")).unwrap();
        std::fs::write(home.path().join(".mlflow/credentials"), text).unwrap();
        authorization(&[("HOME", home.path().to_str().unwrap())])
    };
    for (text, expected) in [
        (
            "[mlflow]\r\nMLFLOW_TRACKING_USERNAME: a\r\nmlflow_tracking_password=b = c:d\r\n",
            Some("a:b = c:d"),
        ),
        (
            "# x\n[other]\nmlflow_tracking_username=x\n[mlflow]\n# mlflow_tracking_username=no\n\
             mlflow_tracking_username = a\nmlflow_tracking_password = 50%%\n",
            Some("a:50%"),
        ),
        (
            "[DEFAULT]\nmlflow_tracking_username=a\n[mlflow]\nmlflow_tracking_password=b\n",
            Some("a:b"),
        ),
        (
            "\u{feff}[mlflow]\nmlflow_tracking_username=a\nmlflow_tracking_password=5%x\n",
            Some("a:5%x"),
        ),
        (
            "[mlflow]\nmlflow_tracking_username=\nmlflow_tracking_password=b\n",
            None,
        ),
        (
            "[mlflow] # x\n  ; x\n  # x\nmlflow_tracking_username=a\nmlflow_tracking_password=b#c ; d\n",
            Some("a:b#c ; d"),
        ),
        (
            "[mlflow]\n  mlflow_tracking_username=a\n  mlflow_tracking_password=\"b\"\\\n",
            Some("a:\"b\"\\"),
        ),
        (
            "[DEFAULT]\nmlflow_tracking_username=x\nmlflow_tracking_password=b\n[mlflow]\nmlflow_tracking_username=a\n",
            Some("a:b"),
        ),
        (
            "[MLflow]\nmlflow_tracking_username=a\nmlflow_tracking_password=b\n",
            None,
        ),
        (
            "[default]\nmlflow_tracking_username=a\nmlflow_tracking_password=b\n[mlflow]\n",
            None,
        ),
        (
            "[mlflow\nmlflow_tracking_username=a\nmlflow_tracking_password=b\n",
            None,
        ),
        (
            "[ mlflow ]\nmlflow_tracking_username=a\nmlflow_tracking_password=b\n",
            None,
        ),
        (
            "mlflow_tracking_username=a\nmlflow_tracking_password=b\n",
            None,
        ),
        ("", None),
    ] {
        assert_eq!(read(text), expected.map(basic), "{text:?}");
    }
}

/// `Basic` and the pair in base64, by a few lines of its own.
fn base64_of(pair: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("Basic ");
    for chunk in pair.as_bytes().chunks(3) {
        let bits = (0..3).fold(0, |bits, i| {
            bits << 8 | usize::from(*chunk.get(i).unwrap_or(&0))
        });
        for i in 0..4 {
            let digit = char::from(DIGITS[bits >> (18 - 6 * i) & 63]);
            text.push(if i <= chunk.len() { digit } else { '=' });
        }
    }
    text
}

#[test]
fn the_workspace_is_named_in_every_request() {
    let tracker = Tracker::new();
    let uri = tracker.uri();
    let variables = [
        ("MLFLOW_TRACKING_URI", uri.as_str()),
        ("MLFLOW_WORKSPACE", "flowers"),
    ];
    let client = Client::connect(config(&variables).unwrap()).unwrap();
    client.run("r").unwrap_err();
    assert_eq!(
        tracker.received()[0].headers["x-mlflow-workspace"],
        "flowers"
    );
}

#[test]
fn a_registry_elsewhere_is_refused_without_its_password() {
    let tracker = ("MLFLOW_TRACKING_URI", "http://localhost:5000");
    let elsewhere = ("MLFLOW_REGISTRY_URI", "http://a:hunter2@other:5000");
    assert_snapshot!(refusal(&[tracker, elsewhere]), @"read the variable MLFLOW_REGISTRY_URI: found `http://other:5000/`, expected no value, or that of MLFLOW_TRACKING_URI");
    let same = ("MLFLOW_REGISTRY_URI", "http://localhost:5000/");
    config(&[tracker, same]).unwrap();
}
