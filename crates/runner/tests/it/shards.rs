//! `mlops shard`: what the parts of a forest are. That they are grown is tested with images.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};

fn shard(edits: &[(&str, &str)], args: &[&str]) -> ProgramOutput {
    let sandbox = Sandbox::new();
    for (old, new) in edits {
        sandbox.edit_params(old, new);
    }
    let args = [&["shard"], args].concat();
    sandbox.run(env!("CARGO_BIN_EXE_mlops"), &args, &[])
}

const PLAN: [&str; 2] = ["plan", "train"];
const THREE: (&str, &str) = ("shards: 1", "shards: 3");

#[test]
fn the_plan_is_a_list_in_json_and_an_empty_one_for_a_single_process() {
    let plan = |edits: &[(&str, &str)]| {
        let ended = shard(edits, &PLAN);
        ended.assert_success();
        ended.stdout
    };
    assert_eq!(plan(&[]), "[]\n");
    assert_eq!(plan(&[THREE]), "[\"0..34\",\"34..67\",\"67..100\"]\n");
    let few = ("n_estimators: 100", "n_estimators: 2");
    assert_eq!(plan(&[THREE, few]), "[\"0..1\",\"1..2\"]\n");
}

#[test]
fn a_model_without_parts_is_planned_as_one_and_the_reason_is_told() {
    let ended = shard(
        &[THREE, ("model: random_forest", "model: gaussian_nb")],
        &PLAN,
    );
    assert_eq!((ended.code, &*ended.stdout), (Some(0), "[]\n"));
    assert_snapshot!(ended.stderr, @"mlops: stage `train` runs in one process although `scale.shards` is 3: `train.model` is gaussian_nb, which is no forest");
}

#[test]
fn what_is_no_part_is_not_grown() {
    let refused = |args: &[&str]| shard(&[THREE], args).failed_with(2).to_owned();
    assert_snapshot!(refused(&["grow", "train", "0..35"]), @"mlops: failed to grow the trees 0..35 of stage `train`: `scale.shards` makes others; expected one of `0..34`, `34..67`, `67..100`");
    assert_snapshot!(refused(&["grow", "evaluate", "0..34"]), @"mlops: failed to share out stage `evaluate`: expected train, which alone has shards");
    assert_snapshot!(refused(&["plan", "evaluate"]), @"mlops: failed to share out stage `evaluate`: expected train, which alone has shards");
    let said = refused(&["grow", "train", "34"]);
    assert!(said.contains("such as `0..50`"), "{said}");
    let one = shard(&[], &["grow", "train", "0..100"]);
    assert_snapshot!(one.failed_with(2), @"mlops: failed to grow the trees 0..100 of stage `train`: `scale.shards` makes no shards; expected it to be above 1, for a forest");
}
