//! `make reproduce` with a runner that answers what the test says.

use std::fs;
use std::path::Path;
use std::process::Command;

use end_to_end::files::{empty_folder, write_script};

/// What the runner names reaches git's command line, and is removed in the end.
#[test]
fn an_answer_that_names_neither_a_commit_nor_the_folder_of_a_reproduction_is_refused() {
    let root = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("reproduce"));
    let scripts = empty_folder(&root.join("scripts"));
    let script = include_str!("../../../../scripts/reproduce");
    write_script(&scripts.join("reproduce"), script);
    let help = include_str!("../../../../scripts/help");
    write_script(&scripts.join("help"), help);
    write_script(&scripts.join("runner"), "#!/bin/sh\necho \"$ANSWER\"\n");
    write_script(&scripts.join("build"), "#!/bin/sh\n");
    let mut git = Command::new("git");
    let git = git.args(["init", "--quiet"]).current_dir(&root);
    assert!(git.status().unwrap().success());
    let kept = root.join("kept");
    fs::write(&kept, "").unwrap();
    for (answer, told) in [
        (
            "fetch --upload-pack=touch ran".to_owned(),
            "reproduce: this is no commit: --upload-pack=touch ran\n".to_owned(),
        ),
        (
            String::new(),
            "reproduce: `mlops` names no folder: \n".to_owned(),
        ),
        (
            format!("tree {}", root.display()),
            format!(
                "reproduce: `mlops` names no folder: tree {}\n",
                root.display()
            ),
        ),
    ] {
        let output = Command::new(scripts.join("reproduce"))
            .current_dir(&root)
            .envs([("VERSION", "1"), ("ANSWER", &answer)])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((said, output.status.code()), (told, Some(2)), "{answer}");
        assert!(kept.exists() && !root.join("ran").exists(), "{answer}");
    }
}
