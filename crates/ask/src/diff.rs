//! Two graphs compared by fact, not by triple.
//!
//! A fact's IRI is a function of its content, so a fact that is in both graphs is the same fact; what may differ are
//! its standing, its claims and the names of entities. A fact that is in one graph alone was added or removed; where
//! one of the same kind about the same things took its place and differs in one other key at most (its time, its amount,
//! a term), the fact was changed.
//!
//! What the documents state together, the findings, is compared too, by affair: a further source, or a correction in one, may
//! change what all of them state. So are disagreements and decisions.
//!
//! | file | subject |
//! |---|---|
//! | `diff/coverage.rs` | what a document covers, as a text |
//! | `diff/meeting.rs` | disagreements and decisions |

mod coverage;
mod meeting;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxigraph::model::Term;
use serde::Serialize;

use crate::query::{Ask, AskError};
use crate::view::{Claim, Decided, Dispute, Named, Part, Thing, View, ViewValue, is_thing};
use chancery_model::schema::Schema;
use chancery_model::vocab::{chy, std_terms as t};
use coverage::{Graph, covered};
pub use meeting::Came;

/// What is different.
#[derive(Debug, Default, Serialize)]
pub struct Difference {
    /// Facts and entities of the second graph alone.
    pub added: Vec<Thing>,
    /// Facts and entities of the first graph alone.
    pub removed: Vec<Thing>,
    /// What is in both and is reported otherwise.
    pub changed: Vec<Changed>,
    /// How many facts and entities are reported alike.
    pub same: usize,
    /// What became of the findings.
    pub findings: Findings,
    /// How the statements of two graphs without facts differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statements: Option<Statements>,
}

impl Difference {
    /// How many facts and entities the first and the second graph have.
    #[must_use]
    pub fn sizes(&self) -> (usize, usize) {
        let both = self.changed.len() + self.same;
        (both + self.removed.len(), both + self.added.len())
    }

    /// Whether anything is different.
    #[must_use]
    pub fn differs(&self) -> bool {
        let statements = self.statements.as_ref();
        !(self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty())
            || self.findings.differ()
            || statements.is_some_and(|statements| !(statements.added.is_empty() && statements.removed.is_empty()))
    }
}

/// What is different in what several documents state together.
#[derive(Debug, Default, Serialize)]
pub struct Findings {
    /// Findings of the second graph alone.
    pub added: Vec<Thing>,
    /// Findings of the first graph alone.
    pub removed: Vec<Thing>,
    /// Findings of one affair that differ in a key, in the standing, or in the facts that they rest on.
    pub changed: Vec<Changed>,
    /// How many are alike.
    pub same: usize,
    /// What documents disagree about.
    #[serde(skip_serializing_if = "Came::is_empty")]
    pub disagreements: Came<Dispute>,
    /// What persons decided.
    #[serde(skip_serializing_if = "Came::is_empty")]
    pub decisions: Came<Decided>,
}

impl Findings {
    /// Whether any of them is different, or what leads to them.
    #[must_use]
    pub fn differ(&self) -> bool {
        self.findings_differ() || !(self.disagreements.is_empty() && self.decisions.is_empty())
    }

    /// Whether any finding is different.
    #[must_use]
    pub fn findings_differ(&self) -> bool {
        !(self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty())
    }
}

/// Two graphs compared by statement, as canonical N-Quads.
#[derive(Debug, Default, Serialize)]
pub struct Statements {
    /// Statements of the second graph alone.
    pub added: Vec<String>,
    /// Statements of the first graph alone.
    pub removed: Vec<String>,
    /// How many both have.
    pub same: usize,
}

impl Statements {
    /// Compares two graphs in canonical form, the older one first.
    #[must_use]
    pub fn compare(before: &str, after: &str) -> Self {
        let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (before.lines().collect(), after.lines().collect());
        let only =
            |one: &BTreeSet<&str>, other: &BTreeSet<&str>| one.difference(other).map(|&line| line.to_owned()).collect();
        Self { added: only(&new, &old), removed: only(&old, &new), same: old.intersection(&new).count() }
    }
}

/// A thing that is reported otherwise.
#[derive(Debug, Serialize)]
pub struct Changed {
    /// As the first graph has it.
    pub before: Named,
    /// As the second graph has it; another IRI where its content changed.
    pub after: Named,
    /// The name of its kind.
    pub kind: String,
    /// Keys whose values differ, `standing` among them.
    pub keys: Vec<KeyChange>,
    /// The claims that came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_added: Vec<ClaimChange>,
    /// The claims that went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_removed: Vec<ClaimChange>,
    /// The claims whose own words or evidence differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims_changed: Vec<ClaimChange>,
}

/// A claim that came, went, or is made otherwise at its place.
#[derive(Debug, Serialize)]
pub struct ClaimChange {
    /// The claim; the newer one where it changed.
    #[serde(flatten)]
    pub claim: Named,
    /// Its keys whose values differ. For an added or removed fact: those that its label does not contain, who says it
    /// and with which words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyChange>,
}

/// A key and what became of its values.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct KeyChange {
    /// The name of the key.
    pub key: String,
    /// The values that went.
    pub before: Vec<ViewValue>,
    /// The values that came.
    pub after: Vec<ViewValue>,
}

/// The name of what a finding has instead of claims.
pub const RESTS_ON: &str = "rests on";

/// What is stated of a fact because of the facts of other documents.
const OF_MEETING: [&str; 5] =
    [chy::ABSORBED_BY, chy::IMPLIED_BY, chy::MAYBE_SAME_AS, chy::DISAGREES_IN, chy::DECIDED_IN];

/// A graph that is compared.
struct Side<'a> {
    schema: &'a Schema,
    store: &'a dyn Ask,
    view: View<'a>,
}

impl<'a> Side<'a> {
    fn new(schema: &'a Schema, store: &'a dyn Ask) -> Self {
        Self { schema, store, view: View::new(schema, store) }
    }

    fn graph(&self) -> Graph<'_> {
        Graph { schema: self.schema, store: self.store, view: &self.view }
    }

    /// What is said of a thing, without blank nodes, which have no name to be compared by, and without triple terms, which
    /// repeat what the fact says and are in some exports only (`--rdf-version 1.2`).
    fn said(&self, iri: &str) -> Result<Vec<(String, Term)>, AskError> {
        let mut said = self.store.about(iri)?;
        said.retain(|(predicate, object)| {
            !matches!(object, Term::BlankNode(_) | Term::Triple(_)) && !OF_MEETING.contains(&predicate.as_str())
        });
        // The class of a fact on which a finding rests is in a property of its own.
        if let Some(at) = said.iter().position(|(predicate, _)| predicate == chy::OF_KIND) {
            let (_, class) = said.remove(at);
            let types = said.iter_mut().filter(|(predicate, _)| predicate == t::RDF_TYPE);
            types.for_each(|(_, of)| of.clone_from(&class));
        }
        Ok(said)
    }

    /// The claims of a fact, each with all that is said of it and of its evidence.
    fn claims(&self, fact: &str) -> Result<BTreeMap<String, Vec<(String, Term)>>, AskError> {
        let object: Term = oxigraph::model::NamedNode::new_unchecked(fact).into();
        let mut claims = BTreeMap::new();
        for predicate in [chy::SUPPORTS, chy::DENIES] {
            for (claim, _) in self.store.with(Some(predicate), &object)? {
                let mut said = self.said(&claim)?;
                let evidence: Vec<String> = said
                    .iter()
                    .filter_map(|(p, object)| match object {
                        Term::NamedNode(node) if p == chy::EVIDENCE => Some(node.as_str().to_owned()),
                        _ => None,
                    })
                    .collect();
                for place in evidence {
                    said.extend(self.said(&place)?);
                }
                claims.insert(claim, said);
            }
        }
        Ok(claims)
    }
}

/// Compares two stores that were loaded with one schema; the first is the older. `together`: their findings too.
///
/// # Errors
/// When the facts cannot be read.
pub fn compare(schema: &Schema, before: &dyn Ask, after: &dyn Ask, together: bool) -> Result<Difference, AskError> {
    let (before, after) = (Side::new(schema, before), Side::new(schema, after));
    let old: BTreeSet<String> = before.view.things()?.into_iter().collect();
    let new: BTreeSet<String> = after.view.things()?.into_iter().collect();
    let mut difference = Difference::default();
    for iri in old.intersection(&new) {
        match both(&before, &after, iri)? {
            Some(changed) => difference.changed.push(changed),
            None => difference.same += 1,
        }
    }
    let things = |side: &Side<'_>, iris: &mut dyn Iterator<Item = &String>| {
        let things: Result<Vec<Option<Thing>>, _> = iris.map(|iri| side.view.thing(iri)).collect();
        things.map(|things| things.into_iter().flatten().collect::<Vec<_>>())
    };
    let removed = things(&before, &mut old.difference(&new))?;
    let mut added: Vec<Option<Thing>> = things(&after, &mut new.difference(&old))?.into_iter().map(Some).collect();
    let mut about: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, thing) in added.iter().flatten().enumerate().filter(|(_, thing)| thing.is_fact) {
        about.entry(things_of(schema, thing)).or_default().push(at);
    }
    for thing in removed {
        let candidates = about.get(&things_of(schema, &thing)).map_or(&[][..], Vec::as_slice);
        let near = |at: &usize| {
            added[*at].as_ref().map(|other| keys(&thing.parts, &other.parts)).filter(|keys| keys.len() <= 1)
        };
        // A figure that was corrected is likelier than one that was dated again.
        let time = schema.kind_by_key(&thing.kind).and_then(|id| schema.time_key(schema.kind(id)));
        let dated_anew = |keys: &[KeyChange]| time.is_some_and(|time| keys.iter().any(|change| change.key == time.key));
        let near: Vec<(usize, Vec<KeyChange>)> = candidates.iter().filter_map(|at| Some((*at, near(at)?))).collect();
        let successor = near.iter().min_by_key(|(_, keys)| (keys.len(), dated_anew(keys))).map(|(at, _)| *at);
        match successor.and_then(|at| added[at].take()) {
            Some(successor) => difference.changed.push(changed(&before, &after, &thing, &successor)?),
            None => difference.removed.push(thing),
        }
    }
    difference.added = added.into_iter().flatten().collect();
    let order =
        |a: &Thing, b: &Thing| (&a.kind, &a.named.label, &a.named.iri).cmp(&(&b.kind, &b.named.label, &b.named.iri));
    difference.added.sort_by(order);
    difference.removed.sort_by(order);
    difference.changed.sort_by(by_label);
    if together {
        difference.findings = findings(&before, &after)?;
    }
    Ok(difference)
}

fn by_label(a: &Changed, b: &Changed) -> std::cmp::Ordering {
    (&a.kind, &a.before.label, &a.before.iri).cmp(&(&b.kind, &b.before.label, &b.before.iri))
}

/// A finding, and the facts that it rests on.
struct Together {
    thing: Thing,
    rests_on: Vec<ViewValue>,
}

/// Compares the findings of two graphs. Of two with one affair, the nearest are one.
fn findings(before: &Side<'_>, after: &Side<'_>) -> Result<Findings, AskError> {
    let all = |side: &Side<'_>| -> Result<Vec<Together>, AskError> {
        let mut all = Vec::new();
        for iri in side.view.findings()? {
            let Some(thing) = side.view.thing(&iri)? else { continue };
            let rests_on = side.view.met(&iri)?.rests_on.into_iter().map(ViewValue::Thing).collect();
            all.push(Together { thing, rests_on });
        }
        Ok(all)
    };
    let (old, mut new) = (all(before)?, all(after)?.into_iter().map(Some).collect::<Vec<_>>());
    let mut places: HashMap<Option<String>, Vec<usize>> = HashMap::new();
    for (at, one) in new.iter().enumerate() {
        places.entry(one.as_ref().and_then(|one| one.thing.affair.clone())).or_default().push(at);
    }
    let mut found = Findings::default();
    // The same first, so that none of them is taken for another.
    let mut left = Vec::new();
    for one in old {
        let near = places.get(&one.thing.affair).map_or(&[][..], Vec::as_slice);
        let is_same =
            |at: &&usize| new[**at].as_ref().is_some_and(|other| other.thing.named.iri == one.thing.named.iri);
        match near.iter().find(is_same).and_then(|at| new[*at].take()) {
            Some(other) => found.pair(&one, &other),
            None => left.push(one),
        }
    }
    for one in left {
        let near = places.get(&one.thing.affair).map_or(&[][..], Vec::as_slice);
        let distance = |at: &usize| {
            let other = new[*at].as_ref()?;
            Some((keys(&one.thing.parts, &other.thing.parts).len(), *at))
        };
        match near.iter().filter_map(distance).min().and_then(|(_, at)| new[at].take()) {
            Some(other) => found.pair(&one, &other),
            None => found.removed.push(one.thing),
        }
    }
    found.added = new.into_iter().flatten().map(|one| one.thing).collect();
    found.changed.sort_by(by_label);
    (found.disagreements, found.decisions) = meeting::compared(before.graph(), after.graph())?;
    Ok(found)
}

impl Findings {
    fn pair(&mut self, old: &Together, new: &Together) {
        let mut keys = keys(&old.thing.parts, &new.thing.parts);
        keys.extend(standing(&old.thing, &new.thing));
        keys.extend(change(RESTS_ON, &old.rests_on, &new.rests_on));
        if keys.is_empty() {
            self.same += 1;
            return;
        }
        self.changed.push(Changed {
            before: old.thing.named.clone(),
            after: new.thing.named.clone(),
            kind: new.thing.kind.clone(),
            keys,
            claims_added: Vec::new(),
            claims_removed: Vec::new(),
            claims_changed: Vec::new(),
        });
    }
}

/// The kind of a fact and the things it is about: what stays when the fact is corrected.
fn things_of(schema: &Schema, thing: &Thing) -> String {
    let mut all = thing.kind.clone();
    for part in &thing.parts {
        let things = part.values.iter().filter_map(|value| match value {
            ViewValue::Thing(named) if is_thing(schema, &named.iri) => Some(named.iri.as_str()),
            _ => None,
        });
        let mut things: Vec<&str> = things.collect();
        things.sort_unstable();
        // No name and no IRI holds a line break.
        things.iter().for_each(|iri| all.extend(["\n", &part.key, "\n", iri]));
    }
    all
}

/// A thing of both graphs; nothing where it is reported alike.
fn both(before: &Side<'_>, after: &Side<'_>, iri: &str) -> Result<Option<Changed>, AskError> {
    let covers = || Ok::<_, AskError>(covered(before.graph(), iri)? == covered(after.graph(), iri)?);
    if before.said(iri)? == after.said(iri)? && before.claims(iri)? == after.claims(iri)? && covers()? {
        return Ok(None);
    }
    let (Some(old), Some(new)) = (before.view.thing(iri)?, after.view.thing(iri)?) else { return Ok(None) };
    changed(before, after, &old, &new).map(Some)
}

fn changed(before: &Side<'_>, after: &Side<'_>, old: &Thing, new: &Thing) -> Result<Changed, AskError> {
    let (was, is) = (before.claims(&old.named.iri)?, after.claims(&new.named.iri)?);
    let (mut old_claims, new_claims) = (before.view.claims(&old.named.iri)?, after.view.claims(&new.named.iri)?);
    let mut keys = keys(&old.parts, &new.parts);
    keys.extend(standing(old, new));
    keys.extend(change("covers", &covered(before.graph(), &old.named.iri)?, &covered(after.graph(), &new.named.iri)?));
    let mut changed = Changed {
        before: old.named.clone(),
        after: new.named.clone(),
        kind: new.kind.clone(),
        keys,
        claims_added: Vec::new(),
        claims_removed: Vec::new(),
        claims_changed: Vec::new(),
    };
    for claim in new_claims {
        let iri = &claim.claim.iri;
        // A claim with another speaker, or of a fact whose content changed, has another name; its place stays.
        let at_its_place = |one: &Claim| place(&one.claim.iri) == place(iri) && !is.contains_key(&one.claim.iri);
        let same = old_claims.iter().position(|one| one.claim.iri == *iri);
        let Some(at) = same.or_else(|| old_claims.iter().position(at_its_place)) else {
            changed.claims_added.push(alone(after, claim, |part| (Vec::new(), part)));
            continue;
        };
        let keys = self::keys(&old_claims.remove(at).parts, &claim.parts);
        if !keys.is_empty() || (same.is_some() && was.get(iri) != is.get(iri)) {
            changed.claims_changed.push(ClaimChange { claim: claim.claim, keys });
        }
    }
    changed.claims_removed = old_claims.into_iter().map(|one| alone(before, one, |part| (part, Vec::new()))).collect();
    Ok(changed)
}

/// What became of the standing.
fn standing(old: &Thing, new: &Thing) -> Option<KeyChange> {
    let value = |thing: &Thing| thing.standing.iter().cloned().map(ViewValue::Thing).collect::<Vec<_>>();
    change("standing", &value(old), &value(new))
}

/// A claim that only one side has, with what its label does not contain: its label has the terms of closed lists.
fn alone(
    side: &Side<'_>,
    claim: Claim,
    sides: impl Fn(Vec<ViewValue>) -> (Vec<ViewValue>, Vec<ViewValue>),
) -> ClaimChange {
    let is_untold = |value: &ViewValue| match value {
        ViewValue::Thing(named) => is_thing(side.schema, &named.iri),
        ViewValue::Text { .. } => true,
    };
    let untold = claim.parts.into_iter().filter(|part| part.values.iter().all(is_untold));
    let keys = untold.map(|part| {
        let (before, after) = sides(part.values);
        KeyChange { key: part.key, before, after }
    });
    ClaimChange { keys: keys.collect(), claim: claim.claim }
}

/// The place in the name of a claim, `document--s4--digest`, without the digest of what is claimed.
fn place(claim: &str) -> &str {
    claim.rsplit_once("--").map_or(claim, |(place, _)| place)
}

/// The keys whose values differ.
fn keys(old: &[Part], new: &[Part]) -> Vec<KeyChange> {
    let mut names: Vec<&str> = new.iter().map(|part| part.key.as_str()).collect();
    names.extend(old.iter().map(|part| part.key.as_str()).filter(|key| !names.contains(key)).collect::<Vec<_>>());
    let values = |parts: &[Part], key: &str| {
        parts.iter().find(|part| part.key == key).map_or_else(Vec::new, |part| part.values.clone())
    };
    let mut changes = Vec::new();
    for key in names {
        changes.extend(change(key, &values(old, key), &values(new, key)));
    }
    changes
}

/// The values of a key that went and came; nothing where they are the same.
fn change(key: &str, was: &[ViewValue], is: &[ViewValue]) -> Option<KeyChange> {
    let without = |these: &[ViewValue], those: &[ViewValue]| -> Vec<ViewValue> {
        these.iter().filter(|value| !those.iter().any(|other| same(value, other))).cloned().collect()
    };
    let (before, after) = (without(was, is), without(is, was));
    (!before.is_empty() || !after.is_empty()).then(|| KeyChange { key: key.to_owned(), before, after })
}

/// Things are the same by their IRIs: that one of them was named again is its own change.
fn same(one: &ViewValue, other: &ViewValue) -> bool {
    match (one, other) {
        (ViewValue::Thing(one), ViewValue::Thing(other)) => one.iri == other.iri,
        _ => one == other,
    }
}
