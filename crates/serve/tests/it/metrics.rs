//! What Prometheus is told.

use insta::assert_snapshot;

use crate::common::Server;

/// The samples of the metrics whose names begin so.
fn samples(text: &str, name: &str) -> String {
    let lines = text.lines().filter(|line| line.starts_with(name));
    lines.collect::<Vec<_>>().join("\n")
}

/// What is told after five requests, of which three are for predictions and one of these is wrong; `V` is the version.
fn told() -> String {
    let server = Server::start(&[]);
    for body in ["size\n3\n25\n-5\n", "size\n1500000\n", "mass\n3\n"] {
        server.post("text/csv", body);
    }
    server.get("/nope");
    let answer = server.get("/metrics");
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .head
            .contains("content-type: text/plain; version=0.0.4"),
        "{}",
        answer.head
    );
    let version = server.announced.split(' ').nth(2).unwrap();
    answer.body.replace(version, "V")
}

#[test]
fn rows_and_values_are_counted() {
    let text = told();
    assert_snapshot!(samples(&text, "mlops_serve_rows_total"), @r#"
    mlops_serve_rows_total{version="V",class="small"} 2
    mlops_serve_rows_total{version="V",class="medium"} 0
    mlops_serve_rows_total{version="V",class="large"} 2
    "#);
    assert_snapshot!(samples(&text, "mlops_serve_feature_missing_total"), @r#"mlops_serve_feature_missing_total{version="V",feature="size"} 0"#);
    assert_snapshot!(samples(&text, "mlops_serve_feature_value"), @r#"
    mlops_serve_feature_value_bucket{version="V",feature="size",le="-10000"} 0
    mlops_serve_feature_value_bucket{version="V",feature="size",le="-1000"} 0
    mlops_serve_feature_value_bucket{version="V",feature="size",le="-100"} 0
    mlops_serve_feature_value_bucket{version="V",feature="size",le="-10"} 0
    mlops_serve_feature_value_bucket{version="V",feature="size",le="-1"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="0"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="0.1"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="0.2"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="0.5"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="1"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="2"} 1
    mlops_serve_feature_value_bucket{version="V",feature="size",le="5"} 2
    mlops_serve_feature_value_bucket{version="V",feature="size",le="10"} 2
    mlops_serve_feature_value_bucket{version="V",feature="size",le="20"} 2
    mlops_serve_feature_value_bucket{version="V",feature="size",le="50"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="100"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="200"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="500"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="1000"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="10000"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="100000"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="1000000"} 3
    mlops_serve_feature_value_bucket{version="V",feature="size",le="+Inf"} 4
    mlops_serve_feature_value_sum{version="V",feature="size"} 1500023
    mlops_serve_feature_value_count{version="V",feature="size"} 4
    "#);
}

#[test]
fn requests_are_counted_by_route_and_status() {
    let text = told();
    assert_snapshot!(samples(&text, "mlops_serve_requests"), @r#"
    mlops_serve_requests_total{route="invocations",code="200"} 2
    mlops_serve_requests_total{route="invocations",code="400"} 1
    mlops_serve_requests_total{route="invocations",code="401"} 0
    mlops_serve_requests_total{route="invocations",code="404"} 0
    mlops_serve_requests_total{route="invocations",code="405"} 0
    mlops_serve_requests_total{route="invocations",code="408"} 0
    mlops_serve_requests_total{route="invocations",code="413"} 0
    mlops_serve_requests_total{route="invocations",code="415"} 0
    mlops_serve_requests_total{route="invocations",code="500"} 0
    mlops_serve_requests_total{route="invocations",code="503"} 0
    mlops_serve_requests_total{route="invocations",code="other"} 0
    mlops_serve_requests_total{route="infer",code="200"} 0
    mlops_serve_requests_total{route="infer",code="400"} 0
    mlops_serve_requests_total{route="infer",code="401"} 0
    mlops_serve_requests_total{route="infer",code="404"} 0
    mlops_serve_requests_total{route="infer",code="405"} 0
    mlops_serve_requests_total{route="infer",code="408"} 0
    mlops_serve_requests_total{route="infer",code="413"} 0
    mlops_serve_requests_total{route="infer",code="415"} 0
    mlops_serve_requests_total{route="infer",code="500"} 0
    mlops_serve_requests_total{route="infer",code="503"} 0
    mlops_serve_requests_total{route="infer",code="other"} 0
    mlops_serve_requests_total{route="unknown",code="404"} 1
    mlops_serve_requests_in_progress 1
    "#);
    assert_snapshot!(samples(&text, "mlops_serve_request_duration_seconds_count"), @"mlops_serve_request_duration_seconds_count 3");
}

#[test]
fn every_metric_has_a_type_and_the_model_is_named() {
    let text = told();
    assert_snapshot!(samples(&text, "# TYPE"), @r#"
    # TYPE mlops_serve_requests_total counter
    # TYPE mlops_serve_requests_in_progress gauge
    # TYPE mlops_serve_request_duration_seconds histogram
    # TYPE mlops_serve_model_info gauge
    # TYPE mlops_serve_model_since_timestamp_seconds gauge
    # TYPE mlops_serve_rows_total counter
    # TYPE mlops_serve_feature_missing_total counter
    # TYPE mlops_serve_feature_value histogram
    "#);
    assert!(
        text.contains("mlops_serve_model_info{name=\"model\",version=\"V\",sha256=\"V"),
        "{text}"
    );
}
