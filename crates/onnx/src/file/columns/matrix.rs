//! From a float for each row and input to the matrix.

use super::categories::float;
use super::part::Part;
use super::values::{Values, concat};
use crate::encoding::{Encoding, Input, sources};
use crate::file::messages::{Attribute, FLOAT, Tensor};
use crate::float32::FeatureValue;

/// The operators from the inputs to the matrix, which the last one makes.
pub(super) fn matrix(part: &mut Part, inputs: &[Input]) {
    let values = Values::of(part, inputs);
    let rows = rows(part, &values);
    let filled = filled(part, rows, inputs, &values.inputs);
    let gathered = gathered(part, filled, inputs, &values.inputs);
    ones(part, &gathered, inputs);
}

/// A column for each input: `[N, F]`.
fn rows(part: &mut Part, values: &Values) -> String {
    let names: Vec<&str> = values.names.iter().map(String::as_str).collect();
    let all = concat(part, &names, "values");
    let shape = part.constant("values/shape", |name| {
        Tensor::int64_vector(name, vec![int(values.inputs.len()), -1])
    });
    let columns = part.add("Reshape", &[&all, &shape], "values/columns", vec![]);
    let swap = Attribute::ints("perm", vec![1, 0]);
    part.add("Transpose", &[&columns], "values/rows", vec![swap])
}

/// With what stands for missing numbers and flags.
fn filled(part: &mut Part, rows: String, inputs: &[Input], order: &[usize]) -> String {
    let fill = |&at: &usize| match inputs[at].encoding {
        Encoding::Number { fill: Some(fill) } | Encoding::Flag { fill: Some(fill) } => {
            fill.to_f32()
        }
        _ => f32::NAN,
    };
    let fills: Vec<f32> = order.iter().map(fill).collect();
    if fills.iter().all(|fill| fill.is_nan()) {
        return rows;
    }
    let fills = part.constant("fills", |name| Tensor::float_vector(name, fills));
    let missing = part.add("IsNaN", &[&rows], "missing", vec![]);
    part.add("Where", &[&missing, &fills, &rows], "filled", vec![])
}

/// A column for each one of the matrix: `[N, W]`.
fn gathered(part: &mut Part, rows: String, inputs: &[Input], order: &[usize]) -> String {
    let mut places = vec![0; inputs.len()];
    for (place, &at) in order.iter().enumerate() {
        places[at] = place;
    }
    let columns: Vec<usize> = sources(inputs).into_iter().map(|at| places[at]).collect();
    if columns.iter().copied().eq(0..order.len()) {
        return rows;
    }
    let columns = part.constant("columns", |name| {
        Tensor::int64_vector(name, columns.into_iter().map(int).collect())
    });
    let axis = Attribute::int("axis", 1);
    part.add("Gather", &[&rows, &columns], "gathered", vec![axis])
}

/// With 1 and 0 in columns of categories: 1 where the place among them is the column's own.
fn ones(part: &mut Part, gathered: &str, inputs: &[Input]) {
    let own_places = |input: &Input| -> Vec<f32> {
        match input.encoding {
            Encoding::OneHot { .. } => (0..input.width()).map(float).collect(),
            _ => vec![f32::NAN; input.width()],
        }
    };
    let places: Vec<f32> = inputs.iter().flat_map(own_places).collect();
    if places.iter().all(|place| place.is_nan()) {
        return;
    }
    let places = part.constant("places", |name| Tensor::float_vector(name, places));
    let equal = part.add("Equal", &[gathered, &places], "places/equal", vec![]);
    let ones = part.cast(&equal, "places/ones", FLOAT);
    let without = part.add("IsNaN", &[&places], "places/without", vec![]);
    let merged = [without.as_str(), gathered, &ones];
    part.add("Where", &merged, "matrix", vec![]);
}

fn int(count: usize) -> i64 {
    i64::try_from(count).expect("numbers of things in memory")
}
