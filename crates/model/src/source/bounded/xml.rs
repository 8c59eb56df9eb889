//! The tokens of RDF/XML, and its entities.

use super::bounds::{
    Exceeded, Excess, MAX_ATTRIBUTES, MAX_DECLARATION, MAX_ENTITY_BYTES, MAX_EXPANDED, MAX_EXPANSION, MAX_NESTING,
    MAX_TERM_BYTES,
};
use super::scan::{Meter, Scan};
use memchr::{memchr, memchr2};
use std::collections::HashMap;

/// XML.
#[derive(Default)]
pub(super) struct Xml {
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
    /// What all of them together expanded to so far, in bytes.
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
            // No name is that long, so it is not a reference.
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
