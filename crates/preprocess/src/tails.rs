//! How the rows of each class end in the raw table, and how much of that the parts do without.

/// The end of every row, by class.
#[derive(Clone, Debug)]
pub(crate) struct Tails(Vec<Tail>);

/// The end of the rows of one class: `,<class>,<name>` and a line feed.
#[derive(Clone, Debug)]
pub(crate) struct Tail {
    bytes: Vec<u8>,
    /// The length of `,<name>`.
    dropped: usize,
}

impl Tails {
    /// Those of classes called `names`, in the order of their numbers.
    pub(crate) fn new(names: &[String]) -> Self {
        let names = names.iter().enumerate();
        Self(names.map(|(class, name)| Tail::new(class, name)).collect())
    }

    /// That of the rows of `class`.
    pub(crate) fn of(&self, class: u16) -> &Tail {
        &self.0[usize::from(class)]
    }
}

impl Tail {
    fn new(class: usize, name: &str) -> Self {
        let class = format!(",{class}");
        let mut bytes = format!("{class},").into_bytes();
        table::write_quoted(name.as_bytes(), &mut bytes);
        bytes.push(b'\n');
        Self {
            dropped: bytes.len() - class.len() - 1,
            bytes,
        }
    }

    /// Whether `row` ends so.
    pub(crate) fn ends(&self, row: &[u8]) -> bool {
        row.ends_with(&self.bytes)
    }

    /// How long a row is in a part that takes `length` bytes in the raw table.
    pub(crate) fn kept(&self, length: u32) -> u32 {
        // No name is so long: the whole row, with all cells, fits into 32 bits.
        length.saturating_sub(u32::try_from(self.dropped).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_with_the_quotation_marks_that_it_is_written_with() {
        let names = ["no", "a \"b\"", "c,\nd"].map(str::to_owned);
        let tails = Tails::new(&names);
        for (class, row, kept) in [
            (0, "1.5,0,no\n", "1.5,0\n"),
            (1, "\"x,\",1,\"a \"\"b\"\"\"\n", "\"x,\",1\n"),
            (2, ",2,\"c,\nd\"\n", ",2\n"),
        ] {
            let (tail, length) = (tails.of(class), u32::try_from(row.len()).unwrap());
            assert!(tail.ends(row.as_bytes()), "{row}");
            assert_eq!(tail.kept(length) as usize, kept.len(), "{row}");
        }
        assert!(!tails.of(0).ends(b"1.5,0,yes\n"));
    }
}
