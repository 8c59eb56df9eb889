//! A claim as it is described: which fact it is on, and in what manner.

use super::wanted::Wanted;
use crate::description::{Description, Object};
use crate::standing::Mask;
use chancery_model::schema::{Iri, Schema};
use chancery_model::vocab::concept;
use chancery_values::time::Date;

/// A claim on a fact.
pub(super) struct Claim<'d> {
    /// The fact.
    pub(super) fact: Iri<'d>,
    /// It denies the fact.
    pub(super) denies: bool,
    /// The day on which the fact had not ended.
    pub(super) day: Option<Date>,
    modality: Option<Iri<'d>>,
    voice: Option<Iri<'d>>,
    is_hedged: bool,
}

impl<'d> Claim<'d> {
    /// Reads the description of a claim; nothing where it is on no fact.
    pub(super) fn of(wanted: &Wanted, description: Description<'d>) -> Option<Self> {
        let (mut fact, mut denies) = (None, false);
        let (mut modality, mut voice, mut is_hedged, mut day) = (None, None, false, None);
        for (predicate, object) in description.statements() {
            match (Some(predicate), object) {
                (p, Object::Iri(iri)) if p == wanted.supports => fact = Some(iri),
                (p, Object::Iri(iri)) if p == wanted.denies => (fact, denies) = (Some(iri), true),
                (p, Object::Iri(iri)) if p == wanted.modality => modality = Some(iri),
                (p, Object::Iri(iri)) if p == wanted.voice => voice = Some(iri),
                (p, _) if p == wanted.hedge => is_hedged = true,
                (p, Object::Typed(_, text)) if p == wanted.as_of => day = Date::parse_iso(text).ok(),
                _ => {}
            }
        }
        Some(Self { fact: fact?, denies, day, modality, voice, is_hedged })
    }

    /// What it contributes to the standing of the fact.
    pub(super) fn mask(&self, schema: &Schema) -> Mask {
        let whole = |iri: Option<Iri<'_>>| iri.map(|iri| schema.space.join(iri.ns, iri.local)).unwrap_or_default();
        let polarity = if self.denies { concept::DENIES } else { "" };
        Mask::of_claim(&whole(self.modality), &whole(self.voice), polarity, self.is_hedged)
    }
}
