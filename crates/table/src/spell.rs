//! A source, checked and spelt as pandas would write it: features in their order, then `target`,
//! the class as a number, then `target_name`, its name.

use std::fs::File;

use crate::exact;
use crate::expected::Expected;
use crate::plain::{self, Division};
use crate::source::Source;
pub use crate::spelt::{
    ColumnType, SpellError, Spelt, SpeltColumn, SpeltPiece, TARGET, TARGET_NAME, Watch,
};

/// Spells the table in `source`, whose classes are called `names`, into `out` if there is one, while
/// `watch` looks on.
///
/// # Errors
///
/// When the source cannot be read, with everything that is wrong with it, or when the output cannot
/// be written.
pub fn spell(
    source: &Source,
    expected: &Expected<'_>,
    names: &[String],
    out: Option<&File>,
    watch: &dyn Watch,
) -> Result<Spelt, SpellError> {
    let spelt = spell_divided(source, expected, names, (out, watch), Division::best());
    // Whatever was found: of a file that changed, it means nothing.
    source.check_unchanged()?;
    spelt
}

/// By the quick way if nothing is unusual, else by the exact one.
fn spell_divided(
    source: &Source,
    expected: &Expected<'_>,
    names: &[String],
    (out, watch): (Option<&File>, &dyn Watch),
    division: Division,
) -> Result<Spelt, SpellError> {
    match plain::spell(source, expected, names, (out, watch), division)? {
        Some(spelt) => Ok(spelt),
        None => exact::spell(source, expected, names, out, watch),
    }
}

#[cfg(test)]
mod tests;
