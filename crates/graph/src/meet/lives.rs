//! When things exist, as sources state it, and what that says of the time of a finding.
//!
//! Only what states a begin or an end of a life says anything: that a list of states has one, or that one is a member, does not. Where a
//! thing exists more than once, or sources disagree about its life, a finding may have all days from the first to the last.

use super::reading::{Map, Number, Reading};
use chancery_model::schema::{IriBuf, Kind};
use chancery_values::time::{Bounds, Date};

/// A life of a thing, and what states it: a fact, or the record of the thing.
#[derive(Debug, Clone)]
struct Life {
    time: Bounds,
    stated_in: IriBuf,
}

/// The lives of things.
#[derive(Debug, Default)]
pub(super) struct Lives(Map<Number, Vec<Life>>);

/// A day that bounds a life, and what states it.
type Stated<'l> = (Date, &'l IriBuf);

impl Lives {
    /// The lives that facts state, as their documents assert it and nobody denies it, and those in the records of entities.
    pub(super) fn of(reading: &Reading<'_>) -> Self {
        let mut lives = Self::default();
        let states = |kind: &Kind| kind.keys.iter().position(|key| key.states_life);
        let kinds: Vec<Option<usize>> = reading.schema.kinds().map(states).collect();
        for row in reading.rows.iter().filter(|row| row.mask.is_plainly_held() && !row.mask.is_denied()) {
            let Some(key) = kinds[usize::from(row.kind.0)] else { continue };
            let Some((_, time)) = reading.own_time(row) else { continue };
            for (_, thing) in row.values.iter().filter(|(at, _)| usize::from(*at) == key) {
                lives.add(*thing, Life { time, stated_in: row.iri.clone() });
            }
        }
        for ((thing, property), times) in &reading.said {
            let own = reading.things.get(*thing as usize).filter(|_| reading.wanted.life.contains(property));
            let (Some(own), Some((time, _))) = (own, times.first().and_then(|time| reading.times.get(time))) else {
                continue;
            };
            lives.add(*thing, Life { time: *time, stated_in: own.clone() });
        }
        lives
    }

    fn add(&mut self, thing: Number, life: Life) {
        self.0.entry(thing).or_default().push(life);
    }

    /// The first and the last day on which a thing may exist. That one life has no end says nothing of the end that another
    /// states, unless it is a later one.
    fn reach(&self, thing: Number) -> (Option<Stated<'_>>, Option<Stated<'_>>) {
        let lives = self.0.get(&thing).map_or(&[][..], Vec::as_slice);
        let born = lives.iter().filter_map(|life| Some((life.time.begin_earliest?, &life.stated_in)));
        let ended = lives.iter().filter_map(|life| Some((life.time.end_latest?, &life.stated_in)));
        let local = |(day, stated): &Stated<'_>| (*day, stated.local.clone());
        let born = born.min_by_key(local).filter(|(day, _)| {
            !lives.iter().any(|life| {
                let time = &life.time;
                let is_before = time.begin_latest.is_some_and(|begun| begun < *day)
                    || time.end_latest.is_some_and(|ended| ended <= *day);
                time.begin_earliest.is_none() && is_before
            })
        });
        let ended = ended.max_by_key(local).filter(|(day, _)| {
            !lives.iter().any(|life| {
                let time = &life.time;
                let is_after = time.begin_earliest.is_some_and(|born| born >= *day)
                    || time.end_earliest.is_some_and(|held| held > *day);
                time.end_latest.is_none() && is_after
            })
        });
        (born, ended)
    }

    /// Cuts a time to the lives of things, and gives what states those that cut it. A life that one of the tellings contradicts
    /// does nothing: which of them is right, nobody knows.
    pub(super) fn cut(&self, time: &mut Bounds, things: &[Number], tellings: &[Bounds]) -> Vec<IriBuf> {
        let mut by = Vec::new();
        for thing in things {
            let (born, ended) = self.reach(*thing);
            if let Some((day, stated_in)) = born
                && time.begin_earliest.is_none_or(|begin| begin < day)
                && !tellings.iter().any(|told| is_before(told, day))
            {
                time.begin_earliest = Some(day);
                time.end_earliest = time.end_earliest.map(|end| end.max(day));
                by.push(stated_in.clone());
            }
            if let Some((day, stated_in)) = ended
                && time.end_latest.is_none_or(|end| end > day)
                && !tellings.iter().any(|told| is_after(told, day))
            {
                time.end_latest = Some(day);
                time.begin_latest = time.begin_latest.map(|begin| begin.min(day));
                by.push(stated_in.clone());
            }
        }
        by.sort_by(|a, b| (a.ns, &a.local).cmp(&(b.ns, &b.local)));
        by.dedup();
        by
    }
}

/// Whether what this time says holds before a day for certain.
fn is_before(time: &Bounds, day: Date) -> bool {
    time.latest_begin().is_some_and(|begun| begun < day)
}

/// Whether what this time says holds after a day for certain.
fn is_after(time: &Bounds, day: Date) -> bool {
    time.earliest_end().is_some_and(|held| held > day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::schema::NsId;

    fn day(text: &str) -> Option<Date> {
        (!text.is_empty()).then(|| Date::parse_iso(text).expect("a day"))
    }

    fn time(bounds: [&str; 4]) -> Bounds {
        let [begin_earliest, begin_latest, end_earliest, end_latest] = bounds.map(day);
        Bounds { begin_earliest, begin_latest, end_earliest, end_latest }
    }

    fn lives(all: &[[&str; 4]]) -> Lives {
        let mut lives = Lives::default();
        for (at, bounds) in all.iter().enumerate() {
            lives.add(7, Life { time: time(*bounds), stated_in: IriBuf { ns: NsId::NONE, local: at.to_string() } });
        }
        lives
    }

    fn cut(all: &[[&str; 4]], own: [&str; 4]) -> (Bounds, Vec<String>) {
        let (mut bounds, told) = (time(own), time(own));
        let by = lives(all).cut(&mut bounds, &[7], &[told]);
        (bounds, by.into_iter().map(|iri| iri.local).collect())
    }

    const UNION: [&str; 4] = ["1922-12-30", "1922-12-30", "1991-12-25", "1991-12-25"];

    #[test]
    fn what_has_no_end_ends_with_the_life() {
        let (bounds, by) = cut(&[UNION], ["1945-10-24", "1945-10-24", "", ""]);
        assert_eq!(bounds, time(["1945-10-24", "1945-10-24", "", "1991-12-25"]));
        assert_eq!(by, ["0"]);
        let (bounds, by) = cut(&[UNION], ["", "1945-10-24", "", "1990-01-01"]);
        assert_eq!(bounds, time(["1922-12-30", "1945-10-24", "", "1990-01-01"]));
        assert_eq!(by, ["0"]);
    }

    #[test]
    fn a_life_without_an_end_leaves_the_end_that_another_source_states() {
        let begun = ["1922-12-30", "1922-12-30", "", ""];
        let (bounds, _) = cut(&[begun, UNION], ["1945-10-24", "1945-10-24", "", ""]);
        assert_eq!(bounds.end_latest, day("1991-12-25"));
    }

    #[test]
    fn who_came_into_being_again_is_not_cut_at_the_first_end() {
        let first = ["1918-11-11", "1918-11-11", "1939-09-28", "1939-09-28"];
        let again = ["1945-06-28", "1945-06-28", "", ""];
        let (bounds, by) = cut(&[first, again], ["1920-01-01", "1920-12-31", "", ""]);
        assert_eq!((bounds.end_latest, by.len()), (None, 0));
        let (bounds, _) = cut(&[first, again], ["", "1946-12-31", "", ""]);
        assert_eq!(bounds.begin_earliest, day("1918-11-11"));
    }

    #[test]
    fn where_sources_disagree_about_a_life_its_longest_holds() {
        let other = ["1922-12-30", "1922-12-30", "1991-12-26", "1991-12-26"];
        let (bounds, by) = cut(&[UNION, other], ["1945-10-24", "1945-10-24", "", ""]);
        assert_eq!((bounds.end_latest, by), (day("1991-12-26"), vec!["1".to_owned()]));
    }

    #[test]
    fn what_contradicts_a_life_is_not_cut() {
        let own = ["1993-01-01", "1993-12-31", "", ""];
        assert_eq!(cut(&[UNION], own), (time(own), Vec::new()));
        let own = ["1945-10-24", "1945-10-24", "1994-01-01", ""];
        assert_eq!(cut(&[UNION], own), (time(own), Vec::new()));
    }
}
