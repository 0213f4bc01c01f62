//! `ingest profile`: what it prints, writes and refuses.

mod customers;
mod draw;
mod refused;

use insta::assert_snapshot;
use stage::testing::{PARAMS, ProgramOutput, Sandbox};

use draw::Table;

const PENGUINS: &str = include_str!("../fixtures/penguins.csv");

fn profile(sandbox: &Sandbox, source: &str, target: &str) -> ProgramOutput {
    let (source, target) = (format!("--source={source}"), format!("--target={target}"));
    let args = ["profile", &source, &target, "--description=out/data.yaml"];
    sandbox.run(env!("CARGO_BIN_EXE_ingest"), &args, &[])
}

fn lines(rows: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
    rows.map(line).collect::<Vec<_>>().concat()
}

/// `params.yaml` with the section `data` that was written.
fn described(sandbox: &Sandbox) -> String {
    let (_, rest) = PARAMS.split_once("\npreprocess:").unwrap();
    format!("{}preprocess:{rest}", sandbox.read("out/data.yaml"))
}

#[test]
fn a_table_is_shown_and_described() {
    let sandbox = Sandbox::new();
    sandbox.write("data/source/penguins.csv", PENGUINS);
    let ended = profile(&sandbox, "data/source/penguins.csv", "species");
    ended.assert_success();
    assert_snapshot!(ended.stdout, @r"
    data/source/penguins.csv: 344 rows, 8 columns
    target species: 3 classes: Adelie (152), Chinstrap (68), Gentoo (124)

    column             type                  missing  distinct  examples
    island             category, one-hot           0         3  Torgersen, Dream, Biscoe
    bill_length_mm     number              4 (1.2 %)       149  36.7, 35.8, 37.8
    bill_depth_mm      number              3 (0.9 %)        78  17.4, 17.7, 18.0
    flipper_length_mm  number              1 (0.3 %)        55  190, 200, 201
    body_mass_g        number              1 (0.3 %)       108  3825, 3775, 3300
    sex                category, one-hot  13 (3.8 %)         2  female, male
    year               number                      0         3  2008, 2007, 2009
    ");
    assert_snapshot!(sandbox.read("out/data.yaml"), @r"
    data:
      # What the dataset is called: its raw table is data/raw/penguins.csv.
      name: penguins
      # How the raw table and its parts are written: csv or parquet.
      format: csv
      # Its file (or folder) in data/source.
      source: penguins.csv
      # The column that holds the class.
      target: species
      # Its values, numbered from 0 in this order.
      classes: [Adelie, Chinstrap, Gentoo]
      # How each other column enters the model. `ignored`: not at all. `missing: refuse`: none may be
      # missing. `keep`: the model gets it as missing, which forests know; other families need it filled:
      # `median`, `mean` (numbers), `most_frequent`, or {constant: ...}. docs/params.md explains each word.
      columns:
        island: {type: category, values: text, encoding: one_hot, min_frequency: 1, missing: refuse} # 3 different texts
        bill_length_mm: {type: number, missing: keep} # 4 missing
        bill_depth_mm: {type: number, missing: keep} # 3 missing
        flipper_length_mm: {type: number, missing: keep} # 1 missing
        body_mass_g: {type: number, missing: keep} # 1 missing
        sex: {type: category, values: text, encoding: one_hot, min_frequency: 1, missing: keep} # 2 different texts; 13 missing
        year: {type: number, missing: refuse}
    ");
    sandbox.write("params.yaml", described(&sandbox));
    let ingested = sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[]);
    ingested.assert_success();
    assert_eq!(
        ingested.stdout,
        "ingest: 344 rows, 7 features, 3 classes -> data/raw/penguins.csv\n"
    );
}

/// A table that has every kind of column, after it was looked at.
fn with_customers() -> (Sandbox, ProgramOutput) {
    let sandbox = Sandbox::new();
    sandbox.write("data/source/kunden.csv", customers::table());
    let ended = profile(&sandbox, "data/source/kunden.csv", "kind");
    ended.assert_success();
    (sandbox, ended)
}

#[test]
fn every_kind_of_column_is_told_from_the_others() {
    let (_, ended) = with_customers();
    assert_snapshot!(ended.stdout, @r"
    data/source/kunden.csv: 60 rows, 16 columns
    target kind: 2 classes: 0 (40), 1 (20)

    column   type                   missing  distinct  examples
    Kunde    ignored                      0        60  k0, k1, k2
    größe    number                       0        53  0, 9,25, 5,25
    flag     flag                         0         2  Yes, no
    vip      flag                         0         2  TRUE, False
    bit      flag                         0         2  0, 1
    since    date YYYY-MM-DD              0        60  2010-01-17, 2011-02-17, 2012-03-17
    at       date DD.MM.YYYY              0        57  10.10.2020 10:30, 11.11.2020 10:30, 12.12.2020 10:30
    city     category, one-hot  15 (25.0 %)         3  Bern, Genève, Zürich
    note     ignored                      0        60  a sentence number 0 tha…, a sentence number 1 tha…, a sentence number 2 tha…
    same     ignored                      0         1  same
    code     category, one-hot            0         4  00, 01, 02
    a;b: #c  number              9 (15.0 %)        46  9,25, 5,25
    what     category, one-hot            0         3  12, x, 7
    twin     number                       0        53  0, 9,25, 5,25
    late     category, one-hot  40 (66.7 %)         1  gone

    warning: column `Kunde` is ignored: looks like an identifier: no value comes twice
    warning: column `note` is ignored: free text: 60 different ones, long on average
    warning: column `same` is ignored: constant: it holds `same` in every row
    warning: column `what` gives the class away: its value alone tells that of 100.0 % of the rows; write `ignored` if it is not known of new rows when their class is to be told
    warning: column `late` gives the class away: its value alone tells that of 100.0 % of the rows; write `ignored` if it is not known of new rows when their class is to be told
    warning: columns `größe` and `a;b: #c` are nearly the same: their correlation is 1.0000; one is enough
    warning: columns `größe` and `twin` are nearly the same: they hold the same in 100.0 % of the rows; one is enough
    warning: columns `a;b: #c` and `twin` are nearly the same: their correlation is 1.0000; one is enough
    ");
}

#[test]
fn every_kind_of_column_is_described_so_that_ingest_takes_it() {
    let (sandbox, _) = with_customers();
    assert_snapshot!(sandbox.read("out/data.yaml"), @r##"
    data:
      # What the dataset is called: its raw table is data/raw/kunden.csv.
      name: kunden
      # How the raw table and its parts are written: csv or parquet.
      format: csv
      # Its file (or folder) in data/source.
      source: kunden.csv
      # What is between two cells.
      separator: ";"
      # What stands before the fraction of a number.
      decimal: ","
      # What a cell holds that has no value: what pandas takes for it, and more.
      missing_values:
      - ""
      - "#N/A"
      - "#N/A N/A"
      - "#NA"
      - "-1.#IND"
      - "-1.#QNAN"
      - "-NaN"
      - "-nan"
      - "1.#IND"
      - "1.#QNAN"
      - "<NA>"
      - N/A
      - NA
      - "NULL"
      - "NaN"
      - None
      - n/a
      - "nan"
      - "null"
      - "?"
      # The column that holds the class.
      target: kind
      # Its values, numbered from 0 in this order.
      classes: [0, 1]
      # How each other column enters the model. `ignored`: not at all. `missing: refuse`: none may be
      # missing. `keep`: the model gets it as missing, which forests know; other families need it filled:
      # `median`, `mean` (numbers), `most_frequent`, or {constant: ...}. docs/params.md explains each word.
      columns:
        Kunde: ignored # looks like an identifier: no value comes twice
        größe: {type: number, missing: refuse}
        flag: {type: flag, values: text, missing: refuse}
        vip: {type: flag, values: boolean, missing: refuse}
        bit: {type: flag, values: number, missing: refuse}
        since: {type: date, format: YYYY-MM-DD, parts: [year, month, day, weekday], missing: refuse}
        at: {type: date, format: DD.MM.YYYY, parts: [year, month, day, weekday, hour], missing: refuse}
        city: {type: category, values: text, encoding: one_hot, min_frequency: 1, missing: keep} # 3 different texts; 15 missing
        note: ignored # free text: 60 different ones, long on average
        same: ignored # constant: it holds `same` in every row
        code: {type: category, values: text, encoding: one_hot, min_frequency: 1, missing: refuse} # 4 different texts
        "a;b: #c": {type: number, missing: keep} # 9 missing
        what: {type: category, values: text, encoding: one_hot, min_frequency: 1, missing: refuse} # 40 of 60 values are numbers, `x` is none; 3 different texts
        twin: {type: number, missing: refuse}
        late: {type: category, values: text, encoding: one_hot, min_frequency: 1, missing: keep} # 1 text; 40 missing
    "##);
    sandbox.write("params.yaml", described(&sandbox));
    let ingested = sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[]);
    assert_eq!(ingested.code, Some(0), "{}", ingested.stderr);
    assert_snapshot!(ingested.stdout, @"ingest: 60 rows, 19 features, 2 classes -> data/raw/kunden.csv");
}

#[test]
fn rows_that_repeat_are_told() {
    let row = |row: usize| format!("{},{}", row * 7 % 23, ["x", "y"][row % 2]);
    let sandbox = Sandbox::new();
    let rows = lines(0..40, |i| format!("{}\n", row(i)));
    let repeated = lines(0..3, |i| format!("{}\n", row(i)));
    sandbox.write("a.csv", format!("a,c\n{rows}{repeated}"));
    let rows = lines(0..43, |i| format!("r{i},{}\n", row(i % 40)));
    sandbox.write("b.csv", format!("row,a,c\n{rows}"));
    let warnings = ["a.csv", "b.csv"].map(|source| {
        let ended = profile(&sandbox, source, "c");
        ended.assert_success();
        let (_, warnings) = ended.stdout.split_once("\n\nwarning").unwrap();
        format!("warning{warnings}")
    });
    assert_snapshot!(warnings.concat(), @r"
    warning: 3 of 43 rows repeat an earlier one; of such rows, some may be learned from and others tested with
    warning: column `row` is ignored: looks like an identifier: no value comes twice
    warning: 3 of 43 rows differ from another one in ignored columns alone; of such rows, some may be learned from and others tested with
    ");
}

/// A measurement with a typing error was taken for an identifier, as no value came twice.
#[test]
fn a_column_of_numbers_with_a_few_texts_among_them_is_left_to_the_person() {
    let sandbox = Sandbox::new();
    let mass = |row: usize| match row {
        40 => "12;5".to_owned(),
        _ => format!("{}.5", row * 7 % 31),
    };
    let rows = lines(0..60, |row| {
        format!("{},{},{}\n", row * 5 % 7, mass(row), ["x", "y"][row % 2])
    });
    sandbox.write("data/source/a.csv", format!("size,mass,c\n{rows}"));
    let ended = profile(&sandbox, "data/source/a.csv", "c");
    ended.assert_success();
    assert_snapshot!(ended.stdout, @r"
    data/source/a.csv: 60 rows, 3 columns
    target c: 2 classes: x (30), y (30)

    column  type     missing  distinct  examples
    size    number         0         7  0, 5, 3
    mass    ignored        0        32  0.5, 7.5, 14.5

    warning: column `mass` is ignored: its values are numbers but for 1 of 60, such as `12;5`: correct these, or name them in `missing_values`, and write `number`
    warning: 46 of 60 rows differ from another one in ignored columns alone; of such rows, some may be learned from and others tested with
    ");
}

#[test]
fn rows_without_a_class_may_be_set_aside() {
    let sandbox = Sandbox::new();
    let rows = lines(0..40, |row| {
        format!("{},{}\n", row * 7 % 11, ["x", "y"][row % 2])
    });
    sandbox.write("data/source/a.csv", format!("a,c\n{rows}5,\n6,NA\n"));
    profile(&sandbox, "data/source/a.csv", "c").assert_success();
    let section = sandbox.read("out/data.yaml");
    assert!(section.contains("\n  bad_rows: 0.048\n"), "{section}");
    sandbox.write("params.yaml", described(&sandbox));
    let ended = sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stdout.contains("40 rows (2 more set aside)"),
        "{}",
        ended.stdout
    );
}

/// Whatever table is described: ingest takes it as it is described.
#[test]
fn what_is_written_is_accepted_by_ingest_unchanged() {
    for seed in 1..=150 {
        let table = Table::drawn(seed);
        let sandbox = Sandbox::new();
        let source = format!("data/source/{}", table.name);
        sandbox.write(&source, &table.bytes);
        let ended = profile(&sandbox, &source, &table.target);
        assert_eq!(
            ended.code,
            Some(0),
            "seed {seed}: {}\n{}",
            ended.stderr,
            table.text
        );
        sandbox.write("params.yaml", described(&sandbox));
        let ended = sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[]);
        let section = sandbox.read("out/data.yaml");
        assert_eq!(
            ended.code,
            Some(0),
            "seed {seed}: {}\n{section}\n{}",
            ended.stderr,
            table.text
        );
    }
}
