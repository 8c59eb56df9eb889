//! What the sources state together, written: findings, what they rest on, and where sources disagree.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::affair::{Affair, LeftOut, Tie};
use super::finding::{Disagreement, Finding, Over};
use super::gather::{Gathered, recurs};
use super::name::AffairName;
use super::reading::{Group, Number};
use super::telling::{Recurs, Standing};
use super::window::Window;
use crate::describe::Describer;
use crate::description::{Description, Object, decode};
use crate::select::{Provenance, Thing, thing_of};
use crate::sorted::Sorted;
use crate::standing::Mask;
use chancery_model::facts::GraphId;
use chancery_model::literal::{TimeSpan, Typed};
use chancery_model::registry::Registry;
use chancery_model::schema::{Iri, IriBuf, Kind, PredId, Schema};
use chancery_model::vocab::{chy, concept, std_terms as t};
use chancery_values::time::Bounds;

/// What came of the meeting of sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Met {
    /// Things that several documents state, and are proven to be one.
    pub findings: u64,
    /// Pairs of facts that cannot both be right.
    pub disagreements: u64,
    /// Affairs with too many facts to be compared.
    pub too_large: u64,
}

/// What becomes of facts of different documents that are about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Meeting {
    /// Nothing: each document's facts are as it states them.
    Apart,
    /// Each document's facts are as it states them, and where two disagree, this is stated.
    Disagreements,
    /// They make a finding, which alone has the class of their kind.
    #[default]
    Findings,
}

/// Brings together the facts of different documents. To the descriptions are added: the findings, the marks of the facts that
/// they rest on, the affairs, the disagreements. Nothing is added where only one document states facts.
///
/// # Errors
/// When the descriptions cannot be read back or written to the temporary folder.
pub fn meet(schema: &Schema, registry: &Registry, sorted: &mut Sorted, meeting: Meeting) -> io::Result<Met> {
    if meeting == Meeting::Apart {
        return Ok(Met::default());
    }
    let gathered = Gathered::of(schema, sorted)?;
    let mut met = Met::default();
    let mut all: Vec<(&Group, Affair)> = Vec::new();
    for group in &gathered.groups {
        let affair = gathered.affair(group);
        met.too_large += u64::from(affair.left_out == Some(LeftOut::All));
        if affair.findings.iter().any(|finding| finding.tellings.len() > 1) || !affair.ties.is_empty() {
            all.push((group, affair));
        }
    }
    if all.is_empty() {
        return Ok(met);
    }
    let known = Known::of(&gathered, sorted, &all)?;
    let mut writer = Writer {
        schema,
        gathered: &gathered,
        known: &known,
        p: Predicates::new(schema),
        describer: Describer::new(schema, registry, false, Provenance::Full),
        met,
    };
    for (group, affair) in &all {
        match meeting {
            Meeting::Findings => writer.affair(group, affair),
            _ => writer.disagreements(group, affair),
        }
    }
    met = writer.met;
    sorted.add(writer.describer.take())?;
    Ok(met)
}

/// What is read back of the facts that meet, and of what they refer to.
struct Known {
    /// The bodies of facts.
    facts: HashMap<Thing, Vec<u8>>,
    /// The English labels of things.
    labels: HashMap<Thing, String>,
    /// Facts that conflict with another held one.
    contested: Vec<Thing>,
}

impl Known {
    fn of(gathered: &Gathered<'_>, sorted: &Sorted, all: &[(&Group, Affair)]) -> io::Result<Self> {
        let schema = gathered.schema();
        let (mut facts, mut labels) = (HashMap::new(), HashMap::new());
        for (group, affair) in all {
            for at in affair.findings.iter().flat_map(|finding| &finding.tellings) {
                facts.insert(thing_of(group.iris[*at].as_ref()), Vec::new());
                let values = group.values[*at].iter().filter_map(|(_, value)| gathered.value(*value));
                labels.extend(values.map(|value| (thing_of(value), String::new())));
            }
            let values = group.identity.iter().flat_map(|of_key| &of_key.values);
            labels.extend(
                values.filter_map(|value| gathered.value(*value)).map(|value| (thing_of(value), String::new())),
            );
        }
        let label = schema.space.predicate(t::RDFS_LABEL);
        let mut contested = Vec::new();
        sorted.each_unsettled(schema, |description, standing| {
            if description.graph() != GraphId::DEFAULT {
                return Ok(());
            }
            let subject = thing_of(description.subject());
            if let Some(body) = facts.get_mut(&subject) {
                description.body.clone_into(body);
                if standing.is_some_and(|standing| standing.conflicts_with_held) {
                    contested.push(subject);
                }
            }
            if let Some(known) = labels.get_mut(&subject) {
                *known = label_of(description, label).unwrap_or_default();
            }
            Ok(())
        })?;
        Ok(Self { facts, labels, contested })
    }

    fn fact(&self, group: &Group, at: usize) -> Description<'_> {
        let body = self.facts.get(&thing_of(group.iris[at].as_ref()));
        Description { head: &[], body: body.map_or(&[], Vec::as_slice) }
    }
}

/// The first English label of a description.
fn label_of(description: Description<'_>, label: Option<PredId>) -> Option<String> {
    description.statements().find_map(|(predicate, object)| match object {
        Object::Lang { tag: "en", text } if Some(predicate) == label => Some(text.to_owned()),
        _ => None,
    })
}

struct Predicates {
    rdf_type: PredId,
    label: PredId,
    standing: PredId,
    during: Option<PredId>,
    affair: PredId,
    of_kind: PredId,
    absorbed_by: PredId,
    rests_on: PredId,
    sources: PredId,
    implied_by: PredId,
    maybe_same_as: PredId,
    disagrees_in: PredId,
    between: PredId,
    over: PredId,
    over_key: PredId,
    gap: PredId,
}

impl Predicates {
    fn new(schema: &Schema) -> Self {
        // Compiling adds these predicates (`MACHINE_PREDICATES`).
        let predicate = |iri: &str| schema.space.predicate(iri).expect("the schema was compiled");
        Self {
            rdf_type: predicate(t::RDF_TYPE),
            label: predicate(t::RDFS_LABEL),
            standing: predicate(chy::STANDING),
            during: schema.space.predicate(chy::DURING),
            affair: predicate(chy::AFFAIR),
            of_kind: predicate(chy::OF_KIND),
            absorbed_by: predicate(chy::ABSORBED_BY),
            rests_on: predicate(chy::RESTS_ON),
            sources: predicate(chy::SOURCES),
            implied_by: predicate(chy::IMPLIED_BY),
            maybe_same_as: predicate(chy::MAYBE_SAME_AS),
            disagrees_in: predicate(chy::DISAGREES_IN),
            between: predicate(chy::BETWEEN_FACTS),
            over: predicate(chy::OVER),
            over_key: predicate(chy::OVER_KEY),
            gap: predicate(chy::GAP_IN_DAYS),
        }
    }
}

struct Writer<'a> {
    schema: &'a Schema,
    gathered: &'a Gathered<'a>,
    known: &'a Known,
    p: Predicates,
    describer: Describer<'a>,
    met: Met,
}

/// A key of a finding, and which of its facts has the values; or a term above those of all.
enum Values {
    Of(usize),
    Term(Number),
}

/// The time of a finding.
enum Time {
    Known(Number),
    New(TimeSpan),
    None,
}

impl Writer<'_> {
    /// Writes all that is known of an affair.
    fn affair(&mut self, group: &Group, affair: &Affair) {
        let name = AffairName::of(self.gathered, group);
        let kind = self.gathered.kind(group);
        let class = self.iri(&kind.class_iri);
        let node = IriBuf { ns: self.schema.folders.affair, local: name.local.clone() };
        let label = self.affair_label(group, kind);
        let affair_class = self.iri(chy::AFFAIR_CLASS);
        let p = &self.p;
        let describer = &mut self.describer;
        describer.one(node.as_ref(), |describe| {
            describe.iri(p.rdf_type, affair_class.as_ref()).iri(p.of_kind, class.as_ref()).lang(p.label, "en", &label);
        });
        for iri in &group.iris {
            describer.one(iri.as_ref(), |describe| {
                describe.iri(p.affair, node.as_ref());
            });
        }
        // Where each fact went: to the finding that rests on it.
        let mut absorbed: HashMap<usize, (IriBuf, &Finding)> = HashMap::new();
        for finding in affair.findings.iter().filter(|finding| finding.tellings.len() > 1) {
            if let Some(iri) = self.finding(group, finding, &name, kind) {
                self.met.findings += 1;
                absorbed.extend(finding.tellings.iter().map(|at| (*at, (iri.clone(), finding))));
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
    }

    /// Writes in what the facts of an affair disagree.
    fn disagreements(&mut self, group: &Group, affair: &Affair) {
        let (name, kind) = (AffairName::of(self.gathered, group), self.gathered.kind(group));
        for one in affair.findings.iter().flat_map(|finding| &finding.disagreements) {
            self.disagreement(group, one, &name, kind);
        }
    }

    /// Takes the class of its kind from a fact.
    fn telling(&mut self, group: &Group, at: usize, class: &IriBuf) {
        let telling = self.iri(chy::TELLING);
        let p = &self.p;
        self.describer.one(group.iris[at].as_ref(), |describe| {
            describe.instead(p.rdf_type, telling.as_ref()).iri(p.of_kind, class.as_ref());
        });
    }

    /// Writes a finding, if what its facts have in common is enough for a fact of its kind.
    fn finding(&mut self, group: &Group, finding: &Finding, name: &AffairName, kind: &Kind) -> Option<IriBuf> {
        let values = self.values(group, finding, kind);
        let time = self.time(group, finding);
        let is_given = |key: usize| {
            let predicate = kind.keys[key].predicate;
            Some(predicate) == self.p.during && !matches!(time, Time::None)
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
            Time::Known(number) => self.gathered.value(*number).map(|iri| iri.local.to_owned()),
            Time::New(span) => Some(span.name.clone()),
            Time::None => None,
        };
        // Statements have numbers in the place of namespaces, which are those of the schema: the digest is of what they mean.
        let mut content: Vec<String> = statements.iter().map(|one| self.meaning(one)).collect();
        content.sort();
        content.extend(local_time.clone());
        let iri = IriBuf { ns: self.schema.folders.finding, local: name.with(&content.join("\n")) };
        let is_contested = finding.is_contested
            || finding.tellings.iter().any(|at| self.known.contested.contains(&thing_of(group.iris[*at].as_ref())));
        let label = self.label(group, &values, kind, &time);
        let (finding_class, class) = (self.iri(chy::FINDING), self.iri(&kind.class_iri));
        let affair = IriBuf { ns: self.schema.folders.affair, local: name.local.clone() };
        let times = self.schema.folders.time;
        let p = &self.p;
        self.describer.one(iri.as_ref(), |describe| {
            describe.iri(p.rdf_type, class.as_ref()).iri(p.rdf_type, finding_class.as_ref());
            describe.label(p.label, &label);
            describe.claimed(p.standing, Mask::of_finding(is_contested).0);
            describe.iri(p.affair, affair.as_ref());
            describe.typed(p.sources, Typed::Integer, &finding.documents.len().to_string());
            statements.iter().for_each(|statement| {
                describe.raw(statement);
            });
            if let (Some(during), Some(local)) = (p.during, &local_time) {
                describe.iri(during, Iri { ns: times, local });
            }
            for at in &finding.tellings {
                describe.iri(p.rests_on, group.iris[*at].as_ref());
            }
        });
        if let Time::New(span) = &time {
            self.describer.time(span);
        }
        for value in values.values() {
            if let Values::Term(number) = value
                && let Some(iri) = self.gathered.value(*number)
                && let Some(id) = self.schema.concept_id(&self.schema.space.join(iri.ns, iri.local))
            {
                self.describer.concept(id);
            }
        }
        Some(iri)
    }

    /// The keys of a finding: those that identify it, what its facts have in common of those that refine it, and what one of them
    /// says of those that distinguish and measure it.
    fn values(&self, group: &Group, finding: &Finding, kind: &Kind) -> BTreeMap<usize, Values> {
        let mut values = BTreeMap::new();
        let Some(affair) = &kind.affair else { return values };
        let (first, members) = (finding.tellings[0], &finding.tellings);
        let told = |at: usize| &group.tellings[at];
        for path in &affair.identified {
            // Of things that are identified by their properties, the first stands for all.
            if Some(kind.keys[path.key].predicate) != self.p.during {
                values.insert(path.key, Values::Of(first));
            }
        }
        for (place, path) in affair.refined.iter().enumerate().filter(|(_, path)| path.inner.is_none()) {
            let Some(level) = finding.values.get(place).copied().flatten() else { continue };
            let has_it = members.iter().find(|at| told(**at).refined.get(place).copied().flatten() == Some(level));
            values.insert(path.key, has_it.map_or(Values::Term(level), |at| Values::Of(*at)));
        }
        for (place, path) in affair.distinguished.iter().enumerate().filter(|(_, path)| path.inner.is_none()) {
            if let Some(at) = members.iter().find(|at| told(**at).distinguished.get(place).is_some_and(Option::is_some))
            {
                values.insert(path.key, Values::Of(*at));
            }
        }
        for path in &affair.measured {
            let says_all = |at: &&usize| members.iter().all(|other| Gathered::measures_all(group, **at, *other));
            if let Some(at) = members.iter().find(says_all).filter(|at| told(**at).measured.is_some()) {
                values.insert(path.key, Values::Of(*at));
            }
        }
        values
    }

    /// The statements of the keys of a finding, in the compact form.
    fn statements(&self, group: &Group, values: &BTreeMap<usize, Values>, kind: &Kind) -> Vec<Vec<u8>> {
        let mut statements = Vec::new();
        for (key, value) in values {
            let predicate = kind.keys[*key].predicate;
            match value {
                Values::Of(at) => {
                    let fact = self.known.fact(group, *at);
                    let own = fact.raw().zip(fact.statements()).filter(|(_, (other, _))| *other == predicate);
                    statements.extend(own.map(|(raw, _)| raw.to_vec()));
                }
                Values::Term(number) => {
                    let Some(iri) = self.gathered.value(*number) else { continue };
                    let parts = [&predicate.0.to_be_bytes()[..], &[0], &iri.ns.0.to_be_bytes(), iri.local.as_bytes()];
                    statements.push(parts.concat());
                }
            }
        }
        statements
    }

    /// A statement without the numbers that are given when the ontology is compiled.
    fn meaning(&self, statement: &[u8]) -> String {
        let (predicate, object) = decode(statement);
        let predicate = self.schema.space.predicate_iri(predicate);
        match object {
            Object::Iri(iri) => format!("{predicate} <{}>", self.schema.space.join(iri.ns, iri.local)),
            Object::Text(text) => format!("{predicate} {text:?}"),
            Object::Lang { tag, text } => format!("{predicate} {text:?}@{tag}"),
            Object::Typed(datatype, text) => format!("{predicate} {text:?}^^{}", datatype.iri()),
            Object::Triple(_) | Object::Claimed(_) => predicate.to_owned(),
        }
    }

    /// The time of a finding: that of one of its facts where it says the same, else one of its own.
    fn time(&self, group: &Group, finding: &Finding) -> Time {
        let windows = |bounds: &Bounds| (Window::begin(bounds), Window::end(bounds));
        let times = || finding.tellings.iter().filter_map(|at| group.times[*at].map(|time| (*at, time)));
        let mut all = times().map(|(_, (number, _))| number);
        if let Some(first) = all.next()
            && all.all(|other| other == first)
            && times().count() == finding.tellings.len()
            && times().all(|(at, (_, own))| windows(&own) == windows(&group.tellings[at].bounds))
        {
            return Time::Known(first);
        }
        let mut same: Vec<(Iri<'_>, Number)> = times()
            .filter(|(at, (_, own))| group.tellings[*at].vague.is_none() && windows(own) == windows(&finding.bounds))
            .filter_map(|(_, (number, _))| self.gathered.value(number).map(|iri| (iri, number)))
            .collect();
        same.sort_by(|(a, _), (b, _)| a.local.cmp(b.local));
        if let Some((_, number)) = same.first() {
            return Time::Known(*number);
        }
        let span = TimeSpan::of_bounds(finding.bounds);
        if span.name.is_empty() { Time::None } else { Time::New(span) }
    }

    /// The label of a finding, by the template of its kind.
    fn label(&self, group: &Group, values: &BTreeMap<usize, Values>, kind: &Kind, time: &Time) -> String {
        let mut label = String::new();
        let time = match time {
            Time::Known(number) => self.name_of(*number),
            Time::New(span) => span.label.clone(),
            Time::None => String::new(),
        };
        kind.label.fill(&mut label, &mut |key, out| {
            let at = kind.layout.labels[key].iter().find(|at| values.contains_key(at));
            let numbers: Vec<Number> = match at.and_then(|at| values.get(at).map(|value| (*at, value))) {
                Some((at, Values::Of(fact))) => {
                    let of_fact = group.values[*fact].iter().filter(|(key, _)| usize::from(*key) == at);
                    of_fact.map(|(_, number)| *number).collect()
                }
                Some((_, Values::Term(number))) => vec![*number],
                None if kind.layout.labels[key].iter().any(|at| Some(kind.keys[*at].predicate) == self.p.during) => {
                    out.push_str(&time);
                    return !time.is_empty();
                }
                None => Vec::new(),
            };
            out.push_str(&self.names(&numbers));
            !numbers.is_empty()
        });
        if !kind.label.keys().any(|key| key == "during") && !time.is_empty() {
            label.push_str(", ");
            label.push_str(&time);
        }
        label.trim().to_owned()
    }

    fn affair_label(&self, group: &Group, kind: &Kind) -> String {
        let parts: Vec<String> = group.identity.iter().map(|of_key| self.names(&of_key.values)).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        format!("{}: {}", kind.key, parts.join(", "))
    }

    fn names(&self, numbers: &[Number]) -> String {
        let mut names: Vec<String> = numbers.iter().map(|number| self.name_of(*number)).collect();
        names.sort();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => names.concat(),
        }
    }

    /// What a thing is called; of what nobody names, the last part of its IRI.
    fn name_of(&self, number: Number) -> String {
        let Some(iri) = self.gathered.value(number) else { return String::new() };
        let whole = self.schema.space.join(iri.ns, iri.local);
        if let Some(id) = self.schema.concept_id(&whole) {
            return self.schema.concept(id).label.clone();
        }
        if let Some(kind) = self.schema.kinds().find(|kind| kind.class_iri == whole) {
            return kind.key.clone();
        }
        match self.known.labels.get(&thing_of(iri)) {
            Some(label) if !label.is_empty() => label.clone(),
            _ => iri.local.trim_matches('"').to_owned(),
        }
    }

    fn iri(&self, whole: &str) -> IriBuf {
        let (ns, local) = self.schema.space.split(whole);
        IriBuf { ns, local: local.to_owned() }
    }

    fn disagreement(&mut self, group: &Group, one: &Disagreement, name: &AffairName, kind: &Kind) {
        let affair = kind.affair.as_ref();
        let (code, key, days) = match one.over {
            Over::Begin(days) => ("begin", None, Some(days)),
            Over::End(days) => ("end", None, Some(days)),
            Over::Value(place) => ("value", affair.and_then(|affair| affair.refined.get(place)), None),
            Over::Measure => ("value", affair.and_then(|affair| affair.measured.first()), None),
            Over::Denied => return,
        };
        let key = key.map(|path| path.inner.unwrap_or(kind.keys[path.key].predicate));
        let key = key.map(|key| self.schema.space.predicate_iri(key).to_owned());
        let mut facts = [&group.iris[one.a], &group.iris[one.b]];
        facts.sort_by_key(|iri| self.schema.space.join(iri.ns, &iri.local));
        let content = facts.map(|iri| self.schema.space.join(iri.ns, &iri.local)).join("\n");
        let local = name.with(&format!("{code}\n{}\n{content}", key.as_deref().unwrap_or_default()));
        let node = IriBuf { ns: self.schema.folders.disagreement, local };
        let (class, over) = (self.iri(chy::DISAGREEMENT), format!("{}{code}", concept::DISPUTE));
        if let Some(id) = self.schema.concept_id(&over) {
            self.describer.concept(id);
        }
        let (over, key) = (self.iri(&over), key.map(|key| self.iri(&key)));
        let p = &self.p;
        let affair = IriBuf { ns: self.schema.folders.affair, local: name.local.clone() };
        self.describer.one(node.as_ref(), |describe| {
            describe.iri(p.rdf_type, class.as_ref()).iri(p.affair, affair.as_ref()).iri(p.over, over.as_ref());
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
        self.met.disagreements += 1;
    }

    /// Writes what is tied and not proven to be one. Of a state of things that follows from what another document states, the
    /// other alone keeps the class of the kind: it says all that this one does. Two events may both have happened.
    fn ties(&mut self, group: &Group, affair: &Affair, absorbed: &HashMap<usize, (IriBuf, &Finding)>, class: &IriBuf) {
        let kind = self.gathered.kind(group);
        let is_state = kind.affair.as_ref().is_some_and(|affair| matches!(recurs(affair), Recurs::Spells { .. }));
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
