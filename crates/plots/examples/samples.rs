//! Writes each picture of made-up data, as SVG and PNG, into the folder that is named: to look at
//! what a change does. `cargo run -p plots --example samples -- FOLDER`

use std::path::Path;
use std::{env, fs, io};

use plots::{ClassBalance, ConfusionMatrix, Curve, Curves, Importances, Picture};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder = Path::new(&folder);
    let sets = [
        (
            "iris",
            ["setosa", "versicolor", "virginica"]
                .map(str::to_owned)
                .to_vec(),
        ),
        ("two", ["stays", "leaves"].map(str::to_owned).to_vec()),
        ("hostile", hostile()),
        ("twenty", (1..=20).map(|i| format!("species {i}")).collect()),
        (
            "many",
            (1..=200)
                .map(|i| format!("Clostridium perfringens, strain {i} of 200"))
                .collect(),
        ),
    ];
    for (set, classes) in sets {
        for (name, picture) in pictures(&classes) {
            let file = format!("{set}-{name}");
            fs::write(folder.join(format!("{file}.svg")), picture.svg())?;
            fs::write(folder.join(format!("{file}.png")), picture.png())?;
        }
    }
    Ok(())
}

fn hostile() -> Vec<String> {
    let long = "a very long name of a class that somebody has made up, number 1";
    let names = [
        "<script>alert(1)</script>",
        "\"q\" & 'q'",
        "鸢尾花",
        "שלום",
        "",
        long,
        "i\u{202e}\u{0}x",
    ];
    names.map(str::to_owned).to_vec()
}

fn pictures(classes: &[String]) -> Vec<(&'static str, Picture)> {
    let n = classes.len();
    let counts = (0..n)
        .map(|i| (0..n).map(|j| count(i, j)).collect())
        .collect();
    let matrix = ConfusionMatrix::new(classes.to_vec(), counts);
    let columns = classes.iter().enumerate();
    let columns = columns.map(|(i, name)| (name.clone(), 1.0 / (i + 2) as f64 / n as f64));
    let rows = |most: u64| (0..n).map(|i| most / (i as u64 + 1)).collect();
    let curves = |of: fn(usize, f64) -> (f64, f64), n_points: usize, scored: bool| {
        let first = usize::from(n == 2);
        let curve = |(at, class): (usize, &String)| Curve {
            number: at,
            class: class.clone(),
            points: (0..=n_points)
                .map(|i| of(at, i as f64 / n_points as f64))
                .collect(),
            score: scored.then_some(0.99 - 0.02 * (at % 40) as f64),
        };
        let curves = classes.iter().enumerate().skip(first).map(curve);
        Curves::new("curves", curves.collect()).expect("they are right")
    };
    vec![
        ("confusion_matrix", matrix.expect("it is right").picture()),
        ("roc", curves(roc, 40, true).roc()),
        (
            "precision_recall",
            curves(precision_recall, 30, true).precision_recall(),
        ),
        ("calibration", curves(calibration, 9, false).calibration()),
        (
            "importances",
            Importances::new(columns.collect())
                .expect("they are right")
                .picture(),
        ),
        (
            "class_balance",
            ClassBalance::new(classes.to_vec(), rows(120), rows(30))
                .expect("it is right")
                .picture(),
        ),
    ]
}

fn count(i: usize, j: usize) -> u64 {
    match i.abs_diff(j) {
        0 => 9000 / (i as u64 + 1),
        1 => 12 + 7 * (i as u64 % 5),
        d if d % 5 == 0 => 3,
        _ => 0,
    }
}

fn roc(class: usize, x: f64) -> (f64, f64) {
    (
        x,
        (1.0 - (1.0 - x).powf((3 + 2 * class % 9) as f64)).clamp(0.0, 1.0),
    )
}

fn precision_recall(class: usize, x: f64) -> (f64, f64) {
    let recall = 1.0 - x;
    (recall, 1.0 - recall.powf((2 + class % 9) as f64) * 0.6)
}

fn calibration(class: usize, x: f64) -> (f64, f64) {
    let bend = 0.15 * (class as f64 % 7.0 - 3.0) / 3.0;
    (x, (x + bend * 4.0 * x * (1.0 - x)).clamp(0.0, 1.0))
}
