//! Names of columns that identify rows.

/// Words of a name that say that the column identifies its rows.
const WORDS: [&str; 7] = ["id", "ids", "uuid", "index", "key", "row", "rownum"];

/// Whether a word of a column's `name` says that it identifies rows: `id`, `customer_id`, `Row ID`,
/// `userId`.
pub(crate) fn names_rows(name: &str) -> bool {
    let mut words = String::new();
    let mut before = ' ';
    for character in name.chars() {
        if before.is_lowercase() && character.is_uppercase() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
        before = character;
    }
    words
        .split(|character: char| !character.is_alphanumeric())
        .any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_at_word_by_word() {
        for name in [
            "id",
            "ID",
            "customer_id",
            "Row ID",
            "userId",
            "id.1",
            "body index",
        ] {
            assert!(names_rows(name), "{name}");
        }
        for name in ["width", "idle", "paid", "rowing", "keyboard", "indexed", ""] {
            assert!(!names_rows(name), "{name}");
        }
    }
}
