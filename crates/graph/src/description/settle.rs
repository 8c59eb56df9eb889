//! Descriptions of one subject joined to one, with its standing and one label.

use super::batch::Description;
use super::form::{
    LENGTH, Raw, TAG_CLAIMED, TAG_INSTEAD, TAG_IRI, TAG_LABEL, TAG_LANG, TAG_TYPED, push_length, push_statement, raw,
    text,
};
use chancery_model::literal::Typed;
use chancery_model::schema::{LABEL, NsId, PredId};
use chancery_values::name::{caseless, in_writing};

/// Whether a body is a fact's, and how many statements it has. If it is, `out` becomes the same body with another object
/// in the place of what claims contributed, the one that `object` gives for the bits, and with the label that goes with
/// it; else `out` is left as it was.
///
/// The order stays as it is: a fact has one statement of each of these predicates.
pub fn settle<'o>(body: &[u8], out: &mut Vec<u8>, object: &mut dyn FnMut(u8) -> &'o Settled) -> (bool, u64) {
    let (mut rest, mut count) = (body, 0);
    let (mut bits, mut open) = (None, [None; 2]);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some((statement, after)) = after.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        count += 1;
        let place = Some((body.len() - rest.len(), body.len() - after.len()));
        match statement[2] {
            TAG_CLAIMED if bits.is_none() => {
                bits = Some(statement[3]);
                open[1] = place;
            }
            TAG_LABEL => open[0] = place,
            _ => {}
        }
        rest = after;
    }
    let Some(bits) = bits else { return (false, count) };
    let settled = object(bits);
    out.clear();
    out.reserve(body.len() + 64);
    open.sort_unstable();
    let mut copied = 0;
    for (start, end) in open.into_iter().flatten() {
        out.extend_from_slice(&body[copied..start]);
        settled.write(out, &body[start + LENGTH..end]);
        copied = end;
    }
    out.extend_from_slice(&body[copied..]);
    (true, count + u64::from(settled.hedged.is_some()))
}

/// What the claims on a fact come to.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The IRI that means what claims contributed.
    object: Vec<u8>,
    /// What the label begins with.
    mark: String,
    /// The predicate by which the fact says that it is held with a hedge only.
    hedged: Option<PredId>,
}

impl Settled {
    /// From the namespace and the local name of its IRI, what labels begin with, and the predicate that says of the fact
    /// that it is held with a hedge only, where it is.
    pub fn new(ns: NsId, local: &str, mark: String, hedged: Option<PredId>) -> Self {
        Self { object: [&ns.0.to_be_bytes(), local.as_bytes()].concat(), mark, hedged }
    }

    /// Writes a statement that was open.
    fn write(&self, out: &mut Vec<u8>, statement: &[u8]) {
        let (tag, parts): (u8, [&[u8]; 3]) = match statement[2] {
            TAG_LABEL => (TAG_LANG, [b"en\0", self.mark.as_bytes(), &statement[3..]]),
            _ => (TAG_IRI, [&self.object, b"", b""]),
        };
        push_object(out, [statement[0], statement[1]], tag, &parts);
        // This predicate comes next after that of the standing, so that the order stays.
        if let (TAG_IRI, Some(hedged)) = (tag, self.hedged) {
            push_object(out, hedged.0.to_be_bytes(), TAG_TYPED, &[&[Typed::Boolean as u8], b"true".as_slice()]);
        }
    }
}

fn push_object(out: &mut Vec<u8>, predicate: [u8; 2], tag: u8, parts: &[&[u8]]) {
    push_length(out, 3 + parts.iter().map(|part| part.len()).sum::<usize>());
    out.extend_from_slice(&predicate);
    out.push(tag);
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

/// Joins statements of several descriptions of one subject: sorted, none twice, what claims contribute joined into one. Of
/// labels that differ in writing alone one is kept.
pub fn join(bodies: &mut Vec<&[u8]>, out: &mut Vec<u8>) {
    let mut statements: Vec<&[u8]> = bodies.drain(..).flat_map(|body| Description { head: &[], body }.raw()).collect();
    statements.sort_unstable();
    statements.dedup();
    replace(&mut statements);
    keep_one_label(&mut statements);
    let mut at = 0;
    while at < statements.len() {
        let statement = statements[at];
        if statement.get(2) == Some(&TAG_CLAIMED) {
            let mut joined = statement.to_vec();
            while let Some(next) = statements.get(at + 1)
                && next[..3] == statement[..3]
            {
                joined[3] |= next[3];
                at += 1;
            }
            push_statement(out, &joined);
        } else {
            push_statement(out, statement);
        }
        at += 1;
    }
}

/// Drops the IRIs of a predicate in whose place another one is stated.
fn replace(statements: &mut Vec<&[u8]>) {
    let is_instead = |statement: &&[u8]| statement.get(2) == Some(&TAG_INSTEAD);
    let Some(predicate) = statements.iter().find(|one| is_instead(one)).map(|one| [one[0], one[1]]) else { return };
    statements.retain(|one| one[..2] != predicate || one[2] != TAG_IRI);
}

/// Of labels that are one, the one that comes first in writing is kept, whichever was stated first.
fn keep_one_label(statements: &mut Vec<&[u8]>) {
    let predicate = LABEL.0.to_be_bytes();
    let begin = statements.partition_point(|statement| statement[..2] < predicate[..]);
    let count = statements[begin..].partition_point(|statement| statement[..2] == predicate);
    if count < 2 {
        return;
    }
    let mut kept: Vec<&[u8]> = Vec::with_capacity(count);
    for statement in &statements[begin..begin + count] {
        match kept.iter_mut().find(|other| are_one_label(other, statement)) {
            Some(other) if in_writing(label_in(statement), label_in(other)).is_lt() => *other = statement,
            Some(_) => {}
            None => kept.push(statement),
        }
    }
    kept.sort_unstable();
    statements.splice(begin..begin + count, kept);
}

/// Whether two statements give one label: what a record made, or a name in one language that differs only in case and spacing.
fn are_one_label(one: &[u8], other: &[u8]) -> bool {
    match (raw(one).1, raw(other).1) {
        _ if one[2] != other[2] => false,
        (Raw::Lang { tag, .. }, Raw::Lang { tag: also, .. }) => {
            tag == also && (one[2] == TAG_LABEL || caseless(label_in(one)) == caseless(label_in(other)))
        }
        _ => false,
    }
}

/// The text of a statement whose object is a text in a language; else none.
fn label_in(statement: &[u8]) -> &str {
    match raw(statement).1 {
        Raw::Lang { text: label, .. } => text(label),
        _ => "",
    }
}
