//! The results of cells, remembered by their texts.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// How many texts are remembered; beyond that all are forgotten and learnt again, so that memory is bounded.
const REMEMBERED: usize = 1 << 16;

/// What was found for texts. The last one that was asked for is at hand: most cells are as the cell before.
#[derive(Debug, Clone)]
pub(super) struct Memo<T> {
    found: HashMap<Box<str>, T, RandomState>,
    last: Option<T>,
    last_key: String,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { found: HashMap::default(), last: None, last_key: String::new() }
    }
}

impl<T: Clone> Memo<T> {
    /// What was found for a text.
    pub fn get(&mut self, key: &str) -> Option<T> {
        if self.last.is_none() || self.last_key != key {
            self.last = Some(self.found.get(key)?.clone());
            self.last_key.clear();
            self.last_key.push_str(key);
        }
        self.last.clone()
    }

    /// Remembers what was found for a text.
    pub fn insert(&mut self, key: &str, found: T) {
        if self.found.len() >= REMEMBERED {
            self.found.clear();
        }
        self.found.insert(key.into(), found);
        // What is remembered of this text may be new.
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_last_is_found() {
        let mut memo = Memo::default();
        assert_eq!(memo.get(""), None::<u32>);
        memo.insert("", 1);
        memo.insert("a", 2);
        assert_eq!((memo.get(""), memo.get("a"), memo.get("a"), memo.get("b")), (Some(1), Some(2), Some(2), None));
        memo.insert("a", 3);
        assert_eq!(memo.get("a"), Some(3));
    }

    #[test]
    fn memory_is_bounded() {
        let mut memo = Memo::default();
        (0..=REMEMBERED).for_each(|n| memo.insert(&n.to_string(), n));
        assert_eq!((memo.found.len(), memo.get("0"), memo.get("65536")), (1, None, Some(REMEMBERED)));
    }
}
