//! What is known of words: what a full stop does after an abbreviation, and which sections carry no sentences.
//!
//! Both are text files in the same folder, each with its languages; a language is added by adding lines.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

const ABBREVIATIONS: &str = include_str!("abbreviations.txt");
const SECTIONS: &str = include_str!("sections.txt");

/// What a full stop does after a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// It never ends a sentence.
    Never,
    /// It ends none before a number.
    Number,
    /// It ends one only before a word that begins sentences.
    Seldom,
    /// Words that begin sentences.
    Start,
    /// Words before which a number with a full stop is an ordinal number.
    Ordinal,
}

/// The words of all languages. One text may quote another language, so none is chosen.
#[derive(Debug, Default)]
pub struct Words {
    groups: HashMap<Group, HashSet<&'static str>>,
}

impl Words {
    /// The lists of the program, read once.
    pub fn get() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            let mut words = Self::default();
            for line in lines(ABBREVIATIONS) {
                let Some((head, list)) = line.split_once(':') else { continue };
                let group = match head.split_whitespace().nth(1) {
                    Some("never") => Group::Never,
                    Some("number") => Group::Number,
                    Some("seldom") => Group::Seldom,
                    Some("start") => Group::Start,
                    Some("ordinal") => Group::Ordinal,
                    _ => continue,
                };
                words.groups.entry(group).or_default().extend(list.split_whitespace());
            }
            words
        })
    }

    /// Whether a word, without its full stop, is of the group. A word listed in small letters may have a capital.
    pub fn is(&self, group: Group, word: &str) -> bool {
        let Some(list) = self.groups.get(&group) else { return false };
        list.contains(word) || {
            let mut chars = word.chars();
            let first = chars.next().filter(|first| first.is_uppercase());
            first.is_some_and(|first| list.contains(format!("{}{}", first.to_lowercase(), chars.as_str()).as_str()))
        }
    }
}

/// Whether a section of this title leads elsewhere (links, notes, literature) and so carries no sentences.
pub fn is_apparatus(title: &str) -> bool {
    static TITLES: OnceLock<HashSet<String>> = OnceLock::new();
    let titles = TITLES.get_or_init(|| {
        let title = |line: &str| line.split_once(' ').map(|(_, title)| title.trim().to_lowercase());
        lines(SECTIONS).filter_map(title).collect()
    });
    titles.contains(&title.to_lowercase())
}

/// The lines of a list, without comments.
pub fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read_whole() {
        let words = Words::get();
        assert!(words.is(Group::Never, "Mr") && words.is(Group::Never, "E.g") && words.is(Group::Number, "No"));
        assert!(!words.is(Group::Never, "mr") && !words.is(Group::Never, "") && words.is(Group::Start, "Однако"));
        assert!(words.is(Group::Ordinal, "Jahrhundert") && words.is(Group::Seldom, "Inc"));
        for line in lines(ABBREVIATIONS) {
            let head: Vec<&str> = line.split(':').next().unwrap().split(' ').collect();
            assert!(["never", "number", "seldom", "start", "ordinal"].contains(&head[1]), "{line}");
        }
        assert!(is_apparatus("see ALSO") && is_apparatus("См. также") && !is_apparatus("Notes of protest"));
    }
}
