//! Findings, where sources meet: whose claims they rest on, and when they are.

use std::collections::{HashMap, HashSet};

use super::claim::{Claim, Span};
use chancery_graph::meet::Window;
use chancery_graph::{Description, Object};
use chancery_model::schema::{IriBuf, PredId, Schema};
use chancery_model::vocab::{chy, std_terms as t};
use chancery_values::time::{Bounds, Date, Edtf};

/// What a survey keeps of the facts that meet.
#[derive(Debug, Default)]
pub struct Met {
    /// The facts that findings rest on, or that others imply: they say nothing that these do not.
    tellings: HashSet<IriBuf>,
    /// The finding that rests on a fact, and the time of the fact.
    absorbed: HashMap<IriBuf, (IriBuf, Option<String>)>,
    /// The time of each finding, by the local part of its IRI.
    times: HashMap<IriBuf, String>,
    /// Facts and findings of which sources disagree.
    disputed: HashSet<IriBuf>,
    /// Findings of which no fact states all.
    together: HashSet<IriBuf>,
    /// The times of findings, as statements need them.
    spans: HashMap<IriBuf, Span>,
}

/// The predicates that are looked for.
pub(super) struct Wanted {
    rdf_type: Option<PredId>,
    telling: Option<IriBuf>,
    finding: Option<IriBuf>,
    absorbed_by: Option<PredId>,
    disagrees_in: Option<PredId>,
    during: Option<PredId>,
}

impl Wanted {
    pub(super) fn of(schema: &Schema) -> Self {
        let predicate = |iri: &str| schema.space.predicate(iri);
        let class = |iri: &str| Some(schema.space.named(iri));
        Self {
            rdf_type: predicate(t::RDF_TYPE),
            telling: class(chy::TELLING),
            finding: class(chy::FINDING),
            absorbed_by: predicate(chy::ABSORBED_BY),
            disagrees_in: predicate(chy::DISAGREES_IN),
            during: predicate(chy::DURING),
        }
    }
}

impl Met {
    /// Takes what a description says of meeting.
    pub(super) fn add(&mut self, wanted: &Wanted, description: Description<'_>) {
        let (mut is_telling, mut is_finding, mut is_disputed) = (false, false, false);
        let (mut absorbed_by, mut time) = (None, None);
        for (predicate, object) in description.statements() {
            let Object::Iri(iri) = object else { continue };
            let is = |class: &Option<IriBuf>| class.as_ref().is_some_and(|class| class.as_ref() == iri);
            if Some(predicate) == wanted.rdf_type {
                is_telling |= is(&wanted.telling);
                is_finding |= is(&wanted.finding);
            } else if Some(predicate) == wanted.absorbed_by {
                absorbed_by = Some(IriBuf { ns: iri.ns, local: iri.local.to_owned() });
            } else if Some(predicate) == wanted.disagrees_in {
                is_disputed = true;
            } else if Some(predicate) == wanted.during {
                time = Some(iri.local.to_owned());
            }
        }
        if !is_telling && !is_finding && !is_disputed && absorbed_by.is_none() {
            return;
        }
        let subject = description.subject();
        let own = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        if is_disputed {
            self.disputed.insert(own.clone());
        }
        if is_telling {
            self.tellings.insert(own.clone());
        }
        match (absorbed_by, time) {
            (Some(finding), time) => drop(self.absorbed.insert(own, (finding, time))),
            (None, Some(time)) if is_finding => drop(self.times.insert(own, time)),
            _ => {}
        }
    }

    /// Gives findings their times, and the claims of the facts that state all that they do: who says 1945 is no reference for a
    /// day. Where no fact does, those of all.
    pub(super) fn settle(&mut self, claims: &mut HashMap<IriBuf, Vec<Claim>>, times: &HashMap<String, Span>) {
        let mut open: HashSet<&IriBuf> = HashSet::new();
        let bounds = |time: Option<&String>| time.and_then(|time| times.get(time)).map(|span| span.bounds);
        let states_all = |finding: &IriBuf, time: Option<&String>| {
            let whole = bounds(self.times.get(finding)).unwrap_or(Bounds::UNKNOWN);
            is_as_exact(&bounds(time).unwrap_or(Bounds::UNKNOWN), &whole)
        };
        let whole: HashSet<&IriBuf> = { self.absorbed.values() }
            .filter(|(finding, time)| states_all(finding, time.as_ref()))
            .map(|(finding, _)| finding)
            .collect();
        self.together =
            self.absorbed.values().map(|(finding, _)| finding).filter(|one| !whole.contains(one)).cloned().collect();
        for (fact, (finding, time)) in &self.absorbed {
            if self.together.contains(finding) || states_all(finding, time.as_ref()) {
                let own = claims.get(fact).cloned().unwrap_or_default();
                claims.entry(finding.clone()).or_default().extend(own);
            }
            if self.disputed.contains(fact) {
                self.disputed.insert(finding.clone());
            }
            let edtf = time.as_ref().and_then(|time| times.get(time)?.edtf.as_deref());
            if edtf.is_some_and(|edtf| edtf.ends_with("/..")) {
                open.insert(finding);
            }
        }
        for (finding, time) in &self.times {
            let Some(span) = times.get(time) else { continue };
            let edtf = span.edtf.clone().or_else(|| written(&span.bounds, open.contains(finding)));
            self.spans.insert(finding.clone(), Span { edtf, bounds: span.bounds });
        }
    }

    /// Whether a finding says all of a fact, or another fact implies it.
    #[must_use]
    pub fn is_telling(&self, fact: &IriBuf) -> bool {
        self.tellings.contains(fact)
    }

    /// Whether sources disagree about a fact, or about what a finding rests on.
    #[must_use]
    pub fn is_disputed(&self, fact: &IriBuf) -> bool {
        self.disputed.contains(fact)
    }

    /// Whether what a finding says is said by its sources together, and by none alone.
    #[must_use]
    pub fn is_together(&self, finding: &IriBuf) -> bool {
        self.together.contains(finding)
    }

    /// The time of a finding.
    pub(super) fn span(&self, finding: &IriBuf) -> Option<&Span> {
        self.spans.get(finding)
    }
}

/// Whether a time says of begin and end all that another says of them. That something had not ended by a day is said of neither.
fn is_as_exact(own: &Bounds, other: &Bounds) -> bool {
    Window::begin(other).holds(Window::begin(own))
        && (other.end_latest.is_none() || Window::end(other).holds(Window::end(own)))
}

/// Bounds as EDTF, where each is a day, a month or a year; nothing else can be said on Wikidata.
fn written(bounds: &Bounds, is_open: bool) -> Option<String> {
    let begin = window(bounds.begin_earliest?, bounds.latest_begin()?)?;
    let end = match bounds.end_latest {
        Some(last) => window(bounds.earliest_end()?, last)?,
        None if is_open => "..".to_owned(),
        None => String::new(),
    };
    Some(if begin == end { begin } else { format!("{begin}/{end}") })
}

/// The day, month or year that a window is.
fn window(first: Date, last: Date) -> Option<String> {
    let day = first.to_string();
    if !(1..=9999).contains(&first.year()) {
        return None;
    }
    if first == last {
        return Some(day);
    }
    let is_whole = |whole: &str| {
        let bounds = Edtf::parse(whole).ok()?.bounds();
        (bounds.begin_earliest == Some(first) && bounds.end_latest == Some(last)).then(|| whole.to_owned())
    };
    is_whole(&day[..7]).or_else(|| is_whole(&day[..4]))
}
