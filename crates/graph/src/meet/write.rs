//! What the sources state together, written: findings, what they rest on, and where sources disagree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use super::affair::{Affair, LeftOut};
use super::decide::{Refused, decide};
use super::finding::{Disagreement, Finding};
use super::gather::Gathered;
use super::known::{Days, DocumentId};
use super::pair::Over;
use super::read_back::ReadBack;
use super::reading::{Group, Number};
use super::silence::Silence;
use super::spells::Tie;
use super::telling::{Recurs, Standing};
use crate::describe::Describer;
use crate::select::Provenance;
use crate::sorted::Sorted;
use crate::standing::Mask;
use crate::thing::thing_of;
use chancery_model::facts::{Decision, Document};
use chancery_model::literal::{TimeSpan, Typed};
use chancery_model::registry::Registry;
use chancery_model::schema::{Iri, IriBuf, Kind, PredId, Schema};
use chancery_model::vocab::{chy, concept, std_terms as t};
use chancery_values::digest;
use chancery_values::time::Date;

/// What becomes of facts of different documents that are about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Meeting {
    /// Nothing: each document's facts are as it states them.
    #[default]
    Apart,
    /// Each document's facts are as it states them, and where two disagree, this is stated.
    Disagreements,
    /// They make a finding, which alone has the class of their kind.
    Findings,
}

/// What bringing facts together comes to, besides descriptions.
#[derive(Debug, Default)]
pub struct Met {
    /// How many affairs have too many facts to be compared.
    pub too_large: u64,
    /// The decisions that have no effect.
    pub refused: Vec<Refused>,
}

/// Brings together the facts of different documents. To the descriptions are added: the findings, the marks of the facts that
/// they rest on, the affairs, the disagreements, and what persons decided. Nothing is added where only one document states facts.
///
/// # Errors
/// When the descriptions cannot be read back or written to the temporary folder.
pub fn meet(
    schema: &Schema,
    registry: &Registry,
    documents: &[Document],
    decisions: &[Decision],
    sorted: &mut Sorted,
    meeting: Meeting,
) -> io::Result<Met> {
    let mut met = Met::default();
    if meeting == Meeting::Apart {
        return Ok(met);
    }
    let mut gathered = Gathered::of(schema, sorted, documents)?;
    met.refused = decide(schema, &mut gathered, sorted, decisions)?;
    let makes_findings = meeting == Meeting::Findings;
    let mut all: Vec<(&Group, Affair, Vec<Silence>)> = Vec::new();
    for group in &gathered.groups {
        let affair = gathered.affair(group);
        met.too_large += u64::from(affair.left_out == Some(LeftOut::All));
        let meets =
            |finding: &Finding| finding.tellings.len() > 1 && (makes_findings || !finding.disagreements.is_empty());
        let differs = !affair.disagreements.is_empty();
        let is_tied = !affair.ties.is_empty() || !group.decided.is_empty();
        let silences = gathered.silences(group, &affair);
        if differs || !silences.is_empty() || affair.findings.iter().any(meets) || makes_findings && is_tied {
            all.push((group, affair, silences));
        }
    }
    if all.is_empty() && gathered.unshared.is_empty() {
        return Ok(met);
    }
    // A disagreement names its facts, and nothing of them is read back.
    let known = if makes_findings {
        ReadBack::of(&gathered, sorted, all.iter().map(|(group, affair, _)| (*group, affair)))?
    } else {
        ReadBack::default()
    };
    let mut writer = Writer {
        schema,
        gathered: &gathered,
        known: &known,
        p: Predicates::new(schema),
        describer: Describer::new(schema, registry, false, Provenance::Full),
        documents,
        decisions,
    };
    for (group, affair, silences) in &all {
        if makes_findings {
            writer.affair(group, affair);
        } else {
            writer.disagreements(group, affair);
        }
        for one in silences {
            writer.silence(&group.affair, &group.iris[one.at], one.document, one.days);
        }
    }
    for one in &gathered.unshared {
        for known in &one.silent {
            let days = known.left(&[]).and_then(|days| days.first().copied());
            writer.silence(&one.affair, &one.fact, known.document, days);
        }
    }
    sorted.add(writer.describer.take())?;
    Ok(met)
}

pub(super) struct Predicates {
    pub(super) rdf_type: PredId,
    pub(super) label: PredId,
    pub(super) phase_of: PredId,
    standing: PredId,
    pub(super) during: Option<PredId>,
    pub(super) affair: PredId,
    of_kind: PredId,
    absorbed_by: PredId,
    rests_on: PredId,
    sources: PredId,
    implied_by: PredId,
    bounded_by: PredId,
    maybe_same_as: PredId,
    disagrees_in: PredId,
    between: PredId,
    silent: PredId,
    disputed_from: PredId,
    disputed_until: PredId,
    over: PredId,
    over_key: PredId,
    gap: PredId,
    pub(super) decided_in: PredId,
}

impl Predicates {
    fn new(schema: &Schema) -> Self {
        // Compiling adds these predicates (`MACHINE_PREDICATES`).
        let predicate = |iri: &str| schema.space.predicate(iri).expect("the schema was compiled");
        Self {
            rdf_type: predicate(t::RDF_TYPE),
            label: predicate(t::RDFS_LABEL),
            phase_of: predicate(chy::PHASE_OF),
            standing: predicate(chy::STANDING),
            during: schema.space.predicate(chy::DURING),
            affair: predicate(chy::AFFAIR),
            of_kind: predicate(chy::OF_KIND),
            absorbed_by: predicate(chy::ABSORBED_BY),
            rests_on: predicate(chy::RESTS_ON),
            sources: predicate(chy::SOURCES),
            implied_by: predicate(chy::IMPLIED_BY),
            bounded_by: predicate(chy::BOUNDED_BY),
            maybe_same_as: predicate(chy::MAYBE_SAME_AS),
            disagrees_in: predicate(chy::DISAGREES_IN),
            between: predicate(chy::BETWEEN_FACTS),
            silent: predicate(chy::SILENT_DOCUMENT),
            disputed_from: predicate(chy::DISPUTED_FROM),
            disputed_until: predicate(chy::DISPUTED_UNTIL),
            over: predicate(chy::OVER),
            over_key: predicate(chy::OVER_KEY),
            gap: predicate(chy::GAP_IN_DAYS),
            decided_in: predicate(chy::DECIDED_IN),
        }
    }
}

/// The local part of the IRI of what belongs to an affair and has this content.
pub(super) fn within(affair: &IriBuf, content: &str) -> String {
    let readable = affair.local.rsplit_once('_').map_or(affair.local.as_str(), |(readable, _)| readable);
    let mut local = format!("{readable}_");
    digest::push_short(&format!("{}\n{content}", affair.local), &mut local);
    local
}

/// With how many others a fact is tied where a finding cannot be written.
const MOST_UNWRITTEN: usize = 64;

pub(super) struct Writer<'a> {
    pub(super) schema: &'a Schema,
    pub(super) gathered: &'a Gathered<'a>,
    pub(super) known: &'a ReadBack,
    pub(super) p: Predicates,
    pub(super) describer: Describer<'a>,
    documents: &'a [Document],
    pub(super) decisions: &'a [Decision],
}

/// A key of a finding, and which of its facts has the values; or a term above those of all.
pub(super) enum Chosen {
    Of(usize),
    Term(Number),
}

/// The time of a finding.
pub(super) enum FindingTime {
    Known(Number),
    New(Box<TimeSpan>),
    None,
}

impl Writer<'_> {
    /// Writes all that is known of an affair.
    fn affair(&mut self, group: &Group, affair: &Affair) {
        let kind = self.gathered.kind(group);
        let class = self.schema.space.named(&kind.class_iri);
        let (label, node) = (self.affair_label(group, kind), self.schema.space.named(chy::AFFAIR_CLASS));
        let p = &self.p;
        self.describer.one(group.affair.as_ref(), |describe| {
            describe.iri(p.rdf_type, node.as_ref()).iri(p.of_kind, class.as_ref()).lang(p.label, "en", &label);
        });
        // Where each fact went: to the finding that rests on it.
        let mut absorbed: HashMap<usize, (IriBuf, &Finding)> = HashMap::new();
        for finding in affair.findings.iter().filter(|finding| finding.tellings.len() > 1) {
            match self.finding(group, finding, kind) {
                Some(iri) => absorbed.extend(finding.tellings.iter().map(|at| (*at, (iri.clone(), finding)))),
                None if finding.disagreements.is_empty() => self.unwritten(group, finding),
                None => {}
            }
        }
        self.disagreements(group, affair);
        for (at, (finding, _)) in &absorbed {
            let p = &self.p;
            self.describer.one(group.iris[*at].as_ref(), |describe| {
                describe.iri(p.absorbed_by, finding.as_ref());
            });
            self.telling(group, *at, &class);
        }
        self.ties(group, affair, &absorbed, &class);
        self.decisions(group, &absorbed);
    }

    /// Ties the facts of a finding that cannot be written as a fact of its kind.
    fn unwritten(&mut self, group: &Group, finding: &Finding) {
        for at in &finding.tellings {
            let is_open = |other: &&usize| {
                !group.tellings[**other].shares_document(&group.tellings[*at]) && !group.decided.are_same(*at, **other)
            };
            let others = finding.tellings.iter().filter(is_open);
            for other in others.take(MOST_UNWRITTEN) {
                let (p, other) = (&self.p, group.iris[*other].as_ref());
                self.describer.one(group.iris[*at].as_ref(), |describe| {
                    describe.iri(p.maybe_same_as, other);
                });
            }
        }
    }

    /// Writes in what the facts of an affair disagree.
    fn disagreements(&mut self, group: &Group, affair: &Affair) {
        let kind = self.gathered.kind(group);
        let of_findings = affair.findings.iter().flat_map(|finding| &finding.disagreements);
        for one in of_findings.chain(&affair.disagreements) {
            self.disagreement(group, one, kind);
        }
    }

    /// Takes the class of its kind from a fact.
    fn telling(&mut self, group: &Group, at: usize, class: &IriBuf) {
        let telling = self.schema.space.named(chy::TELLING);
        let p = &self.p;
        self.describer.one(group.iris[at].as_ref(), |describe| {
            describe.instead(p.rdf_type, telling.as_ref()).iri(p.of_kind, class.as_ref());
        });
    }

    /// Writes a finding, if what its facts have in common is enough for a fact of its kind.
    fn finding(&mut self, group: &Group, finding: &Finding, kind: &Kind) -> Option<IriBuf> {
        let (own, bounded_by) = self.gathered.within_lives(group, finding);
        let finding = &own;
        let values = self.values(group, finding, kind);
        let time = self.time(group, finding, !bounded_by.is_empty());
        let is_given = |key: usize| {
            let predicate = kind.keys[key].predicate;
            Some(predicate) == self.p.during && !matches!(time, FindingTime::None)
                || values.keys().any(|other| kind.keys[*other].predicate == predicate)
        };
        // A figure without its number says nothing.
        let measured = kind.affair.iter().flat_map(|affair| &affair.measured).map(|path| path.key);
        let measured = measured.filter(|_| finding.tellings.iter().any(|at| group.tellings[*at].measured.is_some()));
        if !kind.layout.required.iter().copied().chain(measured).all(is_given) {
            return None;
        }
        let statements = self.statements(group, &values, kind);
        let local_time = match &time {
            FindingTime::Known(number) => self.gathered.value(*number).map(|iri| iri.local.to_owned()),
            FindingTime::New(span) => Some(span.name.clone()),
            FindingTime::None => None,
        };
        // Statements have numbers in the place of namespaces, which are those of the schema: the digest is of what they mean.
        let mut content: Vec<String> = statements.iter().map(|one| self.meaning(one)).collect();
        content.sort();
        content.extend(local_time.clone());
        let iri = IriBuf { ns: self.schema.folders.finding, local: within(&group.affair, &content.join("\n")) };
        let is_contested = finding.is_contested
            || finding.tellings.iter().any(|at| self.known.contested.contains(&thing_of(group.iris[*at].as_ref())));
        let label = self.label(group, &values, kind, &time);
        let sources = self.independent(&finding.documents);
        let (finding_class, class) = (self.schema.space.named(chy::FINDING), self.schema.space.named(&kind.class_iri));
        let times = self.schema.folders.time;
        let p = &self.p;
        self.describer.one(iri.as_ref(), |describe| {
            describe.iri(p.rdf_type, class.as_ref()).iri(p.rdf_type, finding_class.as_ref());
            describe.label(p.label, &label);
            describe.claimed(p.standing, Mask::of_finding(is_contested).0);
            describe.iri(p.affair, group.affair.as_ref());
            describe.typed(p.sources, Typed::Integer, &sources.to_string());
            statements.iter().for_each(|statement| {
                describe.raw(statement);
            });
            if let (Some(during), Some(local)) = (p.during, &local_time) {
                describe.iri(during, Iri { ns: times, local });
            }
            for at in &finding.tellings {
                describe.iri(p.rests_on, group.iris[*at].as_ref());
            }
            for life in &bounded_by {
                describe.iri(p.bounded_by, life.as_ref());
            }
        });
        if let FindingTime::New(span) = &time {
            self.describer.time(span);
        }
        for value in values.values() {
            if let Chosen::Term(number) = value
                && let Some(iri) = self.gathered.value(*number)
                && let Some(id) = self.schema.concept_id(&self.schema.space.join(iri.ns, iri.local))
            {
                self.describer.concept(id);
            }
        }
        self.phases(&iri, group, finding, kind);
        Some(iri)
    }

    /// How many of some documents are independent: those that are made from one document, or one from the other, count once.
    fn independent(&self, numbers: &[u16]) -> usize {
        if self.documents.iter().all(|document| document.made_from.is_empty()) {
            return numbers.len();
        }
        let ids = numbers.iter().filter_map(|number| self.documents.get(usize::from(*number)));
        let mut groups: Vec<BTreeSet<String>> = Vec::new();
        for document in ids {
            let mut lineage = Document::lineage(self.documents, std::slice::from_ref(&document.id));
            // It joins every group with which it shares a source.
            let (shared, apart): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|group| group.intersection(&lineage).next().is_some());
            shared.into_iter().for_each(|group| lineage.extend(group));
            groups = apart;
            groups.push(lineage);
        }
        groups.len()
    }

    fn disagreement(&mut self, group: &Group, one: &Disagreement, kind: &Kind) {
        let affair = kind.affair.as_ref();
        let (code, key, days) = match one.over {
            Over::Begin(days) => ("begin", None, Some(days)),
            Over::End(days) => ("end", None, Some(days)),
            Over::Value(place) => ("value", affair.and_then(|affair| affair.refined.get(place)), None),
            Over::Measure => ("value", affair.and_then(|affair| affair.measured.first()), None),
            Over::Denied => ("denied", None, None),
        };
        let key = key.map(|path| path.inner.unwrap_or(kind.keys[path.key].predicate));
        let key = key.map(|key| self.schema.space.predicate_iri(key).to_owned());
        let mut facts = [&group.iris[one.a], &group.iris[one.b]];
        facts.sort_by_key(|iri| self.schema.space.join(iri.ns, &iri.local));
        let (node, over) = self.dispute(&group.affair, code, key.as_deref().unwrap_or_default(), facts);
        let class = self.schema.space.named(chy::DISAGREEMENT);
        let key = key.map(|key| self.schema.space.named(&key));
        let p = &self.p;
        self.describer.one(node.as_ref(), |describe| {
            describe.iri(p.rdf_type, class.as_ref()).iri(p.affair, group.affair.as_ref()).iri(p.over, over.as_ref());
            facts.iter().for_each(|fact| {
                describe.iri(p.between, fact.as_ref());
            });
            if let Some(key) = &key {
                describe.iri(p.over_key, key.as_ref());
            }
            if let Some(days) = days {
                describe.typed(p.gap, Typed::Integer, &days.to_string());
            }
        });
        for fact in facts {
            self.describer.one(fact.as_ref(), |describe| {
                describe.iri(p.disagrees_in, node.as_ref());
            });
        }
    }

    /// Writes that a document which says that it has all such facts does not have this one.
    fn silence(&mut self, affair: &IriBuf, fact: &IriBuf, document: DocumentId, days: Option<Days>) {
        let ns = self.schema.document_kind().map(|kind| self.schema.kind(kind).namespace);
        let (Some(ns), Some(document)) = (ns, self.documents.get(usize::from(document.0))) else { return };
        let document = IriBuf { ns, local: document.id.clone() };
        let (node, over) = self.dispute(affair, "silence", "", [fact, &document]);
        let class = self.schema.space.named(chy::DISAGREEMENT);
        let p = &self.p;
        self.describer.one(node.as_ref(), |describe| {
            describe.iri(p.rdf_type, class.as_ref()).iri(p.affair, affair.as_ref()).iri(p.over, over.as_ref());
            describe.iri(p.between, fact.as_ref()).iri(p.silent, document.as_ref());
            if let Some((first, last)) = days {
                for (predicate, day) in [(p.disputed_from, first), (p.disputed_until, last)] {
                    if let Some(day) = Date::from_days_since_epoch(day) {
                        describe.typed(predicate, Typed::Date, &day.to_string());
                    }
                }
            }
        });
        self.describer.one(fact.as_ref(), |describe| {
            describe.iri(p.disagrees_in, node.as_ref());
        });
    }

    /// The node of a disagreement of two, and the concept of what it is about, which is described.
    fn dispute(&mut self, affair: &IriBuf, code: &str, key: &str, two: [&IriBuf; 2]) -> (IriBuf, IriBuf) {
        let content = two.map(|iri| self.schema.space.join(iri.ns, &iri.local)).join("\n");
        let local = within(affair, &format!("{code}\n{key}\n{content}"));
        let over = format!("{}{code}", concept::DISPUTE);
        if let Some(id) = self.schema.concept_id(&over) {
            self.describer.concept(id);
        }
        (IriBuf { ns: self.schema.folders.disagreement, local }, self.schema.space.named(&over))
    }

    /// Writes what is tied and not proven to be one. Of a state of things that follows from what another document states, the
    /// other alone keeps the class of the kind: it says all that this one does. Two events may both have happened.
    fn ties(&mut self, group: &Group, affair: &Affair, absorbed: &HashMap<usize, (IriBuf, &Finding)>, class: &IriBuf) {
        let is_state = matches!(group.recurs, Recurs::Spells { .. });
        let is_held = |at: usize| group.tellings[at].standing == Standing::Held;
        let mut witnesses: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for tie in &affair.ties {
            match *tie {
                Tie::MaybeSame(a, b) => {
                    let p = &self.p;
                    for (one, other) in [(a, b), (b, a)] {
                        let other = group.iris[other].as_ref();
                        self.describer.one(group.iris[one].as_ref(), |describe| {
                            describe.iri(p.maybe_same_as, other);
                        });
                    }
                }
                Tie::Either(..) => {}
                // Two that imply one another say the same; the first of them stays.
                Tie::Implies(a, b) if b < a && self.gathered.implies(group, b, a) => {
                    witnesses.entry(a).or_default().push(b);
                }
                Tie::Implies(a, b) => witnesses.entry(b).or_default().push(a),
            }
        }
        for (at, by) in &witnesses {
            let seen = |one: usize| match absorbed.get(&one) {
                Some((finding, of)) => self.gathered.finding_implies(group, of, *at).then(|| (true, finding.clone())),
                None => Some((!witnesses.contains_key(&one) && is_held(one), group.iris[one].clone())),
            };
            let all: Vec<(bool, IriBuf)> = by.iter().filter_map(|one| seen(*one)).collect();
            let p = &self.p;
            self.describer.one(group.iris[*at].as_ref(), |describe| {
                for (_, other) in &all {
                    describe.iri(p.implied_by, other.as_ref());
                }
            });
            if is_state && is_held(*at) && !absorbed.contains_key(at) && all.iter().any(|(stays, _)| *stays) {
                self.telling(group, *at, class);
            }
        }
    }
}
