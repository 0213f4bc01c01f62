//! Pictures as SVG.

use std::fmt::Write as _;

use svg::Node;
use svg::node::Text as Content;
use svg::node::element::Element;

use crate::paint::Paint;
use crate::picture::Picture;
use crate::shape::{Anchor, Line, Place, Rect, Shape, Text};

/// Those that are as wide as our own, and what every system has.
const FONTS: &str = "'Liberation Sans', Arial, Helvetica, sans-serif";

/// On a page that is narrower, the whole picture shrinks.
const NARROW: &str = ".plot{max-width:100%;height:auto}";

impl Picture {
    /// The picture as an SVG element: a file, or a part of a page. It follows the theme of its
    /// viewer; a page may set the CSS properties `--plot-…` itself. Texts stay texts.
    #[must_use]
    pub fn svg(&self) -> String {
        let (title, description) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        let mut root = element("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("class", "plot")
            .with(
                "viewBox",
                format!("0 0 {} {}", number(self.width), number(self.height)),
            )
            .with("width", number(self.width))
            .with("height", number(self.height))
            .with("role", "img")
            .with("aria-labelledby", format!("{title} {description}"))
            .with("font-family", FONTS)
            .0;
        root.append(element("title").with("id", title).holding(&self.title));
        root.append(
            element("desc")
                .with("id", description)
                .holding(&self.description),
        );
        root.append(element("style").holding(&styles()));
        for shape in &self.shapes {
            root.append(match shape {
                Shape::Rect(rect) => of_rect(rect),
                Shape::Line(line) => of_line(line),
                Shape::Polygon { corners, paint } => {
                    element("polygon")
                        .with("points", joined(corners))
                        .with("style", style("fill", *paint))
                        .0
                }
                Shape::Text(text) => of_text(text),
            });
        }
        format!("{root}\n")
    }
}

/// An element, to be given its attributes. None of these is from outside.
struct Made(Element);

fn element(name: &str) -> Made {
    Made(Element::new(name))
}

impl Made {
    fn with(mut self, name: &str, value: impl Into<svg::node::Value>) -> Self {
        self.0.assign(name, value);
        self
    }

    /// With a text, which may be from outside.
    fn holding(mut self, text: &str) -> Element {
        self.0.append(Content::new(text));
        self.0
    }
}

fn of_rect(rect: &Rect) -> Element {
    let (x, y) = rect.at;
    let made = element("rect")
        .with("x", number(x))
        .with("y", number(y))
        .with("width", number(rect.width))
        .with("height", number(rect.height))
        .with("style", style("fill", rect.paint));
    if rect.opacity < 1.0 {
        return made.with("fill-opacity", number(rect.opacity)).0;
    }
    made.0
}

fn of_line(line: &Line) -> Element {
    let made = element("polyline")
        .with("points", joined(&line.places))
        .with("fill", "none")
        .with("stroke-width", number(line.width))
        .with("stroke-linejoin", "round")
        .with("style", style("stroke", line.paint));
    if line.dashes.is_empty() {
        return made.0;
    }
    let dashes: Vec<_> = line.dashes.iter().copied().map(number).collect();
    made.with("stroke-dasharray", dashes.join(" ")).0
}

fn of_text(text: &Text) -> Element {
    let (x, y) = text.at;
    let mut made = element("text")
        .with("x", number(x))
        .with("y", number(y))
        .with("font-size", number(text.size))
        .with("style", style("fill", text.paint));
    match text.anchor {
        Anchor::Start => {}
        Anchor::Middle => made = made.with("text-anchor", "middle"),
        Anchor::End => made = made.with("text-anchor", "end"),
    }
    if text.turn != 0.0 {
        let [turn, x, y] = [text.turn, x, y].map(number);
        made = made.with("transform", format!("rotate({turn} {x} {y})"));
    }
    let mut element = made.holding(&text.label.text);
    if let Some(whole) = &text.label.whole {
        // A viewer shows it to whoever points at the text.
        element.append(self::element("title").holding(whole));
    }
    element
}

/// The colour of a light page, unless the page or its theme has another.
fn style(property: &str, paint: Paint) -> String {
    let [red, green, blue] = paint.light();
    let name = paint.property();
    format!("{property}:var({name},#{red:02x}{green:02x}{blue:02x})")
}

fn styles() -> String {
    let mut colours = String::new();
    for paint in Paint::all() {
        let [red, green, blue] = paint.dark();
        let name = paint.property();
        // A string takes all that is written.
        let _ = write!(colours, "{name}:#{red:02x}{green:02x}{blue:02x};");
    }
    format!("{NARROW}@media (prefers-color-scheme:dark){{.plot{{{colours}}}}}")
}

fn joined(places: &[Place]) -> String {
    let places = places
        .iter()
        .map(|&(x, y)| format!("{},{}", number(x), number(y)));
    places.collect::<Vec<_>>().join(" ")
}

/// To a hundredth of a pixel.
fn number(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    // Without this, a zero may have a sign.
    format!("{}", rounded + 0.0)
}
