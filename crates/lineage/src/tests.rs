//! Against a tracker in memory in which models were evaluated.

use insta::assert_snapshot;
use mlflow::tags;
use params::Tracking;
use provenance::{DataFile, Git, Image, Images, RUN_RECORD, RunRecord};
use registry::testing::{NAME, Tracker, metadata};
use serde_json::Value;
use stage::exit::{Exit, Failure as _};

use crate::{LineageError, Subject, lineage};

const MODELS: [(&[u8], f64); 3] = [(b"first", 0.75), (b"worse", 0.25), (b"better", 1.0)];
const MD5: &str = "9b81a5b2beab90b5e381dfb33627d536";

fn names() -> Tracking {
    Tracking {
        experiment: "iris".to_owned(),
        run_name: "rf n10".to_owned(),
        run_name_template: None,
        system_metrics: false,
        registered_model: NAME.to_owned(),
    }
}

/// With the record of each run but the second, which is from before there were any.
fn tracker() -> Tracker {
    let tracker = Tracker::evaluated(&MODELS);
    let record = RunRecord {
        git: Some(Git {
            commit: "ab12cd34ef567890".to_owned(),
            branch: Some("main".to_owned()),
            dirty: Some(true),
            repo_url: Some("https://example.org/iris.git".to_owned()),
            patch: Some("lineage/changes.patch".to_owned()),
            patch_omitted: Some("`.env`, where credentials may be".to_owned()),
        }),
        images: Images {
            train: Some(Image {
                name: "mlops-train:0a1b2c3d4e5f".to_owned(),
                id: "sha256:0123456789abcdef".to_owned(),
                source_hash: "0a1b2c3d4e5f".to_owned(),
            }),
        },
        data_version: Some("0".repeat(32)),
        lock_matches: Some(true),
        data: [
            ("data/raw/iris.csv", 4189),
            ("data/processed/train.csv", 3330),
        ]
        .map(|(path, size)| DataFile {
            stage: "ingest".to_owned(),
            path: path.to_owned(),
            md5: MD5.to_owned(),
            size,
        })
        .into(),
        ..RunRecord::default()
    };
    let mut state = tracker.state();
    for run in ["r1", "r3"] {
        let place = (run.to_owned(), RUN_RECORD.to_owned());
        state.files.insert(place, record.to_json().into_bytes());
    }
    for (run, name, value) in [("r3", "max_depth", "5"), ("r3", "mlops.successor.3", "x")] {
        state
            .params
            .insert((run.to_owned(), name.to_owned()), value.to_owned());
    }
    let old = &mut state.runs[1].tags;
    for (name, value) in [
        ("git_commit", "ff00ff00ff00"),
        ("git_dirty", "false"),
        ("mlflow.docker.image.name", "mlops-train:aa"),
        ("mlflow.docker.image.id", "sha256:bb"),
        ("dvc_data_raw_iris.csv_md5", MD5),
    ] {
        old.insert(name.to_owned(), value.to_owned());
    }
    drop(state);
    tracker
}

fn told(tracker: &Tracker, subject: Option<&Subject>) -> Result<String, LineageError> {
    let found = lineage(&tracker.client(), &names(), subject)?;
    Ok(found.to_string())
}

#[test]
fn production_is_followed_back_to_code_image_params_and_data() {
    let tree = told(&tracker(), None).unwrap();
    assert_snapshot!(tree, @"
    iris-classifier version 3  production
    ├─ gate passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500)
    │  └─ better than production
    ├─ run rf n10 (1.0000)  r3  1970-01-01 00:00 UTC
    ├─ code ab12cd34e on main
    │  ├─ with changes: lineage/changes.patch
    │  ├─ without `.env`, where credentials may be
    │  └─ https://example.org/iris.git
    ├─ image mlops-train:0a1b2c3d4e5f (0123456789ab)
    ├─ params max_depth 5
    └─ data 00000000000000000000000000000000, as of versions 1, 2
       ├─ data/raw/iris.csv         9b81a5b2  4189 bytes
       └─ data/processed/train.csv  9b81a5b2  3330 bytes
    ");
    assert!(
        tree.lines().all(|line| line.chars().count() <= 100),
        "{tree}"
    );
}

#[test]
fn a_run_of_before_there_were_records_tells_what_its_tags_say() {
    let tree = told(&tracker(), Some(&Subject::Version("2".to_owned()))).unwrap();
    assert_snapshot!(tree, @"
    iris-classifier version 2  staging
    ├─ gate failed: accuracy 0.2500 (minimum 0.5000, version 1 has 0.7500)
    │  └─ accuracy is below the minimum
    ├─ run rf n10 (0.2500)  r2  1970-01-01 00:00 UTC
    ├─ code ff00ff00f
    ├─ image mlops-train:aa (bb)
    ├─ params none
    └─ data 00000000000000000000000000000000, as of versions 1, 3
       └─ data_raw_iris.csv  9b81a5b2
    ");
}

#[test]
fn a_run_is_found_by_its_id_the_beginning_of_it_or_its_name() {
    let tracker = tracker();
    tracker.state().runs[0]
        .tags
        .insert(tags::RUN_NAME.to_owned(), "mine".to_owned());
    let first = told(&tracker, Some(&Subject::Version("1".to_owned()))).unwrap();
    for named in ["r1", "mine"] {
        let found = told(&tracker, Some(&Subject::Run(named.to_owned())));
        assert_eq!(found.unwrap(), first, "{named}");
    }
}

/// The newest of the runs with a name was taken for the one that was meant.
#[test]
fn a_name_or_a_beginning_that_several_runs_have_is_told_with_them() {
    let tracker = tracker();
    for number in 4..=5 {
        let file = format!("model {number}");
        tracker.register(&metadata(file.as_bytes()), file.as_bytes());
    }
    let refused = |typed: &str| {
        let error = told(&tracker, Some(&Subject::Run(typed.to_owned()))).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage, "{error}");
        error.to_string()
    };
    assert_snapshot!(refused("r"), @"follow the lineage of run `r`: 5 runs begin so: r5 `rf n10`, r4 `rf n10`, r3 `rf n10 (1.0000)` and 2 more; name one by its id");
    assert_snapshot!(refused("rf n10"), @"follow the lineage of run `rf n10`: 5 runs are called so: r5 `rf n10`, r4 `rf n10`, r3 `rf n10 (1.0000)` and 2 more; name one by its id");
    let whole = told(&tracker, Some(&Subject::Run("rf n10 (0.2500)".to_owned())));
    let second = told(&tracker, Some(&Subject::Version("2".to_owned())));
    assert_eq!(whole.unwrap(), second.unwrap());
}

#[test]
fn a_version_is_found_by_an_alias() {
    let tracker = tracker();
    let version = |typed: &str| told(&tracker, Some(&Subject::Version(typed.to_owned())));
    for (alias, number) in [("production", "3"), ("staging", "2"), ("archived", "1")] {
        assert_eq!(version(alias).unwrap(), version(number).unwrap());
    }
    assert_snapshot!(version("prodution").unwrap_err(), @"follow the lineage of version `prodution`: `iris-classifier` has no such version; did you mean `production`?");
    assert_snapshot!(version("best").unwrap_err(), @"follow the lineage of version `best`: `iris-classifier` has no such version; its aliases are `production`, `staging`, `archived`");
}

/// Of the versions of the data with the file, only the newest was told.
#[test]
fn a_file_is_followed_to_all_data_that_has_it_and_what_means_several_is_refused() {
    let tracker = tracker();
    let data = |version: usize, digit: &str| {
        let tags = &mut tracker.state().versions[version - 1].tags;
        tags.insert(
            "data_version".to_owned(),
            format!("0000{}", digit.repeat(4)),
        );
    };
    data(1, "a");
    data(2, "b");
    let data = |typed: &str| told(&tracker, Some(&Subject::Data(typed.to_owned())));
    assert_snapshot!(data(MD5).unwrap(), @"
    file 9b81a5b2 in 3 versions of the data
    ├─ data 00000000000000000000000000000000
    │  ├─ files
    │  │  ├─ data/raw/iris.csv         9b81a5b2  4189 bytes
    │  │  └─ data/processed/train.csv  9b81a5b2  3330 bytes
    │  └─ versions 1
    │     └─ version 3  rf n10  accuracy 1.0000 passed  production
    ├─ data 0000bbbb
    │  ├─ files
    │  │  └─ data_raw_iris.csv  9b81a5b2
    │  └─ versions 1
    │     └─ version 2  rf n10  accuracy 0.2500 failed  staging
    └─ data 0000aaaa
       ├─ files
       │  ├─ data/raw/iris.csv         9b81a5b2  4189 bytes
       │  └─ data/processed/train.csv  9b81a5b2  3330 bytes
       └─ versions 1
          └─ version 1  rf n10  accuracy 0.7500 passed  archived
    ");
    assert_snapshot!(data("0000").unwrap_err(), @"follow data `0000`: several versions of the data begin so: `00000000000000000000000000000000`, `0000bbbb`, `0000aaaa`; name more digits");
    assert!(data("0000b").unwrap().starts_with("data 0000bbbb\n"));
    assert_snapshot!(data("000").unwrap_err(), @"follow data `000`: expected at least 4 digits of an MD5 or of a version of the data");
}

#[test]
fn what_was_not_looked_at_is_told() {
    let tracker = tracker();
    for number in 4..=25 {
        let file = format!("model {number}");
        tracker.register(&metadata(file.as_bytes()), file.as_bytes());
        let tags = &mut tracker.state().versions[number - 1].tags;
        tags.insert("data_version".to_owned(), format!("{number:08x}"));
    }
    let data = |typed: &str| told(&tracker, Some(&Subject::Data(typed.to_owned())));
    assert_snapshot!(data(MD5).unwrap_err(), @"follow data `9b81a5b2beab90b5e381dfb33627d536`: no version of `iris-classifier` was trained on it; there are versions of data `00000019`, `00000018`, `00000017`; the files of 3 older versions of the data were not looked at");
    let place = ("r25".to_owned(), RUN_RECORD.to_owned());
    let file = DataFile {
        stage: "ingest".to_owned(),
        path: "data/raw/iris.csv".to_owned(),
        md5: MD5.to_owned(),
        size: 4189,
    };
    let record = RunRecord {
        data: vec![file],
        ..RunRecord::default()
    };
    let record = record.to_json().into_bytes();
    tracker.state().files.insert(place, record);
    assert_snapshot!(data(MD5).unwrap(), @"
    data 00000019
    ├─ files
    │  └─ data/raw/iris.csv  9b81a5b2  4189 bytes
    ├─ versions 1
    │  └─ version 25  rf n10  not judged
    └─ the files of 3 older versions of the data were not looked at
    ");
}

#[test]
fn data_is_followed_to_every_version_that_was_trained_on_it() {
    let tracker = tracker();
    let tree = told(&tracker, Some(&Subject::Data("0000".to_owned()))).unwrap();
    assert_snapshot!(tree, @"
    data 00000000000000000000000000000000
    ├─ files
    │  ├─ data/raw/iris.csv         9b81a5b2  4189 bytes
    │  └─ data/processed/train.csv  9b81a5b2  3330 bytes
    └─ versions 3
       ├─ version 3  rf n10  accuracy 1.0000 passed  production
       ├─ version 2  rf n10  accuracy 0.2500 failed  staging
       └─ version 1  rf n10  accuracy 0.7500 passed  archived
    ");
    let by_file = told(&tracker, Some(&Subject::Data(MD5[..6].to_uppercase())));
    assert_eq!(by_file.unwrap(), tree);
}

#[test]
fn what_is_not_there_is_told_with_what_is_nearest_and_ends_with_2() {
    let tracker = tracker();
    let refused = |subject| {
        let error = told(&tracker, Some(&subject)).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage, "{error}");
        error.to_string()
    };
    assert_snapshot!(refused(Subject::Version("9".to_owned())), @"follow the lineage of version `9`: `iris-classifier` has no such version; the nearest are 3, 2, 1");
    assert_snapshot!(refused(Subject::Run("rf n11".to_owned())), @"follow the lineage of run `rf n11`: experiment `iris` has no such run; did you mean `rf n10`?");
    assert_snapshot!(refused(Subject::Run("0123".to_owned())), @"follow the lineage of run `0123`: experiment `iris` has no such run; the newest are `rf n10` (r3), `rf n10` (r2), `rf n10` (r1)");
    assert_snapshot!(refused(Subject::Data("9803afdd".to_owned())), @"follow data `9803afdd`: no version of `iris-classifier` was trained on it; there are versions of data `00000000000000000000000000000000`");
    let empty = told(&Tracker::new(), None).unwrap_err();
    assert_snapshot!(empty, @"follow the lineage of `iris-classifier`: it has no versions yet; `make run` registers the first");
}

#[test]
fn a_record_of_a_newer_program_is_refused_and_not_taken_for_none() {
    let tracker = tracker();
    let place = ("r3".to_owned(), RUN_RECORD.to_owned());
    tracker
        .state()
        .files
        .insert(place, b"{\"format\": 2}".to_vec());
    let error = told(&tracker, None).unwrap_err();
    assert_eq!(error.exit(), Exit::Data);
}

#[test]
fn programs_read_all_of_it_as_json() {
    let tracker = tracker();
    let json = |subject| {
        let found = lineage(&tracker.client(), &names(), Some(&subject)).unwrap();
        serde_json::from_str::<Value>(&found.json()).unwrap()
    };
    let back = json(Subject::Version("3".to_owned()));
    assert_eq!(back["version"]["aliases"][0], "production");
    assert_eq!(back["record"]["git"]["commit"], "ab12cd34ef567890");
    assert_eq!(back["versions_of_the_same_data"], serde_json::json!([2, 1]));
    let forward = json(Subject::Data("0000".to_owned()));
    assert_eq!(forward["notes"], serde_json::json!([]));
    let forward = &forward["data"][0];
    assert_eq!(forward["versions"][2]["version"], 1);
    assert_eq!(forward["files"][0]["md5"], MD5);
}

/// However many there are: the versions are one search, and so are the runs.
#[test]
fn five_hundred_versions_take_a_few_requests() {
    let tracker = tracker();
    for number in 4..=500 {
        let file = format!("model {number}");
        tracker.register(&metadata(file.as_bytes()), file.as_bytes());
    }
    let _ = tracker.take_requests();
    for subject in [
        Subject::Version("1".to_owned()),
        Subject::Run("r250".to_owned()),
        Subject::Data("0000".to_owned()),
    ] {
        let tree = told(&tracker, Some(&subject)).unwrap();
        let requests = tracker.take_requests();
        assert!(requests.len() <= 7, "{subject:?}: {requests:?}");
        if let Subject::Data(_) = subject {
            assert_eq!(
                tree.lines()
                    .filter(|line| line.contains(" version "))
                    .count(),
                500
            );
        }
    }
}
