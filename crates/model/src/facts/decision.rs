//! Decisions: whether two facts of different documents are one thing, as a person says where rules cannot, and whether two
//! entities are one.
//!
//! A decision is `{same: [A, B], decided by: …, decided on: …, evidence: …}`, or has `different` in place of `same`. A and B are
//! the IRIs of the facts, or of the entities. Of entities that are one the first is kept, and replaces the other in every fact.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::registry::{Author, BY, EVIDENCE, ON};
use crate::schema::{Role, Schema};
use crate::source::Node;
use crate::vocab::dataset_terms::WIKIDATA_ENTITY;
use chancery_values::name::{counted, nearest};

const SAME: &str = "same";
const DIFFERENT: &str = "different";
const KEYS: [&str; 5] = [SAME, DIFFERENT, BY, ON, EVIDENCE];
const FORM: &str =
    "write `{same: [FACT, FACT], decided by: Your Name, decided on: 2026-01-31, evidence: why}`, or `different`";

/// What was decided of two facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They are about one thing.
    Same,
    /// They are about two things.
    Different,
}

impl Verdict {
    /// The key of the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => SAME,
            Self::Different => DIFFERENT,
        }
    }
}

/// A fact, or an entity, that a decision names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedFact {
    /// Its whole IRI.
    pub iri: String,
    /// Where it is named.
    pub origin: Origin,
}

/// A decision on two facts, or on two entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which of the two is kept, if they are entities; nothing for facts.
    pub kept: Option<usize>,
    /// The facts, in the order of their IRIs.
    pub facts: [DecidedFact; 2],
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided it.
    pub author: Author,
    /// Where it is written.
    pub origin: Origin,
}

impl Decision {
    /// Reads the record of a decision. Nothing where it is wrong, which is reported.
    pub fn read(schema: &Schema, node: &Node<'_>, file: FileId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let at = node.origin(file);
        let Some(entries) = node.entries() else {
            diagnostics.push(
                Diagnostic::error(Code::WrongValue, format!("a decision is expected, not {}", node.what()))
                    .at(at)
                    .label("not a decision")
                    .help(FORM),
            );
            return None;
        };
        let mut is_good = true;
        for entry in entries.iter().filter(|entry| !KEYS.contains(&entry.key.text.as_ref())) {
            let key = entry.key.text.as_ref();
            let mut wrong = Diagnostic::error(Code::UnknownKey, format!("a decision has no key `{key}`"))
                .at(entry.key.origin(file))
                .label("not a key of a decision");
            if let Some(near) = nearest(key, KEYS) {
                wrong = wrong.help(format!("did you mean `{near}`?"));
            }
            diagnostics.push(wrong.help(FORM));
            is_good = false;
        }
        let own = |key: &str| node.get(key);
        let (verdict, facts) = match (own(SAME), own(DIFFERENT)) {
            (Some(facts), None) => (Verdict::Same, facts),
            (None, Some(facts)) => (Verdict::Different, facts),
            // Another key may be one of these, misspelt.
            (None, None) if !is_good => return None,
            (both, _) => {
                let said =
                    if both.is_some() { "both `same` and `different`" } else { "neither `same` nor `different`" };
                diagnostics.push(
                    Diagnostic::error(Code::MissingKey, format!("this decision has {said}"))
                        .at(at)
                        .label("one of the two is expected")
                        .help(FORM),
                );
                return None;
            }
        };
        let facts = named(schema, facts, file, diagnostics);
        let author = Author::read(&own, at, || "this decision".to_owned());
        match (facts, author) {
            (Some((facts, kept)), Ok(author)) => is_good.then_some(Self { kept, facts, verdict, author, origin: at }),
            (_, author) => {
                diagnostics.extend(author.err().map(|wrong| *wrong));
                None
            }
        }
    }

    /// What the two things are.
    fn nouns(&self) -> &'static str {
        if self.kept.is_some() { "entities" } else { "facts" }
    }

    /// The IRIs of the two facts.
    #[must_use]
    pub fn iris(&self) -> [&str; 2] {
        self.facts.each_ref().map(|fact| fact.iri.as_str())
    }
}

/// The two facts that a decision names; or the two entities, and the place of the first.
fn named(
    schema: &Schema,
    node: &Node<'_>,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<([DecidedFact; 2], Option<usize>)> {
    let Some([a, b]) = node.items() else {
        let what = node.items().map_or_else(|| node.what().to_owned(), |items| counted(items.len(), "fact"));
        diagnostics.push(
            Diagnostic::error(Code::WrongValue, format!("a decision names two facts, not {what}"))
                .at(node.origin(file))
                .label("two IRIs are expected")
                .help(FORM),
        );
        return None;
    };
    let is_entity = |node: &Node<'_>| is_of(schema, node, Role::Entity);
    let are_entities = is_entity(a) && is_entity(b);
    let one = |node: &Node<'_>, diagnostics: &mut Diagnostics| match are_entities {
        true => Some(DecidedFact { iri: whole(schema, node), origin: node.origin(file) }),
        false => fact(schema, node, file, diagnostics),
    };
    let (a, b) = (one(a, diagnostics), one(b, diagnostics));
    let mut facts = [a?, b?];
    if facts[0].iri == facts[1].iri {
        diagnostics.push(
            Diagnostic::error(Code::WrongValue, "a decision names two facts, and these are one")
                .at(facts[1].origin)
                .label("the same fact again")
                .help("name the fact of the one document and the fact of the other"),
        );
        return None;
    }
    let first = facts[0].iri.clone();
    facts.sort_by(|a, b| a.iri.cmp(&b.iri));
    let kept = usize::from(facts[0].iri != first);
    Some((facts, are_entities.then_some(kept)))
}

/// The whole IRI that is written, with or without prefix.
fn whole(schema: &Schema, node: &Node<'_>) -> String {
    let text = node.text().unwrap_or_default().trim();
    let bare = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    schema.space.long(bare).unwrap_or_else(|| bare.to_owned())
}

/// Whether a text is the IRI of a fact, or of an entity. An item of Wikidata is an entity.
fn is_of(schema: &Schema, node: &Node<'_>, role: Role) -> bool {
    let iri = whole(schema, node);
    let (ns, local) = schema.space.split(&iri);
    let is_item = role == Role::Entity && schema.space.namespace_id(WIKIDATA_ENTITY) == Some(ns);
    !local.is_empty() && (is_item || schema.kinds().any(|kind| kind.role == role && kind.namespace == ns))
}

/// A fact that a decision names: by its IRI, with or without prefix.
fn fact(schema: &Schema, node: &Node<'_>, file: FileId, diagnostics: &mut Diagnostics) -> Option<DecidedFact> {
    let origin = node.origin(file);
    let text = node.text().unwrap_or_default().trim();
    let iri = whole(schema, node);
    let (ns, _) = schema.space.split(&iri);
    if is_of(schema, node, Role::Fact) {
        return Some(DecidedFact { iri, origin });
    }
    let wrong = if ns == schema.folders.finding {
        Diagnostic::error(Code::NotAFact, format!("`{text}` is a finding, which follows from facts"))
            .label("not a fact of a document")
            .help("name the facts that it rests on: `chancery show` lists them")
    } else {
        Diagnostic::error(Code::NotAFact, format!("`{text}` is not the IRI of a fact"))
            .label(if is_of(schema, node, Role::Entity) { "a fact and an entity are never one" } else { "the IRI of a fact is expected" })
            .help("a decision is on two facts, or on two entities, such as `state:belarus`")
            .help("`chancery compare --format decisions` writes the IRIs of facts that may be one; `show` and `query` print them too")
    };
    diagnostics.push(wrong.at(origin));
    None
}

/// The decisions that do not contradict one another. What does is reported, and none of it counts.
pub fn consistent(mut all: Vec<Decision>, diagnostics: &mut Diagnostics) -> Vec<Decision> {
    all.sort_by_key(|decision| decision.origin);
    let mut first: BTreeMap<[String; 2], usize> = BTreeMap::new();
    let mut keeps = vec![true; all.len()];
    for (at, decision) in all.iter().enumerate() {
        let Some(before) = first.insert(decision.iris().map(ToOwned::to_owned), at) else { continue };
        let other = &all[before];
        first.insert(decision.iris().map(ToOwned::to_owned), before);
        keeps[at] = false;
        keeps[before] &= other.verdict == decision.verdict;
        let again = if other.verdict == decision.verdict { "again" } else { "otherwise" };
        diagnostics.push(
            Diagnostic::error(
                Code::DecisionsContradict,
                format!("these two {} are decided on {again}", decision.nouns()),
            )
            .at(decision.origin)
            .label(format!("`{}`", decision.verdict.name()))
            .related(other.origin, format!("`{}`", other.verdict.name()))
            .help("keep one of the two lines"),
        );
    }
    let joined = Joined::of(all.iter().zip(&keeps).filter(|(_, keeps)| **keeps).map(|(one, _)| one));
    for (at, decision) in all.iter().enumerate().filter(|(_, one)| one.verdict == Verdict::Different) {
        if !keeps[at] {
            continue;
        }
        let chain = joined.chain(decision.iris());
        if chain.is_empty() {
            continue;
        }
        keeps[at] = false;
        let mut wrong = Diagnostic::error(
            Code::DecisionsContradict,
            format!("these two {} are different here, and the same by other decisions", decision.nouns()),
        )
        .at(decision.origin)
        .label("`different`");
        for same in chain {
            wrong = wrong.related(same.origin, "`same`");
        }
        diagnostics.push(wrong.help("what is the same as one thing is one: remove one of these lines"));
    }
    let mut kept = keeps.iter();
    all.retain(|_| kept.next().is_some_and(|keeps| *keeps));
    all
}

/// The facts that decisions join, each with the decisions on it.
struct Joined<'d>(HashMap<&'d str, Vec<&'d Decision>>);

impl<'d> Joined<'d> {
    fn of(all: impl Iterator<Item = &'d Decision>) -> Self {
        let mut of: HashMap<&str, Vec<&Decision>> = HashMap::new();
        for decision in all.filter(|one| one.verdict == Verdict::Same) {
            decision.iris().into_iter().for_each(|iri| of.entry(iri).or_default().push(decision));
        }
        Self(of)
    }

    /// The decisions that lead from one fact to another, as few as possible; none where they do not lead there.
    fn chain(&self, [from, to]: [&'d str; 2]) -> Vec<&'d Decision> {
        let mut before: HashMap<&str, &Decision> = HashMap::new();
        let mut next = std::collections::VecDeque::from([from]);
        while let Some(iri) = next.pop_front().filter(|_| !before.contains_key(to)) {
            for decision in self.0.get(iri).into_iter().flatten() {
                let other = other(decision, iri);
                if other != from && !before.contains_key(other) {
                    before.insert(other, decision);
                    next.push_back(other);
                }
            }
        }
        let mut chain = Vec::new();
        let mut at = to;
        while let Some(decision) = before.get(at) {
            chain.push(*decision);
            at = other(decision, at);
        }
        chain
    }
}

/// The fact of a decision that is not this one.
fn other<'d>(decision: &'d Decision, iri: &str) -> &'d str {
    let [a, b] = decision.iris();
    if a == iri { b } else { a }
}
