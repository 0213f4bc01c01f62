//! Tables such as people may have, drawn at random.

use std::io::Write as _;

/// A table, and what it is called.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) target: String,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

/// Names of columns that need care somewhere.
const NAMES: [&str; 16] = [
    "age",
    "größe",
    "a: b",
    "yes",
    "null",
    "1.5",
    "007",
    "it's \"x\"",
    "# note",
    "- a",
    "{x}",
    "日本語",
    " blank ",
    "a\\b",
    "*ref",
    "target%",
];
const CLASSES: [&[&str]; 8] = [
    &["x", "y"],
    &["0", "1"],
    &["yes", "no"],
    &["True", "False"],
    &["10", "9", "-1"],
    &["1.0", "2.0"],
    &["sehr gut", "mäßig", "it's: #1"],
    &["<=50K", ">50K", "null?"],
];
const FLAGS: [[&str; 2]; 8] = [
    ["yes", "no"],
    ["Yes", "NO"],
    ["true", "false"],
    ["True", "False"],
    ["on", "off"],
    ["y", "n"],
    ["T", "F"],
    ["1", "0"],
];
const TEXTS: [&str; 7] = [
    "Bern",
    "Zürich",
    "a, b",
    "say \"hi\"",
    "two\nlines",
    "x;y",
    " c ",
];

/// Numbers that only look random, by xorshift.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

impl Table {
    pub(crate) fn drawn(seed: u64) -> Self {
        let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (separator, decimal) =
            draw.of(&[(',', '.'), (';', ','), ('\t', '.'), ('|', '.'), ('\t', ',')]);
        let rows = 30 + draw.below(60);
        let classes = draw.of(&CLASSES);
        let mut columns = vec![number(&mut draw, rows, decimal)];
        for _ in 0..=draw.below(7) {
            let column = match draw.below(8) {
                0 => number(&mut draw, rows, decimal),
                1 => flags(&mut draw, rows),
                2 => dates(&mut draw, rows),
                3 => (0..rows).map(|row| format!("id-{row}")).collect(),
                4 => vec!["same".to_owned(); rows],
                5 => (0..rows).map(|_| draw.below(5).to_string()).collect(),
                6 => (0..rows).map(|_| format!("0{}", draw.below(30))).collect(),
                _ => (0..rows).map(|_| draw.of(&TEXTS).to_owned()).collect(),
            };
            columns.push(with_missing(column, &mut draw));
        }
        let target = columns.len();
        columns.push(
            (0..rows)
                .map(|row| classes[row % classes.len()].to_owned())
                .collect(),
        );
        let first = draw.below(NAMES.len());
        let names: Vec<_> = (0..columns.len())
            .map(|i| NAMES[(first + i) % NAMES.len()])
            .collect();
        let line = |cells: Vec<&str>| {
            let cells: Vec<_> = cells
                .into_iter()
                .map(|cell| quoted(cell, separator))
                .collect();
            cells.join(&separator.to_string()) + "\n"
        };
        let mut text = line(names.clone());
        for row in 0..rows {
            text += &line(columns.iter().map(|column| &*column[row]).collect());
        }
        let (name, bytes) = packed(&mut draw, &text);
        Self {
            name: name.to_owned(),
            target: names[target].to_owned(),
            text,
            bytes,
        }
    }
}

fn packed(draw: &mut Draw, text: &str) -> (&'static str, Vec<u8>) {
    match draw.below(4) {
        0 => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(text.as_bytes()).unwrap();
            ("t.csv.gz", gzip.finish().unwrap())
        }
        1 => ("t.txt", text.replace("\"two\nlines\"", "two").into_bytes()),
        _ => ("t.csv", text.as_bytes().to_vec()),
    }
}

fn number(draw: &mut Draw, rows: usize, decimal: char) -> Vec<String> {
    let whole = draw.below(2) == 0;
    let cell = |draw: &mut Draw| match draw.below(4000) {
        value if whole => format!("{}{value}", if value % 3 == 0 { "-" } else { "" }),
        value => format!("{}.{:02}", value / 100, value % 100).replace('.', &decimal.to_string()),
    };
    (0..rows).map(|_| cell(draw)).collect()
}

fn flags(draw: &mut Draw, rows: usize) -> Vec<String> {
    let words = draw.of(&FLAGS);
    (0..rows).map(|_| draw.of(&words).to_owned()).collect()
}

fn dates(draw: &mut Draw, rows: usize) -> Vec<String> {
    let (form, time) = (draw.below(4), draw.below(3));
    let date = |draw: &mut Draw| {
        let (year, month, day) = (
            1990 + draw.below(40),
            1 + draw.below(12),
            1 + draw.below(28),
        );
        let date = match form {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{day:02}.{month:02}.{year}"),
            2 => format!("{day:02}/{month:02}/{year}"),
            _ => format!("{month}/{day}/{year}"),
        };
        match time {
            0 => format!("{date} {:02}:30:00", draw.below(24)),
            _ => date,
        }
    };
    (0..rows).map(|_| date(draw)).collect()
}

fn with_missing(mut column: Vec<String>, draw: &mut Draw) -> Vec<String> {
    let word = draw.of(&["", "NA", "null", "?", "-"]);
    if draw.below(2) == 0 {
        for cell in &mut column {
            if draw.below(9) == 0 {
                word.clone_into(cell);
            }
        }
    }
    column
}

fn quoted(cell: &str, separator: char) -> String {
    if cell.contains([separator, '"', '\n']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell.to_owned()
}
