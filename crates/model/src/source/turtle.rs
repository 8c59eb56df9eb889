//! The places of the triples of a Turtle text. The parser of oxigraph reports no positions, so the text is read once
//! more, as far as its tokens; the triples come in the parser's order, which is how the two are reported to be the
//! same. The parser gives the triples that one token completes in the reverse order, and a string is complete with the
//! token after it, because that may say its language.
//!
//! Only for texts that the parser has read without an error.

/// The bytes of a token: the first one, and the one after the last.
pub type Span = (u64, u64);

/// The places of the parts of a triple. The place of a node in brackets is its opening bracket; the places of the cells
/// of a list are those of their members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The subject.
    pub subject: Span,
    /// The property.
    pub predicate: Span,
    /// The object.
    pub object: Span,
}

/// The places of the triples of a Turtle 1.1 text, in the order in which oxigraph's parser gives them.
#[must_use]
pub fn places(text: &str) -> Vec<Placed> {
    let mut walk = Walk {
        bytes: text.as_bytes(),
        at: 0,
        found: Vec::new(),
        completed: Vec::new(),
        string: None,
        open: vec![STATEMENT],
    };
    while walk.step() {}
    walk.found
}

/// A statement, or what is in brackets within it.
#[derive(Debug, Clone, Copy)]
enum Frame {
    /// A subject and what is said of it.
    Statement { subject: Option<Span>, predicate: Option<Span> },
    /// `[ … ]`
    Brackets { open: Span, predicate: Option<Span> },
    /// `( … )`
    List { open: Span, begun: bool },
}

const STATEMENT: Frame = Frame::Statement { subject: None, predicate: None };

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    found: Vec<Placed>,
    /// What the token of the moment completes.
    completed: Vec<Placed>,
    /// A string without a suffix, which the next token completes.
    string: Option<Span>,
    /// The statement, and the brackets that are open in it.
    open: Vec<Frame>,
}

impl Walk<'_> {
    /// Reads a token; whether there was one.
    fn step(&mut self) -> bool {
        self.skip();
        if let Some(span) = self.string.take() {
            self.value(span);
        }
        let more = self.token();
        self.end_token();
        more
    }

    fn end_token(&mut self) {
        self.found.extend(self.completed.drain(..).rev());
    }

    fn token(&mut self) -> bool {
        let Some(&byte) = self.bytes.get(self.at) else { return false };
        let start = self.at;
        let decimal = byte == b'.' && self.bytes.get(start + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'.' if !decimal => {
                self.at += 1;
                self.open = vec![STATEMENT];
            }
            b';' => {
                self.at += 1;
                if let Some(Frame::Statement { predicate, .. } | Frame::Brackets { predicate, .. }) =
                    self.open.last_mut()
                {
                    *predicate = None;
                }
            }
            b',' => self.at += 1,
            b'[' | b'(' => {
                self.at += 1;
                let open = self.span(start);
                self.member_begins(open);
                self.open.push(match byte {
                    b'[' => Frame::Brackets { open, predicate: None },
                    _ => Frame::List { open, begun: false },
                });
            }
            b']' | b')' => {
                self.at += 1;
                match self.open.pop() {
                    Some(Frame::List { begun: true, .. }) => self.cell(self.span(start)),
                    Some(Frame::List { open, .. } | Frame::Brackets { open, .. }) => self.value(open),
                    _ => {}
                }
            }
            b'<' => {
                self.at = self.find(start, b'>');
                self.term(start);
            }
            b'"' | b'\'' => {
                let has_suffix = self.string(byte);
                let span = self.span(start);
                self.member_begins(span);
                if has_suffix {
                    self.end_token();
                    self.value(span);
                } else {
                    self.string = Some(span);
                }
            }
            _ => self.word(),
        }
        true
    }

    fn span(&self, start: usize) -> Span {
        (start as u64, self.at.min(self.bytes.len()) as u64)
    }

    /// White space and comments.
    fn skip(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => self.at = self.find(self.at, b'\n'),
                _ if byte.is_ascii_whitespace() => self.at += 1,
                _ => break,
            }
        }
    }

    /// The place after the next such byte, or the end.
    fn find(&self, from: usize, byte: u8) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        memchr::memchr(byte, rest).map_or(self.bytes.len(), |at| from + at + 1)
    }

    /// A string with its language or datatype; whether it has either.
    fn string(&mut self, quote: u8) -> bool {
        let start = self.at;
        let long = self.bytes.get(start..start + 3) == Some([quote; 3].as_slice());
        let width = if long { 3 } else { 1 };
        let mut at = start + width;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                _ if byte == quote && (!long || self.bytes.get(at..at + 3) == Some([quote; 3].as_slice())) => break,
                _ => at += 1,
            }
        }
        self.at = (at + width).min(self.bytes.len());
        let end = self.at;
        self.skip();
        match self.bytes.get(self.at..self.at + 2) {
            Some(b"^^") => {
                self.at += 2;
                self.skip();
                match self.bytes.get(self.at) {
                    Some(b'<') => self.at = self.find(self.at, b'>'),
                    _ => self.at = word_end(self.bytes, self.at),
                }
            }
            _ if self.bytes.get(self.at) == Some(&b'@') => self.at = word_end(self.bytes, self.at),
            _ => {
                self.at = end;
                return false;
            }
        }
        true
    }

    fn word(&mut self) {
        let start = self.at;
        self.at = word_end(self.bytes, self.at);
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        let at_subject = matches!(self.open.as_slice(), [Frame::Statement { subject: None, .. }]);
        if at_subject && !word.contains(&b':') {
            // A directive: its IRI, and the name before it, are not terms of a triple.
            let name = word.strip_prefix(b"@").unwrap_or(word);
            if name.eq_ignore_ascii_case(b"prefix") || name.eq_ignore_ascii_case(b"base") {
                self.at = self.find(self.at, b'<');
                self.at = self.find(self.at, b'>');
                return;
            }
        }
        self.term(start);
    }

    /// A term that ends here.
    fn term(&mut self, start: usize) {
        let span = self.span(start);
        self.member_begins(span);
        self.value(span);
    }

    /// A subject, a property, an object or a member of a list.
    fn value(&mut self, span: Span) {
        let (subject, predicate) = match self.open.last_mut() {
            Some(Frame::Statement { subject: subject @ None, .. }) => {
                *subject = Some(span);
                return;
            }
            Some(
                Frame::Statement { predicate: predicate @ None, .. }
                | Frame::Brackets { predicate: predicate @ None, .. },
            ) => {
                *predicate = Some(span);
                return;
            }
            Some(Frame::Statement { subject: Some(subject), predicate: Some(predicate) }) => (*subject, *predicate),
            Some(Frame::Brackets { open, predicate: Some(predicate) }) => (*open, *predicate),
            Some(Frame::List { .. }) | None => (span, span),
        };
        self.completed.push(Placed { subject, predicate, object: span });
    }

    /// The parser describes a list when its first member comes, and of each further cell when the next member does.
    fn member_begins(&mut self, span: Span) {
        let Some(Frame::List { open, begun }) = self.open.last().copied() else { return };
        if begun {
            self.cell(span);
            return;
        }
        self.open.pop();
        self.value(open);
        self.open.push(Frame::List { open, begun: true });
    }

    /// A triple that the list has between its members, or at its end.
    fn cell(&mut self, span: Span) {
        self.completed.push(Placed { subject: span, predicate: span, object: span });
    }
}

/// Where a name, a number or a keyword that begins at `start` ends (Turtle, section 6.5).
#[must_use]
pub fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start + 1;
    let ends = |byte: u8| byte.is_ascii_whitespace() || b"<>\"'{}[](),;#^".contains(&byte);
    while let Some(&byte) = bytes.get(end).filter(|byte| !ends(**byte)) {
        // What is escaped belongs to the name.
        end += if byte == b'\\' { 2 } else { 1 };
    }
    end = end.min(bytes.len());
    // A full stop at the end ends the statement.
    while end > start + 1 && bytes.get(end - 1) == Some(&b'.') && bytes.get(end - 2) != Some(&b'\\') {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use oxrdf::{NamedOrBlankNode, Term};
    use oxrdfio::{RdfFormat, RdfParser};

    use super::*;

    /// Each triple of the parser has a place, and at the place stands what it says.
    fn agree(text: &str) {
        let placed = places(text);
        let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri("http://base/").unwrap();
        let mut parser = parser.for_slice(text.as_bytes());
        let quads: Vec<_> = parser.by_ref().map(Result::unwrap).collect();
        assert_eq!(placed.len(), quads.len(), "{text}");
        let at = |(start, end): Span| &text[start as usize..end as usize];
        let local = |iri: &str| iri.rsplit(['/', '#', ':']).next().unwrap().to_owned();
        for (placed, quad) in placed.iter().zip(quads) {
            // The empty list has a name that is not written.
            if let NamedOrBlankNode::NamedNode(node) = &quad.subject
                && !node.as_str().ends_with("nil")
            {
                assert!(at(placed.subject).contains(&local(node.as_str())), "{placed:?} {node}\n{text}");
            }
            match &quad.object {
                Term::NamedNode(node) => {
                    let shown = at(placed.object);
                    assert!(
                        shown.contains(&local(node.as_str())) || ["()", "(", ")"].contains(&shown),
                        "{shown} {node}"
                    );
                }
                Term::BlankNode(_) | Term::Triple(_) => {}
                Term::Literal(literal) => {
                    let shown = at(placed.object);
                    assert!(shown.contains('\\') || shown.contains(literal.value()), "{placed:?} {literal}");
                }
            }
        }
    }

    #[test]
    fn places_come_in_the_order_of_the_parser() {
        for text in [
            "",
            "@prefix a: <http://a/> .\nPREFIX b: <http://b#>\na:x a:p a:y , 'z'@en-GB ; a:q 1.5, .5, true . b:x a b:C; a:r 1.",
            "@base <http://c/> .\n@prefix : <http://d/> .\n:x :p [ :q :z ; :r [] ; ] , [ ] ; :s ( ) , ( 1 ( 2 :three ) [ :q ( :w ) ] ) ;; .",
            "@prefix : <http://d/> .\n( :one [ :p 'two' ] ) :q :z . [ :q :y ] . [] :r :x . [ :s :t ] :u :v .",
            "@prefix : <http://d/> .\n:x :p '''a\n# b''' , \"q # ; . [\"^^<http://t/#x> , \"w\" ^^ :int # c . ; [\n ; :q.r '\\'s' , _:b.c .",
            "@prefix : <http://d/> .\n( ) :p ( ( ) ( ( :x ) ) ) .",
        ] {
            agree(text);
        }
        for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ontology")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "ttl") {
                agree(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn whatever_the_text_is_the_walk_ends() {
        for text in [
            "\"",
            "'''",
            "<",
            "a:b\\",
            "@prefix",
            "@prefix a",
            "[[[(",
            "]])",
            "\u{feff}a:b",
            "\"^^",
            "\"a\"@",
            "....",
            "((",
            "<<a b c>>",
        ] {
            let _ = places(text);
        }
    }
}
