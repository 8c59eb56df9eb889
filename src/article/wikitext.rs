//! The markup of MediaWiki to the plain extract.
//!
//! Links leave their text, headings and lists stay, bold and italic marks go. Templates, tables, notes, files, categories,
//! comments and formulas are left out, but for the templates whose words belong to the sentence they stand in
//! (`wikitext.txt` names them). What remains of HTML is read as HTML. Nothing is looked up: a template that writes prose is
//! not expanded, for which the page as HTML is there. What is left out and may hold what the article says is told.
//!
//! Markup that is opened and not closed stays as it was written. Time and memory are proportional to the length.

use std::collections::HashMap;

use super::extract::Extract;
use super::html;
use super::left_out::{LeftOut, Told};
use super::templates::{self, Rendering};

/// How deep templates, tables and links may stand in one another; deeper marks are words.
const DEEPEST: usize = 64;

/// The longest tag that is taken for one, in bytes.
const LONGEST_TAG: usize = 4_000;

/// Elements that are left out with all they hold.
const ELEMENTS: &[&str] = &[
    "ref",
    "references",
    "gallery",
    "math",
    "chem",
    "syntaxhighlight",
    "source",
    "timeline",
    "score",
    "imagemap",
    "table",
    "templatestyles",
    "categorytree",
    "mapframe",
    "maplink",
    "graph",
    "includeonly",
    "style",
    "script",
];

/// Reads an article into the extract.
pub fn read(text: &str, extract: &mut Extract, left_out: &mut LeftOut) {
    let plain = Reader::new(text, left_out).read();
    let mut paragraph = String::new();
    let end = |paragraph: &mut String, extract: &mut Extract| {
        if !paragraph.is_empty() {
            html::read_piece(paragraph, extract, false);
            paragraph.clear();
        }
    };
    for line in plain.lines() {
        let line = line.trim();
        let words = line.trim_start_matches(['*', '#', ';', ':']).trim_start();
        if line.is_empty() || line.starts_with("----") {
            end(&mut paragraph, extract);
        } else if let Some((level, title)) = heading(line) {
            end(&mut paragraph, extract);
            extract.heading(level, &text_of(title));
        } else if words.len() < line.len() {
            end(&mut paragraph, extract);
            // A redirect is told by a link after `#` and a word in capitals; it says nothing.
            let word = words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let redirects = line.starts_with('#') && word.len() > 4 && word.chars().all(char::is_uppercase);
            if !redirects {
                html::read_piece(words, extract, line.starts_with(['*', '#', ';']));
            }
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    end(&mut paragraph, extract);
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
fn text_of(piece: &str) -> String {
    let mut extract = Extract::new(None);
    html::read_piece(piece, &mut extract, false);
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

/// Something open, and its parts so far, parted by `|`.
struct Frame {
    mark: Mark,
    parts: Vec<String>,
    /// Where it was opened, and what was left out by then.
    at: usize,
    before: Told,
}

impl Frame {
    fn new(mark: Mark, at: usize, before: Told) -> Self {
        Self { mark, parts: vec![String::new()], at, before }
    }

    /// As it was written.
    fn source(self) -> String {
        format!("{}{}", self.mark.opening(), self.parts.join("|"))
    }
}

struct Reader<'t> {
    left_out: &'t mut LeftOut,
    text: &'t str,
    /// The text in small letters, byte for byte as long: names of elements are written either way.
    lower: String,
    at: usize,
    out: String,
    open: Vec<Frame>,
    /// Where the next of each closing tag stands, so that it is looked for once; none where there is no more.
    closings: HashMap<String, Option<usize>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, left_out: &'t mut LeftOut) -> Self {
        let lower = text.to_ascii_lowercase();
        Self { left_out, text, lower, at: 0, out: String::new(), open: Vec::new(), closings: HashMap::new() }
    }

    /// The text without what is left out: lines with headings, lists, and tags of HTML.
    fn read(mut self) -> String {
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
                        frame.parts.push(String::new());
                    }
                    self.at += 1;
                }
                '\n' if self.open.last().is_some_and(|frame| frame.mark == Mark::External) => self.give_up(),
                '\'' => {
                    let marks = rest.bytes().take_while(|byte| *byte == b'\'').count();
                    // Four are an apostrophe and the marks of bold.
                    self.put(if marks == 1 || marks == 4 { "'" } else { "" });
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
        self.out
    }

    fn put(&mut self, text: &str) {
        match self.open.last_mut().and_then(|frame| frame.parts.last_mut()) {
            Some(part) => part.push_str(text),
            None => self.out.push_str(text),
        }
    }

    fn begins_line(&self) -> bool {
        let before = self.text[..self.at].trim_end_matches([' ', '\t', ':', '*']);
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
                Mark::Link => {
                    let words = link(&frame.parts);
                    // A file is left out with its caption.
                    if words.is_empty() {
                        self.left_out.forget(frame.before);
                    }
                    words
                }
                Mark::External => {
                    let words = frame.parts.join("|");
                    words.split_once(char::is_whitespace).map(|(_, words)| words.to_owned()).unwrap_or_default()
                }
                Mark::Table => {
                    self.left_out.block(frame.before, "a table", self.text, frame.at..self.at);
                    String::new()
                }
                // `{{{name|text}}}` has meaning in templates only.
                Mark::Parameter => String::new(),
            };
            self.put(&text);
        }
    }

    /// The words of a template. What is in it is left out with it.
    fn template(&mut self, frame: &Frame) -> String {
        match templates::render(&frame.parts) {
            Rendering::Words(words) => return words,
            Rendering::Nothing => self.left_out.forget(frame.before),
            Rendering::Box => {
                let name = frame.parts.first().map_or("", |name| name.trim());
                self.left_out.block(frame.before, &format!("{{{{{name}}}}}"), self.text, frame.at..self.at);
            }
            Rendering::Unknown(name) => {
                self.left_out.forget(frame.before);
                self.left_out.template(name);
            }
        }
        String::new()
    }

    /// What was opened last is not closed: it stays as it was written.
    fn give_up(&mut self) {
        if let Some(frame) = self.open.pop() {
            let source = frame.source();
            self.put(&source);
        }
    }

    /// A comment, a tag of an element that is left out, or a `<` like any other.
    fn tag(&mut self) {
        let rest = &self.lower[self.at..];
        if rest.starts_with("<!--") {
            self.at = self.closing("-->", self.at + 4).map_or(self.at + 4, |at| at + 3);
            return;
        }
        let name: String = rest[1..].chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
        let literal = ["nowiki", "pre"].contains(&name.as_str());
        if !literal && !ELEMENTS.contains(&name.as_str()) {
            self.put("<");
            self.at += 1;
            return;
        }
        let Some(end) = tag_end(rest) else {
            self.put("<");
            self.at += 1;
            return;
        };
        let after = self.at + end;
        if rest[..end].ends_with("/>") {
            self.at = after;
            return;
        }
        let Some(close) = self.closing(&format!("</{name}"), after) else {
            self.at = after;
            return;
        };
        if name == "table" {
            self.left_out.block(self.left_out.told(), "a table", self.text, self.at..close);
        }
        if literal {
            let text = self.text;
            let words = escaped(&text[after..close]);
            self.put(&words);
        }
        let length =
            self.lower[close..].find('>').filter(|length| *length < LONGEST_TAG).map_or(name.len() + 2, |at| at + 1);
        self.at = close + length;
    }

    /// Where `closing` stands next, from a place on that never goes back.
    fn closing(&mut self, closing: &str, from: usize) -> Option<usize> {
        let found = match self.closings.get(closing) {
            Some(None) => None,
            Some(Some(at)) if *at >= from => return Some(*at),
            _ => self.lower[from..].find(closing).map(|at| from + at),
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

/// The text of a link.
fn link(parts: &[String]) -> String {
    let target = parts.first().map(|target| target.trim()).unwrap_or_default();
    let shown = parts.last().filter(|_| parts.len() > 1);
    if let Some((space, _)) = target.split_once(':')
        && !space.is_empty()
    {
        let space = space.trim().to_lowercase();
        let language = (2..=3).contains(&space.len()) && space.bytes().all(|byte| byte.is_ascii_lowercase());
        if templates::is_hidden_namespace(&space) || language && shown.is_none() {
            return String::new();
        }
    }
    match shown {
        Some(shown) if !shown.trim().is_empty() => shown.clone(),
        _ => target.trim_start_matches(':').to_owned(),
    }
}
