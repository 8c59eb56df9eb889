//! The markup of MediaWiki to the plain extract.
//!
//! Links leave their text, headings and lists stay, bold and italic marks go. Templates, tables, notes, files,
//! categories, comments and formulas are left out, except for the templates whose words belong to the sentence they are
//! in (`wikitext.txt` names them). What remains of HTML is read as HTML. Nothing is looked up: a template that writes
//! prose is not expanded, for which the page as HTML is there. All that is left out is reported. Words on both sides of
//! it stay apart.
//!
//! Markup that is opened and not closed stays as it was written. Time and memory are proportional to the length.

use super::extract::Extract;
use super::html;
use super::left_out::{LeftOut, Told};
use super::templates::{self, Element, LEFT_OUT, Part, Rendering};
use std::collections::HashMap;

/// How deep templates, tables and links may be in one another; deeper marks are words.
const DEEPEST: usize = 64;

/// Reads an article into the extract. `title` is its name, where that is known.
pub fn read(text: &str, title: Option<&str>, extract: &mut Extract, left_out: &mut LeftOut) {
    let plain = WikitextReader::new(text, title, left_out).read();
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

/// Where the article goes on after its first line, if that line says that the article is elsewhere:
/// `#REDIRECT [[Elsewhere]]`, in any language.
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

pub(super) struct WikitextReader<'t> {
    pub(super) left_out: &'t mut LeftOut,
    title: Option<&'t str>,
    pub(super) text: &'t str,
    /// The text in small letters, byte for byte as long: names of elements are written either way.
    pub(super) lower: String,
    pub(super) at: usize,
    out: String,
    open: Vec<Frame>,
    /// The place of the next of each closing tag, so that it is searched for once; none if there are no more.
    pub(super) closings: HashMap<String, Option<usize>>,
    /// Where the poem ends that is being read, or the last one ended: its lines stay lines.
    pub(super) poem: usize,
    /// The last comments that follow one another.
    pub(super) comments: std::ops::Range<usize>,
}

impl<'t> WikitextReader<'t> {
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

    pub(super) fn put(&mut self, text: &str) {
        match self.part() {
            Some(part) => part.text.push_str(text),
            None => self.out.push_str(text),
        }
    }

    /// Whether only indents and comments are before this place in its line.
    pub(super) fn begins_line(&self) -> bool {
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
    pub(super) fn leave_out(&mut self, element: Element, what: &str, before: Told, range: std::ops::Range<usize>) {
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
