//! Rows in blocks of their own streams, so that several threads can make them.

use std::fs::File;
use std::io::{self, Write};
use std::thread;

use end_to_end::draw::Draw;

use crate::Rows;
use crate::label::Labels;

/// So few that some blocks fit into the caches and the memory of any machine.
const ROWS: u64 = 8192;

/// Writes the header and `count` rows.
pub(crate) fn write(
    rows: &dyn Rows,
    labels: &Labels,
    count: u64,
    seed: u64,
    mut file: File,
) -> io::Result<()> {
    writeln!(file, "{},label", rows.header())?;
    let threads = thread::available_parallelism().map_or(1, usize::from) as u64;
    let blocks = count.div_ceil(ROWS);
    for first in (0..blocks).step_by(usize::try_from(threads).unwrap_or(1)) {
        let numbers = first..blocks.min(first + threads);
        let texts: Vec<_> = thread::scope(|scope| {
            let started: Vec<_> = numbers
                .map(|number| scope.spawn(move || block(rows, labels, count, seed, number)))
                .collect();
            started
                .into_iter()
                .map(thread::ScopedJoinHandle::join)
                .collect()
        });
        for text in texts {
            file.write_all(&text.map_err(|_| io::Error::other("a thread panicked"))?)?;
        }
    }
    Ok(())
}

fn block(rows: &dyn Rows, labels: &Labels, count: u64, seed: u64, number: u64) -> Vec<u8> {
    let mut draw = Draw::part(seed, number);
    let mut text = Vec::new();
    for row in number * ROWS..count.min((number + 1) * ROWS) {
        let score = rows.write(row, &mut draw, &mut text);
        text.extend_from_slice(labels.draw(score, &mut draw).as_bytes());
        text.push(b'\n');
    }
    text
}
