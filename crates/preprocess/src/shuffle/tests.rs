use std::fs;
use std::os::unix::fs::FileExt as _;

use numpy::random::RandomState;
use proptest::prelude::*;
use stage::outputs::Outputs;
use tempfile::TempDir;

use super::*;

/// What stands before the rows of the file.
const HEADER: &[u8] = b"text,target,target_name\n";
/// What stands before the rows of each part.
const BEGINS: [&[u8]; 2] = [b"train\n", b"test, 2\n"];

const LARGE: Sizes = Sizes {
    threads: 1,
    batch: 1 << 20,
    bucket: 1 << 20,
    ordered: 1 << 20,
};

fn names() -> Vec<String> {
    ["a", "b, \"c\"", "d\ne"].map(str::to_owned).to_vec()
}

/// Rows by what they are in a part, and their classes.
#[derive(Clone, Debug)]
struct Table(Vec<(String, u16)>);

impl Table {
    fn new(cells: &[(String, u16)]) -> Self {
        let row = |(cell, class): &(String, u16)| (format!("{cell},{class}\n"), *class);
        Self(cells.iter().map(row).collect())
    }

    /// The rows as they stand in the file.
    fn spelt(&self) -> Vec<String> {
        let names = ["a", "\"b, \"\"c\"\"\"", "\"d\ne\""];
        let rows = self.0.iter();
        rows.map(|(kept, class)| format!("{},{}\n", kept.trim_end(), names[usize::from(*class)]))
            .collect()
    }

    /// Some split of the rows, of which the first `test` are held out.
    fn split(&self, test: usize, seed: u32) -> Split {
        let mut order: Vec<_> = (0..u32::try_from(self.0.len()).unwrap()).collect();
        RandomState::new(seed).shuffle(&mut order);
        let train = order.split_off(test);
        Split { train, test: order }
    }

    /// The parts of a split, made in memory.
    fn parts(&self, split: &Split) -> [Vec<u8>; 2] {
        let part = |begin: &[u8], rows: &[u32]| {
            let rows = rows.iter().map(|&row| self.0[row as usize].0.as_bytes());
            std::iter::once(begin)
                .chain(rows)
                .collect::<Vec<_>>()
                .concat()
        };
        [part(BEGINS[0], &split.train), part(BEGINS[1], &split.test)]
    }
}

/// The parts that a shuffle of a file with `text` below its header makes, whose rows were those of
/// `table`.
fn moved(
    table: &Table,
    text: &str,
    split: Split,
    sizes: Sizes,
) -> Result<[Vec<u8>; 2], ShuffleError> {
    let folder = TempDir::new().unwrap();
    let [raw, parts @ ..] = ["raw", "train", "test"].map(|name| folder.path().join(name));
    fs::write(&raw, [HEADER, text.as_bytes()].concat()).unwrap();
    let mut outputs = Outputs::new();
    let files = parts.each_ref().map(|path| outputs.create(path).unwrap());
    let part = |number: usize| {
        let file: &OutputFile = &files[number];
        file.file().write_all_at(BEGINS[number], 0).unwrap();
        let start = BEGINS[number].len() as u64;
        Part { file, start }
    };
    let lengths = table.spelt();
    let lengths = lengths.iter().map(|row| u32::try_from(row.len()).unwrap());
    let lines = Lines {
        file: &File::open(&raw).unwrap(),
        start: HEADER.len() as u64,
        rows: Rows {
            lengths: lengths.collect(),
            classes: table.0.iter().map(|(_, class)| *class).collect(),
        },
        tails: Tails::new(&names()),
    };
    shuffle(
        lines,
        split,
        [part(0), part(1)],
        sizes,
        "test: moving the rows",
    )?;
    outputs.commit().unwrap();
    Ok(parts.map(|path| fs::read(path).unwrap()))
}

/// Cells of any text, in which nothing is special to a shuffle.
fn tables() -> impl Strategy<Value = Table> {
    prop::collection::vec(("[a-z,\"\n]{0,30}", 0_u16..3), 2..60).prop_map(|rows| Table::new(&rows))
}

fn sizes() -> impl Strategy<Value = Sizes> {
    let threads = prop::sample::select(vec![1, 2, 5]);
    (threads, 1_usize..400, 1_u64..400, 1_u64..800).prop_map(|(threads, batch, bucket, ordered)| {
        Sizes {
            threads,
            batch,
            bucket,
            ordered,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_the_buckets_batches_and_threads_the_parts_are_those_made_in_memory(
        table in tables(), test: prop::sample::Index, seed: u32, sizes in sizes()
    ) {
        let split = table.split(1 + test.index(table.0.len() - 1), seed);
        let expected = table.parts(&split);
        let text = table.spelt().concat();
        let moved = moved(&table, &text, split, sizes).unwrap();
        prop_assert_eq!(moved, expected);
    }
}

fn three() -> (Table, Split) {
    let rows = [("one", 0), ("two", 1), ("three", 2)];
    let table = Table::new(&rows.map(|(cell, class)| (cell.to_owned(), class)));
    let split = table.split(1, 0);
    (table, split)
}

#[test]
fn rows_that_are_not_where_they_were_are_noticed() {
    let (table, split) = three();
    let rows = table.spelt();
    let text = rows.concat();
    moved(&table, &text, split.clone(), LARGE).unwrap();
    let longer = text.replace("two", "twoo");
    let reordered = [&*rows[1], &*rows[0], &*rows[2]].concat();
    let shorter = text[..text.len() - 1].to_owned();
    for changed in [longer, reordered, shorter, String::new()] {
        let error = moved(&table, &changed, split.clone(), LARGE).unwrap_err();
        assert!(matches!(error, ShuffleError::Changed), "{changed:?}");
    }
}

/// Thousands of groups of ranks, of several rows each.
#[test]
fn a_table_of_more_rows_than_groups_of_ranks_is_in_order() {
    let cells: Vec<_> = (0..150_000_u32).map(|row| (row.to_string(), 0)).collect();
    let table = Table::new(&cells);
    let split = table.split(40_001, 3);
    let expected = table.parts(&split);
    let sizes = Sizes {
        threads: 2,
        batch: 100_000,
        bucket: 30_000,
        ordered: 1 << 20,
    };
    let moved = moved(&table, &table.spelt().concat(), split, sizes).unwrap();
    assert!(moved == expected);
}
