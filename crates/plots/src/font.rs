//! How wide a text is, and names that are shortened to fit.

use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Liberation Sans. It is as wide as Arial and Helvetica, which a browser has; its licence is
/// beside it.
static FACE: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(include_bytes!("font/LiberationSans-Regular.ttf"), 0).ok());

/// How many characters of a name may be shown, and how many are told to those who ask for all.
const MOST_SHOWN: usize = 100;
const MOST_TOLD: usize = 1000;

/// A text in both of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// For a viewer that has fonts for all scripts.
    pub(crate) text: String,
    /// What our own font can draw: the same, if it can.
    pub(crate) drawable: String,
    /// All of it, where it was shortened.
    pub(crate) whole: Option<String>,
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self {
            drawable: text.clone(),
            text,
            whole: None,
        }
    }
}

impl Label {
    /// A name from outside, shortened in its middle to `width` pixels. Where our font cannot draw
    /// it, `instead` stands for it.
    pub(crate) fn name(name: &str, instead: String, size: f64, width: f64) -> Self {
        let clean = cleaned(name);
        let text = shortened(&clean, size, width);
        Self {
            drawable: if is_drawable(&clean) {
                text.clone()
            } else {
                instead
            },
            whole: (text != clean).then_some(clean),
            text,
        }
    }

    /// The width of its wider form in pixels.
    pub(crate) fn width(&self, size: f64) -> f64 {
        width(&self.text, size).max(width(&self.drawable, size))
    }
}

/// As much of a name as is shown, without what XML cannot hold or what turns texts around: that
/// becomes `�`.
#[must_use]
pub fn cleaned(name: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    let clean: String = name
        .chars()
        .take(MOST_TOLD)
        .map(|c| if unseen(c) { '\u{fffd}' } else { c })
        .collect();
    if clean.trim().is_empty() {
        return "(blank)".to_owned();
    }
    clean
}

/// The text, without as much of its middle as it takes to fit. The ends are what tells names from
/// each other.
fn shortened(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let characters: Vec<_> = text.chars().collect();
    let with = |kept: usize| -> String {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let tail = &characters[characters.len() - tail..];
        characters[..head]
            .iter()
            .chain(&['…'])
            .chain(tail)
            .collect()
    };
    let fits = (1..characters.len().min(MOST_SHOWN)).rev().map(with);
    let mut fits = fits.filter(|text| width(text, size) <= most);
    fits.next().unwrap_or_else(|| "…".to_owned())
}

/// In pixels. What the font lacks counts as a full square, which most scripts stay below.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| advance(c).unwrap_or(1.0) * size).sum()
}

/// Whether the font has each character, and none asks for more than one shape after the other:
/// scripts that run from right to left or join their letters do.
fn is_drawable(text: &str) -> bool {
    text.chars().all(|c| {
        let joined =
            matches!(c, '\u{300}'..='\u{36f}' | '\u{590}'..='\u{10ff}' | '\u{fb1d}'..='\u{feff}');
        !joined && advance(c).is_some()
    })
}

/// For a size of 1.
pub(crate) fn advance(c: char) -> Option<f64> {
    let face = FACE.as_ref()?;
    let glyph = glyph(face, c)?;
    let units = f64::from(face.units_per_em());
    Some(f64::from(face.glyph_hor_advance(glyph)?) / units)
}

/// Has `builder` told the outline of a character, in units of which [`units`] are one size.
pub(crate) fn outline(c: char, builder: &mut dyn OutlineBuilder) {
    if let Some(face) = FACE.as_ref()
        && let Some(glyph) = glyph(face, c)
    {
        // A space has none.
        let _ = face.outline_glyph(glyph, builder);
    }
}

/// How many units of an outline are one size.
pub(crate) fn units() -> f64 {
    FACE.as_ref()
        .map_or(2048.0, |face| f64::from(face.units_per_em()))
}

fn glyph(face: &Face<'_>, c: char) -> Option<GlyphId> {
    face.glyph_index(c).filter(|glyph| glyph.0 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_ends() {
        let text = "Clostridium perfringens strain 13, toxinotype A";
        let label = Label::name(text, "class 1".into(), 12.0, 120.0);
        assert!(label.text.starts_with("Clostri") && label.text.ends_with("type A"));
        assert!(width(&label.text, 12.0) <= 120.0);
        assert_eq!(label.whole.as_deref(), Some(text));
        assert_eq!(label.drawable, label.text);
    }

    #[test]
    fn a_name_of_a_megabyte_is_shortened_at_once() {
        let label = Label::name(&"i".repeat(1 << 20), "class 1".into(), 12.0, 120.0);
        assert!(label.text.chars().count() < 60);
    }

    #[test]
    fn what_the_font_cannot_draw_has_a_number_in_its_place() {
        for name in ["鸢尾花", "שלום", "नमस्ते", "a\u{1}b", "🌸"] {
            let label = Label::name(name, "class 3".into(), 12.0, 120.0);
            assert_eq!(label.drawable, "class 3", "{name}");
        }
        for name in ["größer", "Ωμέγα", "Жук", "1 < 2 & \"x\""] {
            let label = Label::name(name, "class 3".into(), 12.0, 120.0);
            assert_eq!(label.drawable, name);
        }
    }

    #[test]
    fn nothing_that_cannot_be_seen_gets_into_a_picture() {
        assert_eq!(cleaned("a\u{0}\u{202e}b\n"), "a\u{fffd}\u{fffd}b\u{fffd}");
        assert_eq!(cleaned("  "), "(blank)");
    }
}
