//! A bounded memory of what was used last.

use std::collections::HashMap;
use std::hash::Hash;

/// Keeps values until twice a number of bytes came in after their last use.
///
/// Two halves are enough for that: a value that is used moves into the young half, and when the
/// young half is full it becomes the old one, whose values are dropped.
pub(super) struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    /// Bytes that were put into the young half.
    bytes: usize,
    limit: usize,
}

impl<K: Eq + Hash + Copy, V: Clone> Recent<K, V> {
    /// Makes an empty memory, each half of which holds values of so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), bytes: 0, limit }
    }

    /// Returns a value that is still remembered; its size is that of the value when it was put in.
    pub(super) fn get(&mut self, key: &K, bytes: impl FnOnce(&V) -> usize) -> Option<V> {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let value = self.old.remove(key)?;
        self.insert(*key, value.clone(), bytes(&value));
        Some(value)
    }

    /// Returns whether a value is still remembered.
    pub(super) fn contains(&self, key: &K) -> bool {
        self.young.contains_key(key) || self.old.contains_key(key)
    }

    /// Remembers a value.
    pub(super) fn insert(&mut self, key: K, value: V, bytes: usize) {
        if self.bytes > self.limit {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let mut recent = Recent::new(100);
        for key in 0..1000 {
            recent.insert(key, key, 10);
            assert_eq!(recent.get(&0, |_| 10), Some(0), "used all the time");
            assert!(key < 9 || recent.contains(&(key - 9)), "young enough");
            assert!(key < 30 || !recent.contains(&(key - 29)), "too old");
        }
        assert_eq!(recent.get(&1, |_| 10), None);
    }
}
