//! Entities that sources write in place, compared: one that is reported in two ways, an identifier that two have, two names that
//! are written almost alike.
//!
//! Each value of a key that takes one value alone, and all values together of one that distinguishes an entity from others of its
//! name, are kept with their first place, for each entity written in place, because no source is asked twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;

use super::by_name::ByName;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Decision, Identifier, Record};
use chancery_model::origin::Origin;
use chancery_model::registry::{Entity, EntityId, Registry};
use chancery_model::schema::{IriBuf, NsId, PredId, Schema};
use chancery_model::vocab::std_terms as t;
use chancery_values::name::{caseless, in_writing, normalise};

/// The code of an identifier of two, or of two identifiers of one.
const SHARED: Code = Code::SharedIdentifier;

/// The code of an entity that two records describe differently.
const TWO_RECORDS: Code = Code::TwoRecords;

/// The code of an entity that is referred to by its `id`, and reported nowhere.
const UNTOLD: Code = Code::MissingKey;

/// What identifies entities written in place, or is said of them once only, with the first place of each.
pub(super) type Identifiers = HashMap<Identifier, Origin, RandomState>;

/// What is wrong with an identifier: a code and a sentence.
pub(super) type Wrong = BTreeMap<Identifier, (Code, String)>;

/// Keeps the first place of each, whichever worker came first.
pub(super) fn note(all: &mut Identifiers, more: impl IntoIterator<Item = (Identifier, Origin)>) {
    for (identifier, origin) in more {
        let first = all.entry(identifier).or_insert(origin);
        if (origin.file.0, origin.start) < (first.file.0, first.start) {
            *first = origin;
        }
    }
}

/// What identifies an entity that was written in place, or is said of it once only.
pub(super) fn identified(
    schema: &Schema,
    registry: &Registry,
    record: &Record,
    origin: Origin,
) -> Vec<(Identifier, Origin)> {
    record.identifiers(schema, registry).into_iter().map(|identifier| (identifier, origin)).collect()
}

/// A first value, its place, and whether a row of a table gives it that can be taken back.
type First<T> = (T, Origin, bool);

/// What keeps two entities of similar names apart.
#[derive(Clone, Copy)]
pub(super) struct Apart<'a> {
    /// What a person decided.
    pub decided: &'a [Decision],
    /// The entities that a name alone makes: each is one of its document.
    pub by_name: &'a ByName,
}

impl Apart<'_> {
    /// Whether two entities, each with its place, may be one as far as is known.
    fn is_open(self, schema: &Schema, (one, at): (&IriBuf, Origin), (other, other_at): (&IriBuf, Origin)) -> bool {
        let whole = |entity: &IriBuf| schema.space.join(entity.ns, &entity.local);
        (at.file == other_at.file || !self.by_name.are_apart([one, other]))
            && !is_decided(self.decided, &whole(one), &whole(other))
    }
}

/// Reports where two records describe one entity differently, and where two entities have one identifier: identity that
/// nobody stated. What tables alone say so goes to `of_tables`, as wrong as any row; gives these identifiers with what
/// is wrong.
pub(super) fn tell(
    schema: &Schema,
    apart: Apart<'_>,
    identifiers: Identifiers,
    tables: Identifiers,
    of_tables: Option<&mut Diagnostics>,
    diagnostics: &mut Diagnostics,
) -> Wrong {
    let mut wrong = Wrong::new();
    let mut unheard = Diagnostics::new();
    let takes_back = of_tables.is_some();
    let rows = of_tables.unwrap_or(&mut unheard);
    let tables = tables.into_iter().filter(|(identifier, _)| !identifiers.contains_key(identifier));
    let tables: Vec<_> = tables.map(|(identifier, origin)| (identifier, origin, takes_back)).collect();
    let mut in_order: Vec<_> =
        identifiers.into_iter().map(|(identifier, origin)| (identifier, origin, false)).collect();
    in_order.extend(tables);
    in_order.sort_by(|(a, at, _), (b, other, _)| (at.file.0, at.start, a).cmp(&(other.file.0, other.start, b)));
    tell_nameless(&mut in_order, rows, diagnostics, &mut wrong);
    tell_names_alike(schema, apart, &in_order, diagnostics);
    let mut values: HashMap<_, First<&str>, RandomState> =
        HashMap::with_capacity_and_hasher(in_order.len(), RandomState::default());
    let mut bearers: HashMap<_, First<&IriBuf>, RandomState> = HashMap::default();
    let mut written: Vec<Written<'_>> = Vec::new();
    let mut contested = Contested::default();
    for (identifier, origin, by_row) in &in_order {
        let Identifier { entity, value, unique, .. } = identifier;
        let (slot, held) = (slot(identifier), held(identifier));
        let mut found = None;
        if let Some((other, at, row)) = bearers.get(&held) {
            let message = format!("`{}` and `{}` have one identifier, <{value}>", other.local, entity.local);
            if *by_row && *row {
                contested.values.entry(held).or_insert((SHARED, message.clone()));
            }
            found = Some((SHARED, message, *at, *row));
        }
        if let Some((other, at, row)) = values.get(&slot) {
            if is_one_name(schema, identifier, other) {
                written.push(Written { identifier, origin: *origin, first: name_in(other), at: *at });
            } else {
                let (code, message) = told_twice(schema, identifier, other);
                if *by_row && *row {
                    contested.slots.entry(slot).or_insert((code.clone(), message.clone()));
                }
                // One mistake, one diagnostic.
                found = Some((code, message, *at, *row));
            }
        }
        if let Some((code, message, at, other_by_row)) = found {
            let remedy = remedy(schema, &code, entity);
            let diagnostic = Diagnostic::error(code, message)
                .at(*origin)
                .label("given here")
                .related(at, "and differently here")
                .help(remedy);
            if *by_row && other_by_row { &mut *rows } else { &mut *diagnostics }.push(diagnostic);
        }
        values.entry(slot).or_insert((value, *origin, *by_row));
        if *unique {
            bearers.entry(held).or_insert((entity, *origin, *by_row));
        }
    }
    for (identifier, ..) in in_order.iter().filter(|(_, _, by_row)| *by_row) {
        if let Some(why) = contested.why(identifier) {
            wrong.insert(identifier.clone(), why.clone());
        }
    }
    tell_written(&written, diagnostics);
    wrong
}

/// The same key of the same entity.
type Slot<'i> = (&'i IriBuf, PredId, &'i str);

/// The same value of whichever entity.
type Held<'i> = (PredId, &'i str, &'i str);

fn slot(identifier: &Identifier) -> Slot<'_> {
    (&identifier.entity, identifier.predicate, &identifier.tag)
}

fn held(identifier: &Identifier) -> Held<'_> {
    (identifier.predicate, &identifier.tag, &identifier.value)
}

/// What rows state in several ways, and what is wrong with it. The first of them is not more reliable than the others.
#[derive(Default)]
struct Contested<'i> {
    slots: HashMap<Slot<'i>, (Code, String)>,
    values: HashMap<Held<'i>, (Code, String)>,
}

impl<'i> Contested<'i> {
    fn why(&self, identifier: &'i Identifier) -> Option<&(Code, String)> {
        self.slots.get(&slot(identifier)).or_else(|| self.values.get(&held(identifier)))
    }
}

/// A name that differs from the first one of its entity in case and spacing alone.
struct Written<'i> {
    identifier: &'i Identifier,
    origin: Origin,
    first: &'i str,
    at: Origin,
}

/// Whether a name of an entity differs from the other one only in case and spacing: then the entity has one label.
fn is_one_name(schema: &Schema, identifier: &Identifier, other: &str) -> bool {
    Some(identifier.predicate) == schema.space.predicate(t::RDFS_LABEL)
        && caseless(name_in(&identifier.value)) == caseless(name_in(other))
}

/// Reports in how many ways the name of an entity is written, and which is its label.
fn tell_written(all: &[Written<'_>], diagnostics: &mut Diagnostics) {
    let slot = |written: &Written<'_>| (written.identifier.entity.clone(), written.identifier.tag.clone());
    let mut labels: HashMap<_, &str> = HashMap::new();
    for written in all {
        let label = labels.entry(slot(written)).or_insert(written.first);
        *label = std::cmp::min_by(*label, name_in(&written.identifier.value), |a, b| in_writing(a, b));
    }
    for written in all {
        let (name, first) = (name_in(&written.identifier.value), written.first);
        let label = labels.get(&slot(written)).copied().unwrap_or(first);
        diagnostics.push(
            Diagnostic::warning(Code::NamesAlike, format!("`{name}` and `{first}` are one entity, called `{label}`"))
                .at(written.origin)
                .label("written one way")
                .related(written.at, "and another way here")
                .help("write the name in the same way; if they are two, give each its own `id`"),
        );
    }
}

/// Reports where an entity is referred to by its `id`, and nothing reports its name; such references say nothing else.
fn tell_nameless(
    in_order: &mut Vec<(Identifier, Origin, bool)>,
    rows: &mut Diagnostics,
    diagnostics: &mut Diagnostics,
    wrong: &mut Wrong,
) {
    let is_reference = |identifier: &Identifier| identifier.value.is_empty();
    let references: Vec<_> = in_order.extract_if(.., |(identifier, ..)| is_reference(identifier)).collect();
    let told: HashSet<&IriBuf> = in_order.iter().map(|(identifier, ..)| &identifier.entity).collect();
    for (identifier, origin, by_row) in references {
        if told.contains(&identifier.entity) {
            continue;
        }
        let message = format!("nothing gives the name of `{}`", identifier.entity.local);
        let diagnostic = Diagnostic::error(UNTOLD, message.clone())
            .at(origin)
            .label("referred to only by its `id`")
            .help("give its `name` here, or in another record of the same `id`");
        if by_row { &mut *rows } else { &mut *diagnostics }.push(diagnostic);
        if by_row {
            wrong.insert(identifier, (UNTOLD, message));
        }
    }
}

/// What to do where one entity is reported in two ways, or two have one identifier.
fn remedy(schema: &Schema, code: &Code, entity: &IriBuf) -> &'static str {
    if *code == SHARED {
        "one of the two is wrong: look the identifier up; a wrong link is worse than no link"
    } else if schema.kinds().any(|kind| kind.namespace == entity.ns && kind.has_id()) {
        "if they are two, give each its own `id`; if they are one, describe it once, or in the same way"
    } else {
        "the keys in its IRI describe one thing: describe it once, or in the same way"
    }
}

fn told_twice(schema: &Schema, identifier: &Identifier, other: &str) -> (Code, String) {
    let Identifier { entity, value, .. } = identifier;
    if identifier.unique {
        return (SHARED, format!("`{}` has two identifiers, <{other}> and <{value}>", entity.local));
    }
    let of_kind = schema.kinds().find(|kind| kind.namespace == entity.ns);
    let key = of_kind.and_then(|kind| kind.keys.iter().find(|key| key.predicate == identifier.predicate));
    let key = key.map_or("value", |key| key.key.as_str());
    (TWO_RECORDS, format!("two records describe `{}` differently: its `{key}` is {other} and {value}", entity.local))
}

/// Reports where two entities have names that differ in the way they are written alone, and where one is reported with what
/// identifies it, and another one of its name without.
fn tell_names_alike(
    schema: &Schema,
    apart: Apart<'_>,
    all: &[(Identifier, Origin, bool)],
    diagnostics: &mut Diagnostics,
) {
    let label = schema.space.predicate(t::RDFS_LABEL);
    let mut names: HashMap<(NsId, String, &str), (&Identifier, Origin)> = HashMap::new();
    let all = || all.iter().filter(|(identifier, ..)| Some(identifier.predicate) == label);
    let form = |identifier: &Identifier| (identifier.entity.ns, normalise(name_in(&identifier.value)));
    for (identifier, origin, _) in all() {
        let (ns, name) = form(identifier);
        let (first, at) =
            *names.entry((ns, name, identity_in(&identifier.entity.local))).or_insert((identifier, *origin));
        let is_other = first.entity != identifier.entity && first.value != identifier.value;
        if is_other && apart.is_open(schema, (&first.entity, at), (&identifier.entity, *origin)) {
            diagnostics.push(alike(name_in(&identifier.value), *origin, name_in(&first.value), at));
        }
    }
    let mut told: HashSet<&IriBuf> = HashSet::new();
    for (identifier, origin, _) in all().filter(|(identifier, ..)| !identity_in(&identifier.entity.local).is_empty()) {
        let (ns, name) = form(identifier);
        // An `id` of its own says that it is another one.
        if let Some((bare, at)) = names.get(&(ns, name, ""))
            && bare.entity.local == chancery_values::name::id(name_in(&bare.value))
            && apart.is_open(schema, (&bare.entity, *at), (&identifier.entity, *origin))
            && told.insert(&bare.entity)
        {
            diagnostics.push(told_with_less(name_in(&bare.value), *at, *origin));
        }
    }
}

/// What is in the local part of the IRI of an entity after its name: no name holds two hyphens together, and no digest one.
fn identity_in(local: &str) -> &str {
    let readable = local.split('_').next().unwrap_or_default();
    readable.split_once("--").map_or("", |(_, identity)| identity)
}

/// Whether a person decided if two entities, by their whole IRIs, are one.
fn is_decided(decided: &[Decision], one: &str, other: &str) -> bool {
    decided.iter().any(|decision| [[one, other], [other, one]].contains(&decision.iris()))
}

/// Whether it is known of both entities what identifies them in addition to their names, and it differs.
fn are_told_apart(one: &str, other: &str) -> bool {
    let (one, other) = (identity_in(one), identity_in(other));
    !one.is_empty() && !other.is_empty() && one != other
}

fn told_with_less(name: &str, at: Origin, other_at: Origin) -> Diagnostic {
    Diagnostic::warning(
        Code::NamesAlike,
        format!("`{name}` has only its name here, and more elsewhere: these are two entities"),
    )
    .at(at)
    .label("whose, or where?")
    .related(other_at, "the other one")
    .help("if they are one, describe both in the same way, or give both the same `id`; if they are two, give each its own `id`")
}

/// Reports where an entity of a file has the name of another one of the registry, written otherwise.
pub(super) fn tell_listed_alike(
    schema: &Schema,
    registry: &Registry,
    decided: &[Decision],
    own: &[EntityId],
    diagnostics: &mut Diagnostics,
) {
    let whole = |entity: &Entity| {
        let iri = entity.iri(schema);
        schema.space.join(iri.ns, &iri.local)
    };
    for id in own {
        let entity = registry.entity(*id);
        let form = normalise(&entity.label);
        let (_, bearers) = registry.bearers(schema, &entity.label, schema.kind(entity.kind).class);
        // Of two of the user's own, the later one is reported.
        let other = bearers.into_iter().filter(|other| other < id).map(|other| registry.entity(other));
        let alike_to = |other: &&Entity| {
            other.label != entity.label
                && normalise(&other.label) == form
                && !are_told_apart(&other.id, &entity.id)
                && !is_decided(decided, &whole(entity), &whole(other))
        };
        if let Some(other) = other.into_iter().find(alike_to) {
            diagnostics.push(alike(&entity.label, entity.origin, &other.label, other.origin));
        }
    }
}

fn alike(name: &str, at: Origin, other: &str, other_at: Origin) -> Diagnostic {
    Diagnostic::warning(
        Code::NamesAlike,
        format!("`{name}` and `{other}` are two entities whose names differ only in spelling"),
    )
    .at(at)
    .label("one of the two")
    .related(other_at, "the other one")
    .help("if they are one, write one name, or give both the same `id`; if they are two, give each its own `id`")
}

/// A name as it is quoted in content (`"Name"@en`).
fn name_in(value: &str) -> &str {
    value.rsplit_once("\"@").map_or(value, |(name, _)| name).trim_matches('"')
}
