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
        "tracker/Dockerfile",
        "tracker/requirements.txt",
    ];
    for name in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }
    let image = repository().join("scripts/image");
    fs::copy(image, root.join("scripts/image")).unwrap();
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
}

#[test]
fn both_name_the_images_of_this_repository_alike() {
    let sources = Sources::read(repository()).unwrap();
    for stage in ["ingest", "preprocess", "train", "evaluate"] {
        assert_eq!(script(repository(), stage), sources.image(stage));
    }
    assert_eq!(
        script(repository(), "mlflow"),
        tracker_image(repository()).unwrap()
    );
}
