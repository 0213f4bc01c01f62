//! `make export` with a runner that only writes what it is asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::files::{empty_folder, write_script};

/// A home with a checkout that has scripts/export, and a runner that ends with the code in `fails`.
fn home(name: &str) -> PathBuf {
    let home = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
    let scripts = empty_folder(&home.join("iris/scripts"));
    let script = include_str!("../../../../scripts/export");
    write_script(&scripts.join("export"), script);
    let help = include_str!("../../../../scripts/help");
    write_script(&scripts.join("help"), help);
    let runner = "#!/bin/sh\necho \"$*\" && exit \"${FAILS:-0}\"\n";
    write_script(&scripts.join("runner"), runner);
    home
}

fn export(home: &Path, given: &[(&str, &str)]) -> (String, Option<i32>) {
    let output = Command::new(home.join("iris/scripts/export"))
        .current_dir(home.join("iris"))
        .env("HOME", home)
        .envs(given.iter().copied())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (said, output.status.code())
}

/// The runner sees the checkout alone, and a file in another folder could not be written.
#[test]
fn the_file_is_written_wherever_it_is_asked_for() {
    let home = home("export");
    let outside = home.join("with space.json").display().to_string();
    for (given, file, args) in [
        (&[][..], "iris/experiment.json", "mlops export\n"),
        (
            &[("TO", &*outside), ("VERSION", "3")],
            "with space.json",
            "mlops export -- 3\n",
        ),
        (
            &[("TO", "~/a.json"), ("RUN", "0a")],
            "a.json",
            "mlops export --run=0a\n",
        ),
        (&[("TO", "../-b")], "-b", "mlops export\n"),
    ] {
        assert_eq!(export(&home, given), (String::new(), Some(0)), "{given:?}");
        assert_eq!(fs::read_to_string(home.join(file)).unwrap(), args);
    }
}

#[test]
fn an_export_that_fails_leaves_the_earlier_file_and_no_other() {
    let home = home("no export");
    fs::write(home.join("iris/experiment.json"), "before").unwrap();
    let (said, code) = export(&home, &[("FAILS", "5")]);
    assert_eq!((said.as_str(), code), ("", Some(5)));
    let root = home.display();
    for (to, told) in [
        (
            "scripts",
            format!(
                "export: {root}/iris/scripts is a folder: name a file, as in `make export TO=experiment.json`\n"
            ),
        ),
        (
            "no/x.json",
            format!("export: there is no folder {root}/iris/no: make it first\n"),
        ),
    ] {
        assert_eq!(export(&home, &[("TO", to)]), (told, Some(2)));
    }
    let mut left: Vec<_> = fs::read_dir(home.join("iris"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["experiment.json", "scripts"]);
    assert_eq!(
        fs::read_to_string(home.join("iris/experiment.json")).unwrap(),
        "before"
    );
}
