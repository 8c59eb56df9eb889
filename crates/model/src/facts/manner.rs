//! In what manner a claim puts forward what it says, and what that means for what is written in place in it.

use super::item::Item;
use super::values::KeyValues;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{ConceptId, Kind, PredId, Schema};
use crate::vocab::{chy, concept};

/// The manner in which a record says what is written in place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// The source says it, plainly and for itself.
    #[default]
    Stated,
    /// It is put forward as the claim says: by another voice, for a time to come, or with a hedge.
    Claimed,
    /// It is only mentioned: what is around it is denied, or mentions it.
    Mentioned,
}

/// The keys of a claim that say its manner.
#[derive(Debug, Clone)]
pub struct Manners {
    modality: Option<PredId>,
    voice: Option<PredId>,
    polarity: Option<PredId>,
    speaker: Option<PredId>,
    hedge: Option<PredId>,
    /// What a claim is that says nothing of its manner: modality, voice, polarity.
    pub plainly: [ConceptId; 3],
    /// The voice of a claim with a speaker.
    named: ConceptId,
    denies: ConceptId,
}

impl Manners {
    /// Those of a schema.
    ///
    /// # Panics
    /// When the schema was not compiled, so that concepts of the program are missing.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let known = |iri: &str| schema.concept_id(iri).expect("the schema was compiled with this concept");
        let key = |iri: &str| schema.space.predicate(iri);
        Self {
            modality: key(chy::MODALITY),
            voice: key(chy::VOICE),
            polarity: key(chy::POLARITY),
            speaker: key(chy::SPEAKER),
            hedge: key(chy::HEDGE),
            plainly: [concept::ASSERTED, concept::VOICE_SOURCE, concept::SUPPORTS].map(known),
            named: known(concept::VOICE_NAMED),
            denies: known(concept::DENIES),
        }
    }

    /// Modality, voice and polarity of a claim with these values; what it does not say has a default.
    #[must_use]
    pub fn of(&self, kind: &Kind, claim: &[KeyValues]) -> [ConceptId; 3] {
        let chosen = |predicate: Option<PredId>| {
            claim.iter().find_map(|(at, items)| match items.items() {
                [Item::Concept(id)] if Some(kind.keys[*at].predicate) == predicate => Some(*id),
                _ => None,
            })
        };
        let [modality, source, supports] = self.plainly;
        let is_said = |predicate| claim.iter().any(|(at, _)| Some(kind.keys[*at].predicate) == predicate);
        let voice = if is_said(self.speaker) { self.named } else { source };
        [
            chosen(self.modality).unwrap_or(modality),
            chosen(self.voice).unwrap_or(voice),
            chosen(self.polarity).unwrap_or(supports),
        ]
    }

    /// The places of voice and speaker in a claim that names a speaker, and says that it is the source's own word.
    #[must_use]
    pub fn contradicted(&self, kind: &Kind, claim: &[KeyValues]) -> Option<[usize; 2]> {
        let place = |predicate: Option<PredId>| {
            claim.iter().map(|(at, _)| *at).find(|at| Some(kind.keys[*at].predicate) == predicate)
        };
        let [voice, speaker] = [place(self.voice)?, place(self.speaker)?];
        let [_, source, _] = self.plainly;
        (self.of(kind, claim)[1] == source).then_some([voice, speaker])
    }

    /// That a voice and a speaker of a claim cannot both be, at the voice.
    #[must_use]
    pub fn contradiction(&self, schema: &Schema, kind: &Kind, [voice, speaker]: [usize; 2]) -> Diagnostic {
        let [voice, speaker] = [voice, speaker].map(|at| kind.keys[at].key.as_str());
        let [_, source, _] = self.plainly.map(|id| schema.concept(id).written());
        let named = schema.concept(self.named).written();
        let message = format!(
            "`{voice}: {source}` says that the source itself says this, but `{speaker}` says that someone else does"
        );
        Diagnostic::error(Code::ContradictoryVoice, message)
            .label("the source itself, and nobody else")
            .help(format!("if the source quotes someone else, leave `{voice}` out: with a `{speaker}` it is `{named}`"))
            .help(format!("if the source also says it itself, write that in a separate block, without `{speaker}`"))
    }

    /// The words by which a claim is hedged.
    #[must_use]
    pub fn hedge<'c>(&self, kind: &Kind, claim: &'c [KeyValues]) -> Option<&'c str> {
        claim.iter().find_map(|(at, items)| match items.items() {
            [Item::Text(words)] if Some(kind.keys[*at].predicate) == self.hedge => Some(words.as_str()),
            _ => None,
        })
    }

    /// The manner of what is written in place in a record, if a claim with these values says the record.
    #[must_use]
    pub fn in_place(&self, kind: &Kind, claim: &[KeyValues]) -> Manner {
        let manner = self.of(kind, claim);
        if manner[2] == self.denies {
            Manner::Mentioned
        } else if manner == self.plainly && self.hedge(kind, claim).is_none() {
            Manner::Stated
        } else {
            Manner::Claimed
        }
    }

    /// Whether a key says the manner of its claim.
    #[must_use]
    pub fn tells(&self, predicate: PredId) -> bool {
        [self.modality, self.voice, self.polarity, self.speaker, self.hedge].contains(&Some(predicate))
    }

    /// Whether a key is the modality, the voice or the polarity.
    #[must_use]
    pub fn is_one_of_three(&self, predicate: PredId) -> bool {
        [self.modality, self.voice, self.polarity].contains(&Some(predicate))
    }
}
