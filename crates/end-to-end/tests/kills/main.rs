//! Whatever is killed at whatever moment: the next `make run` succeeds without a hand, with the
//! bytes that it gives undisturbed, and nothing is left at work or open.
//!
//! `KILL_RUNS` is how many runs are killed, `KILL_SEED` where the draws begin. The same seed
//! draws the same kills; what each meets depends on the machine.

mod at_work;
mod kill;
mod scene;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use end_to_end::environment::number;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use crate::kill::Kill;
use crate::scene::{LATE, Scene};

/// How many runs are killed unless the environment says otherwise.
const RUNS: usize = 3;
/// How many runs say something about the kills: most of them have to meet somebody.
const MANY: usize = 100;

#[test]
fn after_every_kill_the_next_run_succeeds_and_leaves_nothing_behind() {
    let runs = number("KILL_RUNS", RUNS);
    let seed = number("KILL_SEED", 20_261_128);
    let scene = Scene::new(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("kills"));
    let mut draws = StdRng::seed_from_u64(seed);
    let mut tally = BTreeMap::<String, usize>::new();
    let mut problems = Vec::new();
    let started = Instant::now();
    for run in 0..runs {
        let kill = Kill::draw(&mut draws, scene.undisturbed);
        let (what, found) = scene.run_one(run, kill);
        // Of hundreds of runs, the first that went wrong is worth reading at once.
        println!(
            "run {run}, {kill} ({what}): {}",
            found.as_deref().unwrap_or("ok")
        );
        *tally.entry(what).or_default() += 1;
        problems.extend(found.map(|problem| format!("run {run}, {kill}: {problem}")));
    }
    println!(
        "{runs} runs killed with seed {seed} in {:.0} s, undisturbed {:.1} s each: {tally:#?}",
        started.elapsed().as_secs_f64(),
        scene.undisturbed.as_secs_f64()
    );
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let late = tally.get(LATE).copied().unwrap_or_default();
    assert!(
        runs < MANY || 2 * late < runs,
        "{late} of {runs} kills met nobody"
    );
}
