//! The registry's two ways to say "there is none", and everything that must
//! not be taken for it.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, Tracker, error_response, response};

fn alias(given: ResponseTemplate) -> Result<Option<u64>, mlflow::Error> {
    let tracker = Tracker::new();
    tracker.always("GET", &format!("{API}/registered-models/alias"), given);
    let found = tracker.client().alias("iris", "production")?;
    Ok(found.map(|version| version.version))
}

#[test]
fn an_alias_leads_to_its_version() {
    let version = json!({"model_version": {"name": "iris", "version": "12"}});
    assert_eq!(alias(response(200, &version)).unwrap(), Some(12));
}

#[test]
fn no_alias_and_no_model_are_none() {
    let message = "Registered model alias production not found.";
    let no_alias = error_response(400, "INVALID_PARAMETER_VALUE", message);
    assert_eq!(alias(no_alias).unwrap(), None);
    let no_model = error_response(404, "RESOURCE_DOES_NOT_EXIST", "Registered Model not found");
    assert_eq!(alias(no_model).unwrap(), None);
}

/// The Python reference took any error for "no production model yet" and
/// promoted whatever it had just trained.
#[test]
fn a_tracker_that_refuses_or_fails_is_not_an_empty_registry() {
    let answers = [
        ResponseTemplate::new(401),
        ResponseTemplate::new(403),
        ResponseTemplate::new(404).set_body_string("<html>no such page</html>"),
        ResponseTemplate::new(500),
        error_response(
            400,
            "INVALID_PARAMETER_VALUE",
            "Registered model name cannot be empty.",
        ),
        response(
            200,
            &json!({"model_version": {"name": "iris", "version": "latest"}}),
        ),
        error_response(400, "INVALID_PARAMETER_VALUE", "Invalid alias name: 'v1'"),
        error_response(400, "BAD_REQUEST", "workspace not found for this alias"),
        response(200, &json!({})),
    ];
    for given in answers {
        alias(given).unwrap_err();
    }
}

#[test]
fn the_first_version_makes_the_model_and_later_ones_do_not_ask() {
    let tracker = Tracker::new();
    let create = format!("{API}/model-versions/create");
    let absent = error_response(404, "RESOURCE_DOES_NOT_EXIST", "Registered Model not found");
    tracker.first(1, "POST", &create, absent);
    let version = json!({"model_version": {"name": "iris", "version": "1"}});
    tracker.always("POST", &create, response(200, &version));
    tracker.always(
        "POST",
        &format!("{API}/registered-models/create"),
        error_response(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "made by someone else meanwhile",
        ),
    );
    let model = mlflow::LoggedModel {
        run_id: "r".to_owned(),
        model_id: Some("m-1".to_owned()),
        location: "mlflow-artifacts:/1/models/m-1/artifacts".to_owned(),
        source: "models:/m-1".to_owned(),
    };
    let client = tracker.client();
    client.register("iris", &model, &[]).unwrap();
    assert_eq!(tracker.asked().len(), 3);
    client.register("iris", &model, &[]).unwrap();
    assert_eq!(tracker.asked().len(), 4);
    let sent = &tracker.bodies(&create)[0];
    assert_eq!(sent["source"], "models:/m-1");
    assert_eq!(sent["run_id"], "r");
    assert_eq!(sent["model_id"], "m-1");
}

/// A tracker that does not filter versions by their tags.
#[test]
fn a_tag_is_looked_for_here_where_the_tracker_does_not() {
    let tracker = Tracker::new();
    let search = format!("{API}/model-versions/search");
    let refusal = error_response(
        400,
        "INVALID_PARAMETER_VALUE",
        "Invalid attribute key 'tags'",
    );
    tracker.first(1, "GET", &search, refusal);
    let version = |number: &str, key: &str| {
        let tags = json!([{"key": "mlops.key", "value": key}]);
        json!({"name": "iris", "version": number, "tags": tags})
    };
    let first = json!({"model_versions": [version("4", "b")], "next_page_token": "more"});
    tracker.first(1, "GET", &search, response(200, &first));
    let second = json!({"model_versions": [version("3", "a"), version("2", "a")]});
    tracker.always("GET", &search, response(200, &second));
    let client = tracker.client();
    let found = client.newest_version_with_tag("iris", "mlops.key", "a");
    assert_eq!(found.unwrap().map(|version| version.version), Some(3));
}

#[test]
fn a_claim_that_the_tracker_refuses_is_taken_by_the_value_that_stands() {
    // The usual answer, and that of version 3 when two write at once.
    for (code, message) in [
        (
            "INVALID_PARAMETER_VALUE",
            "Changing param values is not allowed",
        ),
        (
            "BAD_REQUEST",
            "(sqlite3.IntegrityError) UNIQUE constraint failed: params.key",
        ),
    ] {
        let tracker = Tracker::new();
        let refusal = error_response(400, code, message);
        tracker.always("POST", &format!("{API}/runs/log-batch"), refusal);
        let mut run = crate::tracker::run_json("r");
        run["data"] = json!({"params": [{"key": "promoted", "value": "7"}]});
        let run = response(200, &json!({"run": run}));
        tracker.always("GET", &format!("{API}/runs/get"), run);
        let client = tracker.client();
        let taken = mlflow::Claim::Taken { by: "7".to_owned() };
        assert_eq!(client.claim("r", "promoted", "8").unwrap(), taken);
        assert_eq!(
            client.claim("r", "promoted", "7").unwrap(),
            mlflow::Claim::Won
        );
        client.claim("r", "other", "8").unwrap_err();
    }
}
