//! Pictures as PNG.

use png::{ColorType, Compression, Encoder, EncodingError, Filter};
use tiny_skia::{
    Color, FillRule, LineJoin, Paint as Brush, Path, PathBuilder, Pixmap, Rect as Area, Stroke,
    StrokeDash, Transform,
};
use ttf_parser::OutlineBuilder;

use crate::font;
use crate::paint::Paint;
use crate::picture::Picture;
use crate::shape::{Line, Place, Shape, Text};

/// Pixels of the PNG for one of the SVG: screens have more than one.
const SCALE: f32 = 2.0;

impl Picture {
    /// The picture as PNG, in the colours of a light page on an opaque ground.
    ///
    /// # Panics
    ///
    /// Never: all pictures have a size that is neither 0 nor very large.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        let [width, height] = [self.width, self.height].map(|side| pixels(side * f64::from(SCALE)));
        let mut image = Pixmap::new(width, height).expect("a picture has a size");
        image.fill(Color::WHITE);
        let scale = Transform::from_scale(SCALE, SCALE);
        for shape in &self.shapes {
            draw(&mut image, shape, scale);
        }
        encoded(&image).expect("a vector takes all that is written")
    }
}

/// Small, and without transparency: nothing behind a picture is to be seen through it.
fn encoded(image: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, image.width(), image.height());
    encoder.set_color(ColorType::Rgb);
    // The other levels are left to whatever library `flate2` was built with for the whole program, and
    // each of those writes other bytes.
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Adaptive);
    let pixels = image.pixels().iter();
    let colours: Vec<_> = pixels
        .flat_map(|one| [one.red(), one.green(), one.blue()])
        .collect();
    encoder.write_header()?.write_image_data(&colours)?;
    Ok(png)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pictures are some thousand pixels large"
)]
fn pixels(side: f64) -> u32 {
    side.ceil() as u32
}

fn draw(image: &mut Pixmap, shape: &Shape, scale: Transform) {
    match shape {
        Shape::Rect(rect) => {
            let (x, y) = rect.at;
            let [x, y, width, height] = [x, y, rect.width, rect.height].map(float);
            if let Some(area) = Area::from_xywh(x, y, width, height) {
                let brush = brush(rect.paint, rect.opacity);
                image.fill_rect(area, &brush, scale, None);
            }
        }
        Shape::Line(line) => draw_line(image, line, scale),
        Shape::Polygon { corners, paint } => {
            if let Some(path) = path(corners, true) {
                image.fill_path(&path, &brush(*paint, 1.0), FillRule::Winding, scale, None);
            }
        }
        Shape::Text(text) => draw_text(image, text, scale),
    }
}

fn draw_line(image: &mut Pixmap, line: &Line, scale: Transform) {
    let dashes = line.dashes.iter().copied().map(float).collect();
    let stroke = Stroke {
        width: float(line.width),
        line_join: LineJoin::Round,
        dash: StrokeDash::new(dashes, 0.0),
        ..Stroke::default()
    };
    if let Some(path) = path(&line.places, false) {
        image.stroke_path(&path, &brush(line.paint, 1.0), &stroke, scale, None);
    }
}

fn draw_text(image: &mut Pixmap, text: &Text, scale: Transform) {
    let (x, y) = text.at;
    let line = &text.label.drawable;
    let before = font::width(line, text.size) * text.anchor.share();
    let turned = scale
        .pre_translate(float(x), float(y))
        .pre_rotate(float(text.turn))
        .pre_translate(float(-before), 0.0);
    let mut letters = Letters {
        path: PathBuilder::new(),
        x: 0.0,
        scale: float(text.size / font::units()),
    };
    for c in line.chars() {
        font::outline(c, &mut letters);
        letters.x += float(font::advance(c).unwrap_or(1.0) * text.size);
    }
    if let Some(path) = letters.path.finish() {
        let brush = brush(text.paint, 1.0);
        image.fill_path(&path, &brush, FillRule::Winding, turned, None);
    }
}

/// Letters one after the other.
struct Letters {
    path: PathBuilder,
    /// Where the next one begins.
    x: f32,
    scale: f32,
}

impl Letters {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, -y * self.scale)
    }
}

impl OutlineBuilder for Letters {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

fn brush(paint: Paint, opacity: f64) -> Brush<'static> {
    let [red, green, blue] = paint.light();
    let mut brush = Brush::default();
    brush.set_color_rgba8(red, green, blue, alpha(opacity));
    brush
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 255"
)]
fn alpha(opacity: f64) -> u8 {
    (255.0 * opacity.clamp(0.0, 1.0)).round() as u8
}

fn path(places: &[Place], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (at, &(x, y)) in places.iter().enumerate() {
        if at == 0 {
            path.move_to(float(x), float(y));
        } else {
            path.line_to(float(x), float(y));
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pixels need no more digits"
)]
fn float(number: f64) -> f32 {
    number as f32
}
