//! The Open Inference Protocol.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::common::{Answer, Server};

fn infer(server: &Server, body: &Value) -> Answer {
    let headers = "Content-Type: application/json\r\n";
    server.request("POST", "/v2/models/model/infer", headers, &body.to_string())
}

fn request(shape: &Value, datatype: &str, data: &Value) -> Value {
    json!({"id": "7", "inputs": [{"name": "size", "shape": shape, "datatype": datatype, "data": data}]})
}

#[test]
fn the_server_and_the_model_describe_themselves() {
    let server = Server::start(&[]);
    let version = server.announced.split(' ').nth(2).unwrap().to_owned();
    let get = |path: &str| {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.body.replace(&version, "V")
    };
    assert_snapshot!(get("/v2/health/live"), @r#"{"live":true}"#);
    assert_snapshot!(get("/v2/health/ready"), @r#"{"ready":true}"#);
    assert_snapshot!(get("/v2").replace(env!("CARGO_PKG_VERSION"), "N"), @r#"{"name":"mlops-serve","version":"N","extensions":[]}"#);
    assert_snapshot!(get("/v2/models/model"), @r#"{"name":"model","versions":["V"],"platform":"onnx","inputs":[{"name":"size","datatype":"FP64","shape":[-1,1]}],"outputs":[{"name":"label","datatype":"INT64","shape":[-1,1]},{"name":"probability_small","datatype":"FP32","shape":[-1,1]},{"name":"probability_medium","datatype":"FP32","shape":[-1,1]},{"name":"probability_large","datatype":"FP32","shape":[-1,1]}]}"#);
    assert_snapshot!(get("/v2/models/model/ready"), @r#"{"name":"model","ready":true}"#);
    assert_eq!(
        get("/v2/models/model"),
        get(&format!("/v2/models/model/versions/{version}"))
    );
}

#[test]
fn tensors_are_answered_by_tensors() {
    let server = Server::start(&[]);
    let version = server.announced.split(' ').nth(2).unwrap().to_owned();
    let answer = infer(&server, &request(&json!([2, 1]), "FP64", &json!([3, 25.5])));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_snapshot!(answer.body.replace(&version, "V"), @r#"{"model_name":"model","model_version":"V","id":"7","outputs":[{"name":"label","shape":[2,1],"datatype":"INT64","data":[0,2]},{"name":"probability_small","shape":[2,1],"datatype":"FP32","data":[1.0,0.0]},{"name":"probability_medium","shape":[2,1],"datatype":"FP32","data":[0.0,0.0]},{"name":"probability_large","shape":[2,1],"datatype":"FP32","data":[0.0,1.0]}]}"#);
    for other in [
        request(&json!([2]), "FP32", &json!([3, 25.5])),
        request(&json!([2, 1]), "INT64", &json!([[3], [25.5]])),
    ] {
        assert_eq!(infer(&server, &other), answer);
    }
    let mut one = request(&json!([1]), "FP64", &json!([3]));
    one["outputs"] = json!([{"name": "label"}]);
    let answer: Value = serde_json::from_str(&infer(&server, &one).body).unwrap();
    assert_eq!(
        answer["outputs"],
        json!([{"name": "label", "shape": [1, 1], "datatype": "INT64", "data": [0]}])
    );
}

/// `MLServer` answers 500 with a traceback where the tensors are not those of the signature.
#[test]
fn what_is_wrong_with_a_request_is_told() {
    let server = Server::start(&[]);
    let said = |body: &Value| {
        let answer = infer(&server, body);
        assert_eq!(answer.status, 400, "{answer:?}");
        answer.body
    };
    assert_snapshot!(said(&json!({})), @r#"{"error":"expected a JSON object with `inputs`: missing field `inputs` at line 1 column 2"}"#);
    assert_snapshot!(said(&json!({"inputs": []})), @r#"{"error":"the required column `size` is missing; the model takes `size`"}"#);
    assert_snapshot!(said(&request(&json!([2]), "FP64", &json!([3, null]))), @r#"{"error":"column `size`, row 2: expected a finite number, found no value"}"#);
    assert_snapshot!(said(&request(&json!([2]), "FP64", &json!([3, [4, 5]]))), @r#"{"error":"the data of `size`: invalid length 2, expected one value in each list"}"#);
    assert_snapshot!(said(&request(&json!([3]), "FP64", &json!([3, 4]))), @r#"{"error":"the shape of `size` is [3]; expected [2] or [2, 1] for 2 values"}"#);
    assert_snapshot!(said(&request(&json!([1, 2]), "FP64", &json!([3, 4]))), @r#"{"error":"the shape of `size` is [1, 2]; expected [2] or [2, 1] for 2 values"}"#);
    assert_snapshot!(said(&request(&json!([1]), "BYTES", &json!(["3"]))), @r#"{"error":"the datatype of `size` is `BYTES`; expected FP64"}"#);
    let mut other = request(&json!([1]), "FP64", &json!([3]));
    other["outputs"] = json!([{"name": "score"}]);
    assert_snapshot!(said(&other), @r#"{"error":"there is no output `score`; expected label, probability_small, probability_medium, probability_large"}"#);
}

#[test]
fn models_and_versions_that_are_not_served_are_not_found() {
    let server = Server::start(&[]);
    for (path, message) in [
        ("/v2/models/nope", "Model nope not found"),
        (
            "/v2/models/model/versions/9",
            "Model model with version 9 not found",
        ),
        (
            "/v2/models/model/versions/9/ready",
            "Model model with version 9 not found",
        ),
    ] {
        let answer = server.get(path);
        assert_eq!(
            (answer.status, answer.body),
            (404, json!({"error": message}).to_string())
        );
    }
    assert_eq!(
        server
            .request("POST", "/v2/models/nope/infer", "", "{}")
            .status,
        404
    );
    assert_eq!(server.get("/v2/models/model/infer").status, 405);
    let csv = server.request(
        "POST",
        "/v2/models/model/infer",
        "Content-Type: text/csv\r\n",
        "size\n3\n",
    );
    assert_eq!(csv.status, 415);
}
