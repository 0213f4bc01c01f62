//! Names, versions and aliases.

use mlflow::{Client, ModelVersion, Tag, tags};

use crate::{connect, fixture, train, unique};

#[test]
fn a_version_is_found_by_its_run_its_number_and_its_alias() {
    let client = connect();
    let name = unique("live");
    assert_eq!(client.find_experiment(&name).unwrap(), None);
    let experiment = client.experiment(&name).unwrap();
    let name = unique("stump");
    assert_eq!(client.alias(&name, "production").unwrap(), None);

    let (first_run, first) = train(&client, &experiment, "a");
    let (_, second) = train(&client, &experiment, "b");
    let one = client.register(&name, &first, &[]).unwrap();
    let two = client.register(&name, &second, &[]).unwrap();
    assert_eq!((one.version, two.version), (1, 2));
    assert_eq!(client.alias(&name, "production").unwrap(), None);

    client.set_alias(&name, "production", 1).unwrap();
    client.set_alias(&name, "production", 2).unwrap();
    client
        .tag_version(&name, 2, &Tag::new("status", "approved"))
        .unwrap();
    let production = client.alias(&name, "production").unwrap().unwrap();
    assert_eq!(production.version, 2);
    assert_eq!(production.tags["status"], "approved");
    assert_eq!(client.version(&name, 2).unwrap().aliases, ["production"]);
    client.delete_alias(&name, "production").unwrap();
    client.delete_alias(&name, "production").unwrap();
    assert_eq!(client.alias(&name, "production").unwrap(), None);

    let of_first = client.versions_of_run(&name, &first_run).unwrap();
    assert_eq!(of_first.len(), 1);
    assert_eq!(of_first[0].version, 1);
    assert!(client.version(&name, 3).unwrap_err().is_not_found());
    // Nothing but name and number: the tracker is asked where the files lie.
    let mut bare = one;
    bare.tags.clear();
    bare.source.clear();
    let stored = client.fetch_version(&bare, "model.onnx").unwrap();
    assert_eq!(stored, std::fs::read(fixture("stump.onnx")).unwrap());
}

/// Three versions; the newest one's run is deleted.
fn three_versions(client: &Client, name: &str) -> Vec<ModelVersion> {
    let experiment = client.experiment(&unique("live")).unwrap();
    let versions = ["a", "b", "a"].map(|key| {
        let (_, model) = train(client, &experiment, key);
        client
            .register(name, &model, &[Tag::new("mlops.key", key)])
            .unwrap()
    });
    let run_id = &versions[2].run_id;
    crate::post("runs/delete", &format!("{{\"run_id\":\"{run_id}\"}}"));
    versions.to_vec()
}

#[test]
fn the_newest_version_with_a_tag_is_found_also_if_its_run_is_deleted() {
    let client = connect();
    let name = unique("stump's");
    let found = |value: &str| {
        let version = client.newest_version_with_tag(&name, "mlops.key", value);
        version.unwrap().map(|version| version.version)
    };
    assert_eq!(found("a"), None, "there is no such model");
    let made = three_versions(&client, &name);
    let before = client.requests();
    assert_eq!(
        (found("a"), found("b"), found("c")),
        (Some(3), Some(2), None)
    );
    assert_eq!(client.requests() - before, 3, "the tracker filters by tags");

    let expected = std::fs::read(fixture("stump.onnx")).unwrap();
    for mut version in made {
        assert!(version.tags.contains_key(tags::MODEL_LOCATION));
        let before = client.requests();
        let stored = client.fetch_version(&version, "model.onnx").unwrap();
        assert_eq!(stored, expected);
        assert_eq!(client.requests() - before, 1);
        // As another client registers it.
        version.tags.clear();
        let stored = client.fetch_version(&version, "model.onnx").unwrap();
        assert_eq!(stored, expected);
    }
}

#[test]
fn all_versions_are_listed_with_their_aliases_the_newest_first() {
    let client = connect();
    let name = unique("stump");
    assert_eq!(client.versions(&name).unwrap(), []);
    let made = three_versions(&client, &name);
    client.set_alias(&name, "production", 2).unwrap();
    client.set_alias(&name, "best", 2).unwrap();
    client.set_alias(&name, "staging", 3).unwrap();
    let mut listed = client.versions(&name).unwrap();
    let numbers: Vec<u64> = listed.iter().map(|version| version.version).collect();
    assert_eq!(numbers, [3, 2, 1]);
    listed[1].aliases.sort_unstable();
    assert_eq!(listed[0].aliases, ["staging"]);
    assert_eq!(listed[1].aliases, ["best", "production"]);
    assert_eq!(listed[2].aliases, [""; 0]);
    assert_eq!(listed[2].tags, made[0].tags);
    let millis = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let age = i64::try_from(millis).unwrap() - listed[0].created;
    assert!((0..60_000).contains(&age), "made {age} ms ago");
}
