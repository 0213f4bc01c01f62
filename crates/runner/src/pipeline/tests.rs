use std::fs;

use insta::assert_snapshot;

use super::*;

fn read(entry: &str) -> Result<StageEntry, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join(DVC_YAML),
        format!("stages:\n  train:\n{entry}"),
    )
    .unwrap();
    stage(folder.path(), "train").map_err(|error| error.to_string())
}

#[test]
fn an_entry_says_what_is_read_and_written() {
    let entry = read(
        "    cmd: mlops stage train
    params:
    - train
    - data.classes
    - other.yaml:
      - a.b
    - whole.yaml:
    deps:
    - data/processed/train.csv
    - data/folder/
    - crates/train
    - Cargo.lock
    outs:
    - models/model.onnx:
        persist: true
    - models/b.json
    metrics:
    - metrics/metrics.json
    plots:
    - metrics/confusion.json:
        x: actual
    meta:
      tracker: true
      memory: 2g
      reads: [dvc.lock]
      owner: ann
",
    )
    .unwrap();
    let params = |file: &str, keys: &[&str]| Params {
        file: file.to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    let expected = StageEntry {
        name: "train".to_owned(),
        params: vec![
            params("params.yaml", &["train", "data.classes"]),
            params("other.yaml", &["a.b"]),
            params("whole.yaml", &[]),
        ],
        data: vec![
            "data/processed/train.csv".to_owned(),
            "data/folder".to_owned(),
        ],
        sources: vec!["crates/train".to_owned(), "Cargo.lock".to_owned()],
        outputs: [
            "models/model.onnx",
            "models/b.json",
            "metrics/metrics.json",
            "metrics/confusion.json",
        ]
        .map(str::to_owned)
        .into(),
        uses_tracker: true,
        memory: Some("2g".parse().unwrap()),
        optional: vec!["dvc.lock".to_owned()],
    };
    assert_eq!(entry, expected);
}

#[test]
fn only_a_stage_with_parameters_below_stages_can_be_asked_to_check_them() {
    let has = |params: &str| {
        let entry = read(&format!("    params:\n{params}")).unwrap();
        entry.has_own_params()
    };
    assert!(has("    - data\n    - stages.summary\n"));
    assert!(has("    - stages.summary.quantiles\n"));
    assert!(!has("    - data\n    - stages_of_life\n"));
    assert!(!has("    - other.yaml:\n      - stages.summary\n"));
}

#[test]
fn without_meta_a_stage_has_no_network_and_no_memory_of_its_own() {
    let entry = read("    cmd: mlops stage train\n").unwrap();
    assert!(!entry.uses_tracker);
    assert_eq!(entry.memory, None);
}

/// DVC's own result for these is compared with in the tests of the whole pipeline, whose dvc.yaml
/// has them.
#[test]
fn values_of_params_yaml_stand_where_their_names_are() {
    let (folder, entry) = with_values(
        "data: {name: goods, part: 7, format: parquet}",
        "    deps:\n    - data/source/${data.name}-${ data.part }.csv\n    \
         outs:\n    - data/raw/${data.name}.${data.format}:\n        persist: true\n",
    );
    let entry = entry.unwrap();
    assert_eq!(entry.data, ["data/source/goods-7.csv"]);
    assert_eq!(entry.outputs, ["data/raw/goods.parquet"]);
    fs::remove_file(folder.path().join("params.yaml")).unwrap();
    let message = stage(folder.path(), "train").unwrap_err().to_string();
    assert_snapshot!(message, @"read `params.yaml`: No such file or directory (os error 2)");
}

#[test]
fn a_template_that_leads_to_no_name_is_refused() {
    let refused = |values: &str, path: &str| {
        let (_folder, entry) = with_values(values, &format!("    deps:\n    - {path}\n"));
        entry.unwrap_err()
    };
    let name = "data: {name: goods}";
    let refusals = [
        refused(name, "data/${data.nam}.csv"),
        refused(name, "data/${name}.csv"),
        refused(name, "data/${data}.csv"),
        refused("data: {name: null}", "data/${data.name}.csv"),
        refused("data: {name: ../..}", "data/${data.name}/b.csv"),
        refused(name, "data/${data.name.csv"),
        refused(name, "data/\\${data.name}.csv"),
        refused("data: [", "data/${data.name}.csv"),
    ];
    assert_snapshot!(refusals.join("\n"), @r"
    read `dvc.yaml`: line 4: found `data/${data.nam}.csv`; expected `data.nam` in `params.yaml`; write it there, or name a key that is there, as in `${data.name}`
    read `dvc.yaml`: line 4: found `data/${name}.csv`; expected `name` in `params.yaml`; write it there, or name a key that is there, as in `${data.name}`
    read `dvc.yaml`: line 4: found `data/${data}.csv`; `data` of `params.yaml` is a section; expected a text or a whole number
    read `dvc.yaml`: line 4: found `data/${data.name}.csv`; `data.name` of `params.yaml` is null; expected a text or a whole number
    read `dvc.yaml`: line 4: found `data/${data.name}/b.csv`; expected a path inside the checkout
    read `dvc.yaml`: line 4: found `data/${data.name.csv`; expected a `}` after `${`
    read `dvc.yaml`: line 4: found `data/\${data.name}.csv`; expected a path without `\${`
    read `params.yaml`: line 2: is not YAML: while parsing a node, did not find expected node content
    ");
}

/// A checkout whose stage `train` is `entry` and whose params.yaml is `values`, and what is read.
fn with_values(values: &str, entry: &str) -> (tempfile::TempDir, Result<StageEntry, String>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(DVC_YAML, &format!("stages:\n  train:\n{entry}"));
    write("params.yaml", values);
    let entry = stage(folder.path(), "train").map_err(|error| error.to_string());
    (folder, entry)
}

#[test]
fn what_only_dvc_could_resolve_is_refused() {
    assert_snapshot!(
        read("    wdir: data\n").unwrap_err(),
        @"read `dvc.yaml`: line 3: stage `train` has a `wdir`; stages run in the root of the checkout"
    );
    assert_snapshot!(
        read("    outs:\n    - ../models/model.onnx\n").unwrap_err(),
        @"read `dvc.yaml`: line 4: found `../models/model.onnx`; expected a path inside the checkout"
    );
}

/// Its folder would be mounted writable, and that is the checkout with its sources and data.
#[test]
fn an_output_at_the_top_of_the_checkout_is_refused() {
    assert_snapshot!(
        read("    outs:\n    - model.onnx\n").unwrap_err(),
        @"read `dvc.yaml`: line 4: the output `model.onnx` is not in a folder; a stage may write to the folder of each of its outputs, and here that would be the whole checkout"
    );
    assert_snapshot!(
        read("    metrics:\n    - models/\n").unwrap_err(),
        @"read `dvc.yaml`: line 4: the output `models` is not in a folder; a stage may write to the folder of each of its outputs, and here that would be the whole checkout"
    );
    for output in [
        ".",
        "./model.onnx",
        "models/.",
        "model.onnx:\n        persist: true",
    ] {
        assert!(
            read(&format!("    outs:\n    - {output}\n")).is_err(),
            "{output}"
        );
    }
    assert!(read("    outs:\n    - models/trees/\n").is_ok());
}

#[test]
fn a_typo_in_meta_is_refused_and_a_users_own_key_is_not() {
    assert_snapshot!(
        read("    meta:\n      traker: true\n").unwrap_err(),
        @"read `dvc.yaml`: line 4: unknown key `meta.traker`; did you mean `tracker`?"
    );
    assert_snapshot!(
        read("    meta:\n      memory: much\n").unwrap_err(),
        @"read `dvc.yaml`: line 4: `meta.memory` is much; expected a whole number and a unit, such as `512m` or `4g`, at least 6m"
    );
    assert!(read("    meta:\n      owner: ann\n").is_ok());
}

#[test]
fn an_unknown_stage_is_refused_with_a_list_of_the_stages() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join(DVC_YAML),
        "stages:\n  ingest:\n    cmd: a\n  train:\n    cmd: b\n",
    )
    .unwrap();
    assert_snapshot!(
        stage(folder.path(), "trian").unwrap_err(),
        @"find the stage `trian` in `dvc.yaml`: expected one of `ingest`, `train`"
    );
}

/// The lines made of the numbers below 1000.
fn lines(line: impl Fn(usize) -> String) -> String {
    (0..1000).map(line).collect()
}

/// A pipe in the place of `dvc.yaml` kept `mlops stage` waiting for ever, and deep nesting ended
/// it with an overflow of its stack.
#[test]
fn a_file_that_would_use_up_time_or_stack_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(DVC_YAML);
    let said = || stage(folder.path(), "train").unwrap_err().to_string();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    assert_snapshot!(said(), @"read `dvc.yaml`: it is a pipe, socket or device; expected a file; run this in the root of a checkout");
    fs::remove_file(&path).unwrap();
    fs::write(&path, format!("stages: {}", "[".repeat(100_000))).unwrap();
    assert_snapshot!(said(), @"read `dvc.yaml`: line 1: is nested more than 64 deep");
    let aliases = lines(|i| format!("a{}: &a{0} [*a{i}]\n", i + 1));
    fs::write(&path, format!("a0: &a0 x\n{aliases}")).unwrap();
    assert_snapshot!(said(), @"read `dvc.yaml`: line 65: is nested more than 64 deep");
}

/// All names of many stages, and all of a long one, hid what was asked for.
#[test]
fn of_many_stages_the_first_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let stages = lines(|i| format!("  stage{i}:\n    cmd: a\n"));
    let long = "x".repeat(1000);
    let text = format!("stages:\n  {long}:\n    cmd: a\n{stages}");
    fs::write(folder.path().join(DVC_YAML), text).unwrap();
    assert_snapshot!(stage(folder.path(), "train").unwrap_err(), @"find the stage `train` in `dvc.yaml`: expected one of `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (1000 characters)`, `stage0`, `stage1`, `stage2`, `stage3`, `stage4`, `stage5`, `stage6`, `stage7`, `stage8` and 991 more");
}

/// An added stage that only reads what ingest wrote started a server that it never asked.
#[test]
fn a_tracker_is_needed_for_a_stage_that_speaks_to_it_and_for_all_that_come_after() {
    let folder = tempfile::tempdir().unwrap();
    let dvc_yaml = "stages:
  summary:
    deps: [metrics]
    outs: [reports/summary.json]
  ingest:
    outs: [data/raw/iris.csv]
  survey:
    deps: [data/raw]
    outs: [reports/survey.json]
  train:
    deps: [data/raw/iris.csv]
    outs: [models/model.onnx]
    meta:
      tracker: true
  evaluate:
    deps: [models/model.onnx]
    metrics: [metrics/metrics.json]
";
    fs::write(folder.path().join(DVC_YAML), dvc_yaml).unwrap();
    let needs = |name| needs_tracker(folder.path(), name).map_err(|error| error.to_string());
    for name in ["ingest", "survey"] {
        assert_eq!(needs(name), Ok(false), "{name}");
    }
    for name in ["train", "evaluate", "summary"] {
        assert_eq!(needs(name), Ok(true), "{name}");
    }
    assert_snapshot!(needs("sumary").unwrap_err(), @"find the stage `sumary` in `dvc.yaml`: expected one of `summary`, `ingest`, `survey`, `train`, `evaluate`");
}
