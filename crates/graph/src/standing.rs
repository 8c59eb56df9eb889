//! The standing of a fact, computed from all its claims.

use chancery_model::schema::Schema;
use chancery_model::vocab::concept;

/// What claims contribute: one bit for each manner in which a fact was put forward, and one for denial. No bit: nobody
/// claims the fact, something only mentions it. What a source itself asserts with a hedge has another bit than what it
/// asserts plainly: both are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask(pub u8);

impl Mask {
    const HELD: u8 = 1;
    const REPORTED: u8 = 2;
    const PROJECTED: u8 = 4;
    const EVALUATED: u8 = 8;
    const DENIED: u8 = 16;
    const HEDGED: u8 = 32;

    /// What one claim contributes, by the IRIs of its modality, voice and polarity, and whether it has a hedge.
    #[must_use]
    pub fn of_claim(modality: &str, voice: &str, polarity: &str, is_hedged: bool) -> Self {
        if polarity == concept::DENIES {
            return Self(Self::DENIED);
        }
        Self(match modality {
            concept::ASSERTED if voice == concept::VOICE_SOURCE && is_hedged => Self::HEDGED,
            concept::ASSERTED if voice == concept::VOICE_SOURCE => Self::HELD,
            concept::ASSERTED => Self::REPORTED,
            concept::EVALUATED => Self::EVALUATED,
            // Forecast, scheduled, agreed: all other manners, which are for a time to come.
            _ => Self::PROJECTED,
        })
    }

    /// Nobody claims the fact.
    pub const MENTIONED: Self = Self(0);

    /// What the claims on the facts of a finding come to.
    pub(crate) const fn of_finding(is_contested: bool) -> Self {
        Self(if is_contested { Self::HELD | Self::DENIED } else { Self::HELD })
    }

    /// Asserted by a source itself.
    #[must_use]
    pub fn is_held(self) -> bool {
        self.0 & (Self::HELD | Self::HEDGED) != 0
    }

    /// Asserted by a source itself without a hedge.
    #[must_use]
    pub fn is_plainly_held(self) -> bool {
        self.0 & Self::HELD != 0
    }

    /// Denied by somebody.
    #[must_use]
    pub fn is_denied(self) -> bool {
        self.0 & Self::DENIED != 0
    }

    /// Asserted by a source itself, and by none without a hedge.
    #[must_use]
    pub fn is_only_hedged(self) -> bool {
        self.0 & (Self::HELD | Self::HEDGED) == Self::HEDGED
    }
}

/// The standing's code where a source asserts the fact itself, and nothing contradicts it.
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

/// What is known of the standing of a fact when it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// What all claims contribute.
    pub mask: Mask,
    /// It is held and conflicts with another held fact.
    pub conflicts_with_held: bool,
}

impl Standing {
    /// Its code.
    pub(super) fn code(self) -> &'static str {
        of(self.mask, self.conflicts_with_held)
    }

    /// What the label of the fact begins with: its standing, unless it is held; where it is held with a hedge only, that. Who
    /// reads labels alone is not to take a denial for a fact.
    pub(super) fn mark(self, schema: &Schema) -> String {
        let code = self.code();
        let concept = schema.concept_id(&format!("{}{code}", concept::STANDING));
        match concept.map(|id| schema.concept(id).label.as_str()) {
            _ if code == HELD && self.mask.is_only_hedged() => "hedged: ".to_owned(),
            _ if code == HELD => String::new(),
            label => format!("{}: ", label.unwrap_or(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_claim_decides() {
        let asserted = |voice, polarity, hedged| Mask::of_claim(concept::ASSERTED, voice, polarity, hedged);
        let valued = Mask::of_claim(concept::EVALUATED, concept::VOICE_SOURCE, concept::SUPPORTS, false);
        let forecast = Mask::of_claim(
            "https://w3id.org/chancery/vocab/modality/forecast",
            concept::VOICE_SOURCE,
            concept::SUPPORTS,
            true,
        );
        let said = asserted(concept::VOICE_NAMED, concept::SUPPORTS, true);
        let own = asserted(concept::VOICE_SOURCE, concept::SUPPORTS, false);
        let hedged = asserted(concept::VOICE_SOURCE, concept::SUPPORTS, true);
        let denied = asserted(concept::VOICE_NAMED, concept::DENIES, true);
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
        // A hedge makes no standing of its own.
        assert_eq!(of(hedged, false), "held");
        assert_eq!(of(join(&[hedged, denied]), false), "contested");
        for (masks, only_hedged) in [
            (&[hedged][..], true),
            (&[hedged, said, forecast, denied], true),
            (&[hedged, own], false),
            (&[own], false),
            (&[said], false),
        ] {
            assert_eq!(join(masks).is_only_hedged(), only_hedged, "{masks:?}");
        }
    }
}
