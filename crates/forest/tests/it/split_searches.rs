//! The binned search finds the splits that sorting everything finds.

use forest::{MaxFeatures, RandomForest, RandomForestParams, SplitSearch};
use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::{Array2, Ix1, ShapeBuilder};
use proptest::prelude::*;

/// A generated table.
#[derive(Debug, Clone, Copy)]
struct Shape {
    rows: usize,
    columns: usize,
    classes: usize,
    values: Values,
    /// The percentage of labels that are drawn at random.
    noise: u64,
    seed: u64,
}

#[derive(Debug, Clone, Copy)]
enum Values {
    Continuous,
    Few,
    /// Whole numbers, most of them near zero and some in one row only.
    Rare,
    /// More whole numbers than bins.
    Counts,
    MostlyZero,
    HeavyTails,
    TooClose,
    Missing,
}

/// `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// In `[-1, 1)`.
    fn number(&mut self) -> f32 {
        let signed = (self.next() >> 40) as f32 - 8_388_608.0;
        signed / 8_388_608.0
    }
}

impl Values {
    fn cell(self, random: &mut Random) -> f32 {
        let number = random.number();
        match self {
            Self::Few => (number * 6.0).round(),
            Self::Rare => (number.powi(9) * 60.0).round(),
            Self::Counts => (number.powi(5) * 1000.0).round(),
            Self::MostlyZero if !random.next().is_multiple_of(10) => 0.0,
            Self::HeavyTails => number.powi(15) * 1e6,
            // Neighbours on both sides of the 1e-7 that tells values apart.
            Self::TooClose => (number * 400.0).round() * 3e-8,
            Self::Missing if random.next().is_multiple_of(8) => f32::NAN,
            Self::Continuous | Self::MostlyZero | Self::Missing => number,
        }
    }
}

fn table(shape: Shape) -> Dataset<f32, usize, Ix1> {
    let mut random = Random(shape.seed);
    let cell = || shape.values.cell(&mut random);
    let records = Array2::from_shape_simple_fn((shape.rows, shape.columns), cell);
    let mut random = Random(!shape.seed);
    let labels = records.rows().into_iter().map(|row| {
        let drawn = random.next();
        if drawn % 100 < shape.noise {
            (drawn >> 8) as usize % shape.classes
        } else {
            // How many values are large says the class.
            row.iter().filter(|&&value| value > 0.1).count() % shape.classes
        }
    });
    let labels = labels.collect();
    Dataset::new(records, labels)
}

fn grow(
    params: &RandomForestParams,
    split_search: SplitSearch,
    table: &Dataset<f32, usize, Ix1>,
) -> RandomForest {
    let params = params.clone().split_search(split_search);
    params.fit(table).expect("the table can be learnt")
}

/// Trees without a look at `missing_go_to_left` first: thresholds say more.
fn assert_same(params: &RandomForestParams, shape: Shape) {
    let table = table(shape);
    let fast = grow(params, SplitSearch::Binned, &table);
    let plain = grow(params, SplitSearch::Sorted, &table);
    for (fast, plain) in fast.trees().iter().zip(plain.trees()) {
        assert_eq!(fast.feature(), plain.feature(), "{shape:?} {params:?}");
        assert_eq!(fast.threshold(), plain.threshold(), "{shape:?} {params:?}");
        assert_eq!(fast, plain, "{shape:?} {params:?}");
    }
}

fn values() -> impl Strategy<Value = Values> {
    prop_oneof![
        Just(Values::Continuous),
        Just(Values::Few),
        Just(Values::Rare),
        Just(Values::Counts),
        Just(Values::MostlyZero),
        Just(Values::HeavyTails),
        Just(Values::TooClose),
        Just(Values::Missing),
    ]
}

prop_compose! {
    fn shapes()(
        rows in 2usize..2500, columns in 1usize..7, classes in 2usize..12,
        values in values(), noise in 0u64..101, seed in any::<u64>(),
    ) -> Shape {
        Shape { rows, columns, classes, values, noise, seed }
    }
}

fn features() -> impl Strategy<Value = MaxFeatures> {
    prop_oneof![
        Just(MaxFeatures::Sqrt),
        Just(MaxFeatures::All),
        (1usize..4).prop_map(MaxFeatures::Count),
    ]
}

prop_compose! {
    fn params()(
        depth in proptest::option::of(1usize..12), features in features(),
        leaf in 1usize..9, fraction in prop_oneof![Just(0.0), 0.0..0.2],
        leaves in prop_oneof![3 => Just(None), 1 => (2usize..40).prop_map(Some)],
        bootstrap in any::<bool>(), seed in any::<u32>(),
    ) -> RandomForestParams {
        RandomForestParams::new()
            .n_estimators(3)
            .max_depth(depth)
            .max_features(features)
            .min_samples_leaf(leaf)
            .min_weight_fraction_leaf(fraction)
            .max_leaf_nodes(leaves)
            .bootstrap(bootstrap)
            .random_state(seed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_searches_grow_the_same_trees(params in params(), shape in shapes()) {
        assert_same(&params, shape);
    }
}

/// Tables large enough for every level of the fast search: bins, subcodes, blocks.
#[test]
fn both_searches_grow_the_same_trees_on_many_rows() {
    let params = RandomForestParams::new().n_estimators(1).random_state(3);
    for (classes, noise) in [(2, 10), (2, 100), (5, 30)] {
        for values in [
            Values::Continuous,
            Values::HeavyTails,
            Values::Missing,
            Values::Rare,
            Values::Counts,
            Values::MostlyZero,
        ] {
            let shape = Shape {
                rows: 24_000,
                columns: 5,
                classes,
                values,
                noise,
                seed: 9,
            };
            assert_same(&params.clone().max_depth(Some(14)), shape);
        }
    }
}

/// Enough values for their codes to be copied row by row, which small nodes then read.
#[test]
fn both_searches_grow_the_same_trees_from_millions_of_values() {
    let params = RandomForestParams::new()
        .n_estimators(1)
        .max_features(MaxFeatures::Count(5))
        .max_depth(Some(14))
        .random_state(4);
    for (classes, values) in [(2, Values::Continuous), (3, Values::Counts)] {
        let shape = Shape {
            rows: 72_000,
            columns: 60,
            classes,
            values,
            noise: 30,
            seed: 8,
        };
        let data = table(shape);
        assert!(
            grow(&params, SplitSearch::Binned, &data) == grow(&params, SplitSearch::Sorted, &data),
            "{shape:?}"
        );
    }
}

/// Rows that lie together are copied together, columns one by one.
#[test]
fn trees_do_not_depend_on_the_order_of_memory() {
    let shape = Shape {
        rows: 12_000,
        columns: 9,
        classes: 3,
        values: Values::Continuous,
        noise: 30,
        seed: 6,
    };
    let by_row = table(shape);
    let mut by_column = Array2::zeros(by_row.records().dim().f());
    by_column.assign(by_row.records());
    let by_column = Dataset::new(by_column, by_row.targets().clone());
    let params = RandomForestParams::new().n_estimators(2).random_state(8);
    assert_eq!(
        grow(&params, SplitSearch::Binned, &by_row),
        grow(&params, SplitSearch::Binned, &by_column)
    );
}

/// One tree on seven threads: a tree's rows are then counted by several threads.
#[test]
fn a_tree_does_not_depend_on_the_number_of_threads() {
    let shape = Shape {
        rows: 40_000,
        columns: 6,
        classes: 2,
        values: Values::Continuous,
        noise: 20,
        seed: 4,
    };
    let table = table(shape);
    let params = RandomForestParams::new().n_estimators(1).max_depth(Some(6));
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads can be started")
            .install(|| grow(&params, SplitSearch::Binned, &table))
    };
    let alone = with_threads(1);
    assert_eq!(alone, with_threads(2));
    assert_eq!(alone, with_threads(7));
}

/// A row that counts more than 65,535 times does not fit where the fast search keeps
/// weights.
#[test]
fn weights_too_large_for_the_fast_search_are_left_to_the_plain_one() {
    use forest::ClassWeight;
    let shape = Shape {
        rows: 300,
        columns: 3,
        classes: 2,
        values: Values::Continuous,
        noise: 30,
        seed: 5,
    };
    let weights = [(0, 1.0), (1, 65_536.0)].into_iter().collect();
    let params = RandomForestParams::new()
        .n_estimators(2)
        .bootstrap(false)
        .class_weight(Some(ClassWeight::PerClass(weights)));
    assert_same(&params, shape);
}
