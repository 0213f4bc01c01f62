//! A table like the one of the penguins of the Palmer Archipelago: its columns, its classes and
//! their sizes, and measurements that are about as far apart.

use std::fmt::Write as _;

use end_to_end::draw::Draw;

struct Species {
    name: &'static str,
    rows: u32,
    islands: &'static [&'static str],
    /// Mean and deviation of the bill's length and depth, the flipper's length, the mass.
    sizes: [(f64, f64); 4],
}

const SPECIES: [Species; 3] = [
    Species {
        name: "Adelie",
        rows: 152,
        islands: &["Torgersen", "Biscoe", "Dream"],
        sizes: [(38.8, 2.4), (18.3, 1.1), (190.0, 6.0), (3700.0, 380.0)],
    },
    Species {
        name: "Gentoo",
        rows: 124,
        islands: &["Biscoe"],
        sizes: [(47.5, 2.7), (15.0, 0.9), (217.0, 6.0), (5076.0, 400.0)],
    },
    Species {
        name: "Chinstrap",
        rows: 68,
        islands: &["Dream"],
        sizes: [(48.8, 2.9), (18.4, 1.0), (196.0, 6.5), (3733.0, 330.0)],
    },
];
const MISSING: f64 = 0.006;

pub(crate) fn table() -> String {
    let mut draw = Draw::seeded(2007);
    let mut table =
        "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\n"
            .to_owned();
    for species in &SPECIES {
        for _ in 0..species.rows {
            let line = row(species, &mut draw);
            let _ = writeln!(table, "{line}");
        }
    }
    table
}

fn row(species: &Species, draw: &mut Draw) -> String {
    let male = draw.chance(0.5);
    let larger = if male { 0.6 } else { -0.6 };
    let [length, depth, flipper, mass] = species
        .sizes
        .map(|(mean, deviation)| draw.normal(mean + larger * deviation, 0.8 * deviation));
    let sizes = [
        format!("{length:.1}"),
        format!("{depth:.1}"),
        format!("{flipper:.0}"),
        format!("{:.0}", (mass / 25.0).round() * 25.0),
    ];
    let sizes = sizes.map(|size| draw.unless(MISSING, size)).join(",");
    let sex = if male { "male" } else { "female" };
    let sex = draw.unless(0.03, sex.to_owned());
    let (island, year) = (draw.of(species.islands), 2007 + draw.below(3));
    format!("{},{island},{sizes},{sex},{year}", species.name)
}
