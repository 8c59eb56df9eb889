//! A finding as a fact of its kind: its values, its time and its label.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::gather::Gathered;
use super::reading::{Group, Number};
use super::window::Window;
use super::write::{Chosen, FindingTime, Writer};
use crate::description::{Object, decode, iri_statement};
use crate::thing::thing_of;
use chancery_model::literal::TimeSpan;
use chancery_model::schema::{Affair, Iri, Kind};
use chancery_values::time::Bounds;

impl Writer<'_> {
    /// The keys of a finding: those that identify it, what its facts have in common of those that refine it, and what one of them
    /// says of those that distinguish and measure it.
    pub(super) fn values(&self, group: &Group, finding: &Finding, kind: &Kind) -> BTreeMap<usize, Chosen> {
        let mut values = BTreeMap::new();
        let Some(affair) = &kind.affair else { return values };
        let members = &finding.tellings;
        let told = |at: usize| &group.tellings[at];
        for path in &affair.identified {
            let is_measured = affair.measured.iter().any(|measured| measured.key == path.key);
            if Some(kind.keys[path.key].predicate) != self.p.during
                && !is_measured
                && let Some(at) = self.representative(group, finding, path.key, affair)
            {
                values.insert(path.key, Chosen::Of(at));
            }
        }
        for (place, path) in affair.refined.iter().enumerate().filter(|(_, path)| path.inner.is_none()) {
            let Some(level) = finding.values.get(place).copied().flatten() else { continue };
            let has_it = members.iter().find(|at| told(**at).refined.get(place).copied().flatten() == Some(level));
            values.insert(path.key, has_it.map_or(Chosen::Term(level), |at| Chosen::Of(*at)));
        }
        for (place, path) in affair.distinguished.iter().enumerate().filter(|(_, path)| path.inner.is_none()) {
            let value = |at: usize| told(at).distinguished.get(place).copied().flatten();
            let Some(at) = members.iter().find(|at| value(**at).is_some()) else { continue };
            // A decision may join the first visit with the second.
            if members.iter().filter_map(|other| value(*other)).all(|other| Some(other) == value(*at)) {
                values.insert(path.key, Chosen::Of(*at));
            }
        }
        for path in &affair.measured {
            let says_all = |at: &&usize| members.iter().all(|other| Gathered::measures_all(group, **at, *other));
            if let Some(at) = members.iter().find(says_all).filter(|at| told(**at).measured.is_some()) {
                values.insert(path.key, Chosen::Of(*at));
            }
        }
        values
    }

    /// Which fact's value of a key represents those of all: the one that they share, or, of things that are identified by their
    /// properties, one of which no more is known than all have in common. A mission whose town one source names is no such thing:
    /// the finding would be in that town in all its years.
    fn representative(&self, group: &Group, finding: &Finding, key: usize, affair: &Affair) -> Option<usize> {
        let of = |at: usize, key: usize| {
            let values = group.values[at].iter().filter(|(other, _)| usize::from(*other) == key);
            values.map(|(_, value)| *value).collect::<Vec<_>>()
        };
        let of_key = |at: usize| of(at, key);
        let first = finding.tellings[0];
        if finding.tellings.iter().all(|at| of_key(*at) == of_key(first)) {
            return Some(first);
        }
        let inner = || affair.refined.iter().enumerate().filter(|(_, path)| path.key == key && path.inner.is_some());
        let says_no_more = |at: &usize| {
            inner().all(|(place, _)| {
                let own = group.tellings[*at].refined.get(place).copied().flatten();
                let common = finding.values.get(place).copied().flatten();
                // That it is the mission to the receiver of the accreditation is in the affair itself.
                let is_known = |own| {
                    affair
                        .identified
                        .iter()
                        .any(|path| path.inner.is_none() && path.key != key && of(*at, path.key).contains(&own))
                };
                own == common || own.is_some_and(is_known)
            })
        };
        let name = |at: &usize| {
            let things = of_key(*at).into_iter().filter_map(|value| self.gathered.value(value));
            things.map(|iri| self.schema.space.join(iri.ns, iri.local)).collect::<Vec<_>>()
        };
        // Of things that are identified alike, and by no property of theirs, each may represent all.
        let may = |at: &usize| inner().next().is_none() || says_no_more(at);
        finding.tellings.iter().copied().filter(may).min_by_key(name)
    }

    /// The statements of the keys of a finding, in the compact form.
    pub(super) fn statements(&self, group: &Group, values: &BTreeMap<usize, Chosen>, kind: &Kind) -> Vec<Vec<u8>> {
        let mut statements = Vec::new();
        for (key, value) in values {
            let predicate = kind.keys[*key].predicate;
            match value {
                Chosen::Of(at) => {
                    let fact = self.known.fact(group, *at);
                    let own = fact.raw().zip(fact.statements()).filter(|(_, (other, _))| *other == predicate);
                    statements.extend(own.map(|(raw, _)| raw.to_vec()));
                }
                Chosen::Term(number) => {
                    let Some(iri) = self.gathered.value(*number) else { continue };
                    statements.push(iri_statement(predicate, iri));
                }
            }
        }
        statements
    }

    /// A statement without the numbers that are given when the ontology is compiled.
    pub(super) fn meaning(&self, statement: &[u8]) -> String {
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

    /// The time of a finding: that of one of its facts where it says the same, else one of its own. A time that is cut to a life is
    /// none of those that the sources state together.
    pub(super) fn time(&self, group: &Group, finding: &Finding, is_cut: bool) -> FindingTime {
        let windows = |bounds: &Bounds| (Window::begin(bounds), Window::end(bounds));
        let times = || finding.tellings.iter().filter_map(|at| group.times[*at].map(|time| (*at, time)));
        let mut all = times().map(|(_, (number, _))| number);
        if let Some(first) = all.next().filter(|_| !is_cut)
            && all.all(|other| other == first)
            && times().count() == finding.tellings.len()
            && times().all(|(at, (_, own))| windows(&own) == windows(&group.tellings[at].bounds))
        {
            return FindingTime::Known(first);
        }
        let mut same: Vec<(Iri<'_>, Number)> = times()
            .filter(|(at, (_, own))| group.tellings[*at].vague.is_none() && windows(own) == windows(&finding.bounds))
            .filter_map(|(_, (number, _))| self.gathered.value(number).map(|iri| (iri, number)))
            .collect();
        same.sort_by(|(a, _), (b, _)| a.local.cmp(b.local));
        if let Some((_, number)) = same.first() {
            return FindingTime::Known(*number);
        }
        let span = TimeSpan::of_bounds(finding.bounds);
        if span.name.is_empty() { FindingTime::None } else { FindingTime::New(Box::new(span)) }
    }

    /// The label of a finding, by the template of its kind.
    pub(super) fn label(
        &self,
        group: &Group,
        values: &BTreeMap<usize, Chosen>,
        kind: &Kind,
        time: &FindingTime,
    ) -> String {
        let mut label = String::new();
        let time = match time {
            FindingTime::Known(number) => self.name_of(*number),
            FindingTime::New(span) => span.label.clone(),
            FindingTime::None => String::new(),
        };
        kind.label.fill(&mut label, &mut |key, out| {
            let at = kind.layout.labels[key].iter().find(|at| values.contains_key(at));
            let numbers: Vec<Number> = match at.and_then(|at| values.get(at).map(|value| (*at, value))) {
                Some((at, Chosen::Of(fact))) => {
                    let of_fact = group.values[*fact].iter().filter(|(key, _)| usize::from(*key) == at);
                    of_fact.map(|(_, number)| *number).collect()
                }
                Some((_, Chosen::Term(number))) => vec![*number],
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

    /// The kind, and the values that identify the affair.
    pub(super) fn affair_label(&self, group: &Group, kind: &Kind) -> String {
        let mut keys: Vec<usize> =
            kind.affair.iter().flat_map(|affair| &affair.identified).map(|path| path.key).collect();
        keys.dedup();
        let names = |key: &usize| {
            let of_key = group.values[0].iter().filter(|(at, _)| usize::from(*at) == *key);
            self.names(&of_key.map(|(_, value)| *value).collect::<Vec<_>>())
        };
        let parts: Vec<String> = keys.iter().map(names).filter(|part| !part.is_empty()).collect();
        format!("{}: {}", kind.key, parts.join(", "))
    }

    pub(super) fn names(&self, numbers: &[Number]) -> String {
        let mut names: Vec<String> = numbers.iter().map(|number| self.name_of(*number)).collect();
        names.sort();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => names.concat(),
        }
    }

    /// What a thing is called; of what nobody names, the last part of its IRI.
    pub(super) fn name_of(&self, number: Number) -> String {
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
}
