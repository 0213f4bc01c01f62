//! Images are named twice: in shell on the host, where they are built, and by `mlops`, which
//! starts them. One digit apart, and no stage would start.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use runner::checkout::{Sources, tracker_image};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

fn script(root: &Path, name: &str) -> String {
    let output = Command::new(root.join("scripts/image"))
        .arg(name)
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text.trim_end().to_owned()
}

/// The files that images are built from, and backups of editors, which they are not.
fn checkout(root: &Path) {
    let files = [
        "Cargo.lock",
        "Cargo.toml",
        "Dockerfile.train",
        "Dockerfile.runner",
        "rust-toolchain.toml",
        "scripts/build-stages",
        "crates/runner/Cargo.toml",
        "crates/runner/requirements-gs.txt",
        "crates/runner/requirements.in",
        "crates/runner/requirements.txt",
        "crates/runner/src/main.rs",
        "crates/runner/tests/it/main.rs",
        "crates/train/Cargo.toml",
        "crates/train/src/a-b.rs",
        "crates/train/src/a/b.rs",
        "crates/train/src/a.rs",
        "crates/train/src/a.rs~",
        "crates/train/src/.a.rs.swp",
        "crates/train/src/#a.rs#",
        "Dockerfile.train.orig",
        "stages/balance/main.py",
        "stages/balance/main.py~",
        "stages/balance/__pycache__/main.cpython-313.pyc",
        "tracker/Dockerfile",
        "tracker/requirements.txt",
    ];
    for name in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }
    let dvc_yaml = "stages:\n  train:\n    cmd: mlops stage train\n";
    fs::write(root.join("dvc.yaml"), dvc_yaml).unwrap();
    for script in ["scripts/image", "scripts/help"] {
        fs::copy(repository().join(script), root.join(script)).unwrap();
    }
    // Neither follows a link nor takes it for a file.
    symlink("a.rs", root.join("crates/train/src/link.rs")).unwrap();
    symlink("a", root.join("crates/train/src/folder")).unwrap();
    symlink("Dockerfile.train", root.join("Dockerfile.link")).unwrap();
    // What Emacs leaves beside a file that it edits points to nothing.
    symlink("ann@host.1:2", root.join("crates/train/src/.#a.rs")).unwrap();
}

#[test]
fn both_name_an_image_alike_and_another_source_gives_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    checkout(root);
    let both = |stage: &str| {
        let ours = Sources::read(root).unwrap().image(stage);
        assert_eq!(script(root, stage), ours);
        ours
    };
    let before = both("train");
    assert!(before.starts_with("mlops-train:"), "{before}");
    assert_eq!(script(root, "mlflow"), tracker_image(root).unwrap());

    fs::write(root.join("crates/train/src/a.rs~"), "edited").unwrap();
    let bytecode = "stages/balance/__pycache__/main.cpython-313.pyc";
    fs::write(root.join(bytecode), "edited").unwrap();
    fs::write(root.join("crates/train/tests.rs"), "edited").unwrap();
    assert_eq!(both("train"), before, "neither is a source");
    fs::write(root.join("crates/train/src/a.rs"), "edited").unwrap();
    let after = both("train");
    assert_ne!(after, before);
    fs::rename(
        root.join("crates/train/src/a.rs"),
        root.join("crates/train/src/c.rs"),
    )
    .unwrap();
    let renamed = both("train");
    assert_ne!(renamed, after);
    fs::write(root.join("crates/runner/requirements.in"), "edited").unwrap();
    assert_eq!(both("train"), renamed, "what packages are resolved from");
    fs::write(root.join("crates/runner/requirements-gs.txt"), "edited").unwrap();
    assert_ne!(
        both("train"),
        renamed,
        "what the runner may install besides"
    );
    let before = both("train");
    fs::write(root.join("stages/balance/main.py"), "edited").unwrap();
    assert_ne!(both("train"), before, "a stage in another language");
    fs::remove_dir_all(root.join("stages")).unwrap();
    assert_ne!(both("train"), before, "there need not be any");
}

/// The image of a stage `runner` would have been DVC's.
#[test]
fn a_stage_whose_name_another_image_has_or_docker_refuses_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    checkout(root);
    let told = |stage: &str| {
        let text = format!("stages:\n  {stage}:\n    cmd: mlops stage {stage}\n");
        fs::write(root.join("dvc.yaml"), text).unwrap();
        let output = Command::new(root.join("scripts/image")).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    assert_eq!(told("summary_2"), (Some(0), String::new()));
    for (name, problem) in [
        ("runner", "another image or container of the project is"),
        ("test", "another image or container of the project is"),
        (
            "Train",
            "expected lower-case letters, digits, _ and -, the first a letter",
        ),
    ] {
        let text =
            format!("image: no stage can be called `{name}`: {problem}; rename it in dvc.yaml\n");
        assert_eq!(told(name), (Some(2), text));
    }
}

#[test]
fn both_name_the_images_of_this_repository_alike() {
    let sources = Sources::read(repository()).unwrap();
    let stages = ["ingest", "preprocess", "train", "evaluate"];
    let mut all = vec![script(repository(), "runner")];
    for stage in stages {
        assert_eq!(script(repository(), stage), sources.image(stage));
        all.push(sources.image(stage));
    }
    all.push(tracker_image(repository()).unwrap());
    let output = Command::new(repository().join("scripts/image"))
        .output()
        .unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(listed.lines().collect::<Vec<_>>(), all, "all of them");
    assert_eq!(
        script(repository(), "mlflow"),
        tracker_image(repository()).unwrap()
    );
}
