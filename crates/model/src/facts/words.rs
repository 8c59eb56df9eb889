//! What the ontology offers for a word that is not one of its keys: the kind or key that people call so
//! (`skos:hiddenLabel` on its shape), the key that takes the word as a term, or the nearest name. It only ever
//! proposes. What is stated about an unknown kind ends with such proposals.

use crate::diagnostic::{Code, Diagnostic};
use crate::origin::FileId;
use crate::schema::{ConceptId, Key, Kind, Role, Schema, ValueType};
use crate::source::Entry;
use chancery_values::name::{nearest, normalise_term};

/// How many kinds or keys are proposed at once.
const MOST: usize = 4;

/// What may be meant by a word that is not a kind: sentences, the likeliest first. Takes the word, which kinds could be there, and
/// what else could.
pub fn for_kind(schema: &Schema, word: &str, fits: &dyn Fn(&Kind) -> bool, else_known: &[&str]) -> Vec<String> {
    let form = normalise_term(word);
    let called: Vec<&Kind> =
        schema.kinds().filter(|kind| fits(kind) && kind.words.contains(&form)).take(MOST).collect();
    let mut offers = Vec::new();
    match called.as_slice() {
        [] => {}
        [one] => offers.push(format!("did you mean `{}`? {}", one.key, example_of(one))),
        several => {
            let keys: Vec<&str> = several.iter().map(|kind| kind.key.as_str()).collect();
            offers.push(format!("did you mean {}?", any_of(&keys)));
            offers.extend(several.iter().map(|kind| example_of(kind)));
        }
    }
    let terms = schema.concepts_written(word);
    let taking = schema.kinds().flat_map(|kind| kind.keys.iter().map(move |key| (kind, key)));
    // A key that a kind has from another is stated about the first alone.
    let mut told: Vec<&str> = Vec::new();
    let may_be =
        |kind: &Kind| kind.role != Role::Part && (called.is_empty() || called.iter().any(|one| one.key == kind.key));
    for (kind, key) in taking.filter(|(kind, key)| may_be(kind) && takes(key, terms)) {
        if told.len() < MOST && !told.contains(&kind.key.as_str()) {
            told.push(&kind.key);
            let place = if kind.takes_id() { "" } else { ", in place of a name within a fact" };
            offers.push(format!(
                "`{word}` can be under `{}`: `{}: {{…, {}: {word}}}`{place}",
                key.key, kind.key, key.key
            ));
        }
    }
    if offers.is_empty() {
        let kinds = schema.kinds().filter(|kind| fits(kind)).map(|kind| kind.key.as_str());
        offers.extend(nearest(word, else_known.iter().copied().chain(kinds)).map(did_you_mean));
    }
    offers
}

/// What may be meant by a word that people use for keys of the kind.
pub fn called(kind: &Kind, word: &str) -> Vec<String> {
    let form = normalise_term(word);
    let called: Vec<&Key> = kind.keys.iter().filter(|key| key.words.contains(&form)).take(MOST).collect();
    let mut offers = Vec::new();
    if !called.is_empty() {
        let keys: Vec<&str> = called.iter().map(|key| key.key.as_str()).collect();
        offers.push(format!("did you mean {}?", any_of(&keys)));
        if called.iter().any(|key| matches!(key.value, ValueType::Time)) {
            offers.push(
                "a time that began and continues is `1992/..`, one whose end is not known `1992/`, one whose begin is not known `/1992`"
                    .to_owned(),
            );
        }
    }
    offers
}

/// What may be meant by a word that is not a key of the kind.
pub fn for_key(schema: &Schema, kind: &Kind, word: &str) -> Vec<String> {
    let mut offers = called(kind, word);
    let terms = schema.concepts_written(word);
    let taking = kind.keys.iter().filter(|key| takes(key, terms)).take(MOST);
    offers.extend(taking.map(|key| format!("`{word}` can be under `{}`: `{}: {word}`", key.key, key.key)));
    if offers.is_empty() {
        offers.extend(nearest(word, kind.keys.iter().map(|key| key.key.as_str())).map(did_you_mean));
    }
    offers
}

fn takes(key: &Key, terms: &[ConceptId]) -> bool {
    matches!(&key.value, ValueType::Concept(list) if terms.iter().any(|term| list.contains(term)))
}

fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}

/// One of these, in words: `state`, `polity` or `place`.
pub(super) fn any_of(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    match quoted.as_slice() {
        [several @ .., last] if !several.is_empty() => format!("{} or {last}", several.join(", ")),
        few => few.concat(),
    }
}

/// A record of the kind, as a person would write it.
pub(super) fn example_of(kind: &Kind) -> String {
    match &kind.example {
        Some(example) => format!("for example `{}: {example}`", kind.key),
        None => format!("write `{}: {{…}}` with its keys", kind.key),
    }
}

/// The diagnostic for a kind that the schema does not have, where one that `fits` is expected: `what`, in a word.
pub fn unknown_kind(
    schema: &Schema,
    entry: &Entry<'_>,
    file: FileId,
    what: &str,
    fits: &dyn Fn(&Kind) -> bool,
) -> Diagnostic {
    let text = &entry.key.text;
    let mut diagnostic = Diagnostic::error(Code::UnknownKind, format!("there is no kind `{text}`"))
        .at(entry.key.origin(file))
        .label(format!("not a kind of {what}"));
    for offer in for_kind(schema, text, fits, &[]) {
        diagnostic = diagnostic.help(offer);
    }
    diagnostic.help(format!("the kinds of {what} are {}", keys_of(schema, fits).join(", ")))
}

/// The keys of the kinds that fit, in the order of the schema.
pub(super) fn keys_of<'s>(schema: &'s Schema, fits: &dyn Fn(&Kind) -> bool) -> Vec<&'s str> {
    schema.kinds().filter(|kind| fits(kind)).map(|kind| kind.key.as_str()).collect()
}
