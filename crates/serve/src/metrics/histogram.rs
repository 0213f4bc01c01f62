//! Counts of values by their size.

use std::sync::atomic::{AtomicU64, Ordering};

use super::exposition::Exposition;

/// Counts of values up to each of some bounds.
#[derive(Debug)]
pub(super) struct Histogram {
    bounds: &'static [f64],
    /// How many values are in each bucket alone, and in the last one those above all bounds.
    buckets: Box<[AtomicU64]>,
    /// The bits of the sum of all values.
    sum: AtomicU64,
}

impl Histogram {
    pub(super) fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            buckets: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0.0_f64.to_bits()),
        }
    }

    /// Counts values, all finite.
    pub(super) fn observe_all(&self, values: impl IntoIterator<Item = f64>) {
        let mut sum = 0.0;
        for value in values {
            let bucket = self.bounds.partition_point(|&bound| bound < value);
            self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
            sum += value;
        }
        if sum != 0.0 {
            let added = |bits| Some((f64::from_bits(bits) + sum).to_bits());
            // It always has a value to write, and so never fails.
            let _ = self
                .sum
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, added);
        }
    }

    /// Writes its samples, as those of a metric of this name.
    pub(super) fn expose(&self, text: &mut Exposition, name: &str, labels: &[(&str, &str)]) {
        let mut below = 0;
        let bounds = self
            .bounds
            .iter()
            .map(f64::to_string)
            .chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(&self.buckets) {
            below += count.load(Ordering::Relaxed);
            let labels = [labels, &[("le", &*bound)]].concat();
            text.sample(&format!("{name}_bucket"), &labels, below);
        }
        let sum = f64::from_bits(self.sum.load(Ordering::Relaxed));
        text.sample(&format!("{name}_sum"), labels, sum);
        text.sample(&format!("{name}_count"), labels, below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_in_the_first_bucket_that_is_not_below_it() {
        let histogram = Histogram::new(&[-1.0, 0.0, 2.5]);
        histogram.observe_all([-2.0, -1.0, 0.0, 2.5, 7.0, 1e9]);
        let mut text = Exposition::default();
        histogram.expose(&mut text, "h", &[("a", "b")]);
        insta::assert_snapshot!(text.finish(), @r#"
        h_bucket{a="b",le="-1"} 2
        h_bucket{a="b",le="0"} 3
        h_bucket{a="b",le="2.5"} 4
        h_bucket{a="b",le="+Inf"} 6
        h_sum{a="b"} 1000000006.5
        h_count{a="b"} 6
        "#);
    }
}
