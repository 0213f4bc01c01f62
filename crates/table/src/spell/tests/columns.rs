//! Random parquet files of every type of column, most of them in order.

use std::sync::Arc;

use params::{
    Category, Column, Date, DateFormat, DatePart, Entered, Missing, SourceFormat, Values,
};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::collection::vec;
use proptest::prelude::*;

use super::tables::RandomTable;

/// The types of columns, as a schema names them: what stands before and behind the column's name.
const TYPES: [(&str, &str); 16] = [
    ("double", ""),
    ("double", ""),
    ("int64", ""),
    ("int64", "(INTEGER(64, false))"),
    ("int32", ""),
    ("int32", "(INTEGER(8, true))"),
    ("float", ""),
    ("boolean", ""),
    ("binary", "(STRING)"),
    ("binary", "(STRING)"),
    ("binary", ""),
    ("int32", "(DATE)"),
    ("int64", "(TIMESTAMP(MICROS, true))"),
    ("int64", "(DECIMAL(12, 3))"),
    ("fixed_len_byte_array(4)", "(DECIMAL(8, 2))"),
    ("int96", ""),
];
const DOUBLES: [f64; 16] = [
    1.0,
    2.5,
    -0.75,
    123_456.789_012,
    0.1 + 0.2,
    f64::NAN,
    1e-7,
    1e22,
    -0.0,
    1.164_070_129_394_531_2,
    0.000_123,
    -1_234_567_890.123_456,
    9_007_199_254_740_993.0,
    0.000_001,
    1e39,
    f64::INFINITY,
];
const INTEGERS: [i64; 10] = [0, 1, 2, 17, 100, -3, -100, 1 << 40, i64::MAX, i64::MIN];
const TEXTS: [&[u8]; 14] = [
    b"a",
    b"b",
    b"yes",
    b"True",
    b"1",
    b"",
    b"NA",
    b"say \"hi\", x",
    b"two\nlines",
    b"\xef\xbb\xbfx",
    b" c ",
    b"2024-02-29",
    b"\r",
    b"\xff",
];

/// A column of a file.
#[derive(Clone, Copy, Debug)]
struct Draft {
    cell_type: usize,
    role: usize,
    /// How many of the type's cells may occur.
    variety: usize,
    optional: bool,
    missing: bool,
}

/// The groups of rows of a file.
type Groups = Vec<Vec<Row>>;

/// A table in a file.
pub(super) fn parquet_tables() -> impl Strategy<Value = RandomTable> {
    let mutation = prop_oneof![4 => Just(None), 1 => any::<(u16, u8)>().prop_map(Some)];
    (drafts(), groups(0..4), mutation, any::<u8>()).prop_map(|(drafts, groups, mutation, odd)| {
        let mut bytes = written(&drafts, &groups, 0);
        if let Some((place, byte)) = mutation {
            let place = usize::from(place) % bytes.len();
            bytes[place] ^= byte | 1;
        }
        table(bytes, &drafts, odd)
    })
}

/// A table in two files, the second of which has its columns in another order.
pub(super) fn turned_tables() -> impl Strategy<Value = (RandomTable, Vec<u8>)> {
    let parts = (
        drafts(),
        groups(1..4),
        groups(0..4),
        1..4_usize,
        any::<u8>(),
    );
    parts.prop_map(|(drafts, groups, others, by, odd)| {
        let turned = written(&drafts, &others, by);
        let bytes = written(&drafts, &groups, 0);
        (table(bytes, &drafts, odd), turned)
    })
}

fn table(bytes: Vec<u8>, drafts: &[Draft], odd: u8) -> RandomTable {
    let listed = !odd.is_multiple_of(8);
    let columns = drafts.iter().enumerate().map(column);
    RandomTable {
        bytes,
        format: SourceFormat::default(),
        columns: listed.then(|| columns.collect()),
        classes: ["x", "y"].map(str::to_owned).to_vec(),
        bad_rows: if (odd / 8).is_multiple_of(8) {
            0.3
        } else {
            0.0
        },
    }
}

fn groups(number: std::ops::Range<usize>) -> impl Strategy<Value = Groups> {
    let row = (vec(any::<u16>(), 4), any::<bool>());
    vec(vec(row, 0..20), number)
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let flags = (any::<bool>(), any::<bool>());
    let draft = (0..TYPES.len(), 0..8_usize, 2..16_usize, flags);
    let draft = draft.prop_map(|(cell_type, role, variety, (optional, missing))| Draft {
        cell_type,
        role,
        variety,
        optional,
        missing,
    });
    vec(draft, 1..4)
}

fn name(place: usize) -> String {
    ["a", "b", "d"][place].to_owned()
}

fn column((place, draft): (usize, &Draft)) -> Column {
    let category = |values| {
        Entered::Category(Category {
            values,
            missing: missing(draft, Missing::Keep),
            ..Category::default()
        })
    };
    let flag = |values| Entered::Flag {
        values,
        missing: missing(draft, Missing::Keep),
    };
    let date = || {
        Entered::Date(Date {
            format: DateFormat::YearMonthDay,
            parts: vec![DatePart::Day, DatePart::Minute],
            missing: missing(draft, Missing::Keep),
        })
    };
    let number = || Entered::Number {
        missing: missing(draft, Missing::Keep),
    };
    let entered = match (draft.cell_type, draft.role) {
        (_, 0) => Entered::Ignored,
        (_, 1) => category(Values::Text),
        (7, _) => flag(Values::Boolean),
        (8..=10, 2) => flag(Values::Text),
        (8..=10, _) => category(Values::Text),
        (11 | 12 | 15, _) => date(),
        (_, 2) => category(Values::Number),
        _ => number(),
    };
    let name = name(place);
    Column { name, entered }
}

fn missing<T>(draft: &Draft, kept: Missing<T>) -> Missing<T> {
    if draft.missing { kept } else { Missing::Refuse }
}

type Row = (Vec<u16>, bool);

/// A file of these columns, turned to the left `by` so many places, and the class.
fn written(drafts: &[Draft], groups: &[Vec<Row>], by: usize) -> Vec<u8> {
    let mut columns: Vec<_> = drafts.iter().enumerate().map(Some).collect();
    columns.push(None);
    let by = by % columns.len();
    columns.rotate_left(by);
    let fields = columns.iter().map(|column| match column {
        Some((place, draft)) => {
            let (before, behind) = TYPES[draft.cell_type];
            let repetition = ["required", "optional"][usize::from(draft.optional)];
            format!("{repetition} {before} {} {behind};", name(*place))
        }
        None => "required binary c (STRING);".to_owned(),
    });
    let schema = format!("message m {{{}}}", fields.collect::<String>());
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, properties).unwrap();
    for rows in groups {
        let mut group = file.next_row_group().unwrap();
        for column in &columns {
            let mut writer = group.next_column().unwrap().unwrap();
            match column {
                Some((place, draft)) => write_feature(writer.untyped(), *place, draft, rows),
                None => write_classes(writer.untyped(), rows),
            }
            writer.close().unwrap();
        }
        group.close().unwrap();
    }
    file.close().unwrap();
    out
}

fn write_feature(writer: &mut ColumnWriter<'_>, place: usize, draft: &Draft, rows: &[Row]) {
    let drawn = rows.iter().map(|(drawn, _)| usize::from(drawn[place]));
    let levels = drawn.clone().map(|drawn| i16::from(drawn % 7 > 0));
    let levels = levels.collect::<Vec<_>>();
    let there = drawn.filter(|drawn| !draft.optional || drawn % 7 > 0);
    let cells = there.map(|drawn| drawn / 7 % draft.variety);
    let levels = draft.optional.then_some(&levels[..]);
    write(writer, &cells.collect::<Vec<_>>(), levels);
}

fn write_classes(writer: &mut ColumnWriter<'_>, rows: &[Row]) {
    let classes = rows.iter().map(|(_, class)| usize::from(*class));
    let classes = classes.map(|class| ByteArray::from(["x", "y"][class]));
    let ColumnWriter::ByteArrayColumnWriter(writer) = writer else {
        unreachable!("classes are texts");
    };
    let classes = classes.collect::<Vec<_>>();
    writer.write_batch(&classes, None, None).unwrap();
}

/// Writes the cells with these numbers.
fn write(writer: &mut ColumnWriter<'_>, cells: &[usize], levels: Option<&[i16]>) {
    fn of<T>(cells: &[usize], cell: impl Fn(usize) -> T) -> Vec<T> {
        cells.iter().map(|number| cell(*number)).collect()
    }
    let integer = |number: usize| INTEGERS[number % INTEGERS.len()];
    let text = |number: usize| TEXTS[number % TEXTS.len()].to_vec();
    #[expect(clippy::cast_possible_truncation, reason = "any number will do")]
    let written = match writer {
        ColumnWriter::BoolColumnWriter(writer) => {
            writer.write_batch(&of(cells, |number| number % 2 == 0), levels, None)
        }
        ColumnWriter::Int32ColumnWriter(writer) => {
            writer.write_batch(&of(cells, |number| integer(number) as i32), levels, None)
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            writer.write_batch(&of(cells, integer), levels, None)
        }
        ColumnWriter::Int96ColumnWriter(writer) => {
            let moment = |number: usize| Int96::from(vec![(number as u32) << 28, 7, 2_460_000]);
            writer.write_batch(&of(cells, moment), levels, None)
        }
        ColumnWriter::FloatColumnWriter(writer) => {
            writer.write_batch(&of(cells, |number| DOUBLES[number] as f32), levels, None)
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            writer.write_batch(&of(cells, |number| DOUBLES[number]), levels, None)
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let bytes = |number| ByteArray::from(text(number));
            writer.write_batch(&of(cells, bytes), levels, None)
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
            let bytes = |number| {
                let bytes = (integer(number) as i32).to_be_bytes().to_vec();
                FixedLenByteArray::from(ByteArray::from(bytes))
            };
            writer.write_batch(&of(cells, bytes), levels, None)
        }
    };
    written.unwrap();
}
