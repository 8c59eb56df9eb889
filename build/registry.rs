//! The registry's files as trees that need no parser when the program starts: read by `source::compiled`.
//!
//! A tree is its places and kinds; its texts stand in the file itself, which is compiled in too, and only those that are
//! written otherwise there (escapes, folded lines) stand in the tree. Each node is its kind, its first byte, counted from the
//! one before, its length, and what it holds. What a file of the registry does not need, such as anchors and tags, is an error here.

use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle};

use crate::compact::Writer;
use crate::names::Names;

/// The kinds of nodes; `source/compiled.rs` knows them too. A text is as it stands between its first and its last byte, or
/// between the quotation marks there, or is written out.
const NULL: usize = 0;
const PLAIN: usize = 1;
const QUOTED: usize = 2;
const OTHER: usize = 3;
const OTHER_QUOTED: usize = 4;
const LIST: usize = 5;
const MAP: usize = 6;

struct Node {
    value: Value,
    start: usize,
    end: usize,
}

enum Value {
    Null,
    Scalar { text: String, quoted: bool },
    List(Vec<Node>),
    /// Keys and values in turn.
    Map(Vec<Node>),
}

/// A list or map that is still open.
struct Frame {
    children: Vec<Node>,
    is_map: bool,
    start: usize,
    flow: bool,
}

/// The tree of a file, or what is wrong with it. Its texts are noted among the names.
pub fn compiled(text: &str, names: &mut Names) -> Result<Vec<u8>, String> {
    let tree = tree(text)?;
    note(&tree, names);
    let mut writer = Writer::default();
    write(&tree, text, &mut 0, &mut writer);
    Ok(writer.into_bytes())
}

/// Notes the texts that are values: which of them are names, only the schema knows.
fn note(node: &Node, names: &mut Names) {
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => names.note(text),
        Value::List(children) => children.iter().for_each(|child| note(child, names)),
        Value::Map(children) => children.iter().skip(1).step_by(2).for_each(|child| note(child, names)),
    }
}

/// Reads a tree as `source/yaml.rs` does; a test compares the two for each file.
fn tree(text: &str) -> Result<Node, String> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut stack: Vec<Frame> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        let range = span.byte_range().ok_or("a value without a place")?;
        let node = match event {
            Event::Scalar(text, style, 0, None) => {
                let plain = style == ScalarStyle::Plain;
                let value = if plain && (range.is_empty() || text == "~" || text == "null") {
                    Value::Null
                } else {
                    Value::Scalar { text: text.into_owned(), quoted: !plain }
                };
                Node { value, start: range.start, end: range.end }
            }
            Event::SequenceStart(style, 0, None) | Event::MappingStart(style, 0, None) => {
                let (is_map, flow) = (matches!(event, Event::MappingStart(..)), style == StructureStyle::Flow);
                stack.push(Frame { children: Vec::new(), is_map, start: range.start, flow });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let frame = stack.pop().ok_or("an end without a beginning")?;
                let last = frame.children.last().map_or(frame.start, |node| node.end);
                let end = if frame.flow { range.end } else { last };
                let value = if frame.is_map { Value::Map(frame.children) } else { Value::List(frame.children) };
                Node { value, start: frame.start, end }
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_) => {
                return Err(format!("an anchor, an alias or a tag at byte {}", range.start));
            }
            _ => continue,
        };
        match stack.last_mut() {
            None => root = Some(node),
            Some(frame) => put(frame, node)?,
        }
    }
    root.ok_or_else(|| "the file is empty".to_owned())
}

/// Puts a key, a value or an item into what is open.
fn put(frame: &mut Frame, mut node: Node) -> Result<(), String> {
    if !frame.is_map {
        frame.children.push(node);
        return Ok(());
    }
    if frame.children.len() % 2 == 0 {
        let Value::Scalar { text, .. } = &node.value else {
            return Err(format!("a key that is no text at byte {}", node.start));
        };
        let same = |key: &Node| matches!(&key.value, Value::Scalar { text: other, .. } if other == text);
        if text == "<<" || frame.children.iter().step_by(2).any(same) {
            return Err(format!("the key `{text}` at byte {} cannot stand here, or stands here twice", node.start));
        }
    } else if let (Value::Null, true, Some(key)) = (&node.value, node.start == node.end, frame.children.last()) {
        // What is missing is missing after its key.
        (node.start, node.end) = (key.end, key.end);
    }
    frame.children.push(node);
    Ok(())
}

/// Writes a node; `at` is the first byte of the one before.
fn write(node: &Node, source: &str, at: &mut usize, writer: &mut Writer) {
    let Node { value, start, end } = node;
    let as_it_stands = |text: &str, margin: usize| source.get(start + margin..end.saturating_sub(margin)) == Some(text);
    let kind = match value {
        Value::Null => NULL,
        Value::Scalar { text, quoted: false } => if as_it_stands(text, 0) { PLAIN } else { OTHER },
        Value::Scalar { text, quoted: true } => if as_it_stands(text, 1) { QUOTED } else { OTHER_QUOTED },
        Value::List(_) => LIST,
        Value::Map(_) => MAP,
    };
    writer.count(kind);
    writer.count(start - *at);
    writer.count(end - start);
    *at = *start;
    match value {
        Value::Scalar { text, .. } if matches!(kind, OTHER | OTHER_QUOTED) => writer.text(text),
        Value::Null | Value::Scalar { .. } => {}
        Value::List(children) => {
            writer.count(children.len());
            children.iter().for_each(|child| write(child, source, at, writer));
        }
        Value::Map(children) => {
            writer.count(children.len() / 2);
            children.iter().for_each(|child| write(child, source, at, writer));
        }
    }
}
