//! Each statement of a fact against those of Wikidata.
//!
//! Dates are compared at the precision that each states: one within the other is more precise, not other. Only the
//! qualifiers that the table names distinguish statements; all others are left out of sight. What is deprecated does not
//! count as said.
//!
//! What an entity says of itself is compared like what a fact says. It has no claims; who says it is asked of its records,
//! and where it is in place, of the facts that mention it.

use std::collections::{BTreeSet, HashMap};
use std::io;

use super::asked::Asked;
use super::ends::point_days;
use super::finding::{Audit, Audited, Finding, Said, Spoken, Verdict};
use super::held::Held;
use super::judge::{follow, judge};
use crate::Alignment;
use crate::alignment::Holds;
use crate::model::Snak;
use crate::shape::{Claim, Forward, Stated, Survey, Untold};
use chancery_graph::{Object, Sorted};
use chancery_model::schema::{IriBuf, NsId, Schema};
use chancery_model::vocab::{concept, dataset_terms::WIKIDATA_ENTITY};
use chancery_values::time::Bounds;

/// Compares the facts of a source, and its entities, with Wikidata. The held statements are asked for once it is known which:
/// `look` is given what is asked.
///
/// # Errors
/// When runs on disk cannot be read; what `look` returns.
pub fn audit<E: From<io::Error>>(
    schema: &Schema,
    alignment: &Alignment,
    sorted: &Sorted,
    survey: &Survey,
    look: impl FnOnce(&mut Asked) -> Result<Held, E>,
) -> Result<(Audit, Held), E> {
    let forward = Forward::new(schema, alignment, survey);
    let (mut facts, mut things) = (Vec::new(), Vec::new());
    sorted.each(schema, |description| {
        let subject = description.subject();
        let fact = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        if !forward.is_fact(description) {
            let (mut stated, mut lacks) = forward.statements(description);
            things.extend(lacks.iter().filter(|untold| untold.is_subject).cloned());
            // What only the program knows is said by no source.
            stated.retain(Stated::is_of_a_source);
            lacks.retain(|untold| untold.told_by.is_a_source());
            if !stated.is_empty() || !lacks.is_empty() {
                let label = survey.label(schema, subject);
                let findings = stated.into_iter().map(Finding::of).collect();
                let (standing, spoken) = (String::new(), Some(Spoken::default()));
                facts.push(Audited {
                    fact,
                    label,
                    standing,
                    spoken,
                    claims: Vec::new(),
                    findings,
                    lacks,
                    refused: None,
                    said: Said::ByEach,
                });
            }
            return Ok(());
        }
        if survey.met.is_telling(&fact) {
            return Ok(());
        }
        let (label, standing) = forward.named(description);
        // A fact that nobody claims cannot agree with anything, nor be lacking.
        if is_unclaimed(&standing) {
            return Ok(());
        }
        let (stated, lacks) = forward.statements(description);
        let findings: Vec<Finding> = stated.into_iter().map(Finding::of).collect();
        // What lacks an item only is not refused: another line would say it.
        let is_refused = findings.is_empty() && lacks.is_empty();
        let refused = if is_refused { forward.refused(description).map(ToOwned::to_owned) } else { None };
        let claims = survey.claims.get(&fact).cloned().unwrap_or_default();
        let said = said(survey, &fact);
        facts.push(Audited { fact, label, standing, spoken: None, claims, findings, lacks, refused, said });
        Ok(())
    })?;
    speakers(schema, &forward, sorted, survey, &mut facts)?;
    let mut asked = Asked::of(alignment, &facts, &things);
    asked.prepare();
    let held = look(&mut asked)?;
    let mut audit = Audit { facts, things, ..Audit::default() };
    for told in &mut audit.facts {
        told.find_items(alignment, &held);
        let life = told.life(alignment);
        for finding in &mut told.findings {
            if let Some(stated) = &mut finding.stated {
                let moved = follow(stated, &held.redirects);
                let line = &alignment.lines[stated.line];
                let found = std::mem::take(&mut finding.why);
                (finding.verdict, finding.why, finding.held) = judge(schema, alignment, stated, life, line, &held);
                let why = [moved, found, std::mem::take(&mut finding.why)];
                finding.why =
                    why.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("; ");
            }
            *audit.counts.entry(finding.verdict).or_default() += 1;
        }
    }
    Ok((audit, held))
}

/// How the sources of a fact go together.
fn said(survey: &Survey, fact: &IriBuf) -> Said {
    match (survey.met.is_disputed(fact), survey.met.is_together(fact)) {
        (true, _) => Said::Disputed,
        (false, true) => Said::Together,
        (false, false) => Said::ByEach,
    }
}

/// Finds who mentions the entities, and uses the documents that may say what they are instead of claims.
fn speakers(
    schema: &Schema,
    forward: &Forward<'_>,
    sorted: &Sorted,
    survey: &Survey,
    facts: &mut [Audited],
) -> io::Result<()> {
    let mut places: HashMap<NsId, HashMap<String, usize>> = HashMap::new();
    let mut items: HashMap<String, Vec<usize>> = HashMap::new();
    let entities = schema.space.namespace_id(WIKIDATA_ENTITY);
    for (place, audited) in facts.iter_mut().enumerate() {
        let Some(spoken) = &mut audited.spoken else { continue };
        spoken.by_wikidata = Some(audited.fact.ns) == entities;
        let stated = audited.findings.iter().filter_map(|finding| finding.stated.as_ref());
        let in_place = stated.clone().any(|stated| stated.told_by.in_place)
            || audited.lacks.iter().any(|untold| untold.told_by.in_place);
        if in_place {
            places.entry(audited.fact.ns).or_default().insert(audited.fact.local.clone(), place);
            stated.for_each(|stated| items.entry(stated.item.clone()).or_default().push(place));
        }
    }
    if !places.is_empty() {
        sorted.each(schema, |description| {
            let subject = description.subject();
            if subject.ns == schema.folders.statement {
                let id = subject.local.split_once("--").map_or("", |(_, id)| id);
                let item = id.split('-').next().unwrap_or_default().to_ascii_uppercase();
                for place in items.get(&item).into_iter().flatten() {
                    facts[*place].spoken.iter_mut().for_each(|spoken| spoken.by_wikidata = true);
                }
                return Ok(());
            }
            if subject.ns == schema.folders.claim {
                return Ok(());
            }
            let is_fact = forward.is_fact(description);
            let thing = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
            for (_, object) in description.statements() {
                let Object::Iri(iri) = object else { continue };
                let Some(place) = places.get(&iri.ns).and_then(|of| of.get(iri.local)) else { continue };
                let Some(spoken) = &mut facts[*place].spoken else { continue };
                spoken.by_others |= !is_fact;
                for claim in survey.claims.get(&thing).into_iter().flatten().filter(|claim| claim.is_plain()) {
                    spoken.documents.insert(claim.document.clone());
                }
            }
            Ok(())
        })?;
    }
    let documents = schema.document_kind().map_or(NsId::NONE, |kind| schema.kind(kind).namespace);
    for audited in facts {
        let Some(spoken) = &audited.spoken else { continue };
        let stated = audited.findings.iter().filter_map(|finding| finding.stated.as_ref());
        let told_by = stated.map(|stated| &stated.told_by).chain(audited.lacks.iter().map(|untold| &untold.told_by));
        let named: BTreeSet<String> = told_by.flat_map(|told_by| spoken.may_say(told_by)).cloned().collect();
        let claim = |document: String| Claim {
            iri: schema.space.join(documents, &document),
            label: survey.papers.get(&document).map_or_else(|| document.clone(), |paper| paper.label.clone()),
            document,
            supports: true,
            asserted: true,
            hedge: None,
            statement: None,
        };
        audited.claims = named.into_iter().map(claim).collect();
    }
    Ok(())
}

impl Audited {
    /// The time in which an entity is, as far as it says that of itself.
    fn life(&self, alignment: &Alignment) -> Bounds {
        let mut life = Bounds::UNKNOWN;
        let stated =
            self.findings.iter().filter(|_| self.spoken.is_some()).filter_map(|finding| finding.stated.as_ref());
        for stated in stated {
            let Some((first, last)) = point_days(&stated.main.content) else { continue };
            if alignment.begun.contains(&stated.main.property) {
                (life.begin_earliest, life.begin_latest) = (Some(first), Some(last));
            } else if alignment.ended.contains(&stated.main.property) {
                (life.end_earliest, life.end_latest) = (Some(first), Some(last));
            }
        }
        life
    }

    /// Gives the statements on a thing without an item to the one item that is known to be its. What is left without a
    /// statement gets a finding that says so.
    fn find_items(&mut self, alignment: &Alignment, held: &Held) {
        let lacks = std::mem::take(&mut self.lacks);
        for mut untold in lacks {
            let same = held.candidates(&untold.lacks).same;
            let stated = untold.stated.as_mut().filter(|_| untold.is_subject && same.len() == 1);
            match (stated, same.first()) {
                (Some(stated), Some(item)) => {
                    let mut stated = (**stated).clone();
                    stated.item.clone_from(item);
                    stated.item_label = held.item(item).unwrap_or(item).to_owned();
                    let why = format!("{item} is {} by what it says", untold.lacks_label);
                    self.findings.push(Finding { why, ..Finding::of(stated) });
                }
                _ => self.lacks.push(untold),
            }
        }
        if self.spoken.is_some() {
            let is_first = |place: usize| !self.lacks[..place].iter().any(|untold| untold.is_subject);
            let shown = self.lacks.iter().enumerate().filter(|(place, untold)| !untold.is_subject || is_first(*place));
            let finding = |untold: &Untold| {
                let of_time = !untold.is_subject && alignment.holds.get(&untold.property) == Some(&Holds::Times);
                let (verdict, why) = match of_time {
                    true => (Verdict::NoProperty, format!("{} cannot express {}", untold.property, untold.lacks_label)),
                    false => (Verdict::NoItem, format!("{} has no item", untold.lacks_label)),
                };
                Finding { verdict, why, stated: None, held: None }
            };
            let found: Vec<Finding> = shown.map(|(_, untold)| finding(untold)).collect();
            self.findings.extend(found);
        } else if self.findings.is_empty() {
            let (verdict, why) = match (self.lacks.first(), &self.refused) {
                (Some(first), _) => (Verdict::NoItem, format!("{} has no item", first.lacks_label)),
                (None, Some(property)) => {
                    (Verdict::NoProperty, format!("{property} cannot express this for a fact of this kind"))
                }
                (None, None) => (Verdict::NoProperty, String::new()),
            };
            self.findings.push(Finding { verdict, why, stated: None, held: None });
        }
    }
}

/// Whether a standing is that of a fact that is only denied, or only mentioned.
fn is_unclaimed(standing: &str) -> bool {
    [concept::DENIED, concept::MENTIONED].iter().any(|of| of.strip_prefix(concept::STANDING) == Some(standing))
}

/// Whether a standing is that of a fact that the source itself asserts and nothing contradicts.
#[must_use]
pub fn is_held(standing: &str) -> bool {
    concept::HELD.strip_prefix(concept::STANDING) == Some(standing)
}

/// The snaks of a reference, in one form that two can be compared by: without the day on which it was read.
#[must_use]
pub fn essence<'r>(reference: &'r [Snak], retrieved: Option<&str>) -> Vec<&'r Snak> {
    let mut snaks: Vec<&Snak> = reference.iter().filter(|snak| Some(snak.property.as_str()) != retrieved).collect();
    snaks.sort();
    snaks
}
