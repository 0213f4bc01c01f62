//! What the dataset and its table are called.

use std::path::Path;

use super::error::NewDatasetError;

/// Endings that stand behind another one, which says what was compressed.
const COMPRESSED: [&str; 6] = ["gz", "zst", "zstd", "bz2", "xz", "zip"];
/// The longest ending that is taken for one.
const LONGEST_ENDING: usize = 8;

/// The names of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    dataset: String,
    source: String,
}

impl Names {
    /// Those of the table at `file`, which may be a folder: the dataset has the `name` that a person gives, or is called
    /// after the file. The table is called as the dataset, with the endings that it has.
    ///
    /// # Errors
    ///
    /// When the name is none that files can have.
    pub(super) fn of(
        file: &Path,
        is_folder: bool,
        name: Option<&str>,
    ) -> Result<Self, NewDatasetError> {
        let file_name = file.file_name().unwrap_or_default().to_string_lossy();
        let (stem, endings) = if is_folder {
            (&*file_name, "")
        } else {
            split(&file_name)
        };
        let dataset = match name {
            Some(name) => name.to_owned(),
            None => made_of(stem).ok_or_else(|| NewDatasetError::Nameless {
                path: file.to_owned(),
            })?,
        };
        let source = format!("{dataset}{endings}");
        for name in [&dataset, &source] {
            params::check_dataset_name(name).map_err(NewDatasetError::Name)?;
        }
        Ok(Self { dataset, source })
    }

    /// `data.name`.
    pub(super) fn dataset(&self) -> &str {
        &self.dataset
    }

    /// `data.source`.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The table's place, relative to the checkout.
    pub(super) fn path(&self) -> String {
        format!("data/source/{}", self.source)
    }
}

/// A file's name and its endings, which begin with a point: `.csv`, `.csv.gz`.
fn split(name: &str) -> (&str, &str) {
    let Some((rest, last)) = ending(name) else {
        return (name, "");
    };
    let compressed = COMPRESSED.contains(&&*last.to_ascii_lowercase());
    let stem = match ending(rest) {
        Some((stem, _)) if compressed => stem,
        _ => rest,
    };
    (stem, &name[stem.len()..])
}

/// What stands before and behind the last point, if that is an ending.
fn ending(name: &str) -> Option<(&str, &str)> {
    let (rest, last) = name.rsplit_once('.')?;
    let letters = last.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_ending = letters && !last.is_empty() && last.len() <= LONGEST_ENDING;
    (is_ending && !rest.is_empty()).then_some((rest, last))
}

/// A name of what `stem` has of letters, digits, `.`, `_` and `-`; dashes stand for the rest.
fn made_of(stem: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let words = stem.split(|c| !allowed(c)).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn names(file: &str, name: Option<&str>) -> String {
        match Names::of(Path::new(file), false, name) {
            Ok(names) => format!("{} in {}", names.dataset(), names.path()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_dataset_is_called_after_its_file_in_letters_that_all_programs_take() {
        let files = [
            "/home/ann/customers.csv",
            "/mnt/My Customers (2024), \"new\".csv.gz",
            "sales.2024.parquet",
            "Kundenübersicht.tsv",
            ".hidden",
            "data.backup.CSV.ZST",
            "no ending",
        ];
        let found = files.map(|file| names(file, None)).join("\n");
        assert_snapshot!(found, @r"
        customers in data/source/customers.csv
        My-Customers-2024-new in data/source/My-Customers-2024-new.csv.gz
        sales.2024 in data/source/sales.2024.parquet
        Kunden-bersicht in data/source/Kunden-bersicht.tsv
        hidden in data/source/hidden
        data.backup in data/source/data.backup.CSV.ZST
        no-ending in data/source/no-ending
        ");
    }

    #[test]
    fn a_person_may_name_it() {
        assert_snapshot!(names("/mnt/日本.csv", Some("japan")), @"japan in data/source/japan.csv");
        assert_snapshot!(names("/mnt/日本.csv", None), @"name the dataset after `/mnt/日本.csv`: it has no letter or digit of ASCII; give it a name, as in `NAME=customers`");
        assert_snapshot!(names("a.csv", Some("../a")), @"name the dataset: `NAME` is `../a`, which holds `/`; expected a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit");
        assert_snapshot!(names("a.csv", Some("my data")), @"name the dataset: `NAME` is `my data`, which holds ` `; expected a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit");
        assert_snapshot!(names("a.csv", Some("")), @"name the dataset: `NAME` is ``, which is blank; expected a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit");
    }

    #[test]
    fn a_folder_has_no_ending() {
        let names = Names::of(Path::new("a/parts.d"), true, None).unwrap();
        assert_eq!((names.dataset(), names.source()), ("parts.d", "parts.d"));
    }
}
