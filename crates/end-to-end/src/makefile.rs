//! What the Makefile says of its targets.

/// The targets that take a variable, as `make help` tells it: `(VERSION=3 or RUN=...)`.
#[must_use]
pub fn variables(makefile: &str) -> Vec<(&str, &str)> {
    let documented = makefile.lines().filter_map(|line| line.split_once(": "));
    let documented =
        documented.filter_map(|(target, rest)| Some((target, rest.split_once("## ")?.1)));
    let found = documented.flat_map(|(target, help)| {
        let told = help.split_once('(').map_or("", |(_, told)| told);
        let names = told
            .split(' ')
            .filter_map(|word| Some(word.split_once('=')?.0));
        let names = names.filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase()));
        names.map(move |name| (target, name))
    });
    found.collect()
}

/// The targets that are typed: those of `.PHONY`, without those of stages.
#[must_use]
pub fn targets(makefile: &str) -> Vec<&str> {
    let (_, listed) = makefile.split_once(".PHONY: ").expect("a list of targets");
    let (listed, _) = listed.split_once("\n\n").expect("an end of the list");
    let names = listed.lines().flat_map(str::split_whitespace);
    names
        .filter(|name| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        })
        .collect()
}
