use insta::assert_snapshot;

use super::*;
use crate::font::width;
use crate::shape::{Shape, Text};

const LONG: &str = "a very long name of a class that somebody has made up, number 1";
const HOSTILE: [&str; 8] = [
    "\"q\" & 'q' ]]>",
    "鸢尾花",
    "שלום",
    "",
    LONG,
    "i\u{202e}\u{0}x",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "<script>alert(1)</script>",
];

fn hostile() -> Vec<String> {
    HOSTILE.map(str::to_owned).to_vec()
}

fn many(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{LONG}{i}")).collect()
}

/// All pictures of these classes. A class has a tenth of the rows of the one before.
fn pictures(classes: &[String]) -> Vec<Picture> {
    let n = classes.len();
    let rows = |i: usize| 10_u64.pow(18_u32.saturating_sub(u32::try_from(i).unwrap()).min(9));
    let counts = (0..n).map(|i| {
        (0..n)
            .map(|j| rows(i) / (1 + i.abs_diff(j) as u64))
            .collect()
    });
    let matrix = ConfusionMatrix::new(classes.to_vec(), counts.collect()).unwrap();
    let columns = classes.iter().map(|name| (name.clone(), 1.0 / n as f64));
    let train: Vec<_> = (0..n).map(rows).collect();
    let balance = ClassBalance::new(classes.to_vec(), train.clone(), train).unwrap();
    let curves = curves(classes, |class| 1.0 - class as f64 / n as f64);
    vec![
        matrix.picture(),
        Importances::new(columns.collect()).unwrap().picture(),
        balance.picture(),
        curves.roc(),
        curves.precision_recall(),
        curves.calibration(),
    ]
}

fn curves(classes: &[String], score: impl Fn(usize) -> f64) -> Curves {
    let curve = |(at, class): (usize, &String)| Curve {
        number: at,
        class: class.clone(),
        points: vec![(1.0, 0.0), (0.5, 1.0), (0.0, 1.0)],
        score: Some(score(at)),
    };
    Curves::new("curves", classes.iter().enumerate().map(curve).collect()).unwrap()
}

fn texts(picture: &Picture) -> impl Iterator<Item = &Text> {
    picture.shapes.iter().filter_map(|shape| match shape {
        Shape::Text(text) => Some(text),
        _ => None,
    })
}

/// Where a text begins and ends.
fn ends(text: &Text, drawn: &str) -> [(f64, f64); 2] {
    let length = width(drawn, text.size);
    let (sine, cosine) = text.turn.to_radians().sin_cos();
    let before = -length * text.anchor.share();
    [before, before + length].map(|along| (text.at.0 + along * cosine, text.at.1 + along * sine))
}

#[test]
fn every_text_is_inside_of_its_picture() {
    let sets = [hostile(), many(1), many(2), many(20), many(21), many(200)];
    for picture in sets.iter().flat_map(|classes| pictures(classes)) {
        for text in texts(&picture) {
            for drawn in [&text.label.text, &text.label.drawable] {
                for (x, y) in ends(text, drawn) {
                    let inside = x >= 0.0 && x <= picture.width && y >= 0.0 && y <= picture.height;
                    assert!(inside, "{}: {drawn} at {x} {y}", picture.title);
                }
            }
        }
    }
}

#[test]
fn a_name_cannot_add_anything_to_an_svg() {
    for picture in pictures(&hostile()) {
        let svg = picture.svg();
        assert!(svg.contains("&lt;script&gt;"), "{}", picture.title);
        let unseen = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!svg.contains(unseen), "{}", picture.title);
        let names = svg.split('<').skip(1).map(|rest| {
            let end = rest.find([' ', '>', '/']).filter(|end| *end > 0);
            &rest[..end.unwrap_or(1 + rest[1..].find('>').unwrap())]
        });
        let known = [
            "svg", "title", "desc", "style", "rect", "polyline", "polygon", "text", "/svg",
            "/title", "/desc", "/style", "/text",
        ];
        for name in names {
            assert!(known.contains(&name), "{}: <{name}", picture.title);
        }
    }
}

#[test]
fn of_two_hundred_classes_those_are_drawn_that_are_worth_seeing() {
    let pictures = pictures(&many(200));
    let holds = |picture: &Picture, part: &str| {
        let found = texts(picture).any(|text| text.label.text.contains(part));
        assert!(found, "{}: {part}", picture.title);
    };
    holds(&pictures[0], "… 180 more");
    holds(&pictures[1], "… and 180 more, together 0.9000");
    holds(&pictures[2], "… and 180 more");
    holds(&pictures[3], "The 7 of 200 classes with the lowest AUC");
    holds(&pictures[3], "… and 193 more");
    // The last ones have the lowest scores.
    assert!(texts(&pictures[3]).any(|text| text.label.text.ends_with("199")));
}

#[test]
fn rows_of_classes_that_are_not_drawn_are_counted_nevertheless() {
    let n = 30;
    let counts = (0..n).map(|i| (0..n).map(|j| u64::from(i == j || i + 1 == j)).collect());
    let matrix = ConfusionMatrix::new(many(n), counts.collect()).unwrap();
    let picture = matrix.picture();
    let numbers = texts(&picture).filter_map(|text| text.label.text.parse::<u64>().ok());
    assert_eq!(numbers.sum::<u64>(), 30 + 29);
    assert!(
        picture
            .description()
            .starts_with("30 of 59 test rows right (50.8 %). 1 of ")
    );
}

/// The second class of two was class 1, and a column had its place by importance.
#[test]
fn a_name_that_cannot_be_drawn_has_the_number_that_it_has_in_the_table() {
    let drawn = |picture: &Picture, text: &str| {
        let found = texts(picture).any(|found| found.label.drawable == text);
        assert!(found, "{}: {text}", picture.title);
    };
    let second = Curve {
        number: 1,
        class: "鸢尾花".into(),
        points: vec![(0.0, 0.0), (1.0, 1.0)],
        score: Some(0.5),
    };
    let curves = Curves::new("curves", vec![second]).unwrap();
    drawn(&curves.roc(), "class 2");
    let columns = vec![("a".to_owned(), 0.25), ("鸢尾花".to_owned(), 0.75)];
    drawn(&Importances::new(columns).unwrap().picture(), "column 2");
}

/// Of a table of 1500 columns, the tracker has the first 1000: the report said that 980 more were
/// not drawn, and numbered columns by their importance.
#[test]
fn columns_whose_importance_is_not_known_are_counted_and_the_others_keep_their_numbers() {
    let known = |each: f64| {
        let columns = (0..30).map(|i| (2 * i, "鸢尾花".to_owned(), each));
        let importances = Importances::most_of(columns.collect(), 20).unwrap();
        let picture = importances.picture();
        let told: Vec<_> = texts(&picture)
            .map(|text| text.label.drawable.clone())
            .filter(|text| text.starts_with("column ") || text.starts_with('…'))
            .collect();
        (told[0].clone(), told[19].clone(), told[20].clone())
    };
    let expected = |more: &str| ("column 1".into(), "column 39".into(), more.into());
    assert_eq!(known(0.03), expected("… and 30 more, together 0.4000"));
    assert_eq!(known(0.0), expected("… and 30 more, together 0.0000"));
}

#[test]
fn one_row_is_enough() {
    let classes = many(2);
    let counts = vec![vec![0, 1], vec![0, 0]];
    let picture = ConfusionMatrix::new(classes.clone(), counts)
        .unwrap()
        .picture();
    assert_eq!(
        picture.description().split('.').next(),
        Some("0 of 1 test row right (0")
    );
    let curve = Curve {
        number: 0,
        class: "a".into(),
        points: vec![(0.5, 0.0)],
        score: None,
    };
    let calibration = Curves::new("calibration", vec![curve])
        .unwrap()
        .calibration();
    assert!(!calibration.svg().contains("NaN"));
    let balance = ClassBalance::new(classes, vec![1, 0], vec![0, 0]).unwrap();
    let picture = balance.picture();
    assert!(!picture.svg().contains("NaN"));
    assert!(
        picture
            .description()
            .contains(": 1 training row, 0 test rows")
    );
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let curve = |x: f64| Curve {
        number: 0,
        class: "a".into(),
        points: vec![(x, 0.0)],
        score: None,
    };
    let refused = |curves| Curves::new("ROC curves", curves).unwrap_err().to_string();
    assert_snapshot!(refused(vec![]), @"draw ROC curves: there is nothing to draw");
    assert_snapshot!(refused(vec![curve(f64::NAN)]), @"draw ROC curves: NaN of `a` is not between 0 and 1");
    assert_snapshot!(refused(vec![curve(1.5)]), @"draw ROC curves: 1.5 of `a` is not between 0 and 1");
    let matrix = ConfusionMatrix::new(many(2), vec![vec![1, 2], vec![3]]).unwrap_err();
    assert_snapshot!(matrix, @"draw a confusion matrix: 1 entries for 2 names");
    let importances = Importances::new(vec![("b".into(), f64::INFINITY)]).unwrap_err();
    assert_snapshot!(importances, @"draw importances: inf of `b` is not between 0 and 1");
}

fn petals() -> Picture {
    let columns = [("petal width", 0.75), ("petal length", 0.25)];
    let columns = columns
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec();
    Importances::new(columns).unwrap().picture()
}

#[test]
fn an_svg_has_a_title_texts_and_the_colours_of_both_themes() {
    assert_snapshot!(petals().svg(), @r##"
    <svg aria-labelledby="importances-title importances-desc" class="plot" font-family="&apos;Liberation Sans&apos;, Arial, Helvetica, sans-serif" height="144" role="img" viewBox="0 0 566 144" width="566" xmlns="http://www.w3.org/2000/svg">
    <title id="importances-title">Feature importances</title>
    <desc id="importances-desc">Mean decrease in impurity of the splits on each column; all add up to 1. The most important: petal width 0.7500, petal length 0.2500.</desc>
    <style>.plot{max-width:100%;height:auto}@media (prefers-color-scheme:dark){.plot{--plot-ground:#161b22;--plot-panel:#1c222b;--plot-ink:#e6edf3;--plot-muted:#9ba6b2;--plot-grid:#343c47;--plot-on-fill:#ffffff;--plot-fill:#1f7abf;--plot-series-1:#409cd6;--plot-series-2:#ec792d;--plot-series-3:#1ab88c;--plot-series-4:#d992ba;--plot-series-5:#f0f0f0;--plot-series-6:#e69f00;--plot-series-7:#86cdf5;}}</style>
    <rect height="144" style="fill:var(--plot-ground,#ffffff)" width="566" x="0" y="0"/>
    <text font-size="18" style="fill:var(--plot-ink,#1b1f24)" x="16" y="32">Feature importances</text>
    <text font-size="12" style="fill:var(--plot-muted,#57606a)" x="16" y="52">Mean decrease in impurity of the splits on each column; all add up to 1</text>
    <text font-size="13" style="fill:var(--plot-ink,#1b1f24)" text-anchor="end" x="96" y="90.68">petal width</text>
    <rect height="18" style="fill:var(--plot-series-1,#0072b2)" width="380" x="106" y="77"/>
    <text font-size="12" style="fill:var(--plot-muted,#57606a)" x="494" y="90.32">0.7500</text>
    <text font-size="13" style="fill:var(--plot-ink,#1b1f24)" text-anchor="end" x="96" y="118.68">petal length</text>
    <rect height="18" style="fill:var(--plot-series-1,#0072b2)" width="126.67" x="106" y="105"/>
    <text font-size="12" style="fill:var(--plot-muted,#57606a)" x="240.67" y="118.32">0.2500</text>
    <polyline fill="none" points="106,72 106,128" stroke-linejoin="round" stroke-width="1" style="stroke:var(--plot-muted,#57606a)"/>
    </svg>
    "##);
}

/// A PNG of another machine, or of other versions of the libraries, would show in every run. Where
/// a picture is to look different, write it anew:
/// `MLOPS_WRITE_PICTURE=1 cargo test -p plots`.
#[test]
fn a_png_has_the_same_bytes_everywhere() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/importances.png"
    );
    let found = petals().png();
    if std::env::var_os("MLOPS_WRITE_PICTURE").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    assert!(found == std::fs::read(path).unwrap(), "it is not {path}");
}
