//! How a place for the data reaches `mlops remote`.

use std::fs;

use crate::machine::{Machine, repository};

fn run(machine: &Machine, given: &[(&str, &str)]) -> String {
    let (text, code) = machine.run(&repository(), "remote", given);
    assert_eq!(code, Some(0), "{text}");
    text
}

#[test]
fn a_folder_that_nothing_names_yet_is_mounted_and_an_address_is_passed_on_as_it_is() {
    let machine = Machine::new("home of remotes");
    let home = machine.home.display().to_string();
    let asked = run(&machine, &[]);
    assert!(asked.ends_with("mlops remote\n"), "{asked}");
    let address = [("TO", "s3://b/x; rm"), ("ENDPOINT", "https://s3 example")];
    let asked = run(&machine, &address);
    let expected = "mlops remote --endpoint=https://s3 example -- s3://b/x; rm\n";
    assert!(asked.ends_with(expected), "{asked}");

    // What was answered before is not about this folder.
    fs::write(
        machine.home.join("outside"),
        format!("folder {home}/team, 1\n"),
    )
    .unwrap();
    let asked = run(&machine, &[("TO", "~/team, 1")]);
    let mount = format!("--mount type=bind,\"source={home}/team, 1\",\"target={home}/team, 1\"");
    assert!(asked.contains(&mount), "no {mount} in {asked}");
    assert!(
        asked.ends_with(&format!("mlops remote -- {home}/team, 1\n")),
        "{asked}"
    );

    let asked = run(&machine, &[("TO", "../team")]);
    let root = repository();
    let expected = format!("mlops remote -- {}/../team\n", root.display());
    assert!(asked.ends_with(&expected), "{asked}");
}
