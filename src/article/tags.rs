//! Comments, and tags of HTML in the markup of MediaWiki.

use super::templates::{self, Element, LEFT_OUT};
use super::wikitext::WikitextReader;

/// The longest tag that is taken for one, in bytes.
const LONGEST_TAG: usize = 4_000;

impl WikitextReader<'_> {
    /// A comment, a tag of an element that is left out, a tag of HTML, or a `<` like any other.
    pub(super) fn tag(&mut self) {
        let rest = &self.lower[self.at..];
        if rest.starts_with("<!--") {
            let end = self.closing("-->", self.at + 4);
            if end.is_some() {
                self.left_out.add_beside("<!-- -->");
            }
            let alone = self.begins_line();
            let start = self.at;
            self.at = end.map_or(self.at + 4, |at| at + 3);
            let follows = self.text[..start].trim_end_matches([' ', '\t', ':', '*']).len() == self.comments.end;
            self.comments = if follows { self.comments.start } else { start }..self.at;
            // A line of which nothing remains parts no paragraphs.
            let after = self.text[self.at..].trim_start_matches([' ', '\t']);
            if alone && after.starts_with('\n') {
                self.at = self.text.len() - after.len() + 1;
            }
            return;
        }
        let closes = rest.starts_with("</");
        let name: String =
            rest[1 + usize::from(closes)..].chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
        let (Some(element), Some(end)) = (templates::element(&name), tag_end(rest)) else {
            self.put("&lt;");
            self.at += 1;
            return;
        };
        let after = self.at + end;
        let alone = rest[..end].ends_with("/>");
        let literal = ["nowiki", "pre"].contains(&name.as_str());
        if closes || alone || element == Element::Html && !literal {
            self.html_tag(&name, closes || alone, after);
            return;
        }
        let Some(close) = self.close_of(&name, after) else {
            self.at = after;
            return;
        };
        let length =
            self.lower[close..].find('>').filter(|length| *length < LONGEST_TAG).map_or(name.len() + 2, |at| at + 1);
        if literal {
            let text = self.text;
            self.put(&escaped(&text[after..close]));
        } else {
            let what = if name == "table" { "a table".to_owned() } else { format!("<{name}>") };
            self.leave_out(element, &what, self.left_out.told(), self.at..close + length);
            self.put(LEFT_OUT.encode_utf8(&mut [0; 4]));
        }
        self.at = close + length;
    }

    /// A tag that is left to HTML.
    fn html_tag(&mut self, name: &str, closes: bool, after: usize) {
        let text = self.text;
        let tag = &text[self.at..after];
        let count = |mark| tag.matches(mark).count();
        if count("{{") != count("}}") || count("[[") != count("]]") {
            // What it seems to close is not closed within it.
            self.put("&lt;");
            self.at += 1;
            return;
        }
        if templates::element(name) == Some(Element::Html) {
            self.put(tag);
            if name == "poem" && !closes {
                self.poem = self.closing("</poem", after).unwrap_or_default();
            }
        } else if name == "ref" {
            self.put(LEFT_OUT.encode_utf8(&mut [0; 4]));
        }
        self.at = after;
    }

    /// The place of the closing tag of an element whose tag ends at `after`. Tables may be in tables.
    fn close_of(&mut self, name: &str, after: usize) -> Option<usize> {
        let (opening, closing) = (format!("<{name}"), format!("</{name}"));
        let mut close = self.closing(&closing, after)?;
        let mut from = after;
        while name == "table"
            && let Some(inner) = self.lower[from..close].find(&opening)
            && let Some(next) = self.closing(&closing, close + 1)
        {
            from += inner + opening.len();
            close = next;
        }
        Some(close)
    }

    /// Where `closing` is next, as a whole word, from a place on that never goes back.
    fn closing(&mut self, closing: &str, from: usize) -> Option<usize> {
        let whole = |at: &usize| {
            closing == "-->" || !self.lower[at + closing.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
        };
        let found = match self.closings.get(closing) {
            Some(None) => None,
            Some(Some(at)) if *at >= from => return Some(*at),
            _ => self.lower[from..].match_indices(closing).map(|(at, _)| from + at).find(whole),
        };
        self.closings.insert(closing.to_owned(), found);
        found
    }
}

/// Where a tag ends, counted from its `<`; a `>` within quotation marks does not end it.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'<') if at > 0 => return None,
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Words whose marks mean nothing, as HTML.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push('&'),
            '<' | '>' | '=' | '*' | '#' | ':' | ';' | '\'' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
