//! scikit-learn's `OneHotEncoder(handle_unknown="ignore", min_frequency=…)` on a single column.

use onnx::encoding::Encoding;
use params::MinFrequency;

use crate::categories::Counted;
use crate::error::Problem;
use crate::limits;
use crate::numbers::Fill;

/// What the category of missing values is called: Python's `str` of not a number.
const MISSING: &str = "nan";
/// What all infrequent categories together are called.
const INFREQUENT: &str = "infrequent_sklearn";

/// The column of each category: those that are frequent in their order, then the missing values
/// if they are, then one for all others.
struct Columns {
    /// Of each category.
    of: Vec<usize>,
    /// Of the missing values that were not filled.
    missing: Option<usize>,
    names: Vec<String>,
}

/// Encodes what was counted in the column `name` of `rows` rows.
///
/// # Errors
///
/// When it would become too many columns.
pub(crate) fn encoding(
    name: &str,
    counted: Counted,
    rows: usize,
    min_frequency: MinFrequency,
) -> Result<Encoding, Problem> {
    let columns = columns(&counted, |count| match min_frequency {
        MinFrequency::Rows(least) => count < least,
        MinFrequency::Share(share) => (count as f64) < rows as f64 * share,
    });
    limits::check_one_hot(name, columns.names.len())?;
    let missing = match counted.fill {
        Fill::With(at) => at.map(|at| columns.of[at]),
        Fill::Nothing | Fill::Dropped => columns.missing,
    };
    let full = |category: &String| format!("{name}_{category}");
    Ok(Encoding::OneHot {
        categories: counted.placed(|at| columns.of[at]),
        missing,
        names: columns.names.iter().map(full).collect(),
    })
}

fn columns(counted: &Counted, infrequent: impl Fn(usize) -> bool) -> Columns {
    let mut names = Vec::new();
    let mut place = |count: usize, name: String| {
        if infrequent(count) {
            return None;
        }
        names.push(name);
        Some(names.len() - 1)
    };
    let counts = counted.counts.iter().enumerate();
    let of: Vec<_> = counts
        .map(|(at, &count)| place(count, counted.spelt(at)))
        .collect();
    let has_missing = counted.missing > 0;
    let missing = has_missing.then(|| place(counted.missing, MISSING.to_owned()));
    let last = names.len();
    if of.iter().chain(&missing).any(Option::is_none) {
        names.push(INFREQUENT.to_owned());
    }
    Columns {
        of: of.into_iter().map(|at| at.unwrap_or(last)).collect(),
        missing: missing.map(|at| at.unwrap_or(last)),
        names,
    }
}
