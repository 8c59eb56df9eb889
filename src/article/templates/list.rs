//! What the lists say: of templates and elements (`wikitext.txt`), of states by the codes that templates are called
//! after (`countries.txt`), and of languages by theirs (`languages.txt`).

use super::format::{Piece, parse};
use crate::article::words::lines;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

pub(super) const KNOWN: &str = include_str!("../wikitext.txt");

pub(super) const COUNTRIES: &str = include_str!("../countries.txt");

pub(super) const LANGUAGES: &str = include_str!("../languages.txt");

/// What becomes of an element, or of a template without words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// It is left out, and reported with its lines.
    Box,
    /// It is left out, and may hold words of a sentence.
    Words,
    /// It is left out, and is next to the sentences.
    Beside,
    /// It is one of HTML.
    Html,
}

/// What `wikitext.txt` says of a name.
pub(super) enum Entry {
    LeftOut(Element),
    Words(Vec<Piece>),
}

#[derive(Default)]
pub(super) struct Known {
    files: HashSet<String>,
    categories: HashSet<String>,
    options: HashSet<String>,
    sites: HashSet<&'static str>,
    pub(super) units: HashMap<&'static str, &'static str>,
    pub(super) languages: HashMap<&'static str, &'static str>,
    pub(super) countries: HashMap<&'static str, &'static str>,
    elements: HashMap<&'static str, Element>,
    entries: Vec<Entry>,
    pub(super) names: HashMap<&'static str, usize>,
    /// Beginnings and endings of names, each with its entry.
    beginnings: Vec<(&'static str, usize)>,
    endings: Vec<(&'static str, usize)>,
}

impl Known {
    fn add(&mut self, names: &'static str, entry: Entry) {
        let at = self.entries.len();
        for name in names.split(" | ").map(str::trim) {
            let element = name.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
            match (name.strip_suffix('*'), name.strip_prefix('*'), element, &entry) {
                (_, _, Some(name), Entry::LeftOut(element)) => _ = self.elements.insert(name, *element),
                (Some(beginning), ..) if !beginning.is_empty() => self.beginnings.push((beginning, at)),
                (_, Some(ending), ..) if !ending.is_empty() => self.endings.push((ending, at)),
                _ => _ = self.names.insert(name, at),
            }
        }
        self.entries.push(entry);
    }

    /// What is said of a name, and what the `*` means by which it is known.
    pub(super) fn entry<'n>(&self, name: &'n str) -> Option<(&Entry, &'n str)> {
        let exact = self.names.get(name).map(|at| (*at, ""));
        // The longest beginning says most.
        let begins = || {
            let found = self.beginnings.iter().filter_map(|(begun, at)| Some((*at, name.strip_prefix(begun)?)));
            found.min_by_key(|(_, star)| star.len())
        };
        let ends = || self.endings.iter().find_map(|(ending, at)| Some((*at, name.strip_suffix(ending)?)));
        let (at, star) = exact.or_else(begins).or_else(ends)?;
        self.entries.get(at).map(|entry| (entry, star))
    }
}

pub(super) fn known() -> &'static Known {
    static READ: OnceLock<Known> = OnceLock::new();
    READ.get_or_init(|| {
        let mut known = Known::default();
        let names = |rest: &str| rest.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        for line in lines(KNOWN) {
            let Some((word, rest)) = line.split_once(' ') else { continue };
            match (word, rest.split_once(" = ")) {
                ("file", _) => known.files.extend(names(rest)),
                ("category", _) => known.categories.extend(names(rest)),
                ("option", _) => known.options.extend(names(rest)),
                ("site", _) => known.sites.extend(rest.split_whitespace()),
                ("html", _) => known.elements.extend(rest.split_whitespace().map(|name| (name, Element::Html))),
                ("unit", Some((units, shown))) => known.units.extend(units.split(" | ").map(|unit| (unit, shown))),
                ("box", _) => known.add(rest, Entry::LeftOut(Element::Box)),
                ("words", _) => known.add(rest, Entry::LeftOut(Element::Words)),
                ("silent", _) => known.add(rest, Entry::LeftOut(Element::Beside)),
                ("template", Some((names, format))) => {
                    if let Some(pieces) = parse(format.trim()) {
                        known.add(names, Entry::Words(pieces));
                    }
                }
                _ => {}
            }
        }
        known.countries = lines(COUNTRIES).filter_map(|line| line.split_once(' ')).collect();
        known.languages = lines(LANGUAGES).filter_map(|line| line.split_once(' ')).collect();
        known
    })
}

/// What becomes of an element of this name; nothing where there is no such element.
pub fn element(name: &str) -> Option<Element> {
    known().elements.get(name).copied()
}

/// Whether links to a namespace are files.
pub fn is_file(space: &str) -> bool {
    known().files.contains(&space.to_lowercase())
}

/// Whether links to a namespace put the article into a category.
pub fn is_category(space: &str) -> bool {
    known().categories.contains(&space.to_lowercase())
}

/// Whether what a file is called with is its caption, and no option such as `thumb` or `200px`.
pub fn is_caption(text: &str) -> bool {
    let text = text.trim();
    let option = text.split_once('=').map_or(text, |(key, _)| key.trim_end());
    let size =
        text.strip_suffix("px").is_some_and(|size| size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x'));
    !text.is_empty() && !size && !known().options.contains(&option.to_lowercase())
}

/// Whether a link with this text before its `:` leads to the article in another language: `de`, `zh-yue`.
pub fn is_other_language(space: &str) -> bool {
    let first = space.split('-').next().unwrap_or_default();
    let code = space.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    code && ((2..=3).contains(&first.len()) || known().languages.contains_key(space)) && !known().sites.contains(space)
}
