//! All combinations of the values of some settings.

use params::yaml::Node;

use crate::setting::Setting;

/// A value for each key, in the order of the keys.
pub(crate) type Combination<'a> = Vec<&'a Node>;

/// How many combinations there are; none for more than a number can hold.
pub(crate) fn size(settings: &[Setting]) -> Option<usize> {
    let mut sizes = settings.iter().map(|setting| setting.values.len());
    sizes.try_fold(1_usize, usize::checked_mul)
}

/// The combinations; the last setting's values change fastest.
pub(crate) fn combinations(settings: &[Setting]) -> Vec<Combination<'_>> {
    settings.iter().fold(vec![Vec::new()], |before, setting| {
        let longer = before.iter().flat_map(|combination: &Combination<'_>| {
            let with = |value| [combination.as_slice(), &[value]].concat();
            setting.values.iter().map(with)
        });
        longer.collect()
    })
}

/// As few grids as are found that together hold `combinations`, and each of them once: DVC takes a
/// whole grid at a time, faster than its combinations one by one. A grid is the values of each
/// key.
pub(crate) fn grids(combinations: &[Combination<'_>]) -> Vec<Vec<Vec<Node>>> {
    let Some(first) = combinations.first() else {
        return Vec::new();
    };
    if first.is_empty() {
        return vec![Vec::new()];
    }
    // What follows the first value: the same for two values makes them one grid.
    let mut groups: Vec<(Vec<Node>, Vec<Combination<'_>>)> = Vec::new();
    for value in distinct(combinations.iter().map(|combination| combination[0])) {
        let with = combinations.iter().filter(|found| found[0] == value);
        let rest: Vec<_> = with.map(|found| found[1..].to_vec()).collect();
        match groups.iter_mut().find(|(_, known)| *known == rest) {
            Some((values, _)) => values.push(value.clone()),
            None => groups.push((vec![value.clone()], rest)),
        }
    }
    let with_first = |(values, rest): (Vec<Node>, Vec<Combination<'_>>)| {
        let grids = grids(&rest).into_iter();
        grids.map(move |grid| [vec![values.clone()], grid].concat())
    };
    groups.into_iter().flat_map(with_first).collect()
}

fn distinct<'a>(values: impl Iterator<Item = &'a Node>) -> Vec<&'a Node> {
    let mut found: Vec<&Node> = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::parse;

    fn text(combinations: &[Combination<'_>]) -> Vec<String> {
        let line = |one: &Combination<'_>| {
            let values: Vec<_> = one.iter().map(ToString::to_string).collect();
            values.join(" ")
        };
        combinations.iter().map(line).collect()
    }

    #[test]
    fn a_grid_holds_every_combination_and_the_last_key_changes_fastest() {
        let settings = parse("a=1,2 b=x,y").unwrap();
        let all = combinations(&settings);
        assert_eq!(text(&all), ["1 x", "1 y", "2 x", "2 y"]);
        assert_eq!(size(&settings), Some(4));
        assert_eq!(text(&combinations(&[])), [""]);
    }

    #[test]
    fn a_grid_larger_than_numbers_go_has_no_size() {
        let values: Vec<_> = (0..100).map(|value| value.to_string()).collect();
        let keys = (0..12).map(|key| format!("k{key}={}", values.join(",")));
        let settings = parse(&keys.collect::<Vec<_>>().join(" ")).unwrap();
        assert_eq!(size(&settings), None);
        assert_eq!(size(&settings[..3]), Some(1_000_000));
    }

    #[test]
    fn what_is_left_of_a_grid_is_few_grids_that_hold_each_combination_once() {
        let settings = parse("a=1,2,3 b=x,y").unwrap();
        let all = combinations(&settings);
        let shown = |grids: Vec<Vec<Vec<Node>>>| -> Vec<String> {
            let key = |values: &Vec<Node>| {
                let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                values.join(",")
            };
            let line = |grid: &Vec<Vec<Node>>| grid.iter().map(key).collect::<Vec<_>>().join(" ");
            grids.iter().map(line).collect()
        };
        assert_eq!(shown(grids(&all)), ["1,2,3 x,y"]);
        let without_one: Vec<_> = all.iter().skip(1).cloned().collect();
        assert_eq!(shown(grids(&without_one)), ["1 y", "2,3 x,y"]);
        assert_eq!(shown(grids(&[])), Vec::<String>::new());
    }
}
