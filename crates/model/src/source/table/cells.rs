//! Where rows and cells end, and what a cell says without its quotes.

use std::borrow::Cow;

/// The end of the row that begins at `from`, after its line break; nothing where the bytes end before it does.
pub(super) fn row_end(bytes: &[u8], from: usize, quote: Option<u8>, delimiter: u8) -> Option<usize> {
    let Some(quote) = quote else { return memchr::memchr(b'\n', &bytes[from..]).map(|at| from + at + 1) };
    let mut at = from;
    let mut cell_begins = true;
    while at < bytes.len() {
        if cell_begins && bytes[at] == quote {
            at += 1;
            loop {
                at += memchr::memchr(quote, &bytes[at..])? + 1;
                // At the very end it is not known whether a second one follows.
                if bytes.get(at) != Some(&quote) {
                    break;
                }
                at += 1;
            }
            cell_begins = false;
            continue;
        }
        let next = memchr::memchr2(b'\n', delimiter, &bytes[at..])? + at;
        if bytes[next] == b'\n' {
            return Some(next + 1);
        }
        at = next + 1;
        cell_begins = true;
    }
    None
}

/// The byte ranges of the cells of one row, quotes included, the line break left out.
pub(super) fn split(row: &[u8], quote: Option<u8>, delimiter: u8) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    each_cell(row, quote, delimiter, &mut |start, end| cells.push((start, end)));
    cells
}

pub(super) fn each_cell(row: &[u8], quote: Option<u8>, delimiter: u8, receive: &mut dyn FnMut(usize, usize)) {
    let end = row.len() - usize::from(row.ends_with(b"\n"));
    let end = end - usize::from(row[..end].ends_with(b"\r"));
    let mut start = 0;
    loop {
        let mut at = start;
        if at < end && Some(row[at]) == quote {
            let quote = row[at];
            at += 1;
            loop {
                // A quote that nothing closes takes in all the rest.
                let Some(next) = memchr::memchr(quote, &row[at..end]) else {
                    at = end;
                    break;
                };
                at += next + 1;
                if at >= end || row[at] != quote {
                    break;
                }
                at += 1;
            }
        }
        let next = row[at..end].iter().position(|byte| *byte == delimiter).map(|next| at + next);
        receive(start, next.unwrap_or(end));
        match next {
            Some(next) => start = next + 1,
            None => return,
        }
    }
}

/// What a cell says, without its quotes.
pub(super) fn unquoted(cell: &str, quote: Option<u8>) -> Cow<'_, str> {
    let Some(quote) = quote.map(char::from) else { return Cow::Borrowed(cell) };
    let Some(inner) = cell.strip_prefix(quote) else { return Cow::Borrowed(cell) };
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once(quote) {
        text.push_str(before);
        match after.strip_prefix(quote) {
            Some(after) => {
                text.push(quote);
                rest = after;
            }
            // What follows a closing quote is kept, as most readers do.
            None => {
                text.push_str(after);
                return Cow::Owned(text);
            }
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// What is between the quotes of a cell that has just these two.
pub(super) fn within(row: &[u8], start: usize, end: usize, quote: u8) -> Option<(usize, usize)> {
    let close = start + 1 + memchr::memchr(quote, row.get(start + 1..end)?)?;
    (close + 1 == end).then_some((start + 1, close))
}
