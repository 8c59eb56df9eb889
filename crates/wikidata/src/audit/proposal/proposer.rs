//! What all that is proposed is made with: the batch, the review, references, calendars.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::outcome::{Does, Proposal, Proposed, Reason, Reviewed, Wanted};
use crate::alignment::Holds;
use crate::audit::compare::{essence, is_held};
use crate::audit::finding::{Audited, Said, Spoken};
use crate::audit::held::Held;
use crate::audit::statement::HeldStatement;
use crate::model::{Content, DataValue, Reference, Snak, Time};
use crate::quickstatements::{Command, Dialect, Entry, Subject, write};
use crate::shape::{Claim, Stated, Survey, Untold, reference};
use crate::{Alignment, Ends, time};
use chancery_model::schema::Schema;
use chancery_model::vocab::concept;
use chancery_values::time::Date;

pub(super) struct Proposer<'a> {
    pub(super) held: &'a Held,
    pub(super) survey: &'a Survey,
    pub(super) schema: &'a Schema,
    pub(super) alignment: &'a Alignment,
    pub(super) wanted: Wanted,
    /// The items of which Wikidata distinguishes otherwise what distinguishes an entity from others: they may be those of other things.
    pub(super) doubtful: BTreeMap<&'a str, String>,
    /// The commands of the batch by item and property.
    pub(super) given: HashMap<(String, String), Vec<Given<'a>>>,
    /// What the source says by item and property, with or without a command.
    pub(super) told: HashMap<(&'a str, &'a str), Vec<(&'a Audited, &'a Stated)>>,
    pub(super) proposal: Proposal,
}

/// A command of the batch, with what is behind it.
pub(super) struct Given<'a> {
    /// Its place in the batch.
    pub(super) place: usize,
    pub(super) stated: &'a Stated,
    /// The facts that make it.
    pub(super) facts: Vec<&'a Audited>,
    pub(super) held: Option<&'a HeldStatement>,
    /// What another fact says that is the same spell stated differently, or cannot be so too.
    pub(super) doubt: Option<String>,
    /// It says a day of the item: that two facts have another day changes nothing in what else they say.
    pub(super) is_time: bool,
    /// It is of all that take part, and each of the facts says it of one.
    pub(super) of_one: bool,
}

impl<'a> Proposer<'a> {
    /// The documents whose own word a statement is.
    pub(super) fn documents(&self, audited: &Audited, stated: &Stated) -> BTreeSet<String> {
        match &audited.spoken {
            None => documents_of(audited),
            Some(spoken) => spoken.say(&stated.told_by, self.identifies(stated)),
        }
    }

    /// The references to documents, one for each.
    pub(super) fn references(&self, documents: &BTreeSet<String>) -> Vec<Reference> {
        let of = |document: &String| reference(&self.alignment.references, self.survey, document);
        let mut references: Vec<Reference> = documents.iter().filter_map(of).collect();
        self.tidy(&mut references);
        references
    }

    /// Puts references in order, under the ids of today, none twice.
    pub(super) fn tidy(&self, references: &mut Vec<Reference>) {
        references.iter_mut().flatten().for_each(|snak| self.held.redirects.follow(&mut snak.content));
        references.sort();
        references.dedup();
    }

    /// Those of our references that a statement does not have.
    pub(super) fn missing(&self, references: Vec<Reference>, statement: &HeldStatement) -> Vec<Reference> {
        let properties = &self.alignment.references;
        let is_page = |snak: &Snak| [&properties.url, &properties.import_url].contains(&&Some(snak.property.clone()));
        // A page is the same under either property.
        let same = |own: &Snak, held: &Snak| {
            own.content == held.content && (own.property == held.property || (is_page(own) && is_page(held)))
        };
        let there = |own: &Reference| {
            let own = essence(own, properties.retrieved.as_deref());
            // A reference that says more says this too.
            statement.references.iter().any(|held| own.iter().all(|snak| held.iter().any(|one| same(snak, one))))
        };
        references.into_iter().filter(|own| !there(own)).collect()
    }

    /// Why a command is not for the batch.
    pub(super) fn hindrance(
        &self,
        audited: &Audited,
        inexact: bool,
        references: &[Reference],
        does: Does,
    ) -> Option<Reason> {
        if !is_held(&audited.standing) {
            return Some(Reason::NotHeld(audited.standing.clone()));
        }
        match audited.said {
            Said::Disputed => return Some(Reason::SourcesDisagree),
            Said::Together => return Some(Reason::Together),
            Said::ByEach => {}
        }
        if own_claims(audited).next().is_none() {
            if let Some(words) = hedges(audited) {
                return Some(Reason::Hedged(words));
            }
            return Some(Reason::NotHeld("only Wikidata says this".to_owned()));
        }
        if inexact {
            return Some(Reason::Inexact);
        }
        // Qualifiers may go to a statement that has our reference already.
        let none = "no document that supports it has an address or an item";
        (references.is_empty() && does != Does::Qualifiers).then(|| Reason::NoReference(none.to_owned()))
    }

    /// Puts dates before the reform into the calendar of the documents behind a fact. Such a date is another day in each of two
    /// calendars: where a document does not say which it means, or it cannot be stated in that one, that is the reason why it is
    /// not for the batch.
    pub(super) fn in_calendar(&self, documents: &BTreeSet<String>, snaks: &mut [&mut Snak]) -> Option<Reason> {
        let is_old = |time: &Time| time::bounds(time).begin_earliest.is_none_or(|first| first < Date::REFORM);
        let calendars: Option<Vec<&str>> =
            documents.iter().map(|document| self.survey.papers.get(document)?.calendar.as_deref()).collect();
        for snak in snaks {
            let Content::Value(DataValue::Time(point)) = &mut snak.content else { continue };
            if point.julian || !is_old(point) {
                continue;
            }
            let Some(calendars) = &calendars else { return Some(Reason::Calendar) };
            if calendars.contains(&concept::JULIAN) {
                let Some(told) = time::in_julian(point) else { return Some(Reason::Calendar) };
                *point = told;
            }
        }
        None
    }

    /// Whether several statements have the value of a command.
    pub(super) fn is_ambiguous(&self, command: &Command) -> bool {
        let Subject::Item(item) = &command.subject else { return false };
        let same = self.held.of(item, &command.main.property).iter().filter(|held| held.value == command.main.content);
        same.count() > 1
    }

    pub(super) fn propose(&mut self, does: Does, entry: Entry, audited: &Audited, statement: Option<&HeldStatement>) {
        if let Err(unwritable) = write(self.wanted.dialect, std::slice::from_ref(&entry)) {
            let command = match entry {
                Entry::Statement(command) => Some(command),
                Entry::Creation(_) => None,
            };
            return self.review(Reason::Unwritable(unwritable.to_string()), audited, command, statement);
        }
        let (fact, label) = (audited.fact.clone(), audited.label.clone());
        self.proposal.batch.push(Proposed { does, entry, fact, label });
    }

    pub(super) fn review(
        &mut self,
        reason: Reason,
        audited: &Audited,
        command: Option<Command>,
        statement: Option<&HeldStatement>,
    ) {
        let command = command.map_or_else(String::new, |command| {
            let entry = Entry::Statement(Command { new: false, ..command });
            write(Dialect::Version1, std::slice::from_ref(&entry)).unwrap_or_default().trim_end().replace('\n', " || ")
        });
        self.proposal.review.push(Reviewed {
            reason,
            fact: audited.fact.clone(),
            label: audited.label.clone(),
            command,
            statement: statement.map(|statement| statement.id.clone()),
            evidence: audited.claims.iter().map(|claim| claim.label.clone()).collect(),
        });
    }

    pub(super) fn no_item(&mut self, audited: &Audited, untold: &Untold) {
        if self.alignment.holds.get(&untold.property) == Some(&Holds::Times) {
            return self.review(Reason::Inexact, audited, None, None);
        }
        let what = format!("{}, the value that {} needs", untold.lacks_label, untold.property);
        self.review(Reason::NoItem(what), audited, None, None);
    }

    /// Whether a statement is of what distinguishes its thing from others.
    pub(super) fn identifies(&self, stated: &Stated) -> bool {
        let line = &self.alignment.lines[stated.line];
        let keys = self.alignment.identity(line.class).unwrap_or_default();
        matches!(&line.ends, Ends::Directed { value, .. } if value.len() == 1 && keys.contains(&value[0]))
    }
}

pub(super) const NO_REFERENCE: &str = "no document that says this has an address or an item";

/// Why what an entity says of itself has no reference.
pub(super) fn unsaid(spoken: &Spoken, stated: &Stated, references: &[Reference]) -> Option<Reason> {
    let why = || {
        if spoken.by_wikidata && spoken.documents.is_empty() {
            return Reason::NotHeld("only Wikidata says this".to_owned());
        }
        Reason::NoReference(which(spoken, stated).unwrap_or_else(|| NO_REFERENCE.to_owned()))
    };
    references.is_empty().then(why)
}

/// Asks which of the documents that mention an entity says what is in place of it.
pub(super) fn which(spoken: &Spoken, stated: &Stated) -> Option<String> {
    let mut all: Vec<&str> = spoken.documents.iter().map(String::as_str).collect();
    all.extend(spoken.by_wikidata.then_some("Wikidata"));
    let is_open = stated.told_by.in_place && (all.len() > 1 || (spoken.by_others && !all.is_empty()));
    is_open.then(|| match all.as_slice() {
        [one] => format!("does {one} say this, or another source?"),
        all => format!("which of {} says this?", all.join(", ")),
    })
}

/// The documents that assert a fact themselves, without a hedge.
pub(super) fn documents_of(audited: &Audited) -> BTreeSet<String> {
    own_claims(audited).map(|claim| claim.document.clone()).collect()
}

/// The claims by which sources assert a fact themselves, without a hedge.
fn own_claims(audited: &Audited) -> impl Iterator<Item = &Claim> {
    audited.claims.iter().filter(|claim| claim.is_plain())
}

/// The hedges with which sources assert a fact themselves.
fn hedges(audited: &Audited) -> Option<String> {
    let words = audited.claims.iter().filter(|claim| claim.is_own()).filter_map(|claim| claim.hedge.as_deref());
    let words: BTreeSet<&str> = words.collect();
    let words: Vec<&str> = words.into_iter().collect();
    (!words.is_empty()).then(|| format!("the source states it with a hedge: {}", words.join(", ")))
}
