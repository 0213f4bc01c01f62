//! docs/add-a-stage.md, typed: its files are written into a clone of its own, its commands are run
//! there, and what it says comes true.

use std::fs;
use std::path::Path;
use std::thread;

use end_to_end::page::{Block, blocks};
use end_to_end::{Checkout, CommandOutput};
use serde_json::{Value, json};

use crate::after_first_run;
use crate::exit_codes::assert_ends_with;

const PAGE: &str = include_str!("../../../../docs/add-a-stage.md");

/// The part of the page from the heading `title` to the next.
fn part(title: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("\n## {title}\n")).unwrap();
    rest.split_once("\n## ").map_or(rest, |(part, _)| part)
}

/// Writes the files of a part into the clone, and gives the number of their lines.
fn write_files(clone: &Checkout, part: &'static str) -> usize {
    let mut lines = 0;
    for Block { title, text, .. } in blocks(part) {
        let Some((before, name)) = title.strip_suffix("`:").and_then(|it| it.split_once('`'))
        else {
            continue;
        };
        let appended = before == "At the end of ";
        assert!(appended || before.is_empty(), "{title}");
        let path = clone.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert_eq!(path.exists(), appended, "{name}");
        let earlier = if appended {
            clone.read(name)
        } else {
            String::new()
        };
        clone.write(name, &(earlier + text));
        lines += text.lines().count();
    }
    lines
}

/// Types the commands of a part, and gives what each said.
fn type_commands(clone: &Checkout, part: &'static str) -> Vec<CommandOutput> {
    let typed = blocks(part)
        .into_iter()
        .filter(|block| block.language == "sh");
    let commands = typed.flat_map(|block| block.text.lines());
    let ended = commands.map(|line| clone.command("sh", &["-c", line]).assert_success());
    ended.collect()
}

/// What the page shows of a refusal in which `word` occurs, without the numbers of lines.
fn shown(part: &'static str, word: &str) -> String {
    let plain = |block: &Block<'_>| block.language.is_empty() && block.text.contains(word);
    let block = blocks(part).into_iter().find(plain).expect("it is shown");
    without_lines(block.text)
}

fn without_lines(text: &str) -> String {
    let words = text.split("line ");
    let rest = words.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.collect::<Vec<_>>().join("line ")
}

/// The stages that DVC started.
fn ran(output: &CommandOutput) -> Vec<&str> {
    let lines = output.text.lines();
    let names = lines.filter_map(|line| line.strip_prefix("Running stage '")?.split_once('\''));
    names.map(|(name, _)| name).collect()
}

fn json(clone: &Checkout, name: &str) -> Value {
    serde_json::from_str(&clone.read(name)).unwrap()
}

/// Checks that `make run` ends as it is shown, and runs nothing, where `old` in params.yaml is `new`.
fn assert_refused(clone: &Checkout, [old, new]: [&str; 2], shown: &str) {
    let before = clone.edit("params.yaml", old, new);
    let output = clone.make("run").assert_failure();
    let told = without_lines(&output.text);
    assert!(told.contains(shown), "no {shown} in {told}");
    assert!(told.contains("run] Error 2"), "{told}");
    assert!(ran(&output).is_empty(), "{told}");
    clone.write("params.yaml", &before);
}

#[test]
fn the_page_about_adding_a_stage_is_true_from_its_first_line_to_its_last() {
    // The other clone keeps the images that both use.
    let _guard = after_first_run();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("added stages");
    let clone = Checkout::fresh(&folder);
    let _cleaned = Cleaned(&clone);
    let rust = part("In Rust");
    let lines = write_files(&clone, rust);
    assert!(lines <= 60, "{lines} lines");
    assert_eq!(clone.changes().lines().count(), 4, "{}", clone.changes());
    let typed = type_commands(&clone, rust);
    assert!(ran(&typed[1]).contains(&"summary"), "{}", typed[1].text);
    check_summary(&clone);
    assert_only_summary_runs_again(&clone);
    let quantiles = ["quantiles:", "quantile:"];
    assert_refused(&clone, quantiles, &shown(rust, "stages.summary.quantile"));
    assert_refused(&clone, ["  summary:", "  sumary:"], &shown(rust, "sumary"));

    let python = part("In Python");
    let _ = write_files(&clone, python);
    let typed = type_commands(&clone, python);
    assert_eq!(ran(&typed[0]), ["balance"], "{}", typed[0].text);
    assert_eq!(
        json(&clone, "metrics/balance.json"),
        json!({"0": 40, "1": 40, "2": 40})
    );
    typed[1].assert_contains("all are built from the present sources");
    let share = ["smallest_share:", "smalest_share:"];
    assert_refused(&clone, share, &shown(python, "smalest_share"));
    check_exit_codes(&clone, &shown(python, "has 40 of"));
    let _ = clone.make("run-balance").assert_success();
    clean_all(&clone);
}

/// By another way: NumPy's `inverted_cdf`, of the rows as they stand in the table.
fn check_summary(clone: &Checkout) {
    let table = clone.read("data/processed/train.csv");
    let (header, rows) = table.split_once('\n').unwrap();
    let summary = json(clone, "metrics/summary.json");
    let names: Vec<_> = header.split(',').collect();
    assert_eq!(summary.as_object().unwrap().len(), 3 * (names.len() - 1));
    for (at, name) in names[..names.len() - 1].iter().enumerate() {
        let numbers = rows
            .lines()
            .map(|row| row.split(',').nth(at).unwrap().parse().unwrap());
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_by(f64::total_cmp);
        assert_eq!(numbers.len(), 120);
        for (share, rank) in [("0.25", 30), ("0.5", 60), ("0.75", 90)] {
            assert_eq!(
                summary[format!("{name} {share}")],
                numbers[rank - 1],
                "{name} {share}"
            );
        }
    }
    assert!(
        clone
            .read("dvc.lock")
            .contains(&clone.md5("metrics/summary.json"))
    );
}

fn assert_only_summary_runs_again(clone: &Checkout) {
    let before = clone.edit("params.yaml", "[0.25, ", "[0.1, 0.25, ");
    let output = clone.make("run").assert_success();
    assert_eq!(ran(&output), ["summary"], "{}", output.text);
    clone.write("params.yaml", &before);
    let output = clone.make("run-summary").assert_success();
    assert_eq!(ran(&output), ["summary"], "{}", output.text);
}

/// That of the stage reaches the caller whoever wrote the stage, and its outputs stay.
fn check_exit_codes(clone: &Checkout, too_few: &str) {
    let earlier = clone.md5("metrics/balance.json");
    let before = clone.edit("params.yaml", "smallest_share: 0.2", "smallest_share: 0.4");
    let output = clone.make("run").assert_failure();
    assert!(
        output.text.contains(too_few),
        "no {too_few} in {}",
        output.text
    );
    assert_ends_with(clone, 3);
    // DVC alone asks nobody before it runs the stage.
    clone.write(
        "params.yaml",
        &before.replace("smallest_share: 0.2", "smallest_share: many"),
    );
    assert_ends_with(clone, 2);
    clone.write("params.yaml", &before);
    assert_eq!(clone.md5("metrics/balance.json"), earlier);
}

/// Its tracker goes as well.
fn clean_all(clone: &Checkout) {
    let names = ["summary", "balance"];
    let names = clone.command("scripts/image", &names).assert_success();
    let are_there = || {
        let inspect = |name| clone.command("docker", &["image", "inspect", name]).success;
        names.text.lines().map(inspect).collect::<Vec<_>>()
    };
    assert_eq!(are_there(), [true, true]);
    let _ = clone.make("clean-all").assert_success();
    assert_eq!(are_there(), [false, false]);
}

/// Takes the tracker and the images away also when the test has failed.
struct Cleaned<'c>(&'c Checkout);

impl Drop for Cleaned<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.make("clean-all");
        }
    }
}
