//! The markup of MediaWiki to the plain extract.
//!
//! Links leave their text, headings and lists stay, bold and italic marks go. Templates, tables, notes, files, categories,
//! comments and formulas are left out, but for the templates whose words belong to the sentence they are in
//! (`wikitext.txt` names them). What remains of HTML is read as HTML. Nothing is looked up: a template that writes prose is
//! not expanded, for which the page as HTML is there. All that is left out is reported. Words on both sides of it stay apart.
//!
//! Markup that is opened and not closed stays as it was written. Time and memory are proportional to the length.

use std::collections::HashMap;

use super::extract::Extract;
use super::html;
use super::left_out::{LeftOut, Told};
use super::templates::{self, Element, LEFT_OUT, Part, Rendering};

/// How deep templates, tables and links may be in one another; deeper marks are words.
const DEEPEST: usize = 64;

/// The longest tag that is taken for one, in bytes.
const LONGEST_TAG: usize = 4_000;

/// Reads an article into the extract. `title` is its name, where that is known.
pub fn read(text: &str, title: Option<&str>, extract: &mut Extract, left_out: &mut LeftOut) {
    let plain = Reader::new(text, title, left_out).read();
    let mut paragraph = String::new();
    let end = |paragraph: &mut String, extract: &mut Extract, left_out: &mut LeftOut| {
        if !paragraph.is_empty() {
            html::read_piece(paragraph, extract, false, left_out);
            paragraph.clear();
        }
    };
    for line in plain.lines() {
        let line = line.trim();
        let words = line.trim_start_matches(['*', '#', ';', ':']).trim_start();
        if line.is_empty() {
            end(&mut paragraph, extract, left_out);
        } else if line.starts_with("----") {
            end(&mut paragraph, extract, left_out);
            paragraph.push_str(line.trim_start_matches('-').trim_start());
        } else if let Some((level, title)) = heading(line) {
            end(&mut paragraph, extract, left_out);
            extract.heading(level, &text_of(title, left_out));
        } else if words.len() < line.len() {
            end(&mut paragraph, extract, left_out);
            html::read_piece(words, extract, line.starts_with(['*', '#', ';']), left_out);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    end(&mut paragraph, extract, left_out);
}

/// Where the article goes on behind its first line, if that says that it stands elsewhere: `#REDIRECT [[Elsewhere]]`, in
/// whatever language.
fn behind_redirect(text: &str) -> Option<usize> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next()?;
    let (word, _) = line.strip_prefix('#')?.split_once("[[")?;
    let word = word.trim_end_matches(|c: char| c == ':' || c.is_whitespace());
    let names = word.len() > 4 && word.chars().all(char::is_alphabetic) && !word.chars().any(char::is_lowercase);
    (names || word.eq_ignore_ascii_case("redirect")).then(|| start + line.len())
}

/// The level and the title of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level =
        line.bytes().take_while(|b| *b == b'=').count().min(line.bytes().rev().take_while(|b| *b == b'=').count());
    let level = level.min(6);
    let title = line.get(level..line.len().checked_sub(level)?)?.trim();
    (level > 0 && !title.is_empty()).then_some((level, title))
}

/// The words of a piece of markup, without what is HTML in it.
fn text_of(piece: &str, left_out: &mut LeftOut) -> String {
    let mut extract = Extract::new(None);
    html::read_piece(piece, &mut extract, false, left_out);
    extract.finish()
}

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `{{`
    Template,
    /// `{{{`
    Parameter,
    /// `[[`
    Link,
    /// `[http…`
    External,
    /// `{|`
    Table,
}

impl Mark {
    fn opening(self) -> &'static str {
        match self {
            Self::Template => "{{",
            Self::Parameter => "{{{",
            Self::Link => "[[",
            Self::External => "[",
            Self::Table => "{|",
        }
    }
}

/// Something open, and its parts so far, separated by `|`.
struct Frame {
    mark: Mark,
    parts: Vec<Part>,
    /// Where it was opened, and what was left out by then.
    at: usize,
    before: Told,
}

impl Frame {
    fn new(mark: Mark, at: usize, before: Told) -> Self {
        Self { mark, parts: vec![Part::default()], at, before }
    }

    fn words(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("|")
    }

    /// As it was written.
    fn source(self) -> String {
        format!("{}{}", self.mark.opening(), self.words())
    }
}

struct Reader<'t> {
    left_out: &'t mut LeftOut,
    title: Option<&'t str>,
    text: &'t str,
    /// The text in small letters, byte for byte as long: names of elements are written either way.
    lower: String,
    at: usize,
    out: String,
    open: Vec<Frame>,
    /// Where the next of each closing tag stands, so that it is looked for once; none where there is no more.
    closings: HashMap<String, Option<usize>>,
    /// Where the poem ends that is being read, or the last one ended: its lines stay lines.
    poem: usize,
    /// The last comments that follow one another.
    comments: std::ops::Range<usize>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, title: Option<&'t str>, left_out: &'t mut LeftOut) -> Self {
        let lower = text.to_ascii_lowercase();
        let (out, open, closings) = (String::new(), Vec::new(), HashMap::new());
        Self { left_out, title, text, lower, at: 0, out, open, closings, poem: 0, comments: 0..0 }
    }

    /// The text without what is left out: lines with headings, lists, and tags of HTML.
    fn read(mut self) -> String {
        if let Some(at) = behind_redirect(self.text) {
            self.left_out.add_beside("#REDIRECT");
            self.at = at;
        }
        while let Some(c) = self.text[self.at..].chars().next() {
            let rest = &self.text[self.at..];
            match c {
                '<' => self.tag(),
                '{' if rest.starts_with("{|") && self.begins_line() => self.open(Mark::Table),
                '{' if rest.starts_with("{{{") && !rest.starts_with("{{{{") => self.open(Mark::Parameter),
                '{' if rest.starts_with("{{") => self.open(Mark::Template),
                '}' if rest.starts_with("}}}") && self.closes(Mark::Parameter) => self.close(Mark::Parameter, 3),
                '}' if rest.starts_with("}}") && self.closes(Mark::Template) => self.close(Mark::Template, 2),
                '[' if rest.starts_with("[[") => self.open(Mark::Link),
                '[' if is_address(&rest[1..]) => self.open(Mark::External),
                ']' if rest.starts_with("]]") && self.closes(Mark::Link) => self.close(Mark::Link, 2),
                ']' if self.open.last().is_some_and(|frame| frame.mark == Mark::External) => {
                    self.close(Mark::External, 1);
                }
                '|' if rest.starts_with("|}")
                    && !rest.starts_with("|}}")
                    && self.begins_line()
                    && self.closes(Mark::Table) =>
                {
                    self.close(Mark::Table, 2);
                }
                '|' if self.open.last().is_some_and(|frame| frame.mark != Mark::Table) => {
                    if let Some(frame) = self.open.last_mut() {
                        frame.parts.push(Part::default());
                    }
                    self.at += 1;
                }
                '=' => {
                    if let Some(part) = self.part() {
                        part.equals.get_or_insert(part.text.len());
                    }
                    self.put("=");
                    self.at += 1;
                }
                '\n' if self.at < self.poem => {
                    self.put("<br>\n");
                    self.at += 1;
                }
                '\n' if self.open.last().is_some_and(|frame| frame.mark == Mark::External) => self.give_up(),
                '\'' => {
                    let marks = rest.bytes().take_while(|byte| *byte == b'\'').count();
                    // Four are an apostrophe and the marks of bold; more than five are those of both and apostrophes.
                    let apostrophes = if marks == 1 || marks == 4 { 1 } else { marks.saturating_sub(5) };
                    self.put(&"'".repeat(apostrophes));
                    self.at += marks;
                }
                '_' if rest.starts_with("__") => self.switch(),
                c => {
                    let length = c.len_utf8();
                    let (from, to) = (self.at, self.at + length);
                    let text = self.text;
                    self.put(&text[from..to]);
                    self.at = to;
                }
            }
        }
        while !self.open.is_empty() {
            self.give_up();
        }
        joined(&self.out)
    }

    /// The part that is being written of what is open.
    fn part(&mut self) -> Option<&mut Part> {
        self.open.last_mut().and_then(|frame| frame.parts.last_mut())
    }

    fn put(&mut self, text: &str) {
        match self.part() {
            Some(part) => part.text.push_str(text),
            None => self.out.push_str(text),
        }
    }

    /// Whether only indents and comments are before this place in its line.
    fn begins_line(&self) -> bool {
        let indented = |to: usize| self.text[..to].trim_end_matches([' ', '\t', ':', '*']);
        let mut before = indented(self.at);
        if before.len() == self.comments.end {
            before = indented(self.comments.start);
        }
        before.is_empty() || before.ends_with('\n')
    }

    fn open(&mut self, mark: Mark) {
        let length = mark.opening().len();
        if self.open.len() < DEEPEST {
            self.open.push(Frame::new(mark, self.at, self.left_out.told()));
        } else {
            self.put(mark.opening());
        }
        self.at += length;
    }

    /// Whether something of the mark is open, and nothing that holds it back.
    fn closes(&self, mark: Mark) -> bool {
        let held = |frame: &&Frame| match mark {
            // A link does not close over the end of a template or table, nor these over one another.
            Mark::Link => !matches!(frame.mark, Mark::External),
            Mark::Template | Mark::Parameter => !matches!(frame.mark, Mark::External | Mark::Link),
            Mark::Table => matches!(frame.mark, Mark::Table),
            Mark::External => true,
        };
        self.open.iter().rev().find(held).is_some_and(|frame| frame.mark == mark)
    }

    fn close(&mut self, mark: Mark, length: usize) {
        while self.open.last().is_some_and(|frame| frame.mark != mark) {
            self.give_up();
        }
        self.at += length;
        if let Some(frame) = self.open.pop() {
            let text = match frame.mark {
                Mark::Template => self.template(&frame),
                Mark::Link => self.link(&frame),
                Mark::External => {
                    let words = frame.words();
                    let words = words.split_once(char::is_whitespace).map_or("", |(_, words)| words.trim_start());
                    if words.is_empty() {
                        self.left_out.add_beside("[http://]");
                        LEFT_OUT.to_string()
                    } else {
                        words.to_owned()
                    }
                }
                Mark::Table => {
                    self.left_out.block(frame.before, "a table", self.text, frame.at..self.at);
                    LEFT_OUT.to_string()
                }
                // `{{{name|text}}}` has meaning in templates only.
                Mark::Parameter => {
                    self.left_out.forget(frame.before);
                    let name = frame.parts.first().map_or("", |part| part.text.trim());
                    self.left_out.add_words(format!("{{{{{{{}}}}}}}", templates::shown(name)));
                    LEFT_OUT.to_string()
                }
            };
            self.put(&text);
        }
    }

    /// The words of a template. What is in it is left out with it.
    fn template(&mut self, frame: &Frame) -> String {
        let told = match templates::render(&frame.parts, self.title) {
            Rendering::Words(words) => return words,
            Rendering::LeftOut(element, told) => (element, told),
        };
        self.leave_out(told.0, &told.1, frame.before, frame.at..self.at);
        LEFT_OUT.to_string()
    }

    /// The text of a link.
    fn link(&mut self, frame: &Frame) -> String {
        let target = frame.parts.first().map_or("", |part| part.text.trim_matches(LEFT_OUT).trim());
        let shown = frame.parts.last().filter(|_| frame.parts.len() > 1).map(|part| part.text.as_str());
        if let Some((space, _)) = target.split_once(':').filter(|(space, _)| !space.trim().is_empty()) {
            let space = space.trim();
            let element = if templates::is_file(space) {
                let captioned = frame.parts[1..].iter().any(|part| templates::is_caption(&part.text));
                Some(if captioned { Element::Words } else { Element::Beside })
            } else {
                let hidden = templates::is_category(space) || shown.is_none() && templates::is_other_language(space);
                hidden.then_some(Element::Beside)
            };
            if let Some(element) = element {
                self.leave_out(element, &format!("[[{space}:]]"), frame.before, frame.at..self.at);
                return LEFT_OUT.to_string();
            }
        }
        match shown {
            Some(shown) if !shown.trim().is_empty() => shown.to_owned(),
            _ => target.trim_start_matches(':').to_owned(),
        }
    }

    /// Reports what is left out, and with it what is in it.
    fn leave_out(&mut self, element: Element, what: &str, before: Told, range: std::ops::Range<usize>) {
        self.left_out.forget(before);
        match element {
            Element::Box => self.left_out.block(before, what, self.text, range),
            Element::Words => self.left_out.add_words(what),
            Element::Beside => self.left_out.add_beside(what),
            Element::Html => {}
        }
    }

    /// What was opened last is not closed: it stays as it was written.
    fn give_up(&mut self) {
        if let Some(frame) = self.open.pop() {
            let source = frame.source();
            self.put(&source);
        }
    }

    /// A comment, a tag of an element that is left out, a tag of HTML, or a `<` like any other.
    fn tag(&mut self) {
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

    /// Where the closing tag of an element stands whose tag ends at `after`. Tables may be in tables.
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

    /// A switch such as `__NOTOC__`, which is left out, or underscores like any others.
    fn switch(&mut self) {
        let rest = &self.text[self.at + 2..];
        let word = rest.chars().take_while(|c| c.is_uppercase()).take(30).map(char::len_utf8).sum::<usize>();
        if word > 0 && rest[word..].starts_with("__") {
            self.at += word + 4;
        } else {
            self.put("__");
            self.at += 2;
        }
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

fn is_address(rest: &str) -> bool {
    let schemes = ["http://", "https://", "//", "ftp://", "mailto:", "news:", "irc://"];
    schemes.iter().any(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// The text without the marks of what was left out. Words on both sides of a mark stay apart, and what ends a sentence
/// follows its last word.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The last character that is shown, and whether something was left out behind it.
    let (mut last, mut gap, mut in_tag) = ('\n', false, false);
    for c in text.chars() {
        match c {
            LEFT_OUT => gap = true,
            '<' | '>' => {
                in_tag = c == '<';
                out.push(c);
            }
            c if in_tag => out.push(c),
            c => {
                let ends = matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')');
                if gap && last.is_alphanumeric() && c.is_alphanumeric() {
                    out.push(' ');
                } else if gap && ends && !out.trim_end_matches(' ').ends_with(['\n', '>']) {
                    out.truncate(out.trim_end_matches(' ').len());
                }
                // A space does not distinguish whether what follows it was left.
                gap &= c == ' ';
                last = c;
                out.push(c);
            }
        }
    }
    out
}
