//! Concepts whose meaning the program computes with, as whole IRIs.

/// The base of all concept IRIs; a scheme, a slash and a code follow it.
pub const BASE: &str = "https://w3id.org/chancery/vocab/";
/// The modality of a claim that says no other: the fact is put forward as true.
pub const ASSERTED: &str = "https://w3id.org/chancery/vocab/modality/asserted";
/// The modality of a judgement, the weakest that supports a fact.
pub const EVALUATED: &str = "https://w3id.org/chancery/vocab/modality/evaluated";
/// The voice of a claim without speaker: the source itself says it.
pub const VOICE_SOURCE: &str = "https://w3id.org/chancery/vocab/voice/source";
/// The voice of a claim with a speaker, unless it gives another.
pub const VOICE_NAMED: &str = "https://w3id.org/chancery/vocab/voice/named";
/// The polarity of a claim that gives no other.
pub const SUPPORTS: &str = "https://w3id.org/chancery/vocab/polarity/supports";
/// The polarity of a claim that denies its fact.
pub const DENIES: &str = "https://w3id.org/chancery/vocab/polarity/denies";
/// The base of the IRIs of standings; a code follows it (`held`).
pub const STANDING: &str = "https://w3id.org/chancery/vocab/standing/";
/// The standing of a fact that a source asserts itself and nothing held contradicts.
pub const HELD: &str = "https://w3id.org/chancery/vocab/standing/held";
/// The standing of what is only denied.
pub const DENIED: &str = "https://w3id.org/chancery/vocab/standing/denied";
/// The standing of what is only mentioned.
pub const MENTIONED: &str = "https://w3id.org/chancery/vocab/standing/mentioned";
/// Of a sentence: facts carry a part of it.
pub const CARRIED_PART: &str = "https://w3id.org/chancery/vocab/carried/part";
/// Of a sentence: no fact carries any of it.
pub const CARRIED_NOTHING: &str = "https://w3id.org/chancery/vocab/carried/nothing";
/// The calendar of a document whose days before the reform are of the Julian one.
pub const JULIAN: &str = "https://w3id.org/chancery/vocab/calendar/julian";
/// How often there is a fact of an affair: one alone.
pub const ONCE: &str = "https://w3id.org/chancery/vocab/recurrence/once";
/// In spells, of which one may follow the other at once.
pub const IN_SPELLS: &str = "https://w3id.org/chancery/vocab/recurrence/in-spells";
/// Any number of times.
pub const FREELY: &str = "https://w3id.org/chancery/vocab/recurrence/freely";
/// Once in a period, which is among the keys that identify.
pub const BY_PERIOD: &str = "https://w3id.org/chancery/vocab/recurrence/by-period";
/// The base of the IRIs of what two facts disagree about; a code follows it (`begin`).
pub const DISPUTE: &str = "https://w3id.org/chancery/vocab/dispute/";
/// The base of the IRIs of why a document does not know something that it covers; a code follows it (`missing`).
pub const GAP_REASON: &str = "https://w3id.org/chancery/vocab/gap-reason/";
/// The base of the IRIs of comparators; a code follows it (`more-than`, `exactly`).
pub const COMPARATOR: &str = "https://w3id.org/chancery/vocab/comparator/";
