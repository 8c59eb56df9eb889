//! Ids that lead to others, since two entities of Wikidata were merged.

use std::collections::{BTreeSet, HashMap};

use super::model::{Content, DataValue};

/// The redirects of some data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects {
    to: HashMap<String, String>,
    from: HashMap<String, BTreeSet<String>>,
}

impl Redirects {
    /// Notes that an id leads to another; what is known of it already stays.
    pub fn add(&mut self, from: &str, to: &str) {
        if !self.to.contains_key(from) && self.current(to) != from {
            self.to.insert(from.to_owned(), to.to_owned());
            self.from.entry(to.to_owned()).or_default().insert(from.to_owned());
        }
    }

    /// Adds those of other data.
    pub fn merge(&mut self, other: &Self) {
        let mut more: Vec<_> = other.to.iter().collect();
        more.sort_unstable();
        more.into_iter().for_each(|(from, to)| self.add(from, to));
    }

    /// Those that others do not have.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        let mut left = Self::default();
        for (from, to) in self.to.iter().filter(|(from, _)| !others.to.contains_key(*from)) {
            left.add(from, to);
        }
        left
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.to.len()
    }

    /// The id that an id leads to in the end; itself where it leads nowhere. None leads in a circle: such a one is not
    /// added.
    #[must_use]
    pub fn current<'a>(&'a self, id: &'a str) -> &'a str {
        let mut id = id;
        while let Some(next) = self.to.get(id) {
            id = next;
        }
        id
    }

    /// Replaces an entity with that of its present id.
    pub fn follow(&self, content: &mut Content) {
        if let Content::Value(DataValue::Entity(id)) = content
            && let current = self.current(id)
            && current != id
        {
            *content = Content::Value(DataValue::Entity(current.to_owned()));
        }
    }

    /// The ids that lead to an id, directly or through others, in their order.
    #[must_use]
    pub fn earlier<'a>(&'a self, id: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(one) = open.pop() {
            for from in self.from.get(one).into_iter().flatten() {
                if found.insert(from.as_str()) {
                    open.push(from);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_followed_and_circles_are_not_begun() {
        let mut redirects = Redirects::default();
        for (from, to) in [("Q1", "Q2"), ("Q2", "Q3"), ("Q3", "Q1"), ("Q1", "Q9"), ("Q4", "Q4")] {
            redirects.add(from, to);
        }
        assert_eq!(redirects.current("Q1"), "Q3");
        assert_eq!(redirects.current("Q3"), "Q3");
        assert_eq!(redirects.current("Q4"), "Q4");
        assert_eq!(redirects.earlier("Q3"), BTreeSet::from(["Q1", "Q2"]));
        assert_eq!(redirects.len(), 2);
    }
}
