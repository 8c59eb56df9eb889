//! A page, or what MediaWiki's parser makes of an article, to the plain extract.
//!
//! The tokens are those of the WHATWG's tokenizer; no tree is built. Of a page of MediaWiki only the article itself is
//! read (`mw-parser-output`), of another its `main`; what a list below names is left out whole: scripts, tables, notes,
//! navigation.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::extract::Extract;
use super::left_out::LeftOut;

/// Elements that are left out with all they hold.
const ELEMENTS: &[&str] = &[
    "script", "style", "noscript", "template", "title", "table", "nav", "figure", "footer", "aside", "form", "button",
    "select", "textarea", "math", "svg", "audio", "video", "iframe", "object", "canvas", "dialog", "rt", "rp", "s",
    "strike", "del",
];

/// Those that hold no words of a reader.
const WORDLESS: &[&str] = &["script", "style", "noscript", "template", "title"];

/// Those, and classes, that may hold what an article says.
const MAY_SAY: &[&str] = &[
    "figure",
    "aside",
    "math",
    "svg",
    "object",
    "dialog",
    "rt",
    "s",
    "strike",
    "del",
    "thumb",
    "gallery",
    "mwe-math-element",
    "portal*",
    "error",
];

/// Classes of elements that are left out; a name that ends with `*` means all that begin so.
const CLASSES: &[&str] = &[
    "reference",
    "references",
    "reflist",
    "mw-references-wrap",
    "mw-cite-backlink",
    "navbox*",
    "navigation-*",
    "vertical-navbox",
    "infobox*",
    "sidebar*",
    "hatnote",
    "dablink",
    "mw-editsection*",
    "toc",
    "toccolours",
    "thumb",
    "gallery",
    "noprint",
    "metadata",
    "ambox*",
    "mbox*",
    "catlinks",
    "mw-jump-link",
    "printfooter",
    "shortdescription",
    "portal*",
    "sistersitebox",
    "mw-indicators",
    "geo-nondefault",
    "mwe-math-element",
    "error",
    "mw-hidden-catlinks",
    "noexcerpt",
];

/// Ids of elements that are left out.
const IDS: &[&str] =
    &["toc", "siteSub", "contentSub", "catlinks", "mw-navigation", "footer", "mw-head", "mw-panel", "coordinates"];

/// Elements before and behind which a paragraph ends.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "blockquote",
    "center",
    "pre",
    "address",
    "ul",
    "ol",
    "dl",
    "li",
    "dd",
    "dt",
    "br",
    "hr",
    "body",
    "html",
    "tr",
    "td",
    "th",
    "caption",
    "figcaption",
    "details",
    "summary",
    "fieldset",
];

/// Elements without an end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose end may be left unwritten, so that leaving them out could leave out what follows.
const OPEN_ENDED: &[&str] = &["p", "li", "dd", "dt", "tr", "td", "th", "body", "html", "option"];

/// Reads a page into the extract.
pub fn read(text: &str, extract: &mut Extract, left_out: &mut LeftOut) {
    let region = if text.contains("mw-parser-output") {
        Some(Region::Class("mw-parser-output"))
    } else if text.contains("<main") {
        Some(Region::Element("main"))
    } else {
        None
    };
    walk(text, extract, region, None, left_out);
}

/// Reads a piece of markup that is in a paragraph, or in an item of a list: what wikitext leaves to HTML. What is left
/// out of it is reported by its number, since the piece does not know its line.
pub fn read_piece(text: &str, extract: &mut Extract, is_item: bool, left_out: &mut LeftOut) {
    walk(text, extract, None, Some(usize::from(is_item)), left_out);
}

/// The part of a page that holds the article.
#[derive(Debug, Clone, Copy)]
enum Region {
    Class(&'static str),
    Element(&'static str),
}

impl Region {
    fn begins(self, tag: &StartTag<usize>) -> bool {
        match self {
            Self::Class(class) => classes(tag).any(|name| name == class),
            Self::Element(name) => tag.name.as_slice() == name.as_bytes(),
        }
    }
}

/// An element whose end is awaited: its name, and how many of that name are open.
struct Open {
    name: Vec<u8>,
    depth: usize,
}

impl Open {
    fn new(name: &[u8]) -> Self {
        Self { name: name.to_vec(), depth: 1 }
    }

    fn start(&mut self, name: &[u8]) {
        self.depth += usize::from(self.name == name);
    }

    /// Whether this end is the one.
    fn end(&mut self, name: &[u8]) -> bool {
        self.depth -= usize::from(self.name == name);
        self.depth == 0
    }
}

/// `piece` is the number of lists that are open around a piece.
fn walk(text: &str, extract: &mut Extract, region: Option<Region>, piece: Option<usize>, left_out: &mut LeftOut) {
    let mut emitter = DefaultEmitter::new_with_span();
    // Scripts and styles hold what looks like tags.
    emitter.naively_switch_states(true);
    let mut walk = Walk { extract, words: String::new(), heading: None, lists: piece.unwrap_or_default() };
    let mut skipped: Option<Open> = None;
    // A table that is being left out: what it is, and where it begins.
    let mut table: Option<(&str, usize)> = None;
    let mut inside: Option<Open> = None;
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => {
                let name = tag.name.as_slice();
                let is_void = is(VOID, name) || tag.self_closing;
                if let Some(open) = &mut skipped {
                    if !is_void {
                        open.start(name);
                    }
                } else if !is_void && is_left_out(&tag) {
                    skipped = Some(Open::new(name));
                    let within = region.is_none() || inside.is_some();
                    match table_of(&tag).filter(|_| within) {
                        Some(what) if piece.is_none() => table = Some((what, tag.span.start)),
                        Some(what) => left_out.add_words(what),
                        None if within => tell(&tag, left_out),
                        None => {}
                    }
                } else {
                    match (&mut inside, region) {
                        (Some(open), _) if !is_void => open.start(name),
                        (None, Some(region)) if !is_void && region.begins(&tag) => {
                            walk.flush();
                            inside = Some(Open::new(name));
                        }
                        _ => {}
                    }
                    if region.is_none() || inside.is_some() || name == b"h1" {
                        walk.start(name);
                    }
                }
            }
            Token::EndTag(tag) => {
                let name = tag.name.as_slice();
                if let Some(open) = &mut skipped {
                    if open.end(name) {
                        skipped = None;
                        if let Some((what, start)) = table.take() {
                            left_out.block(left_out.told(), what, text, start..tag.span.end);
                        }
                    }
                } else {
                    walk.end(name);
                    if inside.as_mut().is_some_and(|open| open.end(name)) {
                        walk.flush();
                        inside = None;
                    }
                }
            }
            Token::String(words) => {
                if skipped.is_none() && (region.is_none() || inside.is_some() || walk.heading == Some(1)) {
                    walk.words.push_str(&String::from_utf8_lossy(&words));
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    if let Some((what, start)) = table {
        left_out.block(left_out.told(), what, text, start..text.len());
    }
    walk.flush();
}

/// How a table is reported; nothing where it holds navigation, notes or marks for editors.
fn table_of(tag: &StartTag<usize>) -> Option<&'static str> {
    let is_box = |class: &str| ["infobox", "sidebar"].iter().any(|known| class.starts_with(known));
    match tag.name.as_slice() {
        b"table" | b"aside" | b"div" if classes(tag).any(|class| is_box(&class)) => Some("an infobox"),
        b"table" if !is_apparatus(tag) => Some("a table"),
        _ => None,
    }
}

/// Reports an element that is left out, by its class where that is why.
fn tell(tag: &StartTag<usize>, left_out: &mut LeftOut) {
    let name = String::from_utf8_lossy(&tag.name).into_owned();
    if WORDLESS.contains(&name.as_str()) {
        return;
    }
    let class = classes(tag).find(|class| names(CLASSES, class));
    match class {
        _ if names(MAY_SAY, &name) => left_out.add_words(format!("<{name}>")),
        Some(class) if names(MAY_SAY, &class) => left_out.add_words(format!("<{name} class={class}>")),
        Some(class) => left_out.add_beside(format!("<{name} class={class}>")),
        None => left_out.add_beside(format!("<{name}>")),
    }
}

/// Whether a list has a name; one that ends with `*` means all that begin so.
fn names(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *known,
    })
}

struct Walk<'e> {
    extract: &'e mut Extract,
    /// The words since the last block began.
    words: String,
    /// The level of the heading that is open.
    heading: Option<usize>,
    /// How many lists are open.
    lists: usize,
}

impl Walk<'_> {
    fn start(&mut self, name: &[u8]) {
        if let Some(level) = heading_level(name) {
            self.flush();
            self.heading = Some(level);
        } else if is(BLOCKS, name) && !(self.heading.is_some() && name == b"br") {
            self.flush();
            self.lists += usize::from(is(&["ul", "ol", "dl"], name));
        } else if name == b"br" {
            self.words.push(' ');
        }
    }

    fn end(&mut self, name: &[u8]) {
        if heading_level(name).is_some() || is(BLOCKS, name) {
            self.flush();
            self.lists = self.lists.saturating_sub(usize::from(is(&["ul", "ol", "dl"], name)));
        }
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        match self.heading.take() {
            Some(level) => self.extract.heading(level, &words),
            None if self.lists > 0 => self.extract.item(&words),
            None => self.extract.paragraph(&words),
        }
    }
}

fn heading_level(name: &[u8]) -> Option<usize> {
    match name {
        [b'h', level @ b'1'..=b'6'] => Some(usize::from(level - b'0')),
        _ => None,
    }
}

fn is(list: &[&str], name: &[u8]) -> bool {
    list.iter().any(|known| known.as_bytes() == name)
}

fn attribute<'t>(tag: &'t StartTag<usize>, name: &str) -> Option<std::borrow::Cow<'t, str>> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value))
}

fn classes(tag: &StartTag<usize>) -> impl Iterator<Item = String> {
    let classes = attribute(tag, "class").unwrap_or_default().into_owned();
    classes.split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn is_left_out(tag: &StartTag<usize>) -> bool {
    let name = tag.name.as_slice();
    if is(ELEMENTS, name) {
        return true;
    }
    if is(OPEN_ENDED, name) {
        return false;
    }
    is_apparatus(tag)
}

/// Whether an element is navigation, a note, a mark for editors, or hidden.
fn is_apparatus(tag: &StartTag<usize>) -> bool {
    let role = attribute(tag, "role").unwrap_or_default();
    let style: String = attribute(tag, "style").unwrap_or_default().split_whitespace().collect();
    ["navigation", "note", "search", "banner", "contentinfo"].contains(&role.as_ref())
        || style.contains("display:none")
        || tag.attributes.contains_key(&b"hidden"[..])
        || attribute(tag, "id").is_some_and(|id| IDS.contains(&id.as_ref()))
        || classes(tag).any(|class| names(CLASSES, &class))
}
