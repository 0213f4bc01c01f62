//! Every array of every tree equals scikit-learn 1.9's, to the last bit.

use forest::{RandomForestParams, SplitSearch};
use serde::Deserialize;

use crate::scikit::{Expected, fit};
use crate::tables::{Source, Table};

/// One forest of `fixtures/forests.json`.
#[derive(Deserialize)]
struct Case {
    source: Source,
    params: RandomForestParams,
    #[serde(flatten)]
    expected: Expected,
}

#[test]
fn forests_equal_scikit_learns_for_every_table_parameter_and_seed() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/forests.json"))
        .expect("the fixture is JSON");
    assert!(
        cases.len() >= 255,
        "only {} forests in the fixture",
        cases.len()
    );
    for case in &cases {
        let table = Table::of(&case.source);
        for split_search in [SplitSearch::Binned, SplitSearch::Sorted] {
            let params = case.params.clone().split_search(split_search);
            let name = format!("{:?} with {params:?}", case.source);
            let model = fit(&params, &table);
            case.expected.assert_equals(&model, &table.records, &name);
        }
    }
}
