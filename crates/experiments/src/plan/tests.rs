use insta::assert_snapshot;
use params::yaml;

use super::*;
use crate::testing::Repository;

const LIMIT: usize = 100;

fn planned(repository: &Repository, text: &str) -> Result<Plan, PlanError> {
    let tree = yaml::parse(&repository.sandbox.read("params.yaml")).unwrap();
    let root = repository.root();
    let present = Present {
        root: &root,
        tasks: &[],
        limit: LIMIT,
    };
    plan(text, &tree, present)
}

fn refused(text: &str) -> String {
    planned(&Repository::new(), text).unwrap_err().to_string()
}

#[test]
fn a_whole_grid_goes_to_dvc_at_once() {
    let plan = planned(
        &Repository::new(),
        "train.max_depth=3,null train.criterion=gini,entropy train.class_weight=balanced,{setosa: 2.0}",
    );
    let plan = plan.unwrap();
    assert_eq!(plan.size, 8);
    assert_snapshot!(format!("{:#?}", plan.grids), @r#"
    [
        [
            "++train.max_depth=3,null",
            "++train.criterion='gini','entropy'",
            "++train.class_weight='balanced',{setosa: 2.0}",
        ],
    ]
    "#);
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_in_terms_of_the_settings() {
    let text = "train.max_dept=3,5 train.n_estimators=0,50,lots gate.hard=maybe traim.x=1 \
        train.max_depth.x=1 preprocess.test_size=0.2,1.5";
    assert_snapshot!(refused(text), @"
    check SET: 7 problems
      `train.max_depth.x` cannot be set: `train.max_depth` has nothing below it, since it is no section
      `train.n_estimators` is 0; expected an integer from 1 to 100000
      unknown key `train.max_dept`; did you mean `max_depth`?
      `gate.hard` is maybe; expected true or false
      unknown key `traim`; did you mean `train`?
      `preprocess.test_size` is 1.5; expected a share above 0 and below 1, or a whole number of rows
      `train.n_estimators` is lots; expected an integer from 1 to 100000
    ");
    assert_snapshot!(refused("train.n_estimators=0"), @"check SET: `train.n_estimators` is 0; expected an integer from 1 to 100000");
}

#[test]
fn a_grid_that_nobody_meant_is_not_queued() {
    let hundred: Vec<_> = (1..=100).map(|depth| depth.to_string()).collect();
    let hundred = hundred.join(",");
    assert!(planned(&Repository::new(), &format!("train.max_depth={hundred}")).is_ok());
    let text = format!("train.max_depth={hundred} train.n_estimators=1,2");
    assert_snapshot!(refused(&text), @"check SET: it makes 200 combinations; expected at most 100; try fewer values, or say LIMIT=200 if you mean it");
}

#[test]
fn an_experiment_that_is_there_is_not_made_again_unless_the_sources_changed() {
    let repository = Repository::new();
    repository.save("brave-ant", ("max_depth: 5", "max_depth: 3"), "");
    let plan = planned(&repository, "train.max_depth=3,4,5").unwrap();
    assert_eq!((plan.size, plan.saved), (2, vec!["brave-ant".to_owned()]));
    assert_eq!(plan.grids, [["++train.max_depth=4,5"]]);
    assert_eq!(plan.untracked, Vec::<String>::new());
    repository.sandbox.write("crates/train/src/new.rs", "");
    let plan = planned(&repository, "train.max_depth=4").unwrap();
    assert_eq!(plan.untracked, ["crates/train/src/new.rs"]);
    let plan = planned(&repository, "train.max_depth=3").unwrap();
    assert_eq!((plan.size, plan.grids.len()), (0, 0));
    repository
        .sandbox
        .write("crates/train/src/lib.rs", "// Changed.\n");
    let plan = planned(&repository, "train.max_depth=3").unwrap();
    assert_eq!((plan.size, plan.saved.len()), (1, 0));
}

#[test]
fn an_experiment_that_waits_is_not_queued_twice_unless_the_sources_changed() {
    let repository = Repository::new();
    let commit = repository.save("brave-ant", ("max_depth: 5", "max_depth: 3"), "");
    let saved = repository.git(&["for-each-ref", "--format=%(refname)", "refs/exps"]);
    repository.git(&["update-ref", "-d", &saved]);
    let tree = yaml::parse(Repository::params()).unwrap();
    let tasks = [Task {
        commit,
        name: "calm-bee".into(),
        progress: crate::queue::Progress::Waiting,
    }];
    let root = repository.root();
    let present = Present {
        root: &root,
        tasks: &tasks,
        limit: LIMIT,
    };
    let planned = || plan("train.max_depth=3,4", &tree, present).unwrap();
    let plan = planned();
    assert_eq!((plan.size, plan.queued), (1, vec!["calm-bee".to_owned()]));
    // One of other sources is another experiment.
    repository
        .sandbox
        .write("crates/train/src/lib.rs", "// Changed.\n");
    assert_eq!((planned().size, planned().queued.len()), (2, 0));
}
