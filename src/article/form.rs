//! Which form an article is in, and its way to the plain extract.

use std::borrow::Cow;
use std::path::Path;

use super::extract::Extract;
use super::left_out::LeftOut;
use super::{html, wikitext};

/// How much of the beginning of a text is looked at.
const PEEK_BYTES: usize = 64 << 10;

/// The form of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain text whose headings are lines such as `== Title ==`: the form of Wikipedia's text extracts.
    Plain,
    /// The markup of MediaWiki.
    Wikitext,
    /// A page, or what MediaWiki's parser makes of one.
    Html,
}

impl Form {
    /// The names on the command line.
    pub const NAMES: [&'static str; 3] = ["plain", "wikitext", "html"];

    /// The form of this name, one of [`Form::NAMES`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "plain" => Self::Plain,
            "wikitext" => Self::Wikitext,
            "html" => Self::Html,
            _ => return None,
        })
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => Self::NAMES[0],
            Self::Wikitext => Self::NAMES[1],
            Self::Html => Self::NAMES[2],
        }
    }

    /// The form of a text. What it holds counts for more than how its file is called, because pages are saved as `.txt`;
    /// a name decides only where the text could be either.
    #[must_use]
    pub fn of(text: &str, name: Option<&Path>) -> Self {
        let beginning = beginning(text).to_ascii_lowercase();
        let start = beginning.trim_start();
        let closes = |tags: &[&str]| tags.iter().any(|tag| beginning.contains(&format!("</{tag}>")));
        let opens = ["<!doctype html", "<html", "<head", "<body", "<div", "<p>", "<p ", "<section", "<h1", "<main"];
        let page = opens.iter().any(|tag| start.starts_with(tag));
        let declared = start.starts_with("<?xml") && beginning.contains("<html");
        if page || declared || start.starts_with('<') && closes(&["p", "div", "html"]) {
            return Self::Html;
        }
        let marks = ["[[", "{{", "'''", "<ref", "{|", "#redirect"].iter().filter(|mark| beginning.contains(**mark));
        if marks.count() > 0 && !closes(&["p", "div", "html"]) {
            return Self::Wikitext;
        }
        let ending = name.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("html" | "htm" | "xhtml") => Self::Html,
            Some("wiki" | "wikitext" | "mediawiki" | "mw") => Self::Wikitext,
            _ if closes(&["p", "html"]) => Self::Html,
            _ => Self::Plain,
        }
    }
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(PEEK_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The plain extract of a text: itself where it is plain, otherwise what remains of it without markup. `title` becomes the
/// heading at the top where the markup gives none; a plain text stays as it is.
#[must_use]
pub fn to_extract<'t>(text: &'t str, form: Form, title: Option<&str>) -> Cow<'t, str> {
    read(text, form, title).0
}

/// As [`to_extract`], with what was left out.
#[must_use]
pub fn read<'t>(text: &'t str, form: Form, title: Option<&str>) -> (Cow<'t, str>, LeftOut) {
    let mut extract = Extract::new(title);
    let mut left_out = LeftOut::default();
    match form {
        Form::Plain => return (Cow::Borrowed(text), left_out),
        Form::Wikitext => wikitext::read(text, title, &mut extract, &mut left_out),
        Form::Html => html::read(text, &mut extract, &mut left_out),
    }
    (Cow::Owned(extract.finish()), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_holds_counts_for_more_than_its_name() {
        for (text, name, form) in [
            ("= Title =\n\nWords.", "a.txt", Form::Plain),
            ("Words.", "a.wiki", Form::Wikitext),
            ("Words.", "a.html", Form::Html),
            ("<!DOCTYPE html><p>Words.", "a.txt", Form::Html),
            ("\n  <div class=\"mw-parser-output\"><p>Words", "-", Form::Html),
            ("<?xml version='1.0'?><!DOCTYPE html><html>", "a.xml", Form::Html),
            ("'''A''' is [[b]].", "a.txt", Form::Wikitext),
            ("<!-- note -->{{Infobox}}", "a.txt", Form::Wikitext),
            ("<p>See [[x]].</p>", "a.txt", Form::Html),
            ("One < two.", "a.txt", Form::Plain),
        ] {
            assert_eq!(Form::of(text, Some(Path::new(name))), form, "{text}");
        }
        assert!(Form::NAMES.iter().all(|name| Form::named(name).is_some_and(|form| form.name() == *name)));
    }
}
