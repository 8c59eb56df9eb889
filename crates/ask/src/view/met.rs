//! How a fact meets the facts of other documents: the finding, what it rests on, and what they disagree about.

use serde::Serialize;

use super::thing::{Named, View, iris, text};
use crate::query::AskError;
use chancery_model::vocab::chy;

/// How a fact meets those of other documents.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Met {
    /// The facts that a finding rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<Named>,
    /// The finding that rests on the fact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absorbed_by: Vec<Named>,
    /// Facts and findings of other documents from which the fact follows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub implied_by: Vec<Named>,
    /// Facts of other documents that may be about the same thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maybe_same: Vec<Named>,
    /// What the fact, or those that a finding rests on, disagree about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Dispute>,
    /// What persons decided of the fact, or of those that a finding rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decided>,
}

/// What a person decided of two facts.
#[derive(Debug, Clone, Serialize)]
pub struct Decided {
    /// The two are about one thing; otherwise about two.
    pub same: bool,
    /// Who decided it.
    pub by: String,
    /// The day of the decision.
    pub on: String,
    /// The evidence for it, or the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The two facts.
    pub between: Vec<Named>,
}

/// What two documents disagree about.
#[derive(Debug, Clone, Serialize)]
pub struct Dispute {
    /// The begin, the end, or the property whose values exclude one another.
    pub over: Named,
    /// How many days are between the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u64>,
    /// The two facts, or the one that a document is silent about.
    pub between: Vec<Named>,
    /// The document that says that it has all such facts, and does not have this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent: Option<Named>,
}

impl View<'_> {
    /// How a fact or a finding meets facts of other documents.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn met(&self, fact: &str) -> Result<Met, AskError> {
        let said = self.store.about(fact)?;
        let named =
            |predicate: &str| iris(&said, predicate).iter().map(|iri| self.named(iri)).collect::<Result<_, _>>();
        let mut met = Met {
            rests_on: named(chy::RESTS_ON)?,
            absorbed_by: named(chy::ABSORBED_BY)?,
            implied_by: named(chy::IMPLIED_BY)?,
            maybe_same: named(chy::MAYBE_SAME_AS)?,
            disagreements: Vec::new(),
            decisions: Vec::new(),
        };
        let mut decisions = iris(&said, chy::DECIDED_IN);
        let mut disputes = iris(&said, chy::DISAGREES_IN);
        for fact in &met.rests_on {
            let said = self.store.about(&fact.iri)?;
            disputes.extend(iris(&said, chy::DISAGREES_IN));
            decisions.extend(iris(&said, chy::DECIDED_IN));
        }
        decisions.sort();
        decisions.dedup();
        for decision in decisions {
            met.decisions.push(self.decision(&decision)?);
        }
        disputes.sort();
        disputes.dedup();
        for dispute in disputes {
            met.disagreements.extend(self.dispute(&dispute)?);
        }
        Ok(met)
    }

    /// What two documents disagree about; nothing where the node does not say it.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn dispute(&self, dispute: &str) -> Result<Option<Dispute>, AskError> {
        let said = self.store.about(dispute)?;
        let Some(over) = [chy::OVER_KEY, chy::OVER].iter().find_map(|p| iris(&said, p).pop()) else { return Ok(None) };
        let between = iris(&said, chy::BETWEEN_FACTS);
        Ok(Some(Dispute {
            over: self.named(&over)?,
            days: text(&said, chy::GAP_IN_DAYS).and_then(|days| days.parse().ok()),
            between: between.iter().map(|iri| self.named(iri)).collect::<Result<_, _>>()?,
            silent: iris(&said, chy::SILENT_DOCUMENT).first().map(|iri| self.named(iri)).transpose()?,
        }))
    }

    /// What a person decided.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn decision(&self, decision: &str) -> Result<Decided, AskError> {
        let said = &self.store.about(decision)?;
        let joined = iris(said, chy::JOINS);
        let same = !joined.is_empty();
        let mut between = if same { joined } else { iris(said, chy::SEPARATES) };
        between.sort();
        Ok(Decided {
            same,
            by: text(said, chy::DECIDED_BY).unwrap_or_default(),
            on: text(said, chy::DECIDED_ON).unwrap_or_default(),
            evidence: text(said, chy::DECIDED_BECAUSE),
            between: between.iter().map(|iri| self.named(iri)).collect::<Result<_, _>>()?,
        })
    }
}
