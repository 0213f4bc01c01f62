//! The documents that are made from the code.

use std::fs;
use std::path::Path;

#[test]
fn the_page_of_messages_has_those_of_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/messages.md")).unwrap();
    assert!(
        page == end_to_end::messages::page(&root),
        "docs/messages.md is not of these sources: `cargo run -p end-to-end --example messages` writes it"
    );
}
