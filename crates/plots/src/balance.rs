//! How many rows of each class there are.

use crate::counted::counted;
use crate::error::PlotError;
use crate::font::{Label, cleaned};
use crate::paint::Paint;
use crate::picture::{BELOW_TITLE, MARGIN, NORMAL, Picture, SMALL};
use crate::shape::{Anchor, MIDDLE};

const WHAT: &str = "the balance of the classes";
/// How many classes are drawn.
const MOST: usize = 20;
/// The longest name, in pixels.
const NAME: f64 = 180.0;
/// The height of a class, and of each of its two bars.
const ROW: f64 = 50.0;
const BAR: f64 = 17.0;
/// The longest bar.
const LONGEST: f64 = 340.0;

/// How many training and test rows of each class there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassBalance {
    classes: Vec<String>,
    /// Training and test rows.
    counts: [Vec<u64>; 2],
}

impl ClassBalance {
    /// `train` and `test` are the numbers of rows of each class.
    ///
    /// # Errors
    ///
    /// When there is no class, or the lists have different lengths.
    pub fn new(classes: Vec<String>, train: Vec<u64>, test: Vec<u64>) -> Result<Self, PlotError> {
        if classes.is_empty() {
            return Err(PlotError::Nothing { what: WHAT });
        }
        let mut lengths = [train.len(), test.len()].into_iter();
        if let Some(found) = lengths.find(|length| *length != classes.len()) {
            return Err(PlotError::Length {
                what: WHAT,
                found,
                expected: classes.len(),
            });
        }
        Ok(Self {
            classes,
            counts: [train, test],
        })
    }

    /// The share of each class among the training and the test rows, as bars. Of more than 20
    /// classes, the largest are drawn.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let shown = self.shown();
        let instead = |class: usize| format!("class {}", class + 1);
        let names: Vec<_> = shown
            .iter()
            .map(|&class| Label::name(&self.classes[class], instead(class), NORMAL, NAME))
            .collect();
        let beside = names.iter().map(|name| name.width(NORMAL));
        let left = MARGIN + beside.fold(80.0, f64::max) + 10.0;
        let top = BELOW_TITLE + 26.0;
        let end = top + ROW * shown.len() as f64;
        let more = self.classes.len() - shown.len();
        let after = if more > 0 { 28.0 } else { 0.0 };
        let size = (left + LONGEST + 130.0 + MARGIN, end + after + MARGIN);
        let below = self.below();
        let mut picture = Picture::new("class-balance", "Balance of the classes", &below, size);
        picture.description = self.described(&below, &shown);
        legend(&mut picture, left);
        let longest = self.longest_share(&shown);
        for (row, (name, &class)) in names.into_iter().zip(&shown).enumerate() {
            let middle = top + ROW * (row as f64 + 0.5);
            let at = (left - 10.0, middle + MIDDLE * NORMAL);
            picture.text(at, name, NORMAL, Anchor::End, Paint::Ink);
            for table in 0..2 {
                let y = middle + BAR * (table as f64 - 1.0) + 1.5 * (table as f64 - 0.5);
                self.bar(&mut picture, (left, y), class, table, longest);
            }
        }
        picture.line(vec![(left, top), (left, end)], Paint::Muted, 1.0);
        if more > 0 {
            let text = format!("… and {more} more");
            picture.text((left, end + 20.0), text, SMALL, Anchor::Start, Paint::Muted);
        }
        picture
    }

    fn bar(&self, picture: &mut Picture, at: (f64, f64), class: usize, table: usize, longest: f64) {
        let share = self.share(class, table);
        let length = LONGEST * share / longest;
        fill(picture, at, length, table);
        let text = format!("{} ({:.1} %)", self.counts[table][class], 100.0 * share);
        let at = (at.0 + length + 8.0, at.1 + BAR / 2.0 + MIDDLE * SMALL);
        picture.text(at, text, SMALL, Anchor::Start, Paint::Muted);
    }

    /// The share of a class among the training or test rows.
    fn share(&self, class: usize, table: usize) -> f64 {
        let all: u64 = self.counts[table].iter().sum();
        self.counts[table][class] as f64 / all.max(1) as f64
    }

    fn longest_share(&self, shown: &[usize]) -> f64 {
        let shares = shown
            .iter()
            .flat_map(|&class| [0, 1].map(|table| self.share(class, table)));
        shares.fold(f64::MIN_POSITIVE, f64::max)
    }

    /// The classes that are drawn, in their order.
    fn shown(&self) -> Vec<usize> {
        let [train, test] = &self.counts;
        let mut shown: Vec<_> = (0..self.classes.len()).collect();
        if shown.len() > MOST {
            shown.sort_by_key(|&class| std::cmp::Reverse(train[class] + test[class]));
            shown.truncate(MOST);
            shown.sort_unstable();
        }
        shown
    }

    fn below(&self) -> String {
        let [train, test] = [0, 1].map(|table| self.counts[table].iter().sum::<u64>());
        let n = self.classes.len();
        let rows = format!("{train} training and {}", counted(test, "test row"));
        if n > MOST {
            return format!("The {MOST} largest of {n} classes, by their share of {rows}");
        }
        format!("Each class by its share of {rows}")
    }

    fn described(&self, below: &str, shown: &[usize]) -> String {
        let classes = shown.iter().map(|&class| {
            let [train, test] = [0, 1].map(|table| self.counts[table][class]);
            let name = cleaned(&self.classes[class]);
            let (train, test) = (counted(train, "training row"), counted(test, "test row"));
            format!("{name}: {train}, {test}")
        });
        let mut sentences = vec![below.to_owned()];
        sentences.extend(classes);
        sentences.join(". ") + "."
    }
}

/// A bar: full for training rows, pale with an edge for test rows.
fn fill(picture: &mut Picture, (x, y): (f64, f64), length: f64, table: usize) {
    let paint = Paint::Series(table);
    if table == 0 {
        picture.rect((x, y), (length, BAR), paint, 1.0);
        return;
    }
    picture.rect((x, y), (length, BAR), paint, 0.3);
    let (right, bottom) = (x + length, y + BAR);
    let edge = vec![(x, y), (right, y), (right, bottom), (x, bottom), (x, y)];
    picture.line(edge, paint, 1.2);
}

fn legend(picture: &mut Picture, left: f64) {
    for (table, name) in ["training rows", "test rows"].into_iter().enumerate() {
        let x = left + 130.0 * table as f64;
        fill(picture, (x, BELOW_TITLE - 4.0), 24.0, table);
        let at = (x + 32.0, BELOW_TITLE - 4.0 + BAR / 2.0 + MIDDLE * SMALL);
        picture.text(at, name, SMALL, Anchor::Start, Paint::Ink);
    }
}
