//! The worked example of `docs/search.md`, computed by the search itself: a node of 40 rows
//! and two classes, and one feature in eight bins. The figure beside the document is drawn
//! here; `UPDATE_FIGURES=1` writes it anew.

use std::fmt::Write;
use std::path::Path;

use insta::assert_snapshot;

use super::scan_sorted::scan_sorted;
use crate::data::sort_key::{key, value};
use crate::splitter::binned::best_split::{
    BestSplit, CandidateOrder, FeatureContext, Gap, MARGIN, SplitCandidate,
};
use crate::splitter::binned::bounds::{CandidateBins, PrefixSums, collect_candidates};
use crate::splitter::binned::histogram::add_row;
use crate::splitter::binned::rows::{KeyedRow, Row};

/// The classes of the rows in each bin, in the order of their values.
const BINS: [[u32; 5]; 8] = [
    [0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0],
    [0, 1, 0, 0, 0],
    [1, 0, 1, 0, 0],
    [0, 0, 0, 1, 1],
    [1, 1, 1, 1, 1],
    [1, 1, 0, 1, 1],
    [1, 1, 1, 0, 1],
];
const TOTALS: [u64; 2] = [21, 19];

/// The value of a row of a bin: bin `i` holds `i + 0.1` to `i + 0.9`.
fn row_value(bin: usize, row: usize) -> f32 {
    bin as f32 + 0.1 + 0.2 * row as f32
}

fn in_node() -> BestSplit {
    let mut best = BestSplit::default();
    best.start(&TOTALS, 40);
    best
}

/// A candidate behind the bin `below`.
fn candidate(below: u8, n_left: usize) -> SplitCandidate {
    SplitCandidate {
        order: CandidateOrder {
            rank: 0,
            second_pass: false,
            key: u32::from(below),
        },
        feature: 0,
        gap: Gap::Bins(below, below + 1),
        n_left,
        missing_left: false,
    }
}

/// The score of a split with these class weights on its left, as the search computes it.
fn score(left: [f64; 2]) -> Option<f64> {
    let mut best = in_node();
    best.offer(candidate(0, 20), left.into_iter());
    let score = best.score_to_beat() + 40.0 * MARGIN;
    // Without rows on a side there is no split.
    (score.is_finite() && left[0] + left[1] > 0.0).then_some(score)
}

/// What the search finds out about a bin.
struct Bin {
    /// The class weights before it and in it.
    before: [f64; 2],
    weights: [f64; 2],
    /// The score of the gap behind it.
    gap: Option<f64>,
    /// The best score of a corner of its box.
    bound: f64,
    /// The scores of the gaps inside it.
    inside: Vec<f64>,
    /// Whether it is looked into.
    candidate: bool,
}

/// Looks at the gaps between bins, and collects the bins to look into.
fn look_at_bins() -> (Vec<Bin>, BestSplit, CandidateBins) {
    let (mut best, mut histogram) = (in_node(), [0; 16]);
    let mut bins = Vec::new();
    let mut at = [0.0; 2];
    for (i, classes) in BINS.iter().enumerate() {
        let mut left = at;
        let mut inside = Vec::new();
        for (row, &class) in classes.iter().enumerate() {
            add_row(&mut histogram, 2 * i, Row::new(0, class, 1));
            left[class as usize] += 1.0;
            if row < 4 {
                inside.extend(score(left));
            }
        }
        let corners = [at, [left[0], at[1]], [at[0], left[1]], left];
        let bound = corners.into_iter().filter_map(score).fold(0.0, f64::max);
        if i < 7 {
            best.offer(
                candidate(u8::try_from(i).expect("there are eight"), 5 * (i + 1)),
                left.into_iter(),
            );
        }
        bins.push(Bin {
            before: at,
            weights: [left[0] - at[0], left[1] - at[1]],
            gap: (i < 7).then(|| score(left)).flatten(),
            bound,
            inside,
            candidate: false,
        });
        at = left;
    }
    let (mut before, mut found) = (PrefixSums::default(), CandidateBins::default());
    before.clear(2);
    collect_candidates(&best, &histogram, &mut before, false, &mut found);
    for one in &found.bins {
        bins[one.bin].candidate = true;
    }
    (bins, best, found)
}

#[test]
fn the_document_shows_what_the_search_computes() {
    let (bins, mut best, found) = look_at_bins();
    let mut table = String::from("bin  before   in it    bound  best inside  gap behind\n");
    for (i, bin) in bins.iter().enumerate() {
        let inside = bin.inside.iter().copied().fold(0.0, f64::max);
        let gap = bin.gap.map_or(String::new(), |gap| format!("{gap:.3}"));
        let _ = writeln!(
            table,
            "{i:>3}  {:>2}, {:>2}   {}, {}    {:>6.3}       {inside:>6.3}      {gap:>6}{}",
            bin.before[0],
            bin.before[1],
            bin.weights[0],
            bin.weights[1],
            bin.bound,
            if bin.candidate { "  looked into" } else { "" }
        );
        // What the document claims of every bin.
        assert!(inside <= bin.bound);
        assert_eq!(bin.candidate, bin.bound >= best.score_to_beat());
    }
    assert_snapshot!(table, @r"
    bin  before   in it    bound  best inside  gap behind
      0   0,  0   5, 0    22.629       22.056      22.629
      1   5,  0   4, 1    25.290       23.879      23.800
      2   9,  1   4, 1    27.066       24.802      25.653
      3  13,  2   3, 2    28.717       25.320      26.100  looked into
      4  16,  4   3, 2    29.862       29.862      27.413  looked into
      5  19,  6   0, 5    27.413       26.341      22.867  looked into
      6  19, 11   1, 4    24.029       22.528      21.257
      7  20, 15   1, 4    22.500       20.722
    ");
    let rows: Vec<KeyedRow> = found
        .bins
        .iter()
        .flat_map(|one| {
            let classes = BINS[one.bin].iter().enumerate();
            classes.map(|(row, &class)| Row::new(0, class, 1).keyed(key(row_value(one.bin, row))))
        })
        .collect();
    let context = FeatureContext {
        rank: 0,
        feature: 0,
        missing: None,
    };
    scan_sorted(&mut best, context, &found, &rows);
    let split = best.candidate().expect("there are gaps");
    let Gap::Keys(below, above) = split.candidate.gap else {
        panic!("the best split is inside a bin");
    };
    let outcome = format!(
        "{} of 40 rows sorted; best split between {} and {}, {} rows on the left, score {:.3}",
        rows.len(),
        value(below),
        value(above),
        split.candidate.n_left,
        best.score_to_beat() + 40.0 * MARGIN,
    );
    assert_snapshot!(outcome, @"15 of 40 rows sorted; best split between 4.5 and 4.7, 23 rows on the left, score 29.862");
}

#[test]
fn the_figure_of_the_document_is_drawn_from_what_the_search_computes() {
    let (bins, best, _) = look_at_bins();
    let figure = draw(&bins, best.score_to_beat());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/search.svg");
    if std::env::var_os("UPDATE_FIGURES").is_some() {
        std::fs::write(&path, &figure).expect("the figure can be written");
    }
    let drawn = std::fs::read_to_string(&path).expect("the figure is there");
    assert!(
        drawn == figure,
        "docs/search.svg is not the figure of this search"
    );
}

/// The place of a value on the figure's horizontal axis.
fn x(value: f64) -> f64 {
    60.0 + 80.0 * value
}

/// The place of a score on the figure's vertical axis.
fn y(score: f64) -> f64 {
    340.0 - 28.0 * (score - 20.0)
}

fn draw(bins: &[Bin], to_beat: f64) -> String {
    let mut svg = String::from(concat!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420" "#,
        r#"font-family="sans-serif" font-size="12">"#,
        "\n<rect width=\"720\" height=\"420\" fill=\"white\"/>\n"
    ));
    draw_axes(&mut svg);
    for (i, bin) in bins.iter().enumerate() {
        draw_bin(&mut svg, i, bin);
    }
    let _ = writeln!(
        svg,
        r##"<line x1="60" x2="700" y1="{0:.1}" y2="{0:.1}" stroke="#b02020" stroke-dasharray="6 4"/>
<text x="62" y="{1:.1}" fill="#b02020">score to beat, {to_beat:.3}</text>"##,
        y(to_beat),
        y(to_beat) - 5.0
    );
    draw_gaps(&mut svg, bins);
    draw_legend(&mut svg);
    svg.push_str("</svg>\n");
    svg
}

fn draw_axes(svg: &mut String) {
    for score in (20..=30).step_by(2) {
        let at = y(f64::from(score));
        let _ = writeln!(
            svg,
            r##"<line x1="60" x2="700" y1="{at}" y2="{at}" stroke="#e4e4e4"/>
<text x="52" y="{}" text-anchor="end" fill="#555">{score}</text>"##,
            at + 4.0
        );
    }
    svg.push_str(
        "<text x=\"20\" y=\"200\" transform=\"rotate(-90 20 200)\" fill=\"#555\">score</text>\n",
    );
}

/// The bound of a bin as a bar, the scores of its gaps as points, and its rows below.
fn draw_bin(svg: &mut String, i: usize, bin: &Bin) {
    let (left, top) = (x(i as f64), y(bin.bound));
    let fill = if bin.candidate { "#f6d9a8" } else { "#ececec" };
    let _ = writeln!(
        svg,
        r##"<rect x="{:.1}" y="{top:.1}" width="78" height="{:.1}" fill="{fill}"/>
<line x1="{:.1}" x2="{:.1}" y1="{top:.1}" y2="{top:.1}" stroke="#777" stroke-width="2"/>
<text x="{:.1}" y="356" text-anchor="middle" fill="#555">bin {i}</text>"##,
        left + 1.0,
        340.0 - top,
        left + 1.0,
        left + 79.0,
        left + 40.0
    );
    for (row, &score) in bin.inside.iter().enumerate() {
        let _ = writeln!(
            svg,
            r##"<circle cx="{:.1}" cy="{:.1}" r="2.5" fill="#888"/>"##,
            x(f64::from(row_value(i, row)) + 0.1),
            y(score)
        );
    }
    for (row, &class) in BINS[i].iter().enumerate() {
        let at = x(f64::from(row_value(i, row)));
        let shape = if class == 0 {
            format!(r##"<circle cx="{at:.1}" cy="378" r="5" fill="#2a6fb0"/>"##)
        } else {
            format!(
                r##"<rect x="{:.1}" y="373" width="10" height="10" fill="#d2691e"/>"##,
                at - 5.0
            )
        };
        let _ = writeln!(svg, "{shape}");
    }
}

/// The scores of the gaps between bins.
fn draw_gaps(svg: &mut String, bins: &[Bin]) {
    for (i, bin) in bins.iter().enumerate() {
        if let Some(gap) = bin.gap {
            let _ = writeln!(
                svg,
                r#"<path d="M{:.1} {:.1} l5 5 l-5 5 l-5 -5 z" fill="black"/>"#,
                x(i as f64 + 1.0),
                y(gap) - 5.0
            );
        }
    }
}

fn draw_legend(svg: &mut String) {
    svg.push_str(concat!(
        "<g fill=\"#333\">\n",
        "<path d=\"M75 20 l5 5 l-5 5 l-5 -5 z\" fill=\"black\"/>\n",
        "<text x=\"86\" y=\"29\">gap between bins, scored</text>\n",
        "<circle cx=\"250\" cy=\"25\" r=\"2.5\" fill=\"#888\"/>\n",
        "<text x=\"259\" y=\"29\">gap inside a bin</text>\n",
        "<line x1=\"370\" x2=\"390\" y1=\"25\" y2=\"25\" stroke=\"#777\" stroke-width=\"2\"/>\n",
        "<text x=\"396\" y=\"29\">bound of a bin</text>\n",
        "<rect x=\"500\" y=\"17\" width=\"16\" height=\"16\" fill=\"#f6d9a8\"/>\n",
        "<text x=\"522\" y=\"29\">looked into</text>\n",
        "<rect x=\"600\" y=\"17\" width=\"16\" height=\"16\" fill=\"#ececec\"/>\n",
        "<text x=\"622\" y=\"29\">skipped</text>\n",
        "</g>\n",
        "<text x=\"52\" y=\"382\" text-anchor=\"end\" fill=\"#555\">rows</text>\n",
        "<circle cx=\"75\" cy=\"402\" r=\"5\" fill=\"#2a6fb0\"/>",
        "<text x=\"84\" y=\"406\" fill=\"#333\">class 0</text>\n",
        "<rect x=\"140\" y=\"397\" width=\"10\" height=\"10\" fill=\"#d2691e\"/>",
        "<text x=\"156\" y=\"406\" fill=\"#333\">class 1</text>\n",
    ));
}
