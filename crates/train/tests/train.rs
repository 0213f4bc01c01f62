//! The program `train`, from outside, up to the tracker; the real one is met in
//! the end-to-end tests.

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

fn assert_failure(sandbox: &Sandbox, code: i32, expected: &str) {
    let ended = train(sandbox);
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.stderr.contains(expected), "{ended:?}");
    assert!(ended.stderr.lines().count() <= 2, "{ended:?}");
    assert_eq!(sandbox.list("models"), ["model.onnx"]);
    assert_eq!(sandbox.read("models/model.onnx"), "earlier");
}

#[test]
fn without_a_tracker_it_says_how_to_start_one_and_keeps_the_earlier_model() {
    assert_failure(&sandbox(), 5, "start it with `make up`");
}

/// The image holds a CA bundle and nothing else; without one, https cannot work and plain http must.
#[test]
fn without_a_ca_bundle_https_says_what_to_set_and_http_does_not_care() {
    let sandbox = sandbox();
    let program = env!("CARGO_BIN_EXE_train");
    let cases = [
        (
            "https://127.0.0.1:9",
            "set SSL_CERT_FILE to a bundle of CA certificates",
        ),
        (
            "http://127.0.0.1:9",
            "no tracker answers at `http://127.0.0.1:9",
        ),
    ];
    for (uri, expected) in cases {
        let environment = [
            ("MLFLOW_TRACKING_URI", uri),
            ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
            ("SSL_CERT_FILE", "/nowhere/ca.pem"),
        ];
        let ended = sandbox.run(program, &[], &environment);
        assert_eq!(ended.code, Some(5), "{ended:?}");
        assert!(ended.stderr.contains(expected), "{ended:?}");
    }
}

#[test]
fn a_missing_table_is_named() {
    let sandbox = Sandbox::new();
    let ended = train(&sandbox);
    ended.assert_failure(
        3,
        "train: failed to read `data/processed/train.csv`: No such file or directory \
         (os error 2); run the preprocess stage first\n",
    );
}

#[test]
fn a_cell_that_is_no_number_is_named_with_its_line() {
    let sandbox = sandbox();
    sandbox.write(TEST, "size,target\n1,0\nlarge,1\n");
    assert_failure(
        &sandbox,
        3,
        "line 3, column `size` holds `large`; expected a finite number",
    );
}

#[test]
fn a_class_beyond_those_of_params_is_refused() {
    let sandbox = sandbox();
    sandbox.edit_params("[setosa, versicolor, virginica]", "[setosa, versicolor]");
    assert_failure(&sandbox, 3, "line 4, column `target` holds `2`");
}

#[test]
fn tables_of_different_features_are_refused() {
    let sandbox = sandbox();
    sandbox.write(TEST, "weight,target\n1,0\n");
    assert_failure(
        &sandbox,
        3,
        "its features are not those of `data/processed/train.csv`",
    );
}

#[test]
fn wrong_params_stop_the_stage_before_it_reads_the_data() {
    let sandbox = sandbox();
    sandbox.edit_params("n_estimators: 100", "n_estimators: many");
    assert_failure(
        &sandbox,
        2,
        "`train.n_estimators` is many; expected an integer from 1",
    );
}
