//! Wines and what a jury thinks of them, as a German spreadsheet program saves such a table: `;`
//! between the cells, commas in the numbers, days before months.

use std::fmt::Write as _;

use end_to_end::draw::Draw;

const ROWS: u32 = 1000;
const GRAPES: [&str; 6] = [
    "Riesling",
    "Spätburgunder",
    "Müller-Thurgau",
    "Silvaner",
    "Grauburgunder",
    "Dornfelder",
];
const REGIONS: [&str; 5] = ["Mosel", "Pfalz", "Baden", "Rheingau", "Franken"];

pub(crate) fn table() -> String {
    let mut draw = Draw::seeded(13);
    let mut table =
        "Rebsorte;Gebiet;Abgefüllt am;Alkohol (% vol);Säure (g/l);Restzucker (g/l);Bio;Urteil\n"
            .to_owned();
    for _ in 0..ROWS {
        let line = wine(&mut draw);
        let _ = writeln!(table, "{line}");
    }
    table
}

fn wine(draw: &mut Draw) -> String {
    let (grape, region) = (draw.of(&GRAPES), draw.of(&REGIONS));
    let alcohol = draw.normal(12.0, 0.9);
    let acid = draw.normal(if grape == "Riesling" { 7.6 } else { 5.8 }, 0.8);
    let sugar = draw.share().powi(2) * 40.0 + 1.0;
    let organic = draw.chance(0.3);
    let merit = draw.normal(0.0, 0.7) - (acid - 6.4).abs() - (alcohol - 12.2).abs()
        + f64::from(u8::from(organic)) * 0.4
        - 0.02 * sugar;
    let verdict = match merit {
        merit if merit > -1.1 => "sehr gut",
        merit if merit > -2.0 => "gut",
        _ => "mäßig",
    };
    let (day, month, year) = (1 + draw.below(28), 1 + draw.below(12), 2018 + draw.below(6));
    let sugar = draw.unless(0.03, decimal(sugar, 1));
    let (alcohol, acid) = (decimal(alcohol, 1), decimal(acid, 2));
    let organic = if organic { "ja" } else { "nein" };
    format!(
        "{grape};{region};{day:02}.{month:02}.{year};{alcohol};{acid};{sugar};{organic};{verdict}"
    )
}

/// With a comma.
fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}
