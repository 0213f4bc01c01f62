//! Random tables whose columns are suspect, nearly so, or not at all.

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use table::spell::ColumnType;

use super::plain::PlainColumn;

/// A table, and the class of each row.
pub(super) struct Random {
    pub(super) columns: Vec<PlainColumn>,
    pub(super) classes: Vec<u16>,
    /// How many classes there are, each in a row at least.
    pub(super) number: u16,
    generator: StdRng,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let (number, rows) = (random.gen_range(2..6), random.gen_range(5..260));
        let mut classes: Vec<u16> = (0..number).collect();
        let common = random.gen_range(1..=number);
        classes.extend((classes.len()..rows).map(|_| random.gen_range(0..common)));
        if random.gen_bool(0.7) {
            classes.shuffle(&mut random);
        } else {
            classes.sort_unstable();
        }
        let mut table = Self {
            columns: Vec::new(),
            classes,
            number,
            generator: random,
        };
        for kind in 0..13 {
            table.add_column(kind);
        }
        table
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.generator.gen_range(0..limit)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.generator);
    }

    fn add_column(&mut self, kind: usize) {
        let rows = self.classes.len();
        let mut order: Vec<_> = (0..rows).collect();
        self.shuffle(&mut order);
        let classes = self.classes.clone();
        let cells = classes.iter().enumerate().map(|(row, &class)| {
            let class = usize::from(class);
            match kind {
                0 => (row * 3).to_string(),
                1 => format!("{}.0", rows - row),
                2 => (7 + order[row]).to_string(),
                3 => (order[row] * 7919 + order[row] % 2).to_string(),
                4 => format!("a \"\"text\"\", {}", order[row]),
                5 => format!("{}.{}", class * 10, self.below(90)),
                6 => format!("k{}", class + usize::from(self.number) * self.below(2)),
                7 => (class + usize::from(self.number) * self.below(3)).to_string(),
                8 if class == 0 => String::new(),
                8 => format!("{}.5", self.below(1000)),
                9 => ["-0.0", "0.0"][self.below(2)].to_owned(),
                10 => "same".to_owned(),
                11 => format!("{:?}", self.generator.r#gen::<f64>()),
                _ => self.below(1 << 30).to_string(),
            }
        });
        let cells = cells.collect();
        let column_type = match kind {
            4 | 6 | 10 => ColumnType::Text,
            1 | 5 | 8 | 9 | 11 => ColumnType::Float,
            _ if self.generator.gen_bool(0.3) => ColumnType::Text,
            _ => ColumnType::Integer,
        };
        let name = ["key", "size"][self.below(2)].to_owned();
        let mut column = PlainColumn {
            name,
            column_type,
            cells,
        };
        self.disturb(&mut column);
        self.columns.push(column);
    }

    /// Has a cell, or none, be another one's, missing, or of a kind of its own.
    fn disturb(&mut self, column: &mut PlainColumn) {
        let (a, b) = (
            self.below(column.cells.len()),
            self.below(column.cells.len()),
        );
        let is_integer = column.column_type == ColumnType::Integer;
        match self.below(8) {
            0 => column.cells[a] = column.cells[b].clone(),
            1 if !is_integer => column.cells[a] = String::new(),
            2 if column.column_type == ColumnType::Text => column.cells[a] = "?".to_owned(),
            3 => column.cells.swap(a, b),
            _ => {}
        }
        if column.column_type == ColumnType::Text {
            for cell in &mut column.cells {
                if cell.contains(['"', ',']) {
                    *cell = format!("\"{cell}\"");
                }
            }
        }
    }
}
