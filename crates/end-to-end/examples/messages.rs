//! Writes `docs/messages.md` from the sources.

use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::write(
        root.join("docs/messages.md"),
        end_to_end::messages::page(&root),
    )
}
