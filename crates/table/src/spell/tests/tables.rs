//! Random tables of every kind, most of them in order.

use std::fmt;

use params::{
    Category, Column, Date, DateFormat, DatePart, Entered, Missing, SourceFormat, Values,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Cells of numbers, the usual ones in front.
const NUMBERS: [&str; 41] = [
    "1",
    "2",
    "-3",
    "12345",
    "0",
    "5.5",
    "0.25",
    "-0.75",
    "2.50",
    "3.000",
    "",
    "NA",
    "-0.0",
    "123456789.123456",
    "1e5",
    "-0",
    "+5",
    "007",
    "1.",
    ".5",
    "1.16407012939453125",
    "1661133758595335.25",
    "0.1000000000000000055",
    "123456789012345678",
    "0.0001",
    "0.00001",
    "-1.234e-7",
    "1E22",
    "12345678901234567.5",
    "999999999999999",
    "-999",
    "1.#IND",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775809",
    "1e39",
    " 1",
    "nan",
    "1_0",
    "x\u{fc}",
    "1.2.3",
];
const TEXTS: [&str; 17] = [
    "a",
    "b",
    "c",
    "sixteen bytes ab",
    "a text that is longer than that",
    "",
    "NA",
    "\u{e9}, \u{fc}",
    "say \"hi\"",
    "\"",
    "two\nlines",
    "a;b|c:d\te",
    " c ",
    "carriage\rreturn",
    "1.5",
    "\r\n",
    "-999",
];
const FLAGS: [&str; 12] = [
    "yes", "no", "True", "f", "1", "0", "on", "", "NA", "FALSE", "n", "maybe",
];
const BOOLEANS: [&str; 8] = ["True", "False", "true", "FALSE", "", "null", "1", "yes"];
const BITS: [&str; 9] = ["0", "1", "1.0", "-0", "001", "", "NA", "2", "true"];
const DATES: [&str; 12] = [
    "2024-02-29",
    "2023-12-31",
    "1900-03-01",
    "2023-12-31 23:59:58.123",
    "2024-01-01T07:05",
    "",
    "NA",
    "0001-01-01",
    "9999-12-31",
    "2023-02-29",
    "01.02.2024",
    "2024-01-01T10:00Z",
];
const LINE_ENDS: [&str; 7] = ["\n", "\r\n", "\n\n", "\r\n\r\n", "\n\r\n", "\r", ",\n"];

/// A table, and what is expected of it.
#[derive(Clone)]
pub(super) struct RandomTable {
    pub(super) bytes: Vec<u8>,
    pub(super) format: SourceFormat,
    pub(super) columns: Option<Vec<Column>>,
    pub(super) classes: Vec<String>,
    pub(super) bad_rows: f64,
}

impl fmt::Debug for RandomTable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns.iter().flatten();
        let columns: Vec<_> = columns.map(|column| &column.entered).collect();
        let text = String::from_utf8_lossy(&self.bytes);
        write!(out, "{text:?} of {columns:?}")
    }
}

#[derive(Clone, Copy, Debug)]
struct Draft {
    kind: usize,
    /// How many of the kind's cells may occur: more, and stranger ones.
    variety: usize,
    missing: bool,
}

/// Drawn numbers of which the cells of a row are chosen.
type Row = (Vec<u16>, u16, u16);

pub(super) fn tables() -> impl Strategy<Value = RandomTable> {
    let variety = prop_oneof![8 => 0..4_usize, 1 => Just(4_usize)];
    let draft = (0..12_usize, variety, any::<bool>());
    let draft = draft.prop_map(|(kind, variety, missing)| Draft {
        kind,
        variety,
        missing,
    });
    let row = (vec(any::<u16>(), 6), any::<u16>(), any::<u16>());
    (
        vec(draft, 1..5),
        vec(row, 0..30),
        0..6_usize,
        any::<[u8; 8]>(),
        prop_oneof![4 => Just(None), 1 => any::<(u16, u8)>().prop_map(Some)],
    )
        .prop_map(|(drafts, rows, target, choices, mutation)| {
            build(&drafts, &rows, target, choices, mutation)
        })
}

fn build(
    drafts: &[Draft],
    rows: &[Row],
    target: usize,
    choices: [u8; 8],
    mutation: Option<(u16, u8)>,
) -> RandomTable {
    let listed = !choices[0].is_multiple_of(4);
    let drafts: Vec<_> = drafts
        .iter()
        .map(|draft| Draft {
            kind: if listed { draft.kind } else { 0 },
            ..*draft
        })
        .collect();
    let mut format = SourceFormat::default();
    if choices[1].is_multiple_of(3) {
        format.separator = b",;\t|:"[usize::from(choices[1] / 3) % 5];
    }
    if choices[2].is_multiple_of(4) && listed && format.separator != b',' {
        format.decimal = b',';
    }
    if choices[3].is_multiple_of(8) {
        let numbers = ["-999", "0", "1", "5.5"];
        let number = numbers[usize::from(choices[3]) / 64 % 4];
        format.missing_values.push(number.to_owned());
    }
    let classes = match choices[4] % 4 {
        0 => ["a,b", "say \"y\""],
        _ => ["x", "y"],
    };
    let file = File {
        drafts: &drafts,
        target: target % (drafts.len() + 1),
        format: &format,
        classes,
        line_ends: [1, 1, 1, 1, 2, 2, 5, 7][usize::from(choices[5]) % 8],
        crlf: (choices[5] / 8).is_multiple_of(4),
        quotes: choices[6].is_multiple_of(3),
    };
    let mut bytes = file.text(rows).into_bytes();
    if choices[7].is_multiple_of(8) {
        bytes.splice(0..0, *b"\xef\xbb\xbf");
    }
    if (choices[7] / 8).is_multiple_of(2) {
        while bytes.last().is_some_and(|byte| *byte == b'\n') {
            bytes.pop();
        }
    }
    if let Some((place, byte)) = mutation {
        let place = usize::from(place) % bytes.len();
        bytes[place] = [b'"', b',', b'\n', b'\r', b'.', b'7', 0xff, byte][usize::from(byte) % 8];
    }
    let listed = listed.then(|| drafts.iter().enumerate().map(column).collect());
    RandomTable {
        bytes,
        columns: listed,
        classes: classes.map(str::to_owned).to_vec(),
        format,
        bad_rows: [0.0, 0.0, 0.0, 0.3][usize::from(choices[3]) / 8 % 4],
    }
}

fn column((place, draft): (usize, &Draft)) -> Column {
    let entered = match draft.kind {
        0..=3 => Entered::Number {
            missing: missing(draft, Missing::Keep),
        },
        4..=5 => category(draft, Values::Text),
        6 => category(draft, Values::Number),
        7 => flag(draft, Values::Text),
        8 => flag(draft, Values::Boolean),
        9 => flag(draft, Values::Number),
        10 => Entered::Date(Date {
            format: DateFormat::YearMonthDay,
            parts: vec![DatePart::Day, DatePart::Weekday, DatePart::Minute],
            missing: missing(draft, Missing::Keep),
        }),
        _ => Entered::Ignored,
    };
    let name = name(place);
    Column { name, entered }
}

fn name(place: usize) -> String {
    ["a", "b, b", "say \"d\"", "\u{e9}", "f"][place].to_owned()
}

fn missing<T>(draft: &Draft, kept: Missing<T>) -> Missing<T> {
    if draft.missing { kept } else { Missing::Refuse }
}

fn category(draft: &Draft, values: Values) -> Entered {
    Entered::Category(Category {
        values,
        missing: missing(draft, Missing::Keep),
        ..Category::default()
    })
}

fn flag(draft: &Draft, values: Values) -> Entered {
    Entered::Flag {
        values,
        missing: missing(draft, Missing::Keep),
    }
}

struct File<'a> {
    drafts: &'a [Draft],
    target: usize,
    format: &'a SourceFormat,
    classes: [&'a str; 2],
    line_ends: usize,
    crlf: bool,
    quotes: bool,
}

impl File<'_> {
    fn text(&self, rows: &[Row]) -> String {
        let names: Vec<_> = (0..self.drafts.len()).map(name).collect();
        let names = names.iter().map(|name| self.cell(name, false)).collect();
        let mut text = self.line(names, "c".to_owned());
        text += ["\n", "\r\n"][usize::from(self.crlf)];
        for (number, (cells, end, quotes)) in rows.iter().enumerate() {
            let quoted = |place: usize| self.quotes && quotes >> place & 1 == 1;
            let drafts = self.drafts.iter().zip(cells).enumerate();
            let cells = drafts.map(|(place, (draft, drawn))| {
                self.cell(&self.content(draft, usize::from(*drawn)), quoted(place))
            });
            let class = self.cell(self.classes[number % 2], quoted(15));
            text += &self.line(cells.collect(), class);
            let end = LINE_ENDS[usize::from(*end) % self.line_ends];
            text += if self.crlf && end == "\n" {
                "\r\n"
            } else {
                end
            };
        }
        text
    }

    fn line(&self, mut cells: Vec<String>, class: String) -> String {
        cells.insert(self.target, class);
        cells.join(&char::from(self.format.separator).to_string())
    }

    fn content(&self, draft: &Draft, drawn: usize) -> String {
        let list: &[&str] = match draft.kind {
            0..=3 | 6 => &NUMBERS,
            4..=5 | 11 => &TEXTS,
            7 => &FLAGS,
            8 => &BOOLEANS,
            9 => &BITS,
            _ => &DATES,
        };
        let usual = match draft.kind {
            0..=3 | 6 => [5, 10, 15, 32, 41][draft.variety],
            4..=5 | 11 => [5, 5, 7, 13, 17][draft.variety],
            _ => [2, 4, 5, list.len() - 1, list.len()][draft.variety],
        };
        let mut cell = list[drawn % usual];
        if !draft.missing && draft.variety < 4 && ["", "NA", "null"].contains(&cell) {
            cell = list[0];
        }
        if self.format.decimal == b',' && draft.kind <= 9 {
            return cell.replace('.', ",");
        }
        cell.to_owned()
    }

    fn cell(&self, content: &str, quoted: bool) -> String {
        let special = |byte: u8| [self.format.separator, b'"', b'\n', b'\r'].contains(&byte);
        if quoted || content.bytes().any(special) {
            return format!("\"{}\"", content.replace('"', "\"\""));
        }
        content.to_owned()
    }
}
