//! The confusion matrix.

use crate::counted::counted;
use crate::error::PlotError;
use crate::font::{Label, cleaned, width};
use crate::paint::Paint;
use crate::picture::{BELOW_TITLE, MARGIN, NORMAL, Picture, SMALL};
use crate::shape::{Anchor, MIDDLE};

const WHAT: &str = "a confusion matrix";
/// How many classes are drawn one by one.
const MOST_CLASSES: usize = 20;
/// The longest name beside the matrix, in pixels.
const NAME: f64 = 140.0;

/// How many rows of each class were labelled how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: Vec<String>,
    /// `counts[i][j]`: rows of class `i` that were labelled `j`.
    counts: Vec<Vec<u64>>,
}

/// What of a matrix is drawn: classes, and perhaps the rest of them in one.
struct Drawn {
    names: Vec<Label>,
    counts: Vec<Vec<u64>>,
    cell: f64,
}

impl ConfusionMatrix {
    /// `counts[i][j]` is the number of rows of class `i` that were labelled `j`.
    ///
    /// # Errors
    ///
    /// When there is no class, or the matrix is not as large as the list of classes.
    pub fn new(classes: Vec<String>, counts: Vec<Vec<u64>>) -> Result<Self, PlotError> {
        if classes.is_empty() {
            return Err(PlotError::Nothing { what: WHAT });
        }
        let mut lengths = counts.iter().map(Vec::len).chain([counts.len()]);
        if let Some(found) = lengths.find(|length| *length != classes.len()) {
            return Err(PlotError::Length {
                what: WHAT,
                found,
                expected: classes.len(),
            });
        }
        Ok(Self { classes, counts })
    }

    /// The matrix as a picture. Of more than 20 classes, those with the most mistakes are drawn,
    /// and the others as one.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let drawn = self.drawn();
        let beside = drawn.names.iter().map(|name| name.width(NORMAL));
        let beside = beside.fold(40.0, f64::max);
        let (left, top) = (MARGIN + 28.0 + beside + 10.0, BELOW_TITLE + 4.0);
        let side = drawn.cell * drawn.names.len() as f64;
        let turned = drawn
            .names
            .iter()
            .any(|name| name.width(NORMAL) > drawn.cell - 8.0);
        let under = if turned { beside * 0.75 + 20.0 } else { 24.0 };
        let below = self.right();
        let title = width("Confusion matrix", 18.0).max(width(&below, SMALL));
        let whole = (
            (left + side + MARGIN + 8.0).max(title + 2.0 * MARGIN),
            top + side + under + 54.0,
        );
        let mut picture = Picture::new("confusion-matrix", "Confusion matrix", &below, whole);
        picture.description = self.described(&below);
        drawn.draw_cells(&mut picture, (left, top));
        drawn.draw_names(&mut picture, (left, top), turned);
        let middle = side / 2.0;
        let at = (left + middle, top + side + under + 14.0);
        picture.text(at, "Predicted class", NORMAL, Anchor::Middle, Paint::Ink);
        let at = (MARGIN + 12.0, top + middle);
        picture.turned(
            at,
            "Actual class",
            NORMAL,
            Anchor::Middle,
            Paint::Ink,
            -90.0,
        );
        let at = (left + middle, top + side + under + 36.0);
        picture.text(at, self.key(), SMALL - 1.0, Anchor::Middle, Paint::Muted);
        picture
    }

    fn right(&self) -> String {
        let all: u64 = self.counts.iter().flatten().sum();
        let right: u64 = (0..self.classes.len()).map(|i| self.counts[i][i]).sum();
        let share = right as f64 / all.max(1) as f64;
        let rows = counted(all, "test row");
        format!("{right} of {rows} right ({:.1} %)", 100.0 * share)
    }

    fn key(&self) -> String {
        let shade = "shade: share of the actual class";
        if self.classes.len() > MOST_CLASSES {
            return format!("The {MOST_CLASSES} classes with the most mistakes; {shade}");
        }
        shade.replacen('s', "S", 1)
    }

    /// The mistakes that were made most often.
    fn described(&self, below: &str) -> String {
        let mut mistakes: Vec<_> = self.mistakes().collect();
        mistakes.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        let mut sentences = vec![below.to_owned()];
        sentences.extend(mistakes.iter().take(5).map(|&(actual, predicted, count)| {
            let [actual, predicted] = [actual, predicted].map(|i| cleaned(&self.classes[i]));
            format!("{count} of {actual} labelled {predicted}")
        }));
        sentences.join(". ") + "."
    }

    /// Class, label and number of rows, where these differ and are there.
    fn mistakes(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        let rows = self.counts.iter().enumerate();
        let cells = rows.flat_map(|(i, row)| (0..row.len()).map(move |j| (i, j, row[j])));
        cells.filter(|&(i, j, count)| i != j && count > 0)
    }

    fn drawn(&self) -> Drawn {
        let shown = self.shown();
        let instead = |class: usize| format!("class {}", class + 1);
        let mut names: Vec<_> = shown
            .iter()
            .map(|&class| Label::name(&self.classes[class], instead(class), NORMAL, NAME))
            .collect();
        let more = self.classes.len() - shown.len();
        if more > 0 {
            names.push(format!("… {more} more").into());
        }
        let n = names.len();
        // The place of a class: those that are not shown have the last.
        let mut places = vec![n - 1; self.classes.len()];
        shown
            .iter()
            .enumerate()
            .for_each(|(at, &class)| places[class] = at);
        let mut counts = vec![vec![0; n]; n];
        for (row, &i) in self.counts.iter().zip(&places) {
            for (count, &j) in row.iter().zip(&places) {
                counts[i][j] += count;
            }
        }
        let cell = (440.0 / n as f64).clamp(30.0, 96.0);
        Drawn {
            names,
            counts,
            cell,
        }
    }

    /// The classes that are drawn one by one, in their order.
    fn shown(&self) -> Vec<usize> {
        let n = self.classes.len();
        let mut shown: Vec<_> = (0..n).collect();
        if n > MOST_CLASSES {
            let mut of_class = vec![0; n];
            for (i, j, count) in self.mistakes() {
                of_class[i] += count;
                of_class[j] += count;
            }
            shown.sort_by_key(|&class| std::cmp::Reverse(of_class[class]));
            shown.truncate(MOST_CLASSES);
            shown.sort_unstable();
        }
        shown
    }
}

impl Drawn {
    fn draw_cells(&self, picture: &mut Picture, (left, top): (f64, f64)) {
        let cell = self.cell;
        for (i, row) in self.counts.iter().enumerate() {
            let all: u64 = row.iter().sum();
            for (j, &count) in row.iter().enumerate() {
                let share = count as f64 / all.max(1) as f64;
                let at = (left + j as f64 * cell, top + i as f64 * cell);
                picture.rect(at, (cell - 2.0, cell - 2.0), Paint::Panel, 1.0);
                if count > 0 {
                    let opacity = 0.08 + 0.92 * share;
                    picture.rect(at, (cell - 2.0, cell - 2.0), Paint::Fill, opacity);
                }
                let middle = (at.0 + cell / 2.0 - 1.0, at.1 + cell / 2.0 - 1.0);
                self.draw_number(picture, middle, count, share);
            }
        }
    }

    fn draw_number(&self, picture: &mut Picture, (x, y): (f64, f64), count: u64, share: f64) {
        let size = (self.cell * 0.3).clamp(11.0, 22.0);
        let paint = match count {
            0 => Paint::Muted,
            _ if share > 0.7 => Paint::OnFill,
            _ => Paint::Ink,
        };
        let percent = self.cell >= 64.0 && count > 0;
        let raised = if percent { 0.35 * size } else { 0.0 };
        let at = (x, y + MIDDLE * size - raised);
        let number = short(count, size, self.cell - 6.0);
        picture.text(at, number, size, Anchor::Middle, paint);
        if percent {
            let at = (x, y + 0.95 * size);
            let text = format!("{:.1} %", 100.0 * share);
            picture.text(at, text, SMALL, Anchor::Middle, paint);
        }
    }

    fn draw_names(&self, picture: &mut Picture, (left, top): (f64, f64), turned: bool) {
        let side = self.cell * self.names.len() as f64;
        for (i, name) in self.names.iter().enumerate() {
            let middle = (i as f64 + 0.5) * self.cell - 1.0;
            let at = (left - 10.0, top + middle + MIDDLE * NORMAL);
            picture.text(at, name.clone(), NORMAL, Anchor::End, Paint::Ink);
            if turned {
                let at = (left + middle + 5.0, top + side + 14.0);
                picture.turned(at, name.clone(), NORMAL, Anchor::End, Paint::Ink, -45.0);
            } else {
                let at = (left + middle, top + side + 18.0);
                picture.text(at, name.clone(), NORMAL, Anchor::Middle, Paint::Ink);
            }
        }
    }
}

/// The number, or thousands, millions or more of it where it would not fit.
fn short(count: u64, size: f64, most: f64) -> String {
    let whole = count.to_string();
    if width(&whole, size) <= most {
        return whole;
    }
    let mut rest = count as f64;
    for unit in ["k", "M", "G", "T", "P"] {
        rest /= 1000.0;
        if rest < 999.5 {
            return format!("{rest:.0}{unit}");
        }
    }
    format!("{rest:.0}P")
}
