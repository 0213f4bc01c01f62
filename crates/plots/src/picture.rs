//! A picture, and its title.

use crate::font::Label;
use crate::paint::Paint;
use crate::shape::{Anchor, Line, Place, Rect, Shape, Text};

/// The size of a title.
const TITLE: f64 = 18.0;
/// The size of what stands below it.
pub(crate) const SMALL: f64 = 12.0;
/// The size of names and numbers.
pub(crate) const NORMAL: f64 = 13.0;
/// What is left free on all sides.
pub(crate) const MARGIN: f64 = 16.0;
/// Where what is below the title begins.
pub(crate) const BELOW_TITLE: f64 = 72.0;

/// A picture that can be written as SVG or PNG.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The name that its parts have in a page: letters and hyphens.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What it shows, in a sentence or a few, for those who cannot see it.
    pub(crate) description: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) shapes: Vec<Shape>,
}

impl Picture {
    /// A picture of this size with a title and a line below it.
    pub(crate) fn new(id: &'static str, title: &str, below: &str, size: Place) -> Self {
        let (width, height) = size;
        let mut picture = Self {
            id,
            title: title.to_owned(),
            description: below.to_owned(),
            width,
            height,
            shapes: Vec::new(),
        };
        picture.rect((0.0, 0.0), size, Paint::Ground, 1.0);
        picture.text((MARGIN, 32.0), title, TITLE, Anchor::Start, Paint::Ink);
        picture.text((MARGIN, 52.0), below, SMALL, Anchor::Start, Paint::Muted);
        picture
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What the picture shows, in words.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    pub(crate) fn rect(&mut self, at: Place, size: Place, paint: Paint, opacity: f64) {
        let (width, height) = size;
        self.shapes.push(Shape::Rect(Rect {
            at,
            width,
            height,
            paint,
            opacity,
        }));
    }

    pub(crate) fn line(&mut self, places: Vec<Place>, paint: Paint, width: f64) {
        self.dashed(places, paint, width, &[]);
    }

    pub(crate) fn dashed(
        &mut self,
        places: Vec<Place>,
        paint: Paint,
        width: f64,
        dashes: &'static [f64],
    ) {
        self.shapes.push(Shape::Line(Line {
            places,
            paint,
            width,
            dashes,
        }));
    }

    pub(crate) fn text(
        &mut self,
        at: Place,
        label: impl Into<Label>,
        size: f64,
        anchor: Anchor,
        paint: Paint,
    ) {
        self.turned(at, label, size, anchor, paint, 0.0);
    }

    pub(crate) fn turned(
        &mut self,
        at: Place,
        label: impl Into<Label>,
        size: f64,
        anchor: Anchor,
        paint: Paint,
        turn: f64,
    ) {
        self.shapes.push(Shape::Text(Text {
            at,
            label: label.into(),
            size,
            anchor,
            paint,
            turn,
        }));
    }
}
