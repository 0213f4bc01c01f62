//! How much goes into one request, and what is refused before it is sent.

use insta::assert_snapshot;
use mlflow::{Batch, DatasetInput, DatasetSource, Metric, Param, Tag};
use serde_json::{Value, json};

use crate::tracker::{API, Tracker, response};

fn log(batch: &Batch) -> Result<Vec<Value>, String> {
    let tracker = Tracker::new();
    let route = format!("{API}/runs/log-batch");
    tracker.always("POST", &route, response(200, &json!({})));
    let client = tracker.client();
    client.log("r", batch).map_err(|error| error.to_string())?;
    Ok(tracker.bodies(&route))
}

fn count(body: &Value, list: &str) -> usize {
    body[list].as_array().map_or(0, Vec::len)
}

fn refusal(batch: &Batch) -> String {
    log(batch).unwrap_err()
}

fn params(params: Vec<Param>) -> Batch {
    Batch {
        params,
        ..Batch::default()
    }
}

fn metrics(metrics: Vec<Metric>) -> Batch {
    Batch {
        metrics,
        ..Batch::default()
    }
}

fn tags(tags: Vec<Tag>) -> Batch {
    Batch {
        tags,
        ..Batch::default()
    }
}

#[test]
fn what_fits_goes_in_one_request_and_nothing_in_none() {
    let batch = Batch {
        params: (0..100).map(|i| Param::new(format!("p{i}"), i)).collect(),
        metrics: (0..800)
            .map(|i| Metric::new(format!("m{i}"), f64::from(i)))
            .collect(),
        tags: (0..100).map(|i| Tag::new(format!("t{i}"), i)).collect(),
    };
    assert_eq!(log(&batch).unwrap().len(), 1);
    assert_eq!(log(&Batch::default()).unwrap().len(), 0);
}

#[test]
fn no_request_exceeds_the_limits_and_nothing_is_lost() {
    let batch = Batch {
        params: (0..250)
            .map(|i| Param::new(format!("p{i}"), "x".repeat(6000)))
            .collect(),
        metrics: (0..2500)
            .map(|i| Metric::new(format!("m{i}"), f64::from(i)))
            .collect(),
        tags: (0..101).map(|i| Tag::new(format!("t{i}"), i)).collect(),
    };
    let bodies = log(&batch).unwrap();
    for body in &bodies {
        let (params, metrics, tags) = (
            count(body, "params"),
            count(body, "metrics"),
            count(body, "tags"),
        );
        assert!(params <= 100 && tags <= 100 && params + metrics + tags <= 1000);
        assert!(body.to_string().len() < 1_000_000);
    }
    let total = |list| bodies.iter().map(|body| count(body, list)).sum::<usize>();
    assert_eq!(
        (total("params"), total("metrics"), total("tags")),
        (250, 2500, 101)
    );
}

#[test]
fn a_request_stays_below_a_megabyte_even_where_counts_would_allow_more() {
    // Two bytes each: the limit of a param counts characters, that of a request bytes.
    let long = "é".repeat(6000);
    let many = (0..100).map(|i| Param::new(format!("p{i}"), &long));
    let bodies = log(&params(many.collect())).unwrap();
    assert_eq!(bodies.len(), 2);
    for body in &bodies {
        assert!(body.to_string().len() < 1_000_000);
    }
    let sent: usize = bodies.iter().map(|body| count(body, "params")).sum();
    assert_eq!(sent, 100);
}

#[test]
fn values_that_json_lacks_are_sent_as_words_with_a_moment_and_a_step() {
    let mut infinite = Metric::new("b", f64::NEG_INFINITY);
    infinite.step = 3;
    let bodies = log(&metrics(vec![Metric::new("a", f64::NAN), infinite])).unwrap();
    let sent = &bodies[0]["metrics"];
    assert_eq!(sent[0]["value"], "NaN");
    assert_eq!(sent[0]["step"], 0);
    assert_eq!(sent[1]["value"], "-Infinity");
    assert_eq!(sent[1]["step"], 3);
    assert!(sent[0]["timestamp"].as_u64().unwrap() > 1_700_000_000_000);
}

#[test]
fn what_the_tracker_would_cut_short_is_refused() {
    assert_snapshot!(refusal(&params(vec![Param::new("note", "é".repeat(6001))])), @"log to the run `r`: the param `note` has 6001 characters, and the tracker would cut it at 6000; shorten it or log it as a file");
    assert_snapshot!(refusal(&tags(vec![Tag::new("note", "x".repeat(5001))])), @"log to the run `r`: the tag `note` has 5001 characters, and the tracker would cut it at 5000; shorten it or log it as a file");
    assert!(log(&params(vec![Param::new("note", "é".repeat(6000))])).is_ok());
}

#[test]
fn what_is_there_twice_is_refused() {
    let twice = vec![Param::new("a", 1), Param::new("a", 1)];
    assert_snapshot!(refusal(&params(twice)), @"log to the run `r`: the param `a` is there twice");
    let twice = vec![Tag::new("a", 1), Tag::new("a", 2)];
    assert_snapshot!(refusal(&tags(twice)), @"log to the run `r`: the tag `a` is there twice");
    let twice = vec![Metric::new("a", 1.0), Metric::new("a", 2.0)];
    assert_snapshot!(refusal(&metrics(twice)), @"log to the run `r`: the metric `a` is there twice for step 0");
}

#[test]
fn names_that_the_tracker_rejects_are_refused_here() {
    for name in [
        "", "a:b", "a,b", "a\"b", "a//b", "/a", "a/", "../a", "a/./b", ".",
    ] {
        refusal(&metrics(vec![Metric::new(name, 1.0)]));
        refusal(&params(vec![Param::new(name, 1)]));
    }
    refusal(&metrics(vec![Metric::new("k".repeat(251), 1.0)]));
    for name in ["sepal length cm", "eval/f1-score_2.0", "größe"] {
        assert!(
            log(&metrics(vec![Metric::new(name, 1.0)])).is_ok(),
            "{name}"
        );
    }
    assert_snapshot!(refusal(&metrics(vec![Metric::new("petal (cm)", 1.0)])), @"log to the run `r`: the name `petal (cm)` holds `(`; MLflow allows letters, digits, `_`, `-`, `.`, `/` and space");
}

#[test]
fn a_digest_that_does_not_fit_is_refused() {
    let tracker = Tracker::new();
    let input = DatasetInput {
        name: "train".to_owned(),
        digest: "a".repeat(64),
        source: DatasetSource::Local("train.csv".to_owned()),
        context: "training".to_owned(),
        columns: vec![],
        rows: 1,
        profile: serde_json::Map::new(),
    };
    let error = tracker.client().log_datasets("r", &[input]).unwrap_err();
    assert_snapshot!(error, @"log the datasets of run `r`: the digest of `train` is longer than 36 characters; use an md5");
    assert!(tracker.asked().is_empty());
}
