//! What the source or Wikidata says that puts a command in doubt.

use std::collections::{BTreeSet, HashMap};

use super::outcome::{Does, Proposed, Reason};
use super::proposer::{Given, Proposer};
use crate::audit::ends::{is_apart, may_meet, overlap};
use crate::audit::finding::{Audit, Audited, Verdict};
use crate::audit::judge::outside;
use crate::audit::rival::{excludes, rival};
use crate::audit::shown::{not_understood, shown};
use crate::audit::statement::HeldStatement;
use crate::model::{Content, DataValue, Rank, Snak};
use crate::quickstatements::{Command, Entry, Subject};
use crate::shape::Stated;
use crate::{Alignment, Line, time};
use chancery_model::schema::IriBuf;
use chancery_values::time::Bounds;

impl<'a> Proposer<'a> {
    /// Finds the items that may not be those of the entities that have them.
    pub(super) fn doubt_items(&mut self, audit: &'a Audit) {
        let of_entities = audit.facts.iter().filter(|audited| audited.spoken.is_some());
        for finding in of_entities.flat_map(|audited| &audited.findings) {
            if let Some(stated) = finding.stated.as_ref().filter(|stated| self.identifies(stated))
                && finding.verdict == Verdict::Otherwise
            {
                let why = format!("{} on {}: {}", stated.main.property, stated.item, finding.why);
                self.doubtful.entry(&stated.item).or_insert(why);
            }
        }
    }

    /// Why a fact cannot be stated on one item: another item says what excludes it.
    pub(super) fn contradicted(&self, audited: &Audited) -> Option<Reason> {
        audited.findings.iter().filter(|finding| finding.verdict == Verdict::Otherwise).find_map(|finding| {
            let stated = finding.stated.as_ref()?;
            let why = format!("{} on {}: {}", stated.main.property, stated.item, finding.why);
            self.another(stated, finding.held.as_ref(), &self.alignment.lines[stated.line], &why).err()
        })
    }

    /// Whether a second statement of a value is beyond doubt: it is of a spell, and it certainly has no day in common
    /// with any statement of that value or of an unknown one, of any rank or role, or with one that states that there is
    /// no value.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn another(
        &self,
        stated: &Stated,
        nearest: Option<&HeldStatement>,
        line: &Line,
        why: &str,
    ) -> Result<(), Reason> {
        if let Some(outside) = outside(self.alignment, stated, self.held) {
            return Err(Reason::Contradicts(outside));
        }
        let value = &stated.main.content;
        let is_same = |held: &HeldStatement| held.rank != Rank::Deprecated && held.value == *value;
        let is_rival =
            |held: &&HeldStatement| held.value == *value || matches!(held.value, Content::NoValue | Content::SomeValue);
        let rivals = || self.held.of(&stated.item, &stated.main.property).iter().filter(is_rival);
        if line.is_point() || !nearest.is_some_and(is_same) || !rivals().all(|held| is_apart(stated.bounds, held, line))
        {
            return Err(Reason::Contradicts(why.to_owned()));
        }
        if rival(self.alignment, stated, line, self.held).is_some() {
            return Err(Reason::Contradicts(why.to_owned()));
        }
        let unknown = rivals().map(|held| not_understood(self.alignment, line, held)).find(|text| !text.is_empty());
        unknown.map_or(Ok(()), |text| Err(Reason::OtherQualifiers(text)))
    }

    /// Puts a command in doubt because of what else the source says and what comes into no batch, because it needs a
    /// review or is there already.
    fn add_doubt(&self, one: &mut Given<'a>) {
        if one.doubt.is_some() || self.proposal.batch[one.place].does == Does::References {
            return;
        }
        let line = &self.alignment.lines[one.stated.line];
        let told = self.told.get(&(one.stated.item.as_str(), one.stated.main.property.as_str()));
        let mut others =
            told.into_iter().flatten().filter(|(fact, _)| one.facts.iter().all(|own| own.fact != fact.fact));
        let other = others.find(|(_, other)| speaks_against(self.alignment, line, other, one.stated));
        one.doubt = other.map(|(fact, other)| doubt_words(line, other.main == one.stated.main, &fact.label));
    }

    /// Takes back the commands that are in doubt, and what else their facts would say.
    pub(super) fn take_back(&mut self) {
        let mut given: Vec<Given<'a>> = std::mem::take(&mut self.given).into_values().flatten().collect();
        given.sort_by_key(|one| one.place);
        for one in &mut given {
            self.add_doubt(one);
        }
        let doubts: HashMap<&IriBuf, String> = { given.iter() }
            .filter_map(|one| Some((one, one.doubt.as_ref().filter(|_| !one.is_time)?)))
            .flat_map(|(one, doubt)| one.facts.iter().map(move |fact| (&fact.fact, doubt.clone())))
            .collect();
        let mut taken = BTreeSet::new();
        for one in &given {
            let Proposed { does, entry: Entry::Statement(command), .. } = &self.proposal.batch[one.place] else {
                continue;
            };
            let of_facts =
                || one.facts.iter().find_map(|fact| doubts.get(&fact.fact)).filter(|_| *does != Does::References);
            let doubt = one.doubt.as_ref().or_else(of_facts).cloned().map(Reason::AnotherFact);
            let of_one = || of_one_alone(one.of_one, &one.facts, &command.main.property);
            let Some(reason) = doubt.or_else(of_one) else { continue };
            let command = command.clone();
            taken.insert(one.place);
            for fact in &one.facts {
                self.review(reason.clone(), fact, Some(command.clone()), one.held);
            }
        }
        let mut place = 0..;
        self.proposal.batch.retain(|_| place.next().is_none_or(|place| !taken.contains(&place)));
        // What was a second statement may be the only one now.
        let mut first = BTreeSet::new();
        for proposed in &mut self.proposal.batch {
            if let Proposed { does: Does::Statement, entry: Entry::Statement(command), .. } = proposed {
                let Subject::Item(item) = &command.subject else { continue };
                command.new &= !first.insert((item.clone(), command.main.clone()));
            }
        }
    }

    /// What says that a fact is of a time when something did not exist: an item that it names, or an item named by the
    /// thing on which it is stated.
    pub(super) fn outside_any(&self, stated: &Stated, own: &[&Stated]) -> Option<String> {
        let of_thing = own.iter().map(|one| Stated { main: one.main.clone(), ..stated.clone() });
        let mut all = std::iter::once(stated.clone()).chain(of_thing);
        all.find_map(|mut one| {
            self.held.redirects.follow(&mut one.main.content);
            outside(self.alignment, &one, self.held)
        })
    }

    /// Why a fact and what its thing says of its own begin or end cannot both be so.
    pub(super) fn outlives(&self, stated: &Stated, of_itself: &Stated) -> Option<Reason> {
        let Content::Value(DataValue::Time(point)) = &of_itself.main.content else { return None };
        let (property, own, of_fact) = (&of_itself.main.property, time::bounds(point), stated.bounds);
        let begins_later = own.begin_earliest.zip(of_fact.begin_latest).is_some_and(|(own, fact)| fact < own);
        let ended =
            own.end_latest.zip(of_fact.end_earliest.max(of_fact.begin_earliest)).is_some_and(|(own, fact)| fact > own);
        let is_outside =
            self.alignment.begun.contains(property) && begins_later || self.alignment.ended.contains(property) && ended;
        let words = || format!("{property} {} of {}", shown(&of_itself.main.content), of_itself.label);
        is_outside.then(|| Reason::AnotherFact(format!("they cannot both be true: {}", words())))
    }
}

/// Why what is of all that take part is not stated: the facts say it of one of them.
pub(super) fn of_one_alone(of_one: bool, facts: &[&Audited], property: &str) -> Option<Reason> {
    let told: BTreeSet<&IriBuf> = facts.iter().map(|fact| &fact.fact).collect();
    (of_one && told.len() < 2).then(|| Reason::OfOne(format!("{property} is of all parties")))
}

/// Why two commands cannot both be given, with the fact behind the other one.
pub(super) fn doubt_words(line: &Line, is_one_value: bool, label: &str) -> String {
    let why = match line.of_all {
        _ if is_one_value => "the same is stated differently",
        // Each may have signed on its own day.
        Some(_) => "the parties' days differ",
        None => "they cannot both be true",
    };
    format!("{why}: {label}")
}

/// Whether what another fact of the source says puts a statement in doubt, even if the other one is not written.
pub(super) fn speaks_against(alignment: &Alignment, line: &Line, other: &Stated, one: &Stated) -> bool {
    if other.main == one.main && other.inexact {
        // Its time counts, though no qualifier says it.
        return line.is_point() || may_meet(other.bounds, one.bounds);
    }
    let is_same = (&other.main, &other.qualifiers, other.dateless[1]) == (&one.main, &one.qualifiers, one.dateless[1]);
    !is_same && in_doubt(alignment, line, Telling::new(other), Telling::new(one))[1]
}

/// What a command on one property of an item says, or would say.
#[derive(Clone, Copy)]
pub(super) struct Telling<'c> {
    does: Does,
    main: &'c Snak,
    qualifiers: &'c [Snak],
    /// The time of its fact.
    bounds: Bounds,
}

impl<'c> Telling<'c> {
    /// What a new statement would say.
    pub(super) fn new(stated: &'c Stated) -> Self {
        Self { does: Does::Statement, main: &stated.main, qualifiers: &stated.qualifiers, bounds: stated.bounds }
    }

    /// What a command describes a fact.
    pub(super) fn of(does: Does, command: &'c Command, stated: &Stated) -> Self {
        Self { does, main: &command.main, qualifiers: &command.qualifiers, bounds: stated.bounds }
    }

    fn is_new(self) -> bool {
        matches!(self.does, Does::Statement | Does::Another)
    }
}

/// Which of two commands on one property of an item are in doubt: the earlier, the later.
pub(super) fn in_doubt(alignment: &Alignment, line: &Line, earlier: Telling<'_>, later: Telling<'_>) -> [bool; 2] {
    if earlier.main == later.main {
        let may_be_one = line.is_point() || may_meet(earlier.bounds, later.bounds);
        return of_one_value(earlier, later, may_be_one);
    }
    let is_time = matches!(later.main.content, Content::Value(DataValue::Time(_)));
    let one_of_both = excludes(alignment, line, &earlier.main.content, &later.main.content);
    let rivals = one_of_both && (is_time || overlap(earlier.bounds, later.bounds));
    [rivals && earlier.does != Does::References && later.does != Does::References, rivals]
}

/// Which of two commands for one value are in doubt: the earlier, the later.
fn of_one_value(earlier: Telling<'_>, later: Telling<'_>, may_be_one: bool) -> [bool; 2] {
    match (earlier.does, later.does) {
        (Does::References, _) | (_, Does::References) => [false, true],
        _ if !may_be_one => [false, !(earlier.is_new() && later.is_new())],
        // What says no time takes nothing from what says one.
        _ => match (earlier.qualifiers.is_empty(), later.qualifiers.is_empty()) {
            (true, false) => [true, false],
            (false, true) => [false, true],
            _ => [true, true],
        },
    }
}
