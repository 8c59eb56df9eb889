//! YAML to a tree of text with byte ranges.
//!
//! The events come from granit-parser, because it alone of the three parsers compared gives byte offsets (saphyr-parser
//! counts characters and is wrong after the first letter that is not ASCII; serde-saphyr is on granit-parser, wants
//! a type for every value and takes more than twice the time). It is maintained, forbids unsafe code, bounds nesting,
//! names every syntax error by a variant, and keeps quoted and plain scalars apart, so that nothing here guesses types.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StructureStyle, Tag};

use super::explain::explain;
use super::fault;
use super::node::{Entry, Key, MAX_DEPTH, MAX_TEXT_BYTES, Node, Value, drop_duplicate_keys};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};

/// How many values the anchors and aliases of one file may mean together.
pub const MAX_ALIASED: usize = 250_000;

/// How many bytes of unescaped text count as one more value under [`MAX_ALIASED`].
const BYTES_A_VALUE: usize = 64;

/// Reads one YAML document. Takes the bytes of a whole file and the number of the file; gives the tree, whose byte
/// ranges are counted from the beginning of the file.
///
/// # Errors
/// Everything wrong is added to `diagnostics`; nothing is given where the file has no tree (`yaml-syntax`, `not-utf8`,
/// `empty-source`, `nested-too-deep`, `text-too-long`, `alias-expansion`, `alias-in-itself`, `key-not-text`). With a tree there may still
/// be errors about parts of it: `duplicate-key`, `yaml-tag`, `merge-key`, `several-documents`.
pub fn read<'a>(bytes: &'a [u8], file: FileId, diagnostics: &mut Diagnostics) -> Option<Node<'a>> {
    let result = fault::utf8(bytes, file).and_then(|text| {
        TreeReader { file, diagnostics, stack: Vec::new(), root: None, anchors: HashMap::new(), aliased: 0 }.read(text)
    });
    match result {
        Ok(node) => Some(node),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// A list or map that is still open.
struct Frame<'a> {
    children: Children<'a>,
    start: u64,
    flow: bool,
    anchor: usize,
}

enum Children<'a> {
    List(Vec<Node<'a>>),
    Map { entries: Vec<Entry<'a>>, key: Option<Key<'a>> },
}

/// What an anchor means, with what repeating it costs.
struct Anchored<'a> {
    node: Node<'a>,
    size: usize,
    depth: usize,
}

struct TreeReader<'a, 'd> {
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    stack: Vec<Frame<'a>>,
    root: Option<Node<'a>>,
    anchors: HashMap<usize, Anchored<'a>>,
    aliased: usize,
}

impl<'a> TreeReader<'a, '_> {
    fn read(mut self, text: &'a str) -> Result<Node<'a>, Diagnostic> {
        let mut options = Options::default();
        options.set_emit_comments(false);
        options.flow_nesting_limit = MAX_DEPTH;
        options.block_nesting_limit = MAX_DEPTH;
        let mut documents = 0_u32;
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, span) = event.map_err(|error| self.syntax_error(&error, text))?;
            let (start, end) = range(&span);
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        let marker = Origin::new(self.file, start, end);
                        self.diagnostics.push(several_documents(marker));
                        break;
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    if text.len() > MAX_TEXT_BYTES {
                        return Err(fault::too_long(self.origin((start, start)), text.len()));
                    }
                    let is_text = self.tag(tag.as_deref(), &span);
                    let plain = style == ScalarStyle::Plain && !is_text;
                    // The parser writes `~` for a value that is not there.
                    let value = if plain && (start == end || text == "~" || text == "null") {
                        Value::Null
                    } else {
                        Value::Scalar { text, quoted: style != ScalarStyle::Plain || is_text }
                    };
                    self.put(Node { value, start, end }, anchor)?;
                }
                Event::SequenceStart(style, anchor, tag) => {
                    self.tag(tag.as_deref(), &span);
                    self.open(Children::List(Vec::new()), style, anchor, (start, end))?;
                }
                Event::MappingStart(style, anchor, tag) => {
                    self.tag(tag.as_deref(), &span);
                    let children = Children::Map { entries: Vec::new(), key: None };
                    self.open(children, style, anchor, (start, end))?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(end)?,
                Event::Alias(anchor) => self.alias(anchor, (start, end))?,
                // `Event` may gain kinds that are not nodes; nodes are all above.
                _ => {}
            }
        }
        let missing = fault::empty(Some(Origin::point(self.file, 0)), "the file");
        self.root.ok_or(missing)
    }

    fn origin(&self, (start, end): (u64, u64)) -> Origin {
        Origin::new(self.file, start, end)
    }

    /// Whether the next node is a key.
    fn at_key(&self) -> bool {
        let children = self.stack.last().map(|frame| &frame.children);
        matches!(children, Some(Children::Map { key: None, .. }))
    }

    fn open(
        &mut self,
        children: Children<'a>,
        style: StructureStyle,
        anchor: usize,
        at: (u64, u64),
    ) -> Result<(), Diagnostic> {
        if self.at_key() {
            return Err(self.key_not_text(at, "a list or a map"));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(fault::too_deep(self.origin(at)));
        }
        self.stack.push(Frame { children, start: at.0, flow: style == StructureStyle::Flow, anchor });
        Ok(())
    }

    fn close(&mut self, end: u64) -> Result<(), Diagnostic> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        // The parser ends a block where the next thing begins; a person would say that it ends with its last value.
        let end_of = |last: Option<u64>| {
            if frame.flow { end } else { last.unwrap_or(frame.start) }
        };
        let (value, end) = match frame.children {
            Children::List(items) => {
                let end = end_of(items.last().map(|item| item.end));
                (Value::List(items), end)
            }
            Children::Map { mut entries, .. } => {
                let end = end_of(entries.last().map(|entry| entry.value.end));
                drop_duplicate_keys(&mut entries, self.file, self.diagnostics);
                (Value::Map(entries), end)
            }
        };
        let node = Node { value, start: frame.start, end };
        self.put(node, frame.anchor)
    }

    /// A node is complete: it is a key, a value, an element, or the whole document.
    fn put(&mut self, mut node: Node<'a>, anchor: usize) -> Result<(), Diagnostic> {
        if anchor != 0 {
            self.remember(&node, anchor)?;
        }
        if self.at_key() {
            let key = self.key(node)?;
            if let Some(Frame { children: Children::Map { key: slot, .. }, .. }) = self.stack.last_mut() {
                *slot = Some(key);
            }
            return Ok(());
        }
        match self.stack.last_mut().map(|frame| &mut frame.children) {
            None => self.root = Some(node),
            Some(Children::List(items)) => items.push(node),
            Some(Children::Map { entries, key }) => {
                if let Some(key) = key.take() {
                    if node.value == Value::Null && node.start == node.end {
                        // What is missing is missing after its key, not where the next thing begins.
                        (node.start, node.end) = (key.end, key.end);
                    }
                    entries.push(Entry { key, value: node });
                }
            }
        }
        Ok(())
    }

    fn key(&mut self, node: Node<'a>) -> Result<Key<'a>, Diagnostic> {
        let at = (node.start, node.end);
        match node.value {
            Value::Scalar { text, quoted } => {
                if text == "<<" && !quoted {
                    self.diagnostics.push(
                        Diagnostic::error(Code::MergeKey, "merge keys (`<<`) are not read")
                            .at(self.origin(at))
                            .label("would merge another map into this one")
                            .help("write the keys out"),
                    );
                }
                Ok(Key { text, start: node.start, end: node.end })
            }
            Value::Null if node.start == node.end => {
                Err(Diagnostic::error(Code::KeyNotText, "there is a value without a key here")
                    .at(self.origin(at))
                    .label("the key is missing")
                    .help("write `key: value`; put a text that begins with a colon into quotation marks"))
            }
            Value::Null => Err(self.key_not_text(at, "nothing")),
            Value::List(_) => Err(self.key_not_text(at, "a list")),
            Value::Map(_) => Err(self.key_not_text(at, "a map")),
        }
    }

    fn key_not_text(&self, at: (u64, u64), what: &str) -> Diagnostic {
        Diagnostic::error(Code::KeyNotText, format!("a key is a text, not {what}"))
            .at(self.origin(at))
            .label("a key is expected here")
            .help("put a text that begins with `[`, `{` or `?` into quotation marks")
    }

    fn remember(&mut self, node: &Node<'a>, anchor: usize) -> Result<(), Diagnostic> {
        let (size, depth) = measure(node);
        self.spend(size, (node.start, node.end))?;
        self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        Ok(())
    }

    fn spend(&mut self, size: usize, at: (u64, u64)) -> Result<(), Diagnostic> {
        self.aliased = self.aliased.saturating_add(size);
        if self.aliased <= MAX_ALIASED {
            return Ok(());
        }
        Err(Diagnostic::error(
            Code::AliasExpansion,
            format!(
                "aliases that multiply: the anchors and aliases of this file expand to more than {MAX_ALIASED} values"
            ),
        )
        .at(self.origin(at))
        .label("the limit is exceeded here")
        .help("write the values out, or refer to a record by its `id`"))
    }

    fn alias(&mut self, anchor: usize, at: (u64, u64)) -> Result<(), Diagnostic> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Diagnostic::error(Code::AliasInItself, "an alias is inside the value that it repeats")
                .at(self.origin(at))
                .label("would repeat itself without end")
                .help("write the value out; put a text that begins with `*` into quotation marks"));
        };
        if self.stack.len() + anchored.depth > MAX_DEPTH {
            return Err(fault::too_deep(self.origin(at)));
        }
        let size = anchored.size;
        self.spend(size, at)?;
        // The copy keeps the place of the original: that is the text that would have to be changed.
        match self.anchors.get(&anchor).map(|anchored| anchored.node.clone()) {
            Some(node) => self.put(node, 0),
            None => Ok(()),
        }
    }

    /// Reports a tag that would give a value a type; `true` for the one that says "this is text", which changes nothing.
    fn tag(&mut self, tag: Option<&Tag>, span: &Span) -> bool {
        let Some(tag) = tag else {
            return false;
        };
        let origin = self.origin(range(&span.tag_span().unwrap_or(*span)));
        if tag.is_yaml_core_schema_tag("str") || tag.original() == "!" {
            return true;
        }
        self.diagnostics.push(
            Diagnostic::error(Code::YamlTag, format!("the tag `{}` is not read", tag.original()))
                .at(origin)
                .label("a tag")
                .help("leave the tag out: a value is read by its key; put a text that begins with `!` into quotation marks"),
        );
        false
    }

    fn syntax_error(&self, error: &ScanError, text: &str) -> Diagnostic {
        let offset = error.marker().byte_offset().unwrap_or(text.len());
        let rest = text.get(offset..).unwrap_or_default();
        // The parser gives the beginning of the text in which a character is wrong; the character itself is better.
        let ahead = match error.kind() {
            ErrorKind::UnexpectedCharacter { character } => rest.find(*character).unwrap_or(0),
            _ => 0,
        };
        let at = (text.len() - rest.len() + ahead) as u64;
        let next = rest.get(ahead..).and_then(|rest| rest.chars().next());
        let next = next.filter(|next| !matches!(next, '\r' | '\n'));
        let origin = self.origin((at, at + next.map_or(0, char::len_utf8) as u64));
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return fault::too_deep(origin);
        }
        let (message, label, help) = explain(error.kind());
        let mut diagnostic = Diagnostic::error(Code::YamlSyntax, message).at(origin).label(label).help(help);
        let open = self.stack.iter().rev().find(|frame| frame.flow);
        if let Some(frame) = open.filter(|frame| frame.start != at) {
            let bracket = self.origin((frame.start, frame.start + 1));
            diagnostic = diagnostic.related(bracket, "this bracket is still open");
        }
        diagnostic
    }
}

fn several_documents(marker: Origin) -> Diagnostic {
    Diagnostic::error(Code::SeveralDocuments, "a file has only one document, but a second one begins here")
        .at(marker)
        .label("the second document; it is not read")
        .help("put each document into its own file")
}

/// How many values a tree counts for, and how deep it is.
fn measure(node: &Node<'_>) -> (usize, usize) {
    // Borrowed text costs nothing to repeat.
    let cost = |text: &Cow<'_, str>| match text {
        Cow::Borrowed(_) => 0,
        Cow::Owned(text) => text.len() / BYTES_A_VALUE,
    };
    let join =
        |(size, depth): (usize, usize), (more, deeper): (usize, usize)| (size.saturating_add(more), depth.max(deeper));
    match &node.value {
        Value::Null => (1, 0),
        Value::Scalar { text, .. } => (1 + cost(text), 0),
        Value::List(items) => {
            let (size, depth) = items.iter().map(measure).fold((1, 0), join);
            (size, depth + 1)
        }
        Value::Map(entries) => {
            let (size, depth) = entries
                .iter()
                .map(|entry| {
                    let (size, depth) = measure(&entry.value);
                    (size.saturating_add(cost(&entry.key.text)), depth)
                })
                .fold((1, 0), join);
            (size, depth + 1)
        }
    }
}

fn range(span: &Span) -> (u64, u64) {
    // Reading from a `str` gives every event its byte range; an event without one would point at the beginning.
    let range = span.byte_range().unwrap_or(0..0);
    (range.start as u64, range.end as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Files;

    const FILE: FileId = FileId(0);

    fn good(text: &str) -> Node<'_> {
        let mut diagnostics = Diagnostics::new();
        let node = read(text.as_bytes(), FILE, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{text:?}: {:?}", diagnostics.sorted());
        node.unwrap()
    }

    /// The diagnostics of a text, as `code line:column message`.
    fn bad(text: &str) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let _ = read(text.as_bytes(), FILE, &mut diagnostics);
        let files = Files::new();
        files.add_text("a", text.as_bytes());
        let say = |d: &&Diagnostic| {
            let place = files.locate(d.origin.unwrap()).position.unwrap();
            assert!(!d.help.is_empty(), "{d:?}");
            format!("{} {}:{} {}", d.code, place.line, place.column, d.message)
        };
        diagnostics.sorted().iter().map(say).collect()
    }

    fn slice<'t>(text: &'t str, node: &Node<'_>) -> &'t str {
        &text[node.start as usize..node.end as usize]
    }

    #[test]
    fn every_key_and_value_has_its_bytes() {
        let text = "\u{feff}имя: Белару́сь 🇧🇾 # да\r\nсписок:\r\n  - \"a\\tb\"\r\n  - {k: 'it''s', л: [1, 2]}\r\n  -\r\nend: |\r\n  x\r\n  y\r\n";
        let node = good(text);
        let entries = node.entries().unwrap();
        let keys: Vec<_> =
            entries.iter().map(|entry| &text[entry.key.start as usize..entry.key.end as usize]).collect();
        assert_eq!(keys, ["имя", "список", "end"]);
        assert_eq!(slice(text, &entries[0].value), "Белару́сь 🇧🇾");
        let items = entries[1].value.items().unwrap();
        assert_eq!(slice(text, &items[0]), "\"a\\tb\"");
        assert_eq!(items[0].text(), Some("a\tb"));
        assert_eq!(slice(text, &items[1]), "{k: 'it''s', л: [1, 2]}");
        assert_eq!(items[1].get("k").unwrap().text(), Some("it's"));
        assert_eq!(slice(text, items[1].get("л").unwrap()), "[1, 2]");
        assert_eq!(items[2].value, Value::Null);
        assert_eq!(entries[2].value.text(), Some("x\ny\n"));
        assert!(slice(text, &node).starts_with("имя") && slice(text, &node).ends_with("y\r\n"));
    }

    #[test]
    fn scalars_are_text() {
        let node = good("[NO, 08, 1e3, true, 2006-10-17, ~, null, Null, '', '~', !!str null, ! x]");
        let said: Vec<_> = node
            .items()
            .unwrap()
            .iter()
            .map(|item| match &item.value {
                Value::Scalar { text, quoted } => {
                    format!("{text}{}", if *quoted { "'" } else { "" })
                }
                other => format!("{other:?}"),
            })
            .collect();
        let expected = ["NO", "08", "1e3", "true", "2006-10-17", "Null", "Null", "Null", "'", "~'", "null'", "x'"];
        assert_eq!(said, expected);
        assert_eq!(node.items().unwrap()[6].value, Value::Null);
        assert_eq!(node.items().unwrap()[7].text(), Some("Null"));
    }

    #[test]
    fn a_missing_value_is_missing_after_its_key() {
        let node = good("a:\n\nb: 1\nc:");
        assert_eq!(node.get("a").map(|n| (n.start, n.end)), Some((1, 1)));
        assert_eq!(node.get("c").map(|n| (n.start, n.end)), Some((10, 10)));
        assert_eq!(node.end, 10);
    }

    #[test]
    fn aliases_repeat_within_bounds() {
        let node = good("a: &x {k: [1, 2]}\nb: *x\n&key c: *key\n");
        assert_eq!(node.get("a"), node.get("b"));
        assert_eq!(node.get("c").unwrap().text(), Some("c"));
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..12 {
            let aliases = vec![format!("*a{}", n - 1); 10].join(", ");
            bomb.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
        }
        assert!(bad(&bomb)[0].starts_with("alias-expansion"));
        let mut chain = String::from("a0: &a0 [x]\n");
        for n in 1..400 {
            chain.push_str(&format!("a{n}: &a{n} [*a{}]\n", n - 1));
        }
        assert!(bad(&chain)[0].starts_with("nested-too-deep"));
        let text = format!("a: &a \"\\t{}\"\nb: [{}]", "x".repeat(60_000), "*a, ".repeat(300));
        assert!(bad(&text)[0].starts_with("alias-expansion"));
        assert_eq!(bad("a: &x {b: *x}"), ["alias-in-itself 1:11 an alias is inside the value that it repeats"]);
        assert!(bad("a: *x")[0].starts_with("yaml-syntax 1:4 an alias refers"));
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        good(&deep(MAX_DEPTH));
        assert_eq!(bad(&deep(MAX_DEPTH + 1))[0], "nested-too-deep 1:129 lists and maps are nested more than 128 deep");
        assert!(bad(&"[".repeat(1_000_000))[0].starts_with("nested-too-deep"));
        assert!(bad(&"- ".repeat(100_000))[0].starts_with("nested-too-deep"));
        let mixed = format!("{}{}", "- ".repeat(100), deep(100));
        assert!(bad(&mixed)[0].starts_with("nested-too-deep"));
    }

    #[test]
    fn what_is_not_read_is_said_and_the_rest_is_read() {
        let cases = [
            ("a: 1\nb: 2\na: 3\n", "duplicate-key 3:1 the key `a` is given twice"),
            ("a: !int 08\n", "yaml-tag 1:4 the tag `!int` is not read"),
            ("a: !!float 1\n", "yaml-tag 1:4 the tag `!!float` is not read"),
            ("x: &x {a: 1}\ny:\n  <<: *x\n", "merge-key 3:3 merge keys (`<<`) are not read"),
            ("a: 1\n---\nb: 2\n", "several-documents 2:1 a file has only one document, but a second one begins here"),
        ];
        for (text, expected) in cases {
            assert_eq!(bad(text), [expected]);
            assert!(read(text.as_bytes(), FILE, &mut Diagnostics::new()).is_some());
        }
        let many: String = (0..40).map(|n| format!("k{}: {n}\n", n % 30)).collect();
        assert_eq!(bad(&many).len(), 10);
        let node = read(many.as_bytes(), FILE, &mut Diagnostics::new()).unwrap();
        assert_eq!(node.entries().unwrap().len(), 30);
        assert_eq!(node.get("k9").unwrap().text(), Some("9"));
        good("---\na: 1\n...\n");
    }

    #[test]
    fn syntax_errors_have_a_place_and_a_remedy() {
        for (text, expected) in [
            ("", "empty-source 1:1"),
            ("# only a comment\n", "empty-source 1:1"),
            ("\u{feff}", "empty-source 1:1"),
            ("a:\n\tb: 1\n", "yaml-syntax 2:2 a tab cannot indent"),
            ("ключ: [а, б\n", "yaml-syntax 1:7 the bracket `[` is never closed"),
            ("a: [1, 2\nb: 3\n", "yaml-syntax 2:2 a key over several lines"),
            ("a: {b: 1]", "yaml-syntax 1:4 the bracket `{` is closed with `]`"),
            ("a: ]", "yaml-syntax 1:4 this bracket was never opened"),
            ("a: 'x", "yaml-syntax 1:4 a quotation mark is never closed"),
            ("a: 'x' y", "yaml-syntax 1:8 something follows"),
            ("a: \"\\q\"", "yaml-syntax 1:4 there is a backslash"),
            ("🇧🇾: да: нет", "yaml-syntax 1:7 a colon with a space"),
            ("a: @x", "yaml-syntax 1:4 a text cannot begin with `@`"),
            ("a: `x`", "yaml-syntax 1:4 a text cannot begin with ```"),
            ("a\u{1}: 1", "yaml-syntax 1:2 the control character U+0001"),
            ("a:\n  - 1\n  c: 2\n", "yaml-syntax 3:3 the indentation fits nothing"),
            ("a: 1\nb\nc: 1\n", "yaml-syntax 2:1 a key without a colon"),
            ("? [a]\n: b", "key-not-text 1:3"),
            ("{: b}", "key-not-text 1:2"),
            ("~: b", "key-not-text 1:1 a key is a text, not nothing"),
        ] {
            let said = bad(text);
            assert!(said.len() == 1 && said[0].starts_with(expected), "{text:?}: {said:?}");
        }
        let mut diagnostics = Diagnostics::new();
        assert!(read(b"a: \xE9t\xE9", FILE, &mut diagnostics).is_none());
        assert_eq!(diagnostics.sorted()[0].code, "not-utf8");
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let pieces = [
            "a", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ", ", "'", "\"", "&x ", "*x ", "!t ", "|", ">", "#", "\t",
            "---", "ж", "🇧", "\r\n", "%", "?", "~", "<<", "\\u12", "\u{feff}",
        ];
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..24 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            }
            let mut diagnostics = Diagnostics::new();
            let node = read(text.as_bytes(), FILE, &mut diagnostics);
            assert!(node.is_some() || diagnostics.has_errors(), "{text:?}");
            check_ranges(&text, node.as_ref());
            let says = |d: &&Diagnostic| d.origin.is_some_and(|o| o.end <= text.len() as u64);
            assert!(diagnostics.sorted().iter().all(says), "{text:?}");
        }
    }

    fn check_ranges(text: &str, node: Option<&Node<'_>>) {
        let Some(node) = node else { return };
        assert!(text.get(node.start as usize..node.end as usize).is_some(), "{text:?} {node:?}");
        for item in node.items().unwrap_or_default() {
            check_ranges(text, Some(item));
        }
        for entry in node.entries().unwrap_or_default() {
            assert!(text.get(entry.key.start as usize..entry.key.end as usize).is_some());
            check_ranges(text, Some(&entry.value));
        }
    }
}
