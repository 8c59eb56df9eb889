//! What a parser of RDF is spared: terms without end, nesting without end, entities that mean more and more.
//!
//! The parsers keep a term in memory while they read it and, in JSON-LD and XML, everything around it; some expand
//! what they are reported to expand. So the bytes are looked at on their way to the parser, as far as their tokens, and a
//! text beyond a bound is an error before the parser meets it. What breaks the grammar is for the parser to tell.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use memchr::{memchr, memchr2, memchr3};
use oxrdfio::RdfFormat;

/// The longest term, in bytes: an IRI, a literal, a name; a comment too, and a tag of XML.
pub const MAX_TERM_BYTES: u64 = 8 << 20;

/// How deep brackets and elements may be within one another; a triple term, `<<( … )>>`, has two brackets.
pub const MAX_NESTING: usize = 256;

/// The same in JSON-LD, whose parser goes through what is nested once more for each level.
pub const MAX_NESTING_JSON: usize = 64;

/// How many bytes one entity of XML may mean.
pub const MAX_ENTITY_BYTES: u64 = 64 << 10;

/// How many bytes all entities of a file may mean, whatever its size.
const MAX_EXPANDED: u64 = 8 << 20;

/// Beyond that, how many times as many bytes as the file has.
const MAX_EXPANSION: u64 = 16;

/// The longest document type declaration, in bytes.
const MAX_DECLARATION: usize = 1 << 20;

/// The most attributes of one tag: each is compared with each.
const MAX_ATTRIBUTES: usize = 1_000;

/// The most terms that one context of JSON-LD defines: each may be defined by the next, and the parser then calls itself for
/// each.
pub const MAX_CONTEXT_TERMS: usize = 4_000;

/// The longest key that may be `@context`, however it is spelled.
const MAX_CONTEXT_KEY: usize = 64;

/// The largest piece that is given to a parser that reports no places, as long as no term is longer than several such:
/// a parser begins a term again with each piece.
const PIECE: usize = 1 << 10;

/// What is beyond its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// A term is longer than [`MAX_TERM_BYTES`].
    Term,
    /// Something is in more than so many others.
    Nesting(usize),
    /// Entities mean too much.
    Entities,
    /// A tag has too many attributes.
    Attributes,
    /// The document type declaration is too long.
    Declaration,
    /// A context defines too many terms.
    Context,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term => write!(f, "a term of more than {} MiB", MAX_TERM_BYTES >> 20),
            Self::Nesting(bound) => write!(f, "an element is nested inside more than {bound} others"),
            Self::Entities => f.write_str("the entities of the file expand to far more than the file contains"),
            Self::Attributes => write!(f, "a tag has more than {MAX_ATTRIBUTES} attributes"),
            Self::Context => write!(f, "a context defines more than {MAX_CONTEXT_TERMS} terms"),
            Self::Declaration => write!(f, "a document type declaration of more than {} MiB", MAX_DECLARATION >> 20),
        }
    }
}

/// What is beyond its bound, and the byte where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// What it is.
    pub excess: Excess,
    /// The first byte of the term, or the byte that is one too many.
    pub at: u64,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.excess.fmt(f)
    }
}

impl std::error::Error for Exceeded {}

/// Looks at a text piece by piece.
trait Scan: Send {
    /// Takes the next bytes, and where the first of them stands.
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded>;

    /// How long the term is so far in whose midst the bytes ended; `at` is where they did.
    fn term(&self, at: u64) -> u64;
}

fn scanner(format: RdfFormat) -> Box<dyn Scan> {
    match format {
        RdfFormat::RdfXml => Box::new(Xml::default()),
        RdfFormat::JsonLd { .. } => Box::new(Json::default()),
        _ => Box::new(Turtle::default()),
    }
}

/// Compares a text in memory with the bounds.
///
/// # Errors
/// The first bound that it exceeds.
pub fn check(format: RdfFormat, text: &[u8]) -> Result<(), Exceeded> {
    scanner(format).scan(text, 0)
}

/// How far a text was given to its parser.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Mutex<Given>>);

#[derive(Debug, Clone, Copy, Default)]
struct Given {
    /// Where the piece that was given last begins, and where it ends.
    piece: (u64, u64),
    exceeded: Option<Exceeded>,
}

impl Progress {
    fn given(&self) -> std::sync::MutexGuard<'_, Given> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes that were given last.
    #[must_use]
    pub fn piece(&self) -> (u64, u64) {
        self.given().piece
    }

    /// The bound that was exceeded.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.given().exceeded
    }
}

/// Reads a text of RDF within the bounds; what exceeds them is an [`io::ErrorKind::InvalidData`], and the end.
pub struct Bounded<R> {
    reader: BufReader<R>,
    scan: Box<dyn Scan>,
    at: u64,
    cut: Option<u8>,
    progress: Progress,
}

impl<R: Read> Bounded<R> {
    /// Takes what is to be read, and its syntax.
    pub fn new(reader: R, format: RdfFormat) -> Self {
        // The parsers of these report no place, or only some, so they get pieces that do.
        let cut = match format {
            RdfFormat::RdfXml => Some(b'>'),
            RdfFormat::JsonLd { .. } => Some(b'\n'),
            _ => None,
        };
        let reader = BufReader::with_capacity(1 << 18, reader);
        Self { reader, scan: scanner(format), at: 0, cut, progress: Progress::default() }
    }

    /// How far it was read, to be asked for when its parser describes an error.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(exceeded) = self.progress.exceeded() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, exceeded));
        }
        let held = self.reader.fill_buf()?;
        let mut length = held.len().min(buffer.len());
        if let Some(cut) = self.cut
            && self.scan.term(self.at) < 16 * PIECE as u64
        {
            length = length.min(PIECE);
            length = memchr(cut, &held[..length]).map_or(length, |at| at + 1);
        }
        let piece = &held[..length];
        if let Err(exceeded) = self.scan.scan(piece, self.at) {
            self.progress.given().exceeded = Some(exceeded);
            return Err(io::Error::new(io::ErrorKind::InvalidData, exceeded));
        }
        buffer[..length].copy_from_slice(piece);
        if length > 0 {
            let from = if self.cut == Some(b'>') { memchr::memrchr(b'<', piece).unwrap_or(0) } else { 0 };
            self.progress.given().piece = (self.at + from as u64, self.at + length as u64);
        }
        self.at += length as u64;
        self.reader.consume(length);
        Ok(length)
    }
}

/// The beginning of what must not be too long, and how deep one is.
#[derive(Default)]
struct Meter {
    begun: Option<u64>,
    depth: usize,
}

impl Meter {
    fn begin(&mut self, at: u64) {
        self.begun.get_or_insert(at);
    }

    fn end(&mut self) {
        self.begun = None;
    }

    fn open(&mut self, at: u64, bound: usize) -> Result<(), Exceeded> {
        self.depth += 1;
        if self.depth > bound { Err(Exceeded { excess: Excess::Nesting(bound), at }) } else { Ok(()) }
    }

    fn length(&self, at: u64) -> u64 {
        self.begun.map_or(0, |begun| at - begun)
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Holds the length of what was begun, where the text has come to `at`.
    fn hold(&self, at: u64) -> Result<(), Exceeded> {
        match self.begun {
            Some(begun) if at - begun > MAX_TERM_BYTES => Err(Exceeded { excess: Excess::Term, at: begun }),
            _ => Ok(()),
        }
    }
}

/// Turtle, TriG, N-Triples and N-Quads.
#[derive(Default)]
struct Turtle {
    state: Token,
    meter: Meter,
}

/// Where one is in Turtle.
#[derive(Default, Clone, Copy)]
enum Token {
    #[default]
    Plain,
    /// After `\` outside of quotes.
    Escape,
    /// After `<`: an IRI, or a triple term.
    Less,
    /// After `>` outside of an IRI: perhaps the end of a triple term.
    Greater,
    Iri,
    Comment,
    /// After one quotation mark, or two.
    Quote(u8, u8),
    /// In a string within one mark on each side; whether a backslash is before.
    Short(u8, bool),
    /// In a string within three; how many marks were met in a row, and whether a backslash is before.
    Long(u8, u8, bool),
}

impl Turtle {
    /// A byte outside of IRIs, strings and comments.
    fn plain(&mut self, byte: u8, at: u64) -> Result<Token, Exceeded> {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b'.' => self.meter.end(),
            b'(' | b'[' | b'{' => {
                self.meter.end();
                self.meter.open(at, MAX_NESTING)?;
            }
            b')' | b']' | b'}' => {
                self.meter.end();
                self.meter.close();
            }
            _ => {
                if matches!(byte, b'#' | b'<' | b'"' | b'\'') {
                    self.meter.end();
                }
                self.meter.begin(at);
                return Ok(match byte {
                    b'#' => Token::Comment,
                    b'<' => Token::Less,
                    b'>' => Token::Greater,
                    b'"' | b'\'' => Token::Quote(byte, 1),
                    b'\\' => Token::Escape,
                    _ => Token::Plain,
                });
            }
        }
        Ok(Token::Plain)
    }

    fn next(&mut self, byte: u8, at: u64) -> Result<Token, Exceeded> {
        let end = |meter: &mut Meter| {
            meter.end();
            Ok(Token::Plain)
        };
        match self.state {
            Token::Plain => self.plain(byte, at),
            Token::Escape => Ok(Token::Plain),
            Token::Less if byte == b'<' => {
                self.meter.open(at, MAX_NESTING)?;
                end(&mut self.meter)
            }
            Token::Greater if byte == b'>' => {
                self.meter.close();
                end(&mut self.meter)
            }
            Token::Greater => self.plain(byte, at),
            Token::Less | Token::Iri => match byte {
                b'>' | b' ' | b'\n' | b'"' => end(&mut self.meter),
                _ => Ok(Token::Iri),
            },
            Token::Comment if byte == b'\n' || byte == b'\r' => end(&mut self.meter),
            Token::Comment => Ok(Token::Comment),
            Token::Quote(mark, 1) if byte == mark => Ok(Token::Quote(mark, 2)),
            Token::Quote(mark, 1) => {
                self.state = Token::Short(mark, false);
                self.next(byte, at)
            }
            Token::Quote(mark, _) if byte == mark => Ok(Token::Long(mark, 0, false)),
            // An empty string.
            Token::Quote(..) => {
                self.meter.end();
                self.plain(byte, at)
            }
            Token::Short(mark, true) | Token::Long(mark, _, true) => Ok(if matches!(self.state, Token::Short(..)) {
                Token::Short(mark, false)
            } else {
                Token::Long(mark, 0, false)
            }),
            Token::Short(mark, false) => match byte {
                b'\\' => Ok(Token::Short(mark, true)),
                // No string goes over the end of a line.
                b'\n' => end(&mut self.meter),
                _ if byte == mark => end(&mut self.meter),
                _ => Ok(Token::Short(mark, false)),
            },
            Token::Long(mark, marks, false) => match byte {
                _ if byte == mark && marks == 2 => end(&mut self.meter),
                _ if byte == mark => Ok(Token::Long(mark, marks + 1, false)),
                _ => Ok(Token::Long(mark, 0, byte == b'\\')),
            },
        }
    }

    /// How many of the bytes change nothing where one is.
    fn skip(&self, bytes: &[u8]) -> usize {
        let found = match self.state {
            Token::Comment => memchr2(b'\n', b'\r', bytes),
            Token::Iri => memchr3(b'>', b' ', b'\n', bytes),
            Token::Short(mark, false) => memchr3(mark, b'\\', b'\n', bytes),
            Token::Long(mark, 0, false) => memchr2(mark, b'\\', bytes),
            _ => Some(0),
        };
        found.unwrap_or(bytes.len())
    }
}

impl Scan for Turtle {
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded> {
        let mut index = 0;
        while index < bytes.len() {
            index += self.skip(&bytes[index..]);
            let Some(byte) = bytes.get(index) else { break };
            let here = at + index as u64;
            self.meter.hold(here)?;
            self.state = self.next(*byte, here)?;
            index += 1;
        }
        self.meter.hold(at + bytes.len() as u64)
    }

    fn term(&self, at: u64) -> u64 {
        self.meter.length(at)
    }
}

/// JSON.
#[derive(Default)]
struct Json {
    quoted: bool,
    escaped: bool,
    meter: Meter,
    /// The beginning of the text that was read last, as it is spelled.
    text: Vec<u8>,
    depth: usize,
    context: Context,
}

/// Where a context of JSON-LD stands.
#[derive(Default, Clone, Copy)]
enum Context {
    #[default]
    Nowhere,
    /// The value after this is one.
    Next,
    /// In the brackets of this depth; so many keys were seen in it.
    Within { depth: usize, keys: usize },
}

impl Json {
    /// Keeps what may be the key `@context`.
    fn keep(&mut self, bytes: &[u8]) {
        let room = (MAX_CONTEXT_KEY + 1).saturating_sub(self.text.len());
        self.text.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn is_context(&self) -> bool {
        let spelled = [b"\"", &self.text[..], b"\""].concat();
        self.text.len() <= MAX_CONTEXT_KEY
            && (self.text == b"@context" || self.text.contains(&b'\\'))
            && serde_json::from_slice::<String>(&spelled).is_ok_and(|key| key == "@context")
    }

    /// A colon, before which stood a key.
    fn key(&mut self, here: u64) -> Result<(), Exceeded> {
        if let Context::Within { keys, .. } = &mut self.context {
            *keys += 1;
            let is_within = *keys <= MAX_CONTEXT_TERMS;
            return if is_within { Ok(()) } else { Err(Exceeded { excess: Excess::Context, at: here }) };
        }
        self.context = if self.is_context() { Context::Next } else { Context::Nowhere };
        Ok(())
    }

    fn open(&mut self) {
        self.depth += 1;
        if let Context::Next = self.context {
            self.context = Context::Within { depth: self.depth, keys: 0 };
        }
    }

    fn close(&mut self) {
        if let Context::Within { depth, .. } = self.context
            && depth == self.depth
        {
            self.context = Context::Nowhere;
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

impl Scan for Json {
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded> {
        let mut index = 0;
        while index < bytes.len() {
            if self.quoted && !self.escaped {
                let rest = &bytes[index..];
                let plain = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                self.keep(&rest[..plain]);
                index += plain;
            }
            let Some(byte) = bytes.get(index) else { break };
            let here = at + index as u64;
            index += 1;
            self.meter.hold(here)?;
            match byte {
                _ if self.escaped => {
                    self.keep(&[*byte]);
                    self.escaped = false;
                }
                b'\\' if self.quoted => {
                    self.keep(b"\\");
                    self.escaped = true;
                }
                b'"' => {
                    self.quoted = !self.quoted;
                    self.meter.end();
                    if self.quoted {
                        self.meter.begin(here);
                        self.text.clear();
                    }
                }
                _ if self.quoted => {}
                b'{' | b'[' => {
                    self.meter.end();
                    self.open();
                    self.meter.open(here, MAX_NESTING_JSON)?;
                }
                b'}' | b']' => {
                    self.meter.end();
                    self.meter.close();
                    self.close();
                }
                b':' => {
                    self.meter.end();
                    self.key(here)?;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.meter.end(),
                _ => self.meter.begin(here),
            }
        }
        self.meter.hold(at + bytes.len() as u64)
    }

    fn term(&self, at: u64) -> u64 {
        self.meter.length(at)
    }
}

/// XML.
#[derive(Default)]
struct Xml {
    state: Markup,
    /// The tag, the declaration or the reference that is being read, from its first byte on.
    held: Vec<u8>,
    /// Where it begins.
    held_at: u64,
    /// How deep angle brackets are open in a declaration; the quotation mark that is open in a tag.
    open: usize,
    mark: Option<u8>,
    meter: Meter,
    /// What every entity means, in bytes.
    entities: HashMap<Vec<u8>, u64>,
    /// What all of them together stood for so far.
    expanded: u64,
    /// The text between two tags: its bytes, with what entities mean, and where it begins.
    text: u64,
    text_at: u64,
    /// How deep the element is whose content is a literal of XML.
    literal: Option<usize>,
}

/// Where one is in XML.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Markup {
    #[default]
    Text,
    /// In a tag; or in what begins as one, and is not yet known.
    Tag,
    Comment,
    Data,
    Instruction,
    Declaration,
    /// In a reference to an entity.
    Reference,
}

/// The bytes after which a part of XML ends.
fn ends(state: Markup) -> &'static [u8] {
    match state {
        Markup::Comment => b"-->",
        Markup::Data => b"]]>",
        _ => b"?>",
    }
}

impl Xml {
    fn too_much(&self, excess: Excess) -> Exceeded {
        Exceeded { excess, at: self.held_at }
    }

    /// Counts bytes of the text between two tags.
    fn add_text(&mut self, bytes: u64, at: u64) -> Result<(), Exceeded> {
        if self.text == 0 {
            self.text_at = at;
        }
        self.text += bytes;
        if self.text > MAX_TERM_BYTES { Err(Exceeded { excess: Excess::Term, at: self.text_at }) } else { Ok(()) }
    }

    /// Counts what an entity means.
    fn expand(&mut self, name: &[u8], at: u64) -> Result<u64, Exceeded> {
        let bytes = self.entities.get(name).copied().unwrap_or(4);
        self.expanded += bytes;
        if self.expanded > MAX_EXPANDED && self.expanded > at.saturating_mul(MAX_EXPANSION) {
            return Err(self.too_much(Excess::Entities));
        }
        Ok(bytes)
    }

    /// Counts what the entities in a text mean.
    fn expand_all(&mut self, text: &[u8], at: u64) -> Result<u64, Exceeded> {
        let mut bytes = text.len() as u64;
        let mut rest = text;
        while let Some(start) = memchr(b'&', rest) {
            rest = &rest[start + 1..];
            let Some(end) = memchr(b';', rest) else { break };
            bytes += self.expand(&rest[..end], at)?;
            rest = &rest[end + 1..];
        }
        Ok(bytes)
    }

    /// The end of a tag.
    fn tag(&mut self, at: u64) -> Result<(), Exceeded> {
        let held = std::mem::take(&mut self.held);
        if held.iter().filter(|byte| **byte == b'=').count() > MAX_ATTRIBUTES && attributes(&held) > MAX_ATTRIBUTES {
            return Err(self.too_much(Excess::Attributes));
        }
        if self.expand_all(&held, at)? > MAX_TERM_BYTES {
            return Err(self.too_much(Excess::Term));
        }
        let (begins, ends) = (held.get(1) != Some(&b'/'), held.ends_with(b"/>") || held.get(1) == Some(&b'/'));
        if begins {
            self.meter.open(self.held_at, MAX_NESTING)?;
            let is_literal = |word: &[u8]| memchr::memmem::find(&held, word).is_some();
            if self.literal.is_none() && is_literal(b"parseType") && is_literal(b"Literal") {
                (self.literal, self.text) = (Some(self.meter.depth), 0);
            }
        }
        if ends {
            if self.literal == Some(self.meter.depth) {
                self.literal = None;
            }
            self.meter.close();
        }
        match self.literal {
            Some(_) => self.add_text(held.len() as u64, self.held_at),
            None => {
                self.text = 0;
                Ok(())
            }
        }
    }

    /// The end of a document type declaration: what its entities mean, as the parser expands them.
    fn declaration(&mut self, at: u64) -> Result<(), Exceeded> {
        let held = std::mem::take(&mut self.held);
        for declared in held.split(|byte| *byte == b'<').skip(1) {
            let Some(declared) = declared.strip_prefix(b"!ENTITY") else { continue };
            let declared = declared.trim_ascii_start();
            let declared = declared.strip_prefix(b"%").unwrap_or(declared).trim_ascii_start();
            let Some(end) = declared.iter().position(u8::is_ascii_whitespace) else { continue };
            let (name, value) = declared.split_at(end);
            let mut quoted = value.splitn(3, |byte| *byte == b'"');
            let Some(value) = quoted.nth(1) else { continue };
            let bytes = self.expand_all(value, at)?;
            if bytes > MAX_ENTITY_BYTES {
                return Err(self.too_much(Excess::Entities));
            }
            self.entities.insert(name.to_vec(), bytes);
        }
        Ok(())
    }

    /// A byte in a tag, or in what begins as one.
    fn in_tag(&mut self, byte: u8, at: u64) -> Result<(), Exceeded> {
        self.held.push(byte);
        if self.held.len() as u64 > MAX_TERM_BYTES {
            return Err(self.too_much(Excess::Term));
        }
        match self.held.as_slice() {
            b"<!--" => self.state = Markup::Comment,
            b"<![CDATA[" => self.state = Markup::Data,
            b"<?" => self.state = Markup::Instruction,
            [b'<', b'!', kind, ..] if kind.eq_ignore_ascii_case(&b'D') => {
                (self.state, self.open) = (Markup::Declaration, 1);
            }
            _ => {}
        }
        if self.state != Markup::Tag {
            if self.state != Markup::Declaration {
                self.held.clear();
                self.meter.begin(at);
            }
            return Ok(());
        }
        match self.mark {
            Some(mark) if byte == mark => self.mark = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => self.mark = Some(byte),
            None if byte == b'>' => {
                self.state = Markup::Text;
                return self.tag(at);
            }
            None => {}
        }
        Ok(())
    }

    fn next(&mut self, byte: u8, at: u64) -> Result<(), Exceeded> {
        match self.state {
            Markup::Text if byte == b'<' || byte == b'&' => {
                self.state = if byte == b'<' { Markup::Tag } else { Markup::Reference };
                self.held.clear();
                self.held.push(byte);
                (self.held_at, self.mark) = (at, None);
                Ok(())
            }
            Markup::Text => self.add_text(1, at),
            Markup::Tag => self.in_tag(byte, at),
            Markup::Reference if byte == b';' => {
                self.state = Markup::Text;
                let name = std::mem::take(&mut self.held);
                let bytes = self.expand(name.get(1..).unwrap_or_default(), at)?;
                self.add_text(bytes, self.held_at)
            }
            // No name is that long, so it is none.
            Markup::Reference if byte == b'<' || self.held.len() > 1_000 => {
                self.state = Markup::Text;
                self.next(byte, at)
            }
            Markup::Reference => {
                self.held.push(byte);
                Ok(())
            }
            Markup::Declaration => {
                self.held.push(byte);
                if self.held.len() > MAX_DECLARATION {
                    return Err(self.too_much(Excess::Declaration));
                }
                match byte {
                    b'<' => self.open += 1,
                    b'>' => self.open -= 1,
                    _ => {}
                }
                if self.open == 0 {
                    self.state = Markup::Text;
                    return self.declaration(at);
                }
                Ok(())
            }
            Markup::Comment | Markup::Data | Markup::Instruction => {
                let end = ends(self.state);
                self.held.push(byte);
                if self.held.len() > end.len() {
                    self.held.remove(0);
                }
                self.meter.hold(at)?;
                if self.state == Markup::Data {
                    self.add_text(1, at)?;
                }
                if self.held.as_slice() == end {
                    self.state = Markup::Text;
                    self.held.clear();
                    self.meter.end();
                }
                Ok(())
            }
        }
    }
}

/// The attributes of a tag: what is between quotation marks, not a sign within them.
fn attributes(tag: &[u8]) -> usize {
    let (mut count, mut open) = (0, None);
    for byte in tag {
        match open {
            Some(mark) if byte == mark => open = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') => (count, open) = (count + 1, Some(byte)),
            None => {}
        }
    }
    count
}

impl Scan for Xml {
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded> {
        let mut index = 0;
        while index < bytes.len() {
            if self.state == Markup::Text {
                let text = memchr2(b'<', b'&', &bytes[index..]).unwrap_or(bytes.len() - index);
                if text > 0 {
                    self.add_text(text as u64, at + index as u64)?;
                }
                index += text;
            }
            let Some(byte) = bytes.get(index) else { break };
            self.next(*byte, at + index as u64)?;
            index += 1;
        }
        Ok(())
    }
    fn term(&self, _: u64) -> u64 {
        // This parser does not begin again.
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: RdfFormat = RdfFormat::RdfXml;

    fn json() -> RdfFormat {
        RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::empty() }
    }

    /// What is found, which must be the same whatever the pieces in which the text comes.
    fn found(format: RdfFormat, text: &str) -> Option<Exceeded> {
        let whole = check(format, text.as_bytes()).err();
        if text.len() < 20_000 {
            let mut scanner = scanner(format);
            let bytes = text.as_bytes().iter().enumerate();
            let piecewise = bytes.map(|(at, byte)| scanner.scan(&[*byte], at as u64)).find_map(Result::err);
            assert_eq!(whole, piecewise, "{}", &text[..text.len().min(200)]);
        }
        whole
    }

    fn nested(open: &str, levels: usize) -> String {
        format!("<s> <p> {}", open.repeat(levels))
    }

    #[test]
    fn brackets_are_counted_outside_of_terms_only() {
        for open in ["(", "[ <p> ", "[ <p> ( ", "<< <s> <p> ", "{| <p> "] {
            let brackets = open.matches(['(', '[', '{']).count() + open.matches("<<").count();
            assert_eq!(found(RdfFormat::Turtle, &nested(open, MAX_NESTING / brackets)), None, "{open}");
            let exceeded = found(RdfFormat::Turtle, &nested(open, MAX_NESTING / brackets + 1));
            assert_eq!(exceeded.map(|found| found.excess), Some(Excess::Nesting(MAX_NESTING)), "{open}");
        }
        for harmless in [
            "\"((((\"",
            "'[[[['",
            "\"\"\"a\"\"( \\\"\"\"\"",
            "'''\\''' (((('''",
            "<http://a/((((>",
            "# ((((\n",
            "a:\\(\\(",
            "\"\" ''",
            "(1) [] {} << <s> <p> 1 >> <<( <s> <p> <http://o/> )>>",
            "\"\\\\\" \"\\\"((\"",
        ] {
            assert_eq!(found(RdfFormat::TriG, &harmless.repeat(MAX_NESTING)), None, "{harmless}");
        }
        let elements = |levels: usize| format!("<r>{}", "<a b='>((<'>x".repeat(levels));
        assert_eq!(found(XML, &elements(MAX_NESTING - 1)), None);
        assert!(found(XML, &elements(MAX_NESTING)).is_some());
        for harmless in ["<a/>", "<a></a>", "<!-- <a><a> -- > -->", "<![CDATA[<a><a>]]>", "<?a <a><a> ?>", "&lt;a&gt;"]
        {
            assert_eq!(found(XML, &harmless.repeat(MAX_NESTING + 1)), None, "{harmless}");
        }
        assert_eq!(found(json(), &"[".repeat(MAX_NESTING_JSON)), None);
        assert!(found(json(), &"[{".repeat(MAX_NESTING_JSON)).is_some());
        assert_eq!(found(json(), &"\"[[\\\"{{\\\\\",{}".repeat(MAX_NESTING_JSON)), None);
    }

    #[test]
    fn a_context_has_a_bound_however_it_is_spelled_and_other_keys_have_none() {
        let terms = |count: usize| (0..count).map(|n| format!("\"t{n}\": \"t{}:a\",", n + 1)).collect::<String>();
        let many = terms(MAX_CONTEXT_TERMS + 1);
        for text in [
            format!("{{\"@context\": {{{many} \"a\": 1}}}}"),
            format!("{{\"a\": {{}}, \"\\u0040conte\\u0078t\" : [ {{ {many}"),
            format!("[{{\"@context\": {{\"a\": {{\"@context\": {{{many}"),
        ] {
            assert!(matches!(found(json(), &text), Some(Exceeded { excess: Excess::Context, .. })), "{}", &text[..40]);
        }
        let few = terms(MAX_CONTEXT_TERMS / 2);
        for text in [
            format!("{{\"@context\": {{{few} \"a\": 1}}, \"b\": [{{\"@context\": {{{few}{few}}}}}]}}"),
            format!("{{\"@context\": \"b\", \"c\": {{{many}}}}}"),
            format!(
                "{{\"@context\\\\\": {{{many}}}, \"context\": {{{many}}}, \"{}@context\": {{{many}}}}}",
                "x".repeat(64)
            ),
        ] {
            assert_eq!(found(json(), &text), None, "{}", &text[..40]);
        }
    }

    #[test]
    fn terms_have_a_bound_each_and_their_sum_has_none() {
        let half = "x".repeat(MAX_TERM_BYTES as usize / 2 + 1);
        for (format, begin, end) in [
            (RdfFormat::NTriples, "\"", "\" "),
            (RdfFormat::Turtle, "'''", "''' "),
            (RdfFormat::Turtle, "<", "> "),
            (RdfFormat::Turtle, "#", "\n"),
            (RdfFormat::Turtle, "a:", " "),
            (json(), "\"", "\","),
            (json(), "1", ","),
            (XML, "<p>", "</p>"),
            (XML, "<!--", "-->"),
            (XML, "<p><![CDATA[", "]]></p>"),
            (XML, "<a b='", "'/>"),
        ] {
            assert_eq!(found(format, &format!("{begin}{half}{end}{begin}{half}{end}")), None, "{begin}");
            let exceeded = found(format, &format!("{begin}{half}{half}{end}")).map(|found| found.excess);
            assert_eq!(exceeded, Some(Excess::Term), "{begin}");
        }
        // A literal of XML is one term, whatever elements are in it.
        let elements = "<b>x</b>".repeat(MAX_TERM_BYTES as usize / 8 + 2);
        assert_eq!(found(XML, &format!("<p>{elements}</p>")), None);
        assert!(found(XML, &format!("<p rdf:parseType='Literal'>{elements}</p>")).is_some());
        let shorter = &elements[..elements.len() / 2 / 8 * 8];
        let one = format!("<p rdf:parseType='Literal'>{shorter}</p>");
        assert_eq!(found(XML, &format!("<r>{one}{one}{one}</r>")), None);
    }

    #[test]
    fn entities_are_counted_before_they_are_expanded() {
        let laughs = |levels: usize| {
            let entities: String = (1..=levels)
                .map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10)))
                .collect();
            format!("<!DOCTYPE r [<!ENTITY e0 \"ha\">{entities}]><r>&e{levels};</r>")
        };
        assert_eq!(found(XML, &laughs(3)), None);
        assert_eq!(found(XML, &laughs(6)).map(|found| (found.excess, found.at)), Some((Excess::Entities, 0)));
        let once = |entity: usize, uses: usize| {
            format!("<!DOCTYPE r [<!ENTITY e \"{}\">]><r>{}</r>", "x".repeat(entity), "<p q='&e;'>&e;</p>".repeat(uses))
        };
        // Abbreviations of name spaces, as OWL has them.
        assert_eq!(found(XML, &once(60, 100_000)), None);
        assert_eq!(found(XML, &once(60_000, 1_000)).map(|found| found.excess), Some(Excess::Entities));
        let many = format!("<a {}/>", "b='=' ".repeat(MAX_ATTRIBUTES + 1));
        assert_eq!(found(XML, &many).map(|found| found.excess), Some(Excess::Attributes));
        assert_eq!(found(XML, &format!("<a b='{}'/>", "=".repeat(5_000))), None);
    }
}
