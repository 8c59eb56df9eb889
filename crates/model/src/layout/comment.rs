//! Which key or item a comment belongs to.
//!
//! A comment at the end of a line belongs to what is before it. One on a line of its own belongs to what follows,
//! unless it is indented as the end of what came before.

use super::tree::{Collection, Comment, LayoutValue, Lines, Loose, Slot};

/// A list or map that may contain a comment, and how many of its slots begin before the comment.
struct Level {
    before: usize,
    /// The first byte of the last of these.
    last: Option<usize>,
    slots: usize,
    column: usize,
    flow: bool,
}

/// Where the comments between two slots have gone, so that none overtakes another.
#[derive(Default)]
struct Gap {
    /// The first byte of the slot before them, where there is one; nothing at the beginning.
    last: Option<Option<usize>>,
    /// The depth of the collection at whose end the last one is.
    depth: usize,
}

/// The depth of a gap whose comments are below a key without a value.
const BELOW: usize = usize::MAX;

/// Puts the comments of a text, which come in order, into its tree.
pub(super) fn attach(root: &mut Collection, comments: Vec<Loose>, lines: &Lines) {
    let mut gap = Gap::default();
    for comment in comments {
        let levels = levels(root, comment.at);
        let own_line = lines.is_first(comment.at);
        let blank = own_line && lines.follows_blank(comment.at);
        let column = lines.column(comment.at);
        let made = Comment { text: comment.text, blank };
        if levels.last().is_some_and(|level| level.flow) {
            in_brackets(root, &levels, made, own_line);
        } else if own_line {
            between(root, &levels, made, column, &mut gap);
        } else {
            at_end(root, &levels, made);
        }
    }
}

/// From the root down, the collections that hold the last slot before a byte, as far as they are blocks or the byte is
/// within their brackets.
fn levels(root: &Collection, at: usize) -> Vec<Level> {
    let mut levels = Vec::new();
    let mut collection = root;
    loop {
        let before = collection.slots.partition_point(|slot| slot.at < at);
        let Collection { slots, column, flow, .. } = collection;
        let last = before.checked_sub(1).and_then(|index| slots.get(index));
        levels.push(Level { before, last: last.map(|slot| slot.at), slots: slots.len(), column: *column, flow: *flow });
        match last.map(|slot| &slot.value) {
            Some(LayoutValue::Collection(inner)) if !inner.flow || (inner.start < at && at < inner.end) => {
                collection = inner
            }
            _ => return levels,
        }
    }
}

/// The collection at a depth. `levels` went down the same way, so there always is one.
fn at_depth<'c>(root: &'c mut Collection, levels: &[Level], depth: usize) -> Option<&'c mut Collection> {
    let mut collection = root;
    for level in levels.iter().take(depth) {
        let inner = level.before.checked_sub(1).and_then(|index| collection.slots.get_mut(index))?;
        let LayoutValue::Collection(inner) = &mut inner.value else { return None };
        collection = inner;
    }
    Some(collection)
}

/// The slot at a depth that begins before the comment.
fn slot_before<'c>(root: &'c mut Collection, levels: &[Level], depth: usize) -> Option<&'c mut Slot> {
    let index = levels.get(depth)?.before.checked_sub(1)?;
    at_depth(root, levels, depth)?.slots.get_mut(index)
}

fn in_brackets(root: &mut Collection, levels: &[Level], comment: Comment, own_line: bool) {
    let Some((depth, level)) = levels.len().checked_sub(1).zip(levels.last()) else { return };
    if !own_line && let Some(slot) = slot_before(root, levels, depth) {
        slot.right.push(comment.text);
        return;
    }
    if level.slots == 0
        && let Some(holder) = depth.checked_sub(1).and_then(|above| slot_before(root, levels, above))
    {
        // Nothing can be over several lines between empty brackets.
        holder.above.push(comment);
        return;
    }
    let Some(collection) = at_depth(root, levels, depth) else { return };
    match collection.slots.get_mut(level.before) {
        Some(next) => next.above.push(comment),
        None => collection.tail.push(comment),
    }
}

/// A comment at the end of a line.
fn at_end(root: &mut Collection, levels: &[Level], comment: Comment) {
    let deepest = (0..levels.len()).rev().find(|depth| levels.get(*depth).is_some_and(|level| level.before > 0));
    if let Some(slot) = deepest.and_then(|depth| slot_before(root, levels, depth)) {
        slot.right.push(comment.text);
        return;
    }
    // Behind `---`, say.
    match root.slots.first_mut() {
        Some(first) => first.above.push(comment),
        None => root.tail.push(comment),
    }
}

/// A comment on a line of its own.
fn between(root: &mut Collection, levels: &[Level], comment: Comment, column: usize, gap: &mut Gap) {
    let next = (0..levels.len()).rev().find(|depth| levels.get(*depth).is_some_and(|level| level.before < level.slots));
    let after = levels.iter().rev().find_map(|level| level.last);
    let is_first = gap.last != Some(after);
    let deepest = levels.len().saturating_sub(1);
    if is_first || gap.depth == BELOW {
        let indented = levels.last().is_some_and(|level| column > level.column);
        if let Some(slot) = slot_before(root, levels, deepest).filter(|slot| indented && slot.is_bare_key()) {
            slot.below.push(comment);
            *gap = Gap { last: Some(after), depth: BELOW };
            return;
        }
    }
    // The deepest collection that the comment is indented for; a list may be in the column of its key.
    let fitting = levels.iter().rposition(|level| level.column <= column).unwrap_or(0);
    let fitting =
        levels.iter().position(|level| levels.get(fitting).is_some_and(|f| f.column == level.column)).unwrap_or(0);
    let next_column = next.and_then(|depth| levels.get(depth)).map(|level| level.column);
    let ends = next.is_none_or(|depth| fitting > depth) && next_column.is_none_or(|next| column > next);
    let mut depth = if ends { Some(fitting) } else { None };
    if !is_first {
        // Behind a comment further out, this one is further out too.
        depth = depth.map(|depth| depth.min(gap.depth)).filter(|depth| next.is_none_or(|next| *depth > next));
    }
    *gap = Gap { last: Some(after), depth: depth.or(next).unwrap_or(0) };
    let tail = depth.or(next.is_none().then_some(0));
    let Some(collection) = at_depth(root, levels, tail.or(next).unwrap_or(0)) else { return };
    let before = levels.get(next.unwrap_or(0)).map_or(0, |level| level.before);
    match collection.slots.get_mut(before) {
        Some(next) if tail.is_none() => next.above.push(comment),
        _ => collection.tail.push(comment),
    }
}
