//! The standing of a fact, computed from all its claims.

use crate::schema::Schema;
use crate::vocab::concept;

/// What claims contribute: one bit for each manner in which a fact was put forward, and one for denial. No bit: nobody
/// claims the fact, something only speaks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask(pub u8);

impl Mask {
    const HELD: u8 = 1;
    const REPORTED: u8 = 2;
    const PROJECTED: u8 = 4;
    const EVALUATED: u8 = 8;
    const DENIED: u8 = 16;

    /// What one claim contributes, by the IRIs of its modality, voice and polarity.
    #[must_use]
    pub fn of_claim(modality: &str, voice: &str, polarity: &str) -> Self {
        if polarity == concept::DENIES {
            return Self(Self::DENIED);
        }
        Self(match modality {
            concept::ASSERTED if voice == concept::VOICE_SOURCE => Self::HELD,
            concept::ASSERTED => Self::REPORTED,
            concept::EVALUATED => Self::EVALUATED,
            // Forecast, scheduled, agreed: whatever else is put forward for a time to come.
            _ => Self::PROJECTED,
        })
    }

    /// Nobody claims the fact.
    pub const MENTIONED: Self = Self(0);

    /// Asserted by a source itself.
    #[must_use]
    pub fn is_held(self) -> bool {
        self.0 & Self::HELD != 0
    }
}

/// The standing's code where a source asserts the fact itself, and nothing stands against it.
pub(super) const HELD: &str = "held";

/// The standing's code where nobody claims the fact.
pub(super) const MENTIONED: &str = "mentioned";

/// The standing's code, the last part of its concept's IRI: the strongest claim decides; a held fact that is denied, or
/// that conflicts with another held one, is contested; what is denied and claimed by no one is denied; what is neither is only mentioned.
#[must_use]
pub fn of(mask: Mask, conflicts_with_held: bool) -> &'static str {
    if mask.is_held() {
        return if conflicts_with_held || mask.0 & Mask::DENIED != 0 { "contested" } else { HELD };
    }
    for (bit, code) in [
        (Mask::REPORTED, "reported"),
        (Mask::PROJECTED, "projected"),
        (Mask::EVALUATED, "evaluated"),
        (Mask::DENIED, "denied"),
    ] {
        if mask.0 & bit != 0 {
            return code;
        }
    }
    MENTIONED
}

/// What the label of a fact begins with: its standing, unless it is held. Who reads labels alone is not to take a denial
/// for a fact.
pub(super) fn mark(schema: &Schema, code: &str) -> String {
    let concept = schema.concept_id(&format!("{}{code}", concept::STANDING));
    match concept.map(|id| schema.concept(id).label.as_str()) {
        _ if code == HELD => String::new(),
        label => format!("{}: ", label.unwrap_or(code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_claim_decides() {
        let said = Mask::of_claim(concept::ASSERTED, concept::VOICE_NAMED, concept::SUPPORTS);
        let own = Mask::of_claim(concept::ASSERTED, concept::VOICE_SOURCE, concept::SUPPORTS);
        let forecast = Mask::of_claim(
            "https://w3id.org/chancery/vocab/modality/forecast",
            concept::VOICE_SOURCE,
            concept::SUPPORTS,
        );
        let valued = Mask::of_claim(concept::EVALUATED, concept::VOICE_SOURCE, concept::SUPPORTS);
        let denied = Mask::of_claim(concept::ASSERTED, concept::VOICE_NAMED, concept::DENIES);
        let join = |masks: &[Mask]| Mask(masks.iter().fold(0, |all, mask| all | mask.0));
        assert_eq!(of(own, false), "held");
        assert_eq!(of(join(&[own, said, forecast]), false), "held");
        assert_eq!(of(join(&[said, forecast]), false), "reported");
        assert_eq!(of(join(&[forecast, valued]), false), "projected");
        assert_eq!(of(valued, false), "evaluated");
        assert_eq!(of(own, true), "contested");
        assert_eq!(of(join(&[own, denied]), false), "contested");
        // What no source asserts itself cannot be contested: there is no held fact.
        assert_eq!(of(join(&[said, denied]), true), "reported");
        assert_eq!(of(denied, false), "denied");
        assert_eq!(of(Mask::MENTIONED, true), "mentioned");
    }
}
