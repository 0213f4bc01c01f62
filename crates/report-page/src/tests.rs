//! The page as a whole.

use std::collections::BTreeSet;

use plots::{ClassBalance, ConfusionMatrix, Importances};

use crate::content::*;
use crate::html;

const HOSTILE: &str = "</style></svg><script>alert(\"1\")</script> & 'x' \u{202e}\u{0}";

fn report(text: &str) -> Report {
    let name = || text.to_owned();
    Report {
        title: name(),
        remarks: vec![name()],
        verdict: Verdict {
            outcome: Outcome::Failed,
            grounds: name(),
            paired: Some(name()),
            production: name(),
        },
        facts: facts(text),
        scores: scores(text),
        figures: figures(text),
        data: data(text),
        params: params(text),
        stages: vec![
            Stage {
                name: name(),
                usage: Some(Usage {
                    seconds: 1.5,
                    peak_bytes: Some(20_000_000),
                    ended: name(),
                }),
            },
            Stage::default(),
        ],
    }
}

fn facts(text: &str) -> Vec<Fact> {
    let fact = |name: &str, link: &str| Fact {
        name: name.to_owned(),
        value: text.to_owned(),
        link: Some(link.to_owned()),
    };
    vec![fact(text, text), fact("Run", "javascript:alert(1)")]
}

fn scores(text: &str) -> Scores {
    let name = || text.to_owned();
    let measured = Measured {
        value: 0.9333,
        interval: Some([0.8333, 1.0]),
    };
    let score = |is_loss| Score {
        name: name(),
        is_loss,
        value: measured,
        production: Some(0.9),
        commit: None,
    };
    Scores {
        rows: Some(30),
        intervals: Some(Intervals {
            confidence_level: 0.95,
            n_resamples: 1000,
        }),
        production: Some(name()),
        commit: Some(name()),
        all: vec![score(false), score(true)],
        classes: vec![ClassScores {
            class: name(),
            precision: Some(measured),
            ..ClassScores::default()
        }],
    }
}

fn figures(text: &str) -> Vec<Figure> {
    let name = || text.to_owned();
    let classes = vec![name(), "b".to_owned()];
    let matrix = ConfusionMatrix::new(classes.clone(), vec![vec![3, 1], vec![0, 4]]);
    let importances = Importances::new(vec![(name(), 0.75), ("b".into(), 0.25)]);
    let balance = ClassBalance::new(classes, vec![5, 5], vec![1, 2]);
    let pictures = [
        matrix.unwrap().picture(),
        importances.unwrap().picture(),
        balance.unwrap().picture(),
    ];
    let figure = |picture| Figure {
        picture,
        numbers: Numbers {
            caption: name(),
            columns: vec![name(), name()],
            rows: vec![vec![name(), name()]],
            more: 3,
        },
    };
    pictures.into_iter().map(figure).collect()
}

fn data(text: &str) -> Data {
    let name = || text.to_owned();
    Data {
        tables: vec![TableFacts {
            name: name(),
            rows: 120,
            columns: 5,
            md5: name(),
        }],
        features: vec![Feature {
            name: name(),
            kind: name(),
            summaries: vec![Summary {
                range: Some([0.1, 1.0, 2.5]),
                distinct: None,
                missing: 2,
            }],
        }],
        more: 1,
    }
}

fn params(text: &str) -> Params {
    let param = |here: &str, theirs: Option<&str>| Param {
        key: text.to_owned(),
        here: Some(here.to_owned()),
        production: theirs.map(str::to_owned),
        commit: None,
    };
    Params {
        production: Some(text.to_owned()),
        commit: None,
        all: vec![param("5", Some("3")), param(text, None)],
    }
}

/// The names of the elements that begin in a page, in their order.
fn elements(page: &str) -> Vec<&str> {
    let begun = page.split('<').skip(1);
    let names = begun.map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        &rest[..end.unwrap_or(rest.len())]
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// What is between `start` and the next quotation mark, wherever it is.
fn after<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    let found = page.split(start).skip(1);
    found.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn no_name_can_add_anything_to_the_page() {
    let (plain, hostile) = (html(&report("plain")), html(&report(HOSTILE)));
    assert!(!elements(&hostile).contains(&"script"));
    let unseen = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!hostile.contains(unseen));
    // Pictures have a tooltip for what they had to shorten, and a name may be a link.
    let of = |page: &str| {
        let mut names: Vec<_> = elements(page).into_iter().map(str::to_owned).collect();
        names.retain(|name| name != "title");
        names
    };
    assert_eq!(of(&plain), of(&hostile));
}

#[test]
fn nothing_is_loaded_and_no_script_runs() {
    let page = html(&report("https://example.com/x.js"));
    let known: BTreeSet<_> = elements(&page).into_iter().collect();
    for wrong in [
        "script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use",
    ] {
        assert!(!known.contains(wrong), "{wrong}");
    }
    assert!(page.contains("default-src 'none'"));
    for attribute in [
        " src=",
        " srcset=",
        " onload=",
        " onclick=",
        "url(",
        "@import",
    ] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    let links = after(&page, "href=\"");
    let outside: Vec<_> = links.iter().filter(|link| !link.starts_with('#')).collect();
    assert_eq!(
        outside,
        [&"https://example.com/x.js"],
        "a person may follow it, a browser does not"
    );
}

#[test]
fn a_page_is_read_without_eyes_and_without_a_mouse() {
    let page = html(&report("plain"));
    let ids = after(&page, " id=\"");
    let different: BTreeSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len(), "an id is there twice: {ids:?}");
    for start in ["href=\"#", "aria-labelledby=\""] {
        for named in after(&page, start) {
            for id in named.split(' ') {
                assert!(different.contains(&id), "{start}{id} leads nowhere");
            }
        }
    }
    let elements = elements(&page);
    let number = |name: &str| elements.iter().filter(|found| **found == name).count();
    assert_eq!(
        ["html", "main", "header", "footer", "nav", "h1"].map(number),
        [1; 6]
    );
    assert_eq!(number("caption"), number("table"));
    assert_eq!(number("h2"), number("section"));
    assert_eq!(number("svg"), page.matches("role=\"img\"").count());
    assert_eq!(number("desc"), number("svg"));
    let skip = page.find("class=\"skip\"").unwrap();
    assert!(
        skip < page.find("<nav").unwrap(),
        "who skips the links comes to it first"
    );
    assert!(page.contains("<html lang=\"en\">"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(html(&report("plain")), html(&report("plain")));
}

/// WCAG 2: 4.5 for text, on every ground that it stands on.
#[test]
fn every_text_can_be_read_in_both_themes() {
    let style = include_str!("page.css");
    let (light, dark) = style.split_once("prefers-color-scheme: dark").unwrap();
    for theme in [light, dark] {
        let colour = |name: &str| {
            let value = theme.split_once(&format!("--{name}: #")).unwrap().1;
            let channel = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).unwrap();
            [0, 2, 4].map(channel)
        };
        for text in ["ink", "muted", "link", "good", "bad", "mark"] {
            for ground in ["ground", "card"] {
                let found = contrast(colour(text), colour(ground));
                assert!(found >= 4.5, "{text} on {ground}: {found:.2}");
            }
        }
    }
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let [a, b] = [a, b].map(luminance);
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn what_is_not_known_is_said() {
    let mut report = report("plain");
    report.scores.intervals = None;
    report.scores.rows = None;
    report.data = Data::default();
    let page = html(&report);
    for said in [
        "There are no intervals.",
        "The tracker has no profile of the tables of this model.",
        "not run here",
        "not defined",
    ] {
        assert!(page.contains(said), "{said}");
    }
}
