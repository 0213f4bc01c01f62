//! What stops train before it tracks anything.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};

const TRAIN: &str = "data/processed/train.csv";
const TEST: &str = "data/processed/test.csv";
const ROWS: &str = "size,target\n1,0\n2,1\n3,2\n4,0\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(TRAIN, ROWS);
    sandbox.write(TEST, ROWS);
    sandbox.write("models/model.onnx", "earlier");
    sandbox
}

/// Runs `train` where no tracker is: what is wrong with the inputs comes first.
fn train(sandbox: &Sandbox) -> ProgramOutput {
    let nowhere = [
        ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"),
        ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
    ];
    sandbox.run(env!("CARGO_BIN_EXE_train"), &[], &nowhere)
}

/// What `train` says on stderr before it ends with `code`; the earlier model is left.
fn refusal(sandbox: &Sandbox, code: i32) -> String {
    let output = train(sandbox);
    assert_eq!(output.code, Some(code), "{output:?}");
    assert_eq!(sandbox.list("models"), ["model.onnx"]);
    assert_eq!(sandbox.read("models/model.onnx"), "earlier");
    output.stderr
}

#[test]
fn without_a_tracker_it_says_how_to_start_one_and_keeps_the_earlier_model() {
    assert_snapshot!(refusal(&sandbox(), 5), @"train: failed to reach the tracker: no tracker answers at `http://127.0.0.1:9` (Connection refused (os error 111)); start it with `make up` or set MLFLOW_TRACKING_URI in .env");
}

/// The image holds a CA bundle and nothing else; without one, https cannot work and plain http must.
#[test]
fn without_a_ca_bundle_https_says_what_to_set_and_http_does_not_care() {
    let said = |uri: &str, code: i32| {
        let environment = [
            ("MLFLOW_TRACKING_URI", uri),
            ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
            ("SSL_CERT_FILE", "/nowhere/ca.pem"),
        ];
        let output = sandbox().run(env!("CARGO_BIN_EXE_train"), &[], &environment);
        assert_eq!(output.code, Some(code), "{output:?}");
        output.stderr
    };
    assert_snapshot!(said("https://127.0.0.1:9", 2), @"train: failed to prepare TLS for `https://127.0.0.1:9`: unexpected error: No CA certificates were loaded from the system; set MLFLOW_TRACKING_SERVER_CERT_PATH in .env to a file with the certificate of the authority that vouches for the tracker, in PEM");
    assert_snapshot!(said("http://127.0.0.1:9", 5), @"train: failed to reach the tracker: no tracker answers at `http://127.0.0.1:9` (Connection refused (os error 111)); start it with `make up` or set MLFLOW_TRACKING_URI in .env");
}

/// A setting that is wrong was told with 5, "worth a retry", and tried again for ever.
#[test]
fn settings_of_the_tracker_that_are_wrong_are_not_worth_a_retry() {
    let said = |setting: (&str, &str)| {
        let uri = ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9");
        let output = sandbox().run(env!("CARGO_BIN_EXE_train"), &[], &[uri, setting]);
        assert_eq!(output.code, Some(2), "{output:?}");
        output.stderr
    };
    let settings = [
        ("MLFLOW_TRACKING_URI", "localhost:5000"),
        ("MLFLOW_TRACKING_URI", "'http://localhost:5000'"),
        ("MLFLOW_TRACKING_TOKEN", "s3c\nret"),
        ("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon"),
        ("MLFLOW_WORKSPACE", "a\nb"),
        ("MLFLOW_TRACKING_SERVER_CERT_PATH", "/nowhere/ca.pem"),
    ];
    assert_snapshot!(settings.map(said).concat(), @r#"
    train: failed to use the tracker `localhost:5000`: `localhost` is not http or https; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`
    train: failed to use the tracker `'http://localhost:5000'`: it is in quotes, which belong to the value here; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`
    train: failed to use MLFLOW_TRACKING_TOKEN: it holds a line break or another control character; set it again
    train: failed to read the variable MLFLOW_HTTP_REQUEST_TIMEOUT: found `soon`, expected a number of seconds from 0.1 to 86400
    train: failed to read the variable MLFLOW_WORKSPACE: found `a\nb`, expected a name that fits into an HTTP header
    train: failed to read `/nowhere/ca.pem`, named by MLFLOW_TRACKING_SERVER_CERT_PATH: No such file or directory (os error 2)
    "#);
}

#[test]
fn a_missing_table_is_named() {
    let output = train(&Sandbox::new());
    assert_eq!(output.code, Some(3), "{output:?}");
    assert_snapshot!(output.stderr, @"train: failed to read `data/processed/train.csv`: No such file or directory (os error 2); run the preprocess stage first");
}

#[test]
fn a_cell_that_is_no_number_is_named_with_its_line() {
    let sandbox = sandbox();
    sandbox.write(TEST, "size,target\n1,0\nlarge,1\n");
    assert_snapshot!(refusal(&sandbox, 3), @"train: failed to read `data/processed/test.csv`: line 3, column `size` holds `large`; expected a finite number");
}

#[test]
fn a_class_beyond_those_of_params_is_refused() {
    let sandbox = sandbox();
    sandbox.edit_params("[setosa, versicolor, virginica]", "[setosa, versicolor]");
    assert_snapshot!(refusal(&sandbox, 3), @"train: failed to read `data/processed/train.csv`: line 4, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml");
}

#[test]
fn tables_of_different_features_are_refused() {
    let sandbox = sandbox();
    sandbox.write(TEST, "weight,target\n1,0\n");
    assert_snapshot!(refusal(&sandbox, 3), @"train: failed to use `data/processed/test.csv`: its features are not those of `data/processed/train.csv`; run the preprocess stage again");
}

#[test]
fn wrong_params_stop_the_stage_before_it_reads_the_data() {
    let sandbox = sandbox();
    sandbox.edit_params("n_estimators: 100", "n_estimators: many");
    assert_snapshot!(refusal(&sandbox, 2), @"train: failed to check `params.yaml`: line 31: `train.n_estimators` is many; expected an integer from 1 to 100000");
}
