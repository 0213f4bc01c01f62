//! `--help` of the stages' programs, as they are in the images.

use crate::after_first_run;

#[test]
fn the_program_of_each_stage_tells_its_arguments_and_what_it_reads_besides() {
    let guard = after_first_run();
    for (stage, told) in [
        ("ingest", "the section `data` is used"),
        ("preprocess", "`data` and `preprocess` are used"),
        ("train", "`MLFLOW_TRACKING_URI` names"),
        ("evaluate", "`MLFLOW_TRACKING_URI` names"),
    ] {
        let run = ["run", "--rm", "--pull", "never", "--network", "none"];
        let image = guard.0.command("scripts/image", &[stage]).assert_success();
        let command = [&run[..], &[image.text.trim(), "--help"]].concat();
        let output = guard.0.command("docker", &command).assert_success();
        output.assert_contains(&format!("Usage: {stage} [OPTIONS]"));
        output.assert_contains(told);
        output.assert_contains("[default: params.yaml]");
    }
}
