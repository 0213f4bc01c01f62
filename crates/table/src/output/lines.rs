//! Some lines of the output.

use crate::spelt::SpeltPiece;

/// Some lines of the output.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    classes: Vec<u16>,
}

impl Lines {
    /// Where the line goes that is being written.
    pub(crate) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// How many lines there are.
    pub(crate) fn count(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Writes the `ending` of a line of the `class`; nothing if the lines are longer than can be
    /// counted.
    pub(crate) fn end(&mut self, class: usize, ending: &[u8]) -> Option<()> {
        self.bytes.extend_from_slice(ending);
        self.ends.push(u32::try_from(self.bytes.len()).ok()?);
        self.classes.push(u16::try_from(class).ok()?);
        Some(())
    }

    /// Makes room for others.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.classes.clear();
    }

    /// What who watches sees of them.
    pub(crate) fn piece<'p>(&'p self, number: usize, source: Option<&'p [u8]>) -> SpeltPiece<'p> {
        SpeltPiece {
            number,
            source,
            lines: &self.bytes,
            ends: &self.ends,
            classes: &self.classes,
        }
    }
}
