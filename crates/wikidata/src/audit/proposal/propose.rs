//! All findings of an audit to one proposal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::outcome::{Proposal, Reason, Wanted};
use super::proposer::Proposer;
use crate::Alignment;
use crate::audit::finding::{Audit, Audited};
use crate::audit::held::Held;
use crate::shape::{Survey, Untold};
use chancery_model::schema::{IriBuf, Schema};

/// Proposes what Wikidata lacks.
#[must_use]
pub fn propose(
    audit: &Audit,
    held: &Held,
    survey: &Survey,
    schema: &Schema,
    alignment: &Alignment,
    wanted: Wanted,
) -> Proposal {
    let proposal = Proposal::default();
    let doubtful = BTreeMap::new();
    let (given, told) = (HashMap::new(), HashMap::new());
    let mut proposer = Proposer { held, survey, schema, alignment, wanted, doubtful, given, told, proposal };
    proposer.doubt_items(audit);
    let mut lacking: BTreeMap<IriBuf, Vec<(&Audited, &Untold)>> = BTreeMap::new();
    let mut entities: BTreeMap<&IriBuf, &Audited> = BTreeMap::new();
    for audited in &audit.facts {
        for finding in &audited.findings {
            proposer.finding(audited, finding);
        }
        if audited.spoken.is_some() {
            entities.insert(&audited.fact, audited);
            for untold in audited.lacks.iter().filter(|untold| !untold.is_subject) {
                proposer.no_item(audited, untold);
            }
            continue;
        }
        if let Some(property) = &audited.refused {
            proposer.review(Reason::NotTold(property.clone()), audited, None, None);
        }
        for untold in audited.lacks.iter().filter(|untold| untold.is_subject) {
            lacking.entry(untold.lacks.clone()).or_default().push((audited, untold));
        }
        for untold in audited.lacks.iter().filter(|untold| !untold.is_subject) {
            proposer.no_item(audited, untold);
        }
    }
    proposer.take_back();
    let mut made = BTreeSet::new();
    for (thing, told) in lacking {
        let entity = entities.get(&thing).copied();
        if proposer.creation(&thing, entity, &told, &audit.things) {
            made.insert(thing);
        }
    }
    for (thing, entity) in entities.into_iter().filter(|(thing, _)| !made.contains(*thing)) {
        proposer.no_item_of_its_own(thing, entity);
    }
    proposer.proposal.review.sort_by(|a, b| (&a.reason, &a.fact).cmp(&(&b.reason, &b.fact)));
    proposer.proposal
}
