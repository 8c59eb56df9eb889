//! The whole way of a text, and the check that it still says the same.

use super::tree::{self, Collection, Comment, LayoutValue, Lines};
use super::{comment, order, write};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::schema::Schema;
use crate::source::{self, Node, yaml};

/// The longest key, in bytes. YAML 1.2.2, 7.4.3, allows 1024 characters for one on the line of its value, and a byte
/// becomes four of them at most where it is escaped.
const MAX_KEY: usize = 250;

/// Takes the bytes of a facts file in YAML; gives the same in the one form: parts and keys in the order of the shapes,
/// a record in brackets where it fits into a line of [`WIDTH`](super::WIDTH), two spaces a step, quotation marks where they are
/// needed, comments where they were, one blank line at most between two things.
///
/// The result is read again: it says the same as the text did, key by key and value by value, and has its comments.
///
/// # Errors
/// Everything wrong is added to `diagnostics`, and nothing is given then: what [`yaml::read`] reports, `not-facts`,
/// `cannot-lay-out` for anchors, aliases and keys that are too long, `layout-differs` where the program is at fault.
pub fn form(bytes: &[u8], file: FileId, schema: &Schema, diagnostics: &mut Diagnostics) -> Option<String> {
    let errors = diagnostics.errors();
    let node = yaml::read(bytes, file, diagnostics)?;
    if diagnostics.errors() > errors {
        return None;
    }
    match laid_out(&node, bytes, file, schema) {
        Ok(text) => Some(text),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

fn laid_out(node: &Node<'_>, bytes: &[u8], file: FileId, schema: &Schema) -> Result<String, Box<Diagnostic>> {
    // What was read is UTF-8.
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if node.entries().is_none() {
        return Err(Box::new(
            Diagnostic::error(Code::NotFacts, format!("a facts file is a mapping, not {}", node.what()))
                .at(node.origin(file))
                .label("not a mapping")
                .help("a facts file has the keys `document`, `entities` and `facts`"),
        ));
    }
    if let Some(key) = long_key(node) {
        return Err(Box::new(
            Diagnostic::error(Code::CannotLayOut, format!("a key is longer than {MAX_KEY} bytes"))
                .at(key.origin(file))
                .label("the file is left unchanged")
                .help("a key is the name of a kind or of a property: is a text before the colon by mistake?"),
        ));
    }
    let lines = Lines::of(text);
    let (root, comments) = tree::read(text, &lines, file)?;
    let texts: Vec<String> = comments.iter().map(|comment| comment.text.clone()).collect();
    let Some(LayoutValue::Collection(mut root)) = root else { return Err(differs(file)) };
    comment::attach(&mut root, comments, &lines);
    let (header, gap) = header(&mut root);
    let parted = order::file(&mut root, schema);
    held_against(node, texts, write::file(&root, &header, gap, parted), file)
}

/// The text that was formed, if it says what was read and has the same comments.
fn held_against(
    node: &Node<'_>,
    mut comments: Vec<String>,
    formed: String,
    file: FileId,
) -> Result<String, Box<Diagnostic>> {
    let mut heard = Diagnostics::new();
    let again = yaml::read(formed.as_bytes(), file, &mut heard);
    let same = !heard.has_errors() && again.is_some_and(|again| says_the_same(node, &again));
    let kept = tree::read(&formed, &Lines::of(&formed), file).is_ok_and(|(_, kept)| {
        let mut kept: Vec<String> = kept.into_iter().map(|comment| comment.text).collect();
        comments.sort_unstable();
        kept.sort_unstable();
        comments == kept
    });
    if same && kept { Ok(formed) } else { Err(differs(file)) }
}

fn differs(file: FileId) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            Code::LayoutDiffers,
            "after formatting, the file would not say the same; it is left unchanged",
        )
        .at(Origin::point(file, 0))
        .label("this file")
        .help("this is a bug in the program: please report it with the file"),
    )
}

fn long_key<'n, 't>(node: &'n Node<'t>) -> Option<&'n source::Key<'t>> {
    if let Some(items) = node.items() {
        return items.iter().find_map(long_key);
    }
    let entries = node.entries().unwrap_or_default();
    entries.iter().find_map(|entry| {
        let long = entry.key.text.len() > MAX_KEY;
        if long { Some(&entry.key) } else { long_key(&entry.value) }
    })
}

/// Takes the comments that belong to the file as a whole from above its first key: those with a blank line between them
/// and the key, and the one that names a schema to an editor. Says whether a blank line is after them.
fn header(root: &mut Collection) -> (Vec<Comment>, bool) {
    let Some(first) = root.slots.first_mut() else { return (Vec::new(), false) };
    let above = &mut first.above;
    let parted = if first.blank { above.len() } else { above.iter().rposition(|c| c.blank).unwrap_or(0) };
    let editor = (above.iter()).position(|c| c.text.trim_start().starts_with("yaml-language-server:"));
    let count = parted.max(editor.map_or(0, |at| at + 1));
    let gap = first.blank || above.get(count).is_some_and(|comment| comment.blank);
    let rest = above.split_off(count);
    let header = std::mem::replace(above, rest);
    first.blank = false;
    (header, gap)
}

/// Whether two trees have the same keys and values, the keys of a map in any order. How a text is quoted says nothing.
fn says_the_same(one: &Node<'_>, other: &Node<'_>) -> bool {
    use source::Value as V;
    match (&one.value, &other.value) {
        (V::Null, V::Null) => true,
        (V::Scalar { text: one, .. }, V::Scalar { text: other, .. }) => one == other,
        (V::List(one), V::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| says_the_same(one, other))
        }
        (V::Map(one), V::Map(other)) => {
            let [mut one, mut other] = [one, other].map(|map| map.iter().collect::<Vec<_>>());
            one.sort_by(|a, b| a.key.text.cmp(&b.key.text));
            other.sort_by(|a, b| a.key.text.cmp(&b.key.text));
            let same = |(one, other): (&&source::Entry<'_>, &&source::Entry<'_>)| {
                one.key.text == other.key.text && says_the_same(&one.value, &other.value)
            };
            one.len() == other.len() && one.iter().zip(&other).all(same)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_says_something_else_is_refused() {
        let text = "a: 1 # why\n";
        let file = crate::origin::Files::new().add_text("a.yaml", text.as_bytes());
        let node = yaml::read(text.as_bytes(), file, &mut Diagnostics::new()).unwrap();
        let (_, comments) = tree::read(text, &Lines::of(text), file).unwrap();
        let comments: Vec<String> = comments.into_iter().map(|comment| comment.text).collect();
        let held = |formed: &str| {
            let held = held_against(&node, comments.clone(), formed.to_owned(), file);
            held.err().map_or_else(String::new, |told| told.code.to_string())
        };
        assert_eq!(held("# why\na: \"1\"\n"), "");
        for formed in ["a: 2 # why\n", "b: 1 # why\n", "a: 1\n", "a: 1 # why not\n", "a: [ # why\n"] {
            assert_eq!(held(formed), "layout-differs", "{formed}");
        }
    }
}
