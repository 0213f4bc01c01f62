//! Categories as floats: their positions, or their places among the columns of an input.

use super::part::Part;
use crate::encoding::{Categories, Encoding, MISSING};
use crate::file::ML_DOMAIN;
use crate::file::messages::{Attribute, Tensor};
use crate::float32::FeatureValue;

/// What an unknown value becomes: scikit-learn's `unknown_value`, and the place of no column.
const UNKNOWN: f32 = -1.0;

/// Categories, and what a missing value becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coded<'a> {
    pub(super) categories: &'a Categories,
    missing: f32,
}

impl<'a> Coded<'a> {
    pub(super) fn of(encoding: &'a Encoding) -> Option<Self> {
        match encoding {
            Encoding::OneHot {
                categories,
                missing,
                ..
            } => Some(Self {
                categories,
                missing: missing.map_or(UNKNOWN, float),
            }),
            Encoding::Ordinal {
                categories,
                missing,
            } => Some(Self {
                categories,
                missing: missing.to_f32(),
            }),
            Encoding::Dropped | Encoding::Number { .. } | Encoding::Flag { .. } => None,
        }
    }

    /// Whether a missing value becomes something else than an unknown one.
    fn tells_missing(self) -> bool {
        self.missing != UNKNOWN
    }
}

/// A place or position: small, so that float32 has it.
pub(super) fn float(place: usize) -> f32 {
    (place as f64).to_f32()
}

/// What texts become, and all other texts.
pub(super) fn texts(
    part: &mut Part,
    input: &str,
    output: &str,
    known: Vec<(&str, f32)>,
    other: f32,
) -> String {
    let (keys, values): (Vec<_>, Vec<_>) = known.into_iter().unzip();
    let keys = keys.into_iter().map(|key| key.as_bytes().to_vec());
    let attributes = vec![
        Attribute::float("default_float", other),
        Attribute::strings("keys_strings", keys.collect()),
        Attribute::floats("values_floats", values),
    ];
    let output = part.add("LabelEncoder", &[input], output, attributes);
    if let Some(node) = part.nodes.last_mut() {
        node.domain = Some(ML_DOMAIN.to_owned());
    }
    output
}

/// Texts that are categories.
pub(super) fn coded_texts(
    part: &mut Part,
    input: &str,
    output: &str,
    coded: Coded<'_>,
    categories: &[(String, usize)],
) -> String {
    let mut known: Vec<(&str, f32)> = categories
        .iter()
        .map(|(text, place)| (text.as_str(), float(*place)))
        .collect();
    if coded.tells_missing() {
        let is_category = |text: &str| {
            categories
                .binary_search_by(|(category, _)| category.as_str().cmp(text))
                .is_ok()
        };
        let missing = MISSING.into_iter().filter(|text| !is_category(text));
        known.extend(missing.map(|text| (text, coded.missing)));
    }
    // An encoder must have a key: the empty text is unknown without being there.
    if known.is_empty() {
        known.push(("", UNKNOWN));
    }
    texts(part, input, output, known, UNKNOWN)
}

/// Numbers (double) that are categories. Not a number equals none of them.
pub(super) fn coded_numbers(
    part: &mut Part,
    input: &str,
    output: &str,
    coded: Coded<'_>,
    categories: &[(f64, usize)],
) -> String {
    let known = look_up(part, input, output, categories);
    if !coded.tells_missing() {
        return known;
    }
    let missing = part.constant(&format!("{output}/missing"), |name| {
        Tensor::float(name, coded.missing)
    });
    let none = part.add("IsNaN", &[input], &format!("{output}/none"), vec![]);
    part.add("Where", &[&none, &missing, &known], output, vec![])
}

/// Numbers (double) that are flags: 1, 0, and no number for all others.
pub(super) fn number_flags(part: &mut Part, input: &str, output: &str) -> String {
    let known = look_up(part, input, output, &[(0.0, 0), (1.0, 1)]);
    let mut constant = |what: &str, value| {
        part.constant(&format!("{output}/{what}"), |name| {
            Tensor::float(name, value)
        })
    };
    let (zero, missing) = (constant("zero", 0.0), constant("missing", f32::NAN));
    let none = part.add("Less", &[&known, &zero], &format!("{output}/none"), vec![]);
    part.add("Where", &[&none, &missing, &known], output, vec![])
}

/// The position of each number, or [`UNKNOWN`]: the greatest of what it is compared with each
/// category.
fn look_up(part: &mut Part, input: &str, output: &str, known: &[(f64, usize)]) -> String {
    let own = |what: &str| format!("{output}/{what}");
    // Nothing can be the greatest of nothing.
    let keys = match known {
        [] => vec![f64::NAN],
        known => known.iter().map(|(number, _)| *number).collect(),
    };
    let mut places: Vec<f32> = known.iter().map(|(_, place)| float(*place)).collect();
    places.resize(keys.len(), UNKNOWN);
    let keys = part.constant(&own("keys"), |name| {
        Tensor::doubles(name, &[keys.len()], keys)
    });
    let places = part.constant(&own("places"), |name| Tensor::float_vector(name, places));
    let unknown = part.constant(&own("unknown"), |name| Tensor::float(name, UNKNOWN));
    let axis = part.constant(&own("axis"), |name| Tensor::int64_vector(name, vec![1]));
    let column = part.add("Unsqueeze", &[input, &axis], &own("column"), vec![]);
    let equal = part.add("Equal", &[&column, &keys], &own("equal"), vec![]);
    let found = [equal.as_str(), &places, &unknown];
    let found = part.add("Where", &found, &own("found"), vec![]);
    let attributes = vec![
        Attribute::ints("axes", vec![1]),
        Attribute::int("keepdims", 0),
    ];
    part.add("ReduceMax", &[&found], &own("known"), attributes)
}
