//! Which facts hold on a day, for certain or possibly.
//!
//! A fact that another document implies is a telling of what implies it, and holds on no day on which that does not.

use std::collections::{HashMap, HashSet};
use std::io;

use super::description::{Description, Object};
use super::sorted::Sorted;
use super::thing::{Thing, thing_of};
use chancery_model::literal::Typed;
use chancery_model::schema::{PredId, Schema};
use chancery_model::vocab::chy;
use chancery_values::time::{Bounds, Date};

/// The relation of a time to the day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Certain,
    Possible,
    Never,
}

impl On {
    fn of(bounds: Bounds, day: Date) -> Self {
        if bounds.certain_on(day) {
            Self::Certain
        } else if bounds.possible_on(day) {
            Self::Possible
        } else {
            Self::Never
        }
    }
}

/// What holds on a day.
pub(super) struct OnDay {
    during: Option<PredId>,
    /// The relations of times to the day, and whether they have certainly begun by then.
    times: HashMap<String, (On, bool)>,
    /// Facts with an open end of which a source says on the day, or later, that they had not ended.
    ongoing: HashSet<Thing>,
    /// Facts that others imply, each with these.
    implied: HashMap<Thing, Vec<Thing>>,
    /// Of those that imply others: what does not hold on the day.
    never: HashSet<Thing>,
}

impl OnDay {
    /// Reads the times, the days of sources and what implies what.
    ///
    /// # Errors
    /// When runs on disk cannot be read.
    pub(super) fn of(schema: &Schema, sorted: &Sorted, day: Date) -> io::Result<Self> {
        let predicate = |iri: &str| schema.space.predicate(iri);
        let bounds = [chy::BEGIN_EARLIEST, chy::BEGIN_LATEST, chy::END_EARLIEST, chy::END_LATEST].map(predicate);
        let (as_of, shown_by) = (predicate(chy::AS_OF), [chy::IMPLIED_BY, chy::ABSORBED_BY].map(predicate));
        let of_kind = predicate(chy::OF_KIND);
        let speaks_of = [chy::SUPPORTS, chy::DENIES].map(predicate);
        let mut found = Self {
            during: predicate(chy::DURING),
            times: HashMap::new(),
            ongoing: HashSet::new(),
            implied: HashMap::new(),
            never: HashSet::new(),
        };
        sorted.each_unsettled(schema, |description, standing| {
            let (subject, folders) = (description.subject(), schema.folders);
            if standing.is_some() {
                let implying = description.statements().filter_map(|(predicate, object)| match object {
                    Object::Iri(other) if shown_by.contains(&Some(predicate)) => Some(thing_of(other)),
                    _ => None,
                });
                let implying: Vec<Thing> = implying.collect();
                // An event that another implies is one of its own, and no telling.
                if !implying.is_empty() && description.thing(of_kind).is_some() {
                    found.implied.insert(thing_of(subject), implying);
                }
                return Ok(());
            }
            if ![folders.time, folders.claim].contains(&subject.ns) {
                return Ok(());
            }
            let day_of = |wanted: Option<PredId>| {
                description.statements().find_map(|(predicate, object)| match object {
                    Object::Typed(Typed::Date, text) if Some(predicate) == wanted => Date::parse_iso(text).ok(),
                    _ => None,
                })
            };
            if subject.ns == folders.claim {
                if day_of(as_of).is_some_and(|as_of| day <= as_of) {
                    let fact = speaks_of.iter().find_map(|predicate| description.thing(*predicate));
                    found.ongoing.extend(fact.map(thing_of));
                }
                return Ok(());
            }
            let [begin_earliest, begin_latest, end_earliest, end_latest] = bounds.map(day_of);
            let bounds = Bounds { begin_earliest, begin_latest, end_earliest, end_latest };
            let has_begun = bounds.latest_begin().is_some_and(|begin| begin <= day);
            found.times.insert(subject.local.to_owned(), (On::of(bounds, day), has_begun));
            Ok(())
        })?;
        found.what_implies(schema, sorted)?;
        Ok(found)
    }

    /// Finds which of the facts that imply others do not hold on the day.
    fn what_implies(&mut self, schema: &Schema, sorted: &Sorted) -> io::Result<()> {
        let implying: HashSet<Thing> = self.implied.values().flatten().copied().collect();
        if implying.is_empty() {
            return Ok(());
        }
        let mut never = HashSet::new();
        sorted.each_unsettled(schema, |description, standing| {
            let fact = thing_of(description.subject());
            if standing.is_some() && implying.contains(&fact) && self.alone(description) == On::Never {
                never.insert(fact);
            }
            Ok(())
        })?;
        self.never = never;
        Ok(())
    }

    /// The relation of a fact to the day; a fact without a time is possible on every day.
    pub(super) fn on(&self, fact: Description<'_>) -> On {
        match self.implied.get(&thing_of(fact.subject())) {
            Some(implying) if !implying.iter().any(|one| self.holds(*one)) => On::Never,
            _ => self.alone(fact),
        }
    }

    /// Whether a fact that implies another may hold on the day. What is itself implied holds only with what implies it.
    fn holds(&self, implying: Thing) -> bool {
        let (mut open, mut seen) = (vec![implying], HashSet::new());
        while let Some(one) = open.pop() {
            if self.never.contains(&one) || !seen.insert(one) {
                continue;
            }
            match self.implied.get(&one) {
                Some(further) => open.extend(further),
                None => return true,
            }
        }
        false
    }

    /// The relation of a fact to the day, by its own words.
    fn alone(&self, fact: Description<'_>) -> On {
        match fact.thing(self.during).and_then(|time| self.times.get(time.local).copied()) {
            Some((On::Possible, true)) if self.ongoing.contains(&thing_of(fact.subject())) => On::Certain,
            Some((on, _)) => on,
            None => On::Possible,
        }
    }
}
