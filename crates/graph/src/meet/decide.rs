//! Decisions brought to the facts that they name, or why they cannot be.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::decided::{Decided, Line};
use super::gather::Gathered;
use super::known::DocumentId;
use super::reading::Group;
use super::telling::{Standing, Telling};
use crate::description::Object;
use crate::sorted::Sorted;
use crate::thing::{Thing, thing_of};
use chancery_model::facts::{Decision, GraphId, Verdict};
use chancery_model::schema::{IriBuf, Schema};
use chancery_model::vocab::chy;

/// How many facts are named that may be there in place of one that is not.
const MOST_NAMED: usize = 3;

/// A decision that has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its place among the decisions.
    pub decision: usize,
    /// Why it has none.
    pub why: Why,
}

/// Why a decision has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No source states the fact.
    Missing {
        /// Which of its two facts.
        fact: usize,
        /// Facts of the affair of the other one that the decision may mean, as whole IRIs.
        instead: Vec<String>,
    },
    /// No document asserts the fact: it is denied, reported, projected or only mentioned.
    NotAsserted {
        /// Which of its two facts.
        fact: usize,
    },
    /// The facts are of two kinds.
    OtherKind,
    /// The facts are about two affairs.
    OtherAffair {
        /// The whole IRIs of the affairs.
        affairs: [String; 2],
    },
    /// One document states both.
    OneDocument {
        /// The document, if it is known.
        document: Option<DocumentId>,
    },
    /// With other decisions it joins facts that one document keeps apart.
    JoinsOneDocument {
        /// The document.
        document: DocumentId,
        /// The other decisions, by their places.
        with: Vec<usize>,
    },
}

/// Brings decisions to the facts that they name. Gives those that have no effect, in their order.
///
/// # Errors
/// When the descriptions cannot be read back.
pub fn decide(
    schema: &Schema,
    gathered: &mut Gathered<'_>,
    sorted: &Sorted,
    decisions: &[Decision],
) -> io::Result<Vec<Refused>> {
    if decisions.is_empty() {
        return Ok(Vec::new());
    }
    let mut lost = places(schema, gathered, decisions);
    let places = std::mem::take(&mut lost.found);
    let elsewhere = elsewhere(schema, sorted, lost.wanted)?;
    let search = Search { schema, groups: &gathered.groups, places, elsewhere };
    let mut refused = Vec::new();
    let mut lines: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    for (at, decision) in decisions.iter().enumerate() {
        match search.line(decision) {
            Ok((group, a, b)) => lines.entry(group).or_default().push(Line { decision: at, a, b }),
            Err(why) => refused.push(Refused { decision: at, why }),
        }
    }
    for (group, mut lines) in lines {
        let group = &mut gathered.groups[group];
        refused.extend(joins_one_document(group, &mut lines, decisions));
        let of = |verdict: Verdict| {
            let lines = lines.iter().filter(|line| decisions[line.decision].verdict == verdict);
            lines.map(|line| (line.a, line.b)).collect::<Vec<_>>()
        };
        group.decided = Decided::new(&of(Verdict::Same), &of(Verdict::Different));
        group.decided.lines = lines;
    }
    refused.sort_by_key(|one| one.decision);
    Ok(refused)
}

/// What decisions name.
#[derive(Default)]
struct Places {
    /// The places of facts: of the group, and in it.
    found: HashMap<Thing, (usize, usize)>,
    /// Facts that are in no group.
    wanted: HashMap<Thing, Option<Elsewhere>>,
}

/// A fact of an affair that only one document is about.
struct Elsewhere {
    affair: IriBuf,
    is_asserted: bool,
}

fn places(schema: &Schema, gathered: &Gathered<'_>, decisions: &[Decision]) -> Places {
    let iris = decisions.iter().flat_map(Decision::iris);
    let mut all = Places { wanted: iris.map(|iri| (thing(schema, iri), None)).collect(), ..Places::default() };
    for (at, group) in gathered.groups.iter().enumerate() {
        for (place, iri) in group.iris.iter().enumerate() {
            let fact = thing_of(iri.as_ref());
            if all.wanted.remove(&fact).is_some() {
                all.found.insert(fact, (at, place));
            }
        }
    }
    all
}

fn thing(schema: &Schema, iri: &str) -> Thing {
    thing_of(schema.space.named(iri).as_ref())
}

/// Looks for facts that are in no group: one more pass through the descriptions, if there are such.
fn elsewhere(
    schema: &Schema,
    sorted: &Sorted,
    mut wanted: HashMap<Thing, Option<Elsewhere>>,
) -> io::Result<HashMap<Thing, Option<Elsewhere>>> {
    if wanted.is_empty() {
        return Ok(wanted);
    }
    let affair = schema.space.predicate(chy::AFFAIR);
    sorted.each_unsettled(schema, |description, standing| {
        let subject = description.subject();
        if let (Some(standing), GraphId::DEFAULT) = (standing, description.graph())
            && let Some(found) = wanted.get_mut(&thing_of(subject))
        {
            let affair = description.statements().find_map(|(predicate, object)| match object {
                Object::Iri(iri) if Some(predicate) == affair => Some(iri),
                _ => None,
            });
            let affair = affair.unwrap_or(subject);
            let affair = IriBuf { ns: affair.ns, local: affair.local.to_owned() };
            *found = Some(Elsewhere { affair, is_asserted: standing.mask.is_plainly_held() });
        }
        Ok(())
    })?;
    Ok(wanted)
}

struct Search<'g> {
    schema: &'g Schema,
    groups: &'g [Group],
    places: HashMap<Thing, (usize, usize)>,
    elsewhere: HashMap<Thing, Option<Elsewhere>>,
}

impl Search<'_> {
    /// The group of the facts of a decision, and their places in it.
    fn line(&self, decision: &Decision) -> Result<(usize, usize, usize), Why> {
        let facts = decision.iris().map(|iri| thing(self.schema, iri));
        let missing = facts.iter().position(|fact| self.affair(*fact).is_none());
        if let Some(fact) = missing {
            return Err(Why::Missing { fact, instead: self.instead(facts[1 - fact], decision.iris()[fact]) });
        }
        let kinds = decision.iris().map(|iri| self.schema.space.split(iri).0);
        if kinds[0] != kinds[1] {
            return Err(Why::OtherKind);
        }
        let affairs = facts.map(|fact| self.affair(fact));
        if affairs[0] != affairs[1] {
            let whole = |affair: Option<&IriBuf>| affair.map(|iri| self.schema.space.join(iri.ns, &iri.local));
            return Err(Why::OtherAffair { affairs: affairs.map(|affair| whole(affair).unwrap_or_default()) });
        }
        let (Some((group, a)), Some((_, b))) = (self.places.get(&facts[0]), self.places.get(&facts[1])) else {
            let is_asserted =
                |fact: &Thing| self.elsewhere.get(fact).and_then(Option::as_ref).is_some_and(|found| found.is_asserted);
            return Err(match facts.iter().position(|fact| !is_asserted(fact)) {
                Some(fact) => Why::NotAsserted { fact },
                None => Why::OneDocument { document: None },
            });
        };
        let tellings = [&self.groups[*group].tellings[*a], &self.groups[*group].tellings[*b]];
        // That one is denied is a statement of its own: it may be about another thing.
        let is_stated = |one: &&Telling| {
            one.standing.is_held() || decision.verdict == Verdict::Different && one.standing == Standing::Denied
        };
        if let Some(fact) = tellings.iter().position(|one| !is_stated(one)) {
            return Err(Why::NotAsserted { fact });
        }
        match shared(tellings[0], tellings[1]) {
            Some(document) => Err(Why::OneDocument { document: Some(document) }),
            None => Ok((*group, *a, *b)),
        }
    }

    /// What a fact is about; nothing where it is in no source.
    fn affair(&self, fact: Thing) -> Option<&IriBuf> {
        match self.places.get(&fact) {
            Some((group, _)) => Some(&self.groups[*group].affair),
            None => self.elsewhere.get(&fact)?.as_ref().map(|found| &found.affair),
        }
    }

    /// The facts of other documents in the affair of a fact: one of them may be what is named by an IRI that is not there.
    fn instead(&self, fact: Thing, missing: &str) -> Vec<String> {
        let Some((group, place)) = self.places.get(&fact) else { return Vec::new() };
        let group = &self.groups[*group];
        let others = group
            .iris
            .iter()
            .zip(&group.tellings)
            .filter(|(_, one)| one.standing.is_held() && shared(one, &group.tellings[*place]).is_none());
        let is_of_kind = |iri: &String| self.schema.space.split(iri).0 == self.schema.space.split(missing).0;
        let named = others.map(|(iri, _)| self.schema.space.join(iri.ns, &iri.local)).filter(is_of_kind);
        named.take(MOST_NAMED).collect()
    }
}

/// A document that states both of two facts.
fn shared(a: &Telling, b: &Telling) -> Option<DocumentId> {
    let of = |one: &'_ Telling| if one.standing.is_held() { one.documents.clone() } else { one.denied_by.clone() };
    let others = of(b);
    of(a).into_iter().find(|one| others.contains(one)).map(DocumentId)
}

/// Takes decisions out that join, all together, facts of one document.
fn joins_one_document(group: &Group, lines: &mut Vec<Line>, decisions: &[Decision]) -> Vec<Refused> {
    let is_same = |line: &Line| decisions[line.decision].verdict == Verdict::Same;
    let same: Vec<(usize, usize)> = lines.iter().filter(|line| is_same(line)).map(|line| (line.a, line.b)).collect();
    let mut refused = Vec::new();
    for thing in Decided::new(&same, &[]).joined() {
        let mut pairs = thing.iter().enumerate().flat_map(|(at, a)| thing[at + 1..].iter().map(move |b| (*a, *b)));
        let Some(document) = pairs.find_map(|(a, b)| shared(&group.tellings[a], &group.tellings[b])) else { continue };
        let (out, kept): (Vec<Line>, Vec<Line>) =
            lines.iter().partition(|line| is_same(line) && thing.contains(&line.a));
        *lines = kept;
        let mut out: Vec<usize> = out.iter().map(|line| line.decision).collect();
        if let Some(decision) = out.pop() {
            refused.push(Refused { decision, why: Why::JoinsOneDocument { document, with: out } });
        }
    }
    refused
}
