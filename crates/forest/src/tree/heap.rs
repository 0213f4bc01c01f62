//! A queue by priority, with the C++ library's order among equals.

/// A binary heap, largest key first.
///
/// Which of several items with the largest key comes first depends on every step of
/// the algorithm. scikit-learn uses `std::push_heap` and `std::pop_heap`; this takes
/// the steps of libstdc++, with which its packages for Linux are built: an item taken
/// off the top leaves a hole that sinks to the bottom along the larger children, and
/// the last item rises from there.
#[derive(Debug)]
pub(crate) struct Heap<T> {
    items: Vec<(f64, T)>,
}

impl<T> Heap<T> {
    pub(crate) fn new() -> Self {
        Self { items: Vec::new() }
    }

    /// Adds an item.
    pub(crate) fn push(&mut self, key: f64, item: T) {
        self.items.push((key, item));
        self.rise(self.items.len() - 1);
    }

    /// Takes the item with the largest key.
    pub(crate) fn pop(&mut self) -> Option<T> {
        let last = self.items.len().checked_sub(1)?;
        // The last item travels along in the hole instead of being put in at the end,
        // which no comparison sees.
        self.items.swap(0, last);
        let (_, top) = self.items.pop()?;
        if !self.items.is_empty() {
            let bottom = self.sink();
            self.rise(bottom);
        }
        Some(top)
    }

    /// Moves the item at the top down along the larger children, the right one of
    /// equals, to the bottom, and says where that is.
    fn sink(&mut self) -> usize {
        let mut hole = 0;
        loop {
            let (left, right) = (2 * hole + 1, 2 * hole + 2);
            let child = match self.items.len() {
                len if left >= len => return hole,
                len if right == len || self.items[right].0 < self.items[left].0 => left,
                _ => right,
            };
            self.items.swap(hole, child);
            hole = child;
        }
    }

    /// Moves an item up past all smaller ones.
    fn rise(&mut self, mut at: usize) {
        while at > 0 && self.items[(at - 1) / 2].0 < self.items[at].0 {
            self.items.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Heap;

    #[test]
    fn items_come_by_key_and_equal_ones_in_the_order_of_libstdcpp() {
        let mut heap = Heap::new();
        for (item, key) in [1.0, 3.0, 3.0, 2.0, 3.0, 1.0, 2.0].into_iter().enumerate() {
            heap.push(key, item);
        }
        let order: Vec<usize> = std::iter::from_fn(|| heap.pop()).collect();
        // What push_heap and pop_heap of GCC 12 give for the same.
        assert_eq!(order, [1, 2, 4, 6, 3, 0, 5]);
    }
}
