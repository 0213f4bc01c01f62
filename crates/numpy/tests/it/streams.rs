//! Every method against the streams that NumPy drew (`oracle/numpy_random.py`).

use numpy::random::{Distribution, RandomState};
use serde::Deserialize;

/// What one seed gives, in the order in which it was drawn.
#[derive(Deserialize)]
struct Stream {
    seed: u32,
    words: Vec<u32>,
    randint: Vec<(u32, Vec<u32>)>,
    permutation: Vec<(usize, Vec<usize>)>,
    shuffle: Vec<char>,
    choice: Vec<(usize, Vec<u32>)>,
    /// Numbers as text: not every JSON reader rounds correctly.
    random_sample: Vec<String>,
    weighted: Vec<(Vec<String>, Vec<usize>)>,
    last_word: u32,
}

#[test]
fn every_method_draws_what_numpy_draws_from_one_running_stream() {
    let streams: Vec<Stream> = serde_json::from_str(include_str!("../fixtures/streams.json"))
        .expect("the fixture is JSON");
    assert_eq!(streams.len(), 6);
    for stream in &streams {
        check(stream);
    }
}

fn check(stream: &Stream) {
    let seed = stream.seed;
    let mut random = RandomState::new(seed);
    for &word in &stream.words {
        assert_eq!(random.next_u32(), word, "words of seed {seed}");
    }
    for (high, expected) in &stream.randint {
        let drawn: Vec<u32> = expected.iter().map(|_| random.randint(*high)).collect();
        assert_eq!(&drawn, expected, "randint({high}) of seed {seed}");
    }
    for (n, expected) in &stream.permutation {
        assert_eq!(
            &random.permutation(*n),
            expected,
            "permutation({n}) of seed {seed}"
        );
    }
    let mut letters: Vec<char> = ('a'..='j').collect();
    random.shuffle(&mut letters);
    assert_eq!(letters, stream.shuffle, "shuffle of seed {seed}");
    let items: Vec<u32> = (10..22).collect();
    for (size, expected) in &stream.choice {
        assert_eq!(
            &random.choice(&items, *size),
            expected,
            "choice of {size}, seed {seed}"
        );
    }
    for expected in &stream.random_sample {
        let drawn = random.random_sample();
        assert_eq!(drawn.to_string(), *expected, "random_sample of seed {seed}");
    }
    for (weights, expected) in &stream.weighted {
        let probabilities: Vec<f64> = weights
            .iter()
            .map(|p| p.parse().expect("a number"))
            .collect();
        let distribution = Distribution::new(&probabilities);
        assert_eq!(distribution.len(), probabilities.len());
        let drawn: Vec<usize> = expected
            .iter()
            .map(|_| random.choice_from(&distribution))
            .collect();
        assert_eq!(&drawn, expected, "choice with p = {weights:?}, seed {seed}");
    }
    let last = (0..2000).map(|_| random.next_u32()).last();
    assert_eq!(last, Some(stream.last_word), "words after, seed {seed}");
}
