//! The workflows for GitHub, judged by tools of others.

use std::path::Path;
use std::process::Command;

use end_to_end::CommandOutput;

const FILES: [&str; 3] = ["check.yml", "images.yml", "report.yml"];

#[test]
fn the_workflows_have_the_form_that_github_reads() {
    let schema = [
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
    ];
    let paths = FILES.map(|name| format!(".github/workflows/{name}"));
    let paths: Vec<_> = paths.iter().map(String::as_str).collect();
    let _ = judge(&[&schema[..], &paths].concat()).assert_success();
}

/// Actions by hash, no credentials that stay, no right that is not needed, no text of others in a shell.
#[test]
fn the_workflows_have_nothing_that_zizmor_finds_unsafe() {
    let output =
        judge(&["zizmor", "--offline", "--no-progress", ".github/workflows"]).assert_success();
    for name in FILES {
        output.assert_contains(&format!("completed .github/workflows/{name}"));
    }
}

/// Runs one of the tools in this repository, which it may only read, and without a network.
fn judge(command: &[&str]) -> CommandOutput {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    let mount = format!(
        r#"type=bind,"source={}",target=/checkout,readonly"#,
        root.display()
    );
    let program = format!("/opt/venv/bin/{}", command[0]);
    let run = [
        "run",
        "--rm",
        "--pull",
        "never",
        "--network",
        "none",
        "--mount",
        &mount,
    ];
    let image = ["--workdir", "/checkout", "mlops-moto", &program];
    let output = Command::new("docker")
        .args(run)
        .args(image)
        .args(&command[1..])
        .output();
    output.expect("docker can be started").into()
}
