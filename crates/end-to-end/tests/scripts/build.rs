//! What `scripts/build` marks where there is nothing to build.

use std::fs;

use end_to_end::files::write_script;

use crate::machine::{Machine, repository};

/// Has all images, and none with the mark of this checkout.
const DOCKER: &str = r#"#!/bin/sh
case "$*" in
"image inspect "*:of-*) echo "No such image" >&2 && exit 1 ;;
"image inspect "*) ;;
"run "*) echo 7 ;;
"tag "*) echo "$2 $3" >>"$HOME/tags" ;;
*) echo "unexpected: $*" >&2 && exit 1 ;;
esac
"#;

/// `latest` was the image of whichever checkout had built last.
#[test]
fn images_that_another_checkout_has_built_become_this_ones_and_the_latest() {
    let machine = Machine::new("built elsewhere");
    write_script(&machine.home.join("bin/docker"), DOCKER);
    let (text, code) = machine.run(&repository(), "build", &[]);
    assert_eq!((&*text, code), ("images: up to date\n", Some(0)));
    let tags = fs::read_to_string(machine.home.join("tags")).unwrap();
    let stages = ["ingest", "preprocess", "train", "evaluate"];
    for name in [&["dvc-runner", "mlflow"], &stages[..]].concat() {
        let of_name = tags
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter(|(image, _)| image.starts_with(&format!("mlops-{name}:")));
        let (images, given): (Vec<_>, Vec<_>) = of_name.unzip();
        assert!(
            images[0].len() == format!("mlops-{name}:").len() + 12,
            "{tags}"
        );
        assert!(given.contains(&&*format!("mlops-{name}:latest")), "{tags}");
        let mark = format!("mlops-{name}:of-");
        assert!(given.iter().any(|tag| tag.starts_with(&mark)), "{tags}");
    }
}
