//! A text as a tree: what `source::yaml` reads, with the comments and the blank lines.

use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StructureStyle};

use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use crate::source::MAX_DEPTH;

/// A value.
#[derive(Debug)]
pub(super) enum LayoutValue {
    Null,
    Scalar(Scalar),
    Collection(Collection),
}

/// A text with how it was written.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    pub text: String,
    /// It was in quotation marks, in a block of text or behind a tag that says it is text.
    pub quoted: bool,
    /// It was a block of text (`|`, `>`).
    pub block: bool,
}

/// A list or a map.
#[derive(Debug)]
pub(super) struct Collection {
    pub is_map: bool,
    /// Written in brackets.
    pub flow: bool,
    /// Whether it is over several lines even where it would fit into one.
    pub open: bool,
    /// The column of its first key or hyphen, in bytes from 0.
    pub column: usize,
    /// Its first byte, and the byte after its last one.
    pub start: usize,
    pub end: usize,
    pub slots: Vec<Slot>,
    /// The comments after its last slot.
    pub tail: Vec<Comment>,
}

/// An entry of a map or an item of a list.
#[derive(Debug)]
pub(super) struct Slot {
    /// The first byte of the key, the hyphen, or the item within brackets.
    pub at: usize,
    pub key: Option<Scalar>,
    pub value: LayoutValue,
    /// The comments above it.
    pub above: Vec<Comment>,
    /// Whether the line above it is blank.
    pub blank: bool,
    /// The comments at the end of its line, without the `#`.
    pub right: Vec<String>,
    /// The comments that are in place of its value, below a key that has none.
    pub below: Vec<Comment>,
}

impl Slot {
    /// Whether it is a key without a value.
    pub fn is_bare_key(&self) -> bool {
        self.key.is_some() && matches!(self.value, LayoutValue::Null)
    }
}

/// A comment on a line of its own.
#[derive(Debug)]
pub(super) struct Comment {
    /// What is after the `#`.
    pub text: String,
    /// Whether the line above it is blank.
    pub blank: bool,
}

/// A comment that has no place in the tree yet.
#[derive(Debug)]
pub(super) struct Loose {
    pub at: usize,
    pub text: String,
}

/// A list or map that is still open.
struct Frame {
    collection: Collection,
    key: Option<(usize, Scalar)>,
    /// The hyphen of the item that is read.
    item: Option<usize>,
    /// Where the next hyphen is looked for.
    from: usize,
}

struct LayoutReader<'t> {
    text: &'t str,
    lines: &'t Lines,
    file: FileId,
    stack: Vec<Frame>,
    root: Option<LayoutValue>,
    comments: Vec<Loose>,
}

/// Reads a text that `source::yaml` reads without errors. Gives its root, and its comments in the order of the text.
///
/// # Errors
/// `cannot-lay-out` for anchors and aliases, which an order of keys could tear apart.
pub(super) fn read(text: &str, lines: &Lines, file: FileId) -> Result<(Option<LayoutValue>, Vec<Loose>), Diagnostic> {
    let mut options = Options::default();
    options.set_emit_comments(true);
    options.max_buffered_comment_events = usize::MAX;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut reader = LayoutReader { text, lines, file, stack: Vec::new(), root: None, comments: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(text.len());
            reader.refused(at, at, &format!("the comments cannot be separated from the text: {error}"))
        })?;
        reader.event(event, &span)?;
    }
    reader.comments.sort_by_key(|comment| comment.at);
    Ok((reader.root, reader.comments))
}

impl LayoutReader<'_> {
    fn refused(&self, start: usize, end: usize, why: &str) -> Diagnostic {
        Diagnostic::error(Code::CannotLayOut, why)
            .at(Origin::new(self.file, start as u64, end as u64))
            .label("the file is left unchanged")
    }

    fn event(&mut self, event: Event<'_>, span: &Span) -> Result<(), Diagnostic> {
        let range = span.byte_range().unwrap_or(0..0);
        let (start, end) = (range.start, range.end);
        let anchored = match &event {
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                *anchor != 0
            }
            Event::Alias(_) => true,
            _ => false,
        };
        if anchored {
            return Err(self
                .refused(start, end, "a file with anchors (`&x`) or aliases (`*x`) cannot be formatted")
                .help("write the value in full where it is repeated, or give the record an `id` and refer to that"));
        }
        match event {
            Event::Comment(text, _) => {
                // What a carriage return ends is not part of the comment.
                self.comments.push(Loose { at: start, text: text.trim_end().to_owned() });
            }
            Event::Scalar(text, style, _, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let value = if plain && (start == end || text == "~" || text == "null") {
                    LayoutValue::Null
                } else {
                    LayoutValue::Scalar(Scalar {
                        text: text.into_owned(),
                        quoted: !plain,
                        block: matches!(style, ScalarStyle::Literal | ScalarStyle::Folded),
                    })
                };
                self.put(value, start, end);
            }
            Event::SequenceStart(style, ..) => self.open(false, style, start),
            Event::MappingStart(style, ..) => self.open(true, style, start),
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, is_map: bool, style: StructureStyle, start: usize) {
        self.begin_item();
        let collection = Collection {
            is_map,
            flow: style == StructureStyle::Flow,
            open: false,
            column: 0,
            start,
            end: start,
            slots: Vec::new(),
            tail: Vec::new(),
        };
        // The first hyphen comes after what holds the list; the parser may say that a list begins behind it.
        let from = self.stack.last().map_or(0, |frame| frame.from);
        self.stack.push(Frame { collection, key: None, item: None, from });
    }

    fn close(&mut self, end: usize) {
        let Some(Frame { mut collection, from, .. }) = self.stack.pop() else { return };
        // The parser ends a block where the next thing begins; it ends with its last value.
        collection.end = if collection.flow { end } else { from };
        if let Some(first) = collection.slots.first() {
            collection.column = self.lines.column(first.at);
        }
        let (start, end) = (collection.start, collection.end);
        self.put(LayoutValue::Collection(collection), start, end);
    }

    /// Finds the hyphen of the next item, where the collection that is open is a list written with hyphens.
    fn begin_item(&mut self) {
        let Some(frame) = self.stack.last_mut() else { return };
        if !frame.collection.is_map && !frame.collection.flow && frame.item.is_none() {
            let at = hyphen(self.text, frame.from);
            frame.item = Some(at);
            frame.from = at + 1;
        }
    }

    fn put(&mut self, value: LayoutValue, start: usize, end: usize) {
        self.begin_item();
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(value);
            return;
        };
        let is_map = frame.collection.is_map;
        let (at, key) = match (is_map, frame.key.take()) {
            (true, None) => {
                if let LayoutValue::Scalar(key) = value {
                    frame.from = end;
                    frame.key = Some((start, key));
                }
                return;
            }
            (true, Some((at, key))) => (at, Some(key)),
            (false, _) if frame.collection.flow => (start, None),
            (false, _) => (frame.item.take().unwrap_or(start), None),
        };
        let missing = matches!(value, LayoutValue::Null) && start == end;
        if !missing {
            frame.from = end.max(frame.from);
        }
        let blank = self.lines.is_first(at) && self.lines.follows_blank(at);
        frame.collection.slots.push(Slot {
            at,
            key,
            value,
            above: Vec::new(),
            blank,
            right: Vec::new(),
            below: Vec::new(),
        });
    }
}

/// The first hyphen that is not in a comment.
fn hyphen(text: &str, from: usize) -> usize {
    let mut in_comment = false;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'\n' | b'\r' => in_comment = false,
            b'#' => in_comment = true,
            b'-' if !in_comment => return at,
            _ => {}
        }
    }
    from
}

/// Where the lines of a text begin, so that a place in a long line is found as quickly as in a short one.
pub(super) struct Lines {
    /// The first byte of each line, and the first of its bytes that is not a white space.
    starts: Vec<(usize, usize)>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        // A line ends at a line feed, or at a carriage return alone (YAML 1.2.2, 5.4).
        for line in text.split_inclusive(['\n', '\r']) {
            let is_rest = line == "\n" && text.get(..at).is_some_and(|before| before.ends_with('\r'));
            if !is_rest {
                let words = line.trim_start_matches('\u{feff}').trim_start();
                starts.push((at, at + line.len() - words.len()));
            }
            at += line.len();
        }
        Self { starts }
    }

    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|(start, _)| *start <= at).saturating_sub(1)
    }

    /// How many bytes are before this one in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        self.starts.get(self.line(at)).map_or(0, |(start, _)| at - start)
    }

    /// Whether only white space is before this byte in its line.
    pub(super) fn is_first(&self, at: usize) -> bool {
        self.starts.get(self.line(at)).is_some_and(|(_, first)| at <= *first)
    }

    /// Whether the line above that of this byte is blank.
    pub(super) fn follows_blank(&self, at: usize) -> bool {
        let line = self.line(at);
        let above = line.checked_sub(1).and_then(|above| self.starts.get(above));
        above.zip(self.starts.get(line)).is_some_and(|((_, first), (next, _))| first >= next)
    }
}
