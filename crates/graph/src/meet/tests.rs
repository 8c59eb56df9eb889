//! What several documents tell of one affair: examples worked out by hand, and what holds of any tellings.

use super::*;
use chancery_values::time::{Bounds, Date};

/// Statuses of a membership: full and associate are below member, which excludes observer; full excludes associate.
struct Statuses;

const MEMBER: ValueId = 0;
const FULL: ValueId = 1;
const ASSOCIATE: ValueId = 2;
const OBSERVER: ValueId = 3;

impl Terms for Statuses {
    fn broader(&self, key: usize, value: ValueId) -> Option<ValueId> {
        (key == 0 && [FULL, ASSOCIATE].contains(&value)).then_some(MEMBER)
    }

    fn excludes(&self, key: usize, a: ValueId, b: ValueId) -> bool {
        key == 0 && [(MEMBER, OBSERVER), (FULL, ASSOCIATE)].iter().any(|pair| *pair == (a, b) || *pair == (b, a))
    }

    fn is_fixed(&self, key: usize) -> bool {
        key == 2
    }
}

const YEARLY: Recurs = Recurs::Spells { apart: 365 };

fn day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| Date::parse_iso(text).unwrap())
}

/// A telling of a document, with its four bounds.
fn telling(document: u16, status: Option<ValueId>, bounds: [&str; 4]) -> Telling {
    let [begin_earliest, begin_latest, end_earliest, end_latest] = bounds.map(day);
    Telling {
        documents: vec![document],
        standing: Standing::Held,
        bounds: Bounds { begin_earliest, begin_latest, end_earliest, end_latest },
        refined: vec![status],
        distinguished: vec![None],
        measured: None,
        vague: None,
        denied_by: Vec::new(),
        whole: false,
    }
}

/// Since a day or a year, and an end of which nothing is known but that it is not before a day.
fn since(document: u16, status: ValueId, begin: &str, until: &str) -> Telling {
    let (first, last) = span(begin);
    telling(document, Some(status), [&first, &last, until, ""])
}

fn span(text: &str) -> (String, String) {
    if text.len() == 4 {
        (format!("{text}-01-01"), format!("{text}-12-31"))
    } else {
        (text.to_owned(), text.to_owned())
    }
}

/// From a day or year to another.
fn from_to(document: u16, status: ValueId, begin: &str, end: &str) -> Telling {
    let ((b1, b2), (e1, e2)) = (span(begin), span(end));
    telling(document, Some(status), [&b1, &b2, &e1, &e2])
}

fn meet(tellings: &[Telling]) -> Affair {
    Affair::of(tellings, YEARLY, &Statuses)
}

/// The tellings that each finding rests on.
fn sets(affair: &Affair) -> Vec<Vec<usize>> {
    affair.findings.iter().map(|finding| finding.tellings.clone()).collect()
}

#[test]
fn a_year_and_a_day_in_it_are_one_begin() {
    let affair = meet(&[since(1, FULL, "1945", ""), since(2, MEMBER, "1945-10-24", "")]);
    let [finding] = &affair.findings[..] else { panic!("{affair:?}") };
    assert_eq!(finding.values, [Some(MEMBER)]);
    assert_eq!((finding.bounds.begin_earliest, finding.bounds.begin_latest), (day("1945-10-24"), day("1945-10-24")));
    assert_eq!(finding.bounds.end_latest, None);
    assert!(finding.disagreements.is_empty() && !finding.is_contested);
    assert_eq!(finding.documents, [1, 2]);
}

/// The narrower spell may begin later than the broader, so its first day says nothing of that of the broader.
#[test]
fn values_of_a_phase_do_not_pass_to_the_bounds_of_another() {
    // An embassy since 1960; a table of 2022 says it is in a city to which it moved later.
    let broad = telling(1, None, ["1960-10-01", "1960-10-01", "", ""]);
    let narrow = telling(2, Some(FULL), ["2022-01-01", "2022-01-01", "2022-06-01", ""]);
    let broad = Telling { bounds: Bounds { end_earliest: day("2022-03-01"), ..broad.bounds }, ..broad };
    let affair = meet(&[broad, narrow]);
    let [finding] = &affair.findings[..] else { panic!("{affair:?}") };
    assert_eq!(finding.values, [None]);
    assert_eq!(finding.bounds.begin_latest, day("1960-10-01"));
    assert_eq!(finding.bounds.end_earliest, day("2022-06-01"));
    assert!(finding.disagreements.is_empty());
}

/// Full since 1945 and member since 1953-07-07: whoever is a full member is a member.
#[test]
fn the_narrower_cannot_begin_before_the_broader() {
    let affair = meet(&[since(1, FULL, "1945", "2014-01-01"), since(2, MEMBER, "1953-07-07", "2000-01-01")]);
    let [finding] = &affair.findings[..] else { panic!("{affair:?}") };
    // From the last day of 1945 to 7 July 1953: seven years with two leap days, and 188 days to 7 July.
    let days = 7 * 365 + 2 + 188;
    assert_eq!(finding.disagreements, [Disagreement { a: 0, b: 1, over: Over::Begin(days) }]);
    assert_eq!(finding.bounds.begin_earliest, None);
    assert_eq!(finding.bounds.begin_latest, day("1953-07-07"));
    // The other way round nothing contradicts: an associate may have become full.
    let affair = meet(&[since(1, FULL, "1953", "2014-01-01"), since(2, MEMBER, "1945-07-07", "2000-01-01")]);
    assert!(affair.findings[0].disagreements.is_empty());
    assert_eq!(affair.findings[0].bounds.begin_latest, day("1945-07-07"));
    // But for a document that tells of all statuses.
    let whole = Telling { whole: true, ..since(1, FULL, "1953", "2014-01-01") };
    let affair = meet(&[whole, since(2, MEMBER, "1945-07-07", "2000-01-01")]);
    assert_eq!(affair.findings[0].disagreements.len(), 1);
}

#[test]
fn what_a_document_keeps_apart_does_not_meet() {
    let affair = meet(&[
        from_to(1, MEMBER, "1950-01-01", "1955-01-01"),
        from_to(1, MEMBER, "1960-01-01", "1970-01-01"),
        from_to(2, MEMBER, "1951-01-01", "1969-01-01"),
    ]);
    // Both spells of the first overlap with that of the second, which meets the one that it shares more days with.
    assert_eq!(sets(&affair), [vec![2, 1]]);
    assert_eq!(affair.findings[0].disagreements.len(), 2);
    // In one document nothing meets.
    assert_eq!(meet(&[since(1, FULL, "1950", ""), since(1, MEMBER, "1950", "")]).findings, []);
}

#[test]
fn single_tellings_come_before_runs() {
    let associate = from_to(1, ASSOCIATE, "2012", "2013");
    let full = since(1, FULL, "2014", "2014-12-31");
    // The other knows of full membership alone: that meets, and the years before stand for themselves.
    let affair = meet(&[associate.clone(), full.clone(), since(2, FULL, "2014-03-01", "")]);
    assert_eq!(sets(&affair), [vec![1, 2]]);
    assert_eq!(affair.findings[0].values, [Some(FULL)]);
    // The other counts associates: one spell of a member from 2012.
    let affair = meet(&[associate, full, since(2, MEMBER, "2012-03-01", "")]);
    assert_eq!(sets(&affair), [vec![0, 2, 1]]);
    assert_eq!(affair.findings[0].values, [Some(MEMBER)]);
    assert_eq!(affair.findings[0].bounds.begin_latest, day("2012-03-01"));
    assert_eq!(affair.findings[0].bounds.end_earliest, day("2014-12-31"));
}

#[test]
fn values_that_exclude_one_another_disagree_on_a_common_day_only() {
    let observer = from_to(2, OBSERVER, "1980-01-01", "1990-01-01");
    let affair = meet(&[from_to(1, MEMBER, "1985-01-01", "1995-01-01"), observer.clone()]);
    let over: Vec<Over> = affair.findings[0].disagreements.iter().map(|one| one.over).collect();
    assert!(over.contains(&Over::Value(0)), "{over:?}");
    assert_eq!(affair.findings[0].values, [None]);
    // One after the other they are two.
    let affair = meet(&[from_to(1, MEMBER, "1990-06-01", "1995-01-01"), observer]);
    assert_eq!(affair, Affair::default());
}

#[test]
fn visits_are_one_only_where_they_share_a_day_or_are_told_to_be() {
    let visit = |document, begin: &str, end: &str| {
        let ((b1, b2), (_, e2)) = (span(begin), span(end));
        telling(document, None, [&b1, &b2, &b1, &e2])
    };
    let meet = |tellings: &[Telling]| Affair::of(tellings, Recurs::Events { apart: 0 }, &Statuses);
    let month = telling(1, None, ["2006-10-01", "2006-10-31", "2006-10-01", "2006-10-31"]);
    let days = from_to(2, FULL, "2006-10-17", "2006-10-18");
    // The month is proven by the days, and that it means them is not.
    let affair = meet(&[month.clone(), days.clone()]);
    assert_eq!((affair.findings.len(), &affair.ties[..]), (0, &[Tie::Implies(1, 0)][..]));
    // Two days apart are two; one day of two is one, with a begin that differs.
    assert_eq!(meet(&[visit(1, "2006-10-15", "2006-10-15"), days.clone()]), Affair::default());
    let affair = meet(&[visit(1, "2006-10-18", "2006-10-18"), days.clone()]);
    assert_eq!(affair.findings[0].disagreements, [Disagreement { a: 1, b: 0, over: Over::Begin(1) }]);
    // What distinguishes them joins and parts them.
    let numbered = |telling: &Telling, number| Telling { distinguished: vec![Some(number)], ..telling.clone() };
    let days = Telling { refined: vec![None], ..days };
    assert_eq!(meet(&[numbered(&month, 2), numbered(&days, 2)]).findings.len(), 1);
    let of_level = Telling { refined: vec![Some(FULL)], ..days.clone() };
    assert_eq!(meet(&[numbered(&month, 2), numbered(&of_level, 2)]).findings.len(), 0);
    assert_eq!(meet(&[numbered(&month, 2), numbered(&days, 3)]), Affair::default());
}

#[test]
fn what_happens_once_is_one_whatever_its_days() {
    let affair = Affair::of(
        &[from_to(1, FULL, "1993-06-11", "1993-06-11"), from_to(2, FULL, "1993-06-01", "1993-06-01")],
        Recurs::Once,
        &Statuses,
    );
    let over: Vec<Over> = affair.findings[0].disagreements.iter().map(|one| one.over).collect();
    assert_eq!(over, [Over::Begin(10)]);
}

#[test]
fn figures_of_one_period_agree_within_what_they_say() {
    let figure = |document, amount, least: Option<(f64, bool)>, most: Option<(f64, bool)>| Telling {
        measured: Some(Measured { amount, unit: Some(9), interval: Some(Interval { least, most }) }),
        ..from_to(document, FULL, "2008", "2008")
    };
    let (ten, more) = (Some((10.0, false)), Some((10.4, false)));
    let meet = |a, b| Affair::of(&[a, b], Recurs::ByPeriod, &Statuses).findings[0].disagreements.clone();
    assert_eq!(meet(figure(1, 1, ten, ten), figure(2, 2, Some((9.5, false)), None)), []);
    let differ = [Disagreement { a: 0, b: 1, over: Over::Measure }];
    assert_eq!(meet(figure(1, 1, ten, ten), figure(2, 2, more, more)), differ);
    // More than ten is not ten; what counts something else is no relation.
    assert_eq!(meet(figure(1, 1, ten, ten), figure(2, 2, Some((10.0, true)), None)), differ);
    let mut other = figure(2, 2, more, more);
    other.measured = other.measured.map(|measured| Measured { unit: Some(8), ..measured });
    assert_eq!(meet(figure(1, 1, ten, ten), other), []);
}

#[test]
fn who_denies_what_is_implied_contests_it() {
    let denied = Telling { standing: Standing::Denied, ..telling(3, Some(MEMBER), ["", "", "", ""]) };
    let two = [since(1, FULL, "1945", "2000-01-01"), since(2, MEMBER, "1945-10-24", "2000-01-01")];
    let affair = meet(&[two[0].clone(), two[1].clone(), denied]);
    assert!(affair.findings[0].is_contested);
    let other = Telling { standing: Standing::Denied, ..telling(3, Some(OBSERVER), ["", "", "", ""]) };
    assert!(!meet(&[two[0].clone(), two[1].clone(), other]).findings[0].is_contested);
}

#[test]
fn nothing_unbounded_meets() {
    let affair = meet(&[telling(1, Some(MEMBER), ["", "", "", ""]), since(2, FULL, "1945", "2014-01-01")]);
    assert_eq!((affair.findings.len(), &affair.ties[..]), (0, &[Tie::Implies(1, 0)][..]));
}

/// An affair that is too large is left as it is told, in bounded time.
#[test]
fn an_affair_that_is_too_large_is_left_alone() {
    let many: Vec<Telling> = (0..12_000).map(|at| telling(at % 2, Some(MEMBER), ["", "", "", ""])).collect();
    assert_eq!(meet(&many).left_out, Some(LeftOut::All));
    // One after the other they are many and meet: those of one year have a day in common.
    let years: Vec<Telling> = (1..50_000_u32)
        .flat_map(|at| {
            let first = Date::from_days_since_epoch(i64::from(at) * 400).unwrap();
            let text = first.add_days(9).unwrap();
            let bounds = |begin| Bounds {
                begin_earliest: Some(begin),
                begin_latest: Some(begin),
                end_earliest: Some(text),
                end_latest: Some(text),
            };
            let one = |document, begin| Telling {
                bounds: bounds(begin),
                ..telling(document, Some(MEMBER), ["", "", "", ""])
            };
            [one(1, first), one(2, first.next_day().unwrap())]
        })
        .collect();
    let affair = Affair::of(&years, Recurs::Events { apart: 0 }, &Statuses);
    assert_eq!((affair.findings.len(), affair.left_out), (49_999, None));
}

/// Numbers that look random and are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn date(&mut self) -> Option<Date> {
        (self.below(4) > 0).then(|| Date::from_days_since_epoch(self.below(40).try_into().unwrap()).unwrap())
    }

    /// A telling whose bounds some spell fits.
    fn telling(&mut self) -> Telling {
        loop {
            let bounds = Bounds {
                begin_earliest: self.date(),
                begin_latest: self.date(),
                end_earliest: self.date(),
                end_latest: self.date(),
            };
            if bounds.is_reversed() {
                continue;
            }
            let status = [None, Some(MEMBER), Some(FULL), Some(ASSOCIATE), Some(OBSERVER)][self.below(5) as usize];
            let document = u16::try_from(self.below(4)).unwrap();
            return Telling { bounds, ..telling(document, status, ["", "", "", ""]) };
        }
    }

    fn shuffle(&mut self, list: &mut [usize]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at as u64 + 1) as usize);
        }
    }
}

const APART: Recurs = Recurs::Spells { apart: 3 };

/// What is found, named by the tellings themselves.
fn named(tellings: &[Telling], affair: &Affair) -> Vec<String> {
    let one = |at: &usize| format!("{:?}", tellings[*at]);
    let mut all: Vec<String> = affair
        .findings
        .iter()
        .map(|finding| {
            let mut rests: Vec<String> = finding.tellings.iter().map(one).collect();
            rests.sort();
            format!("{:?} {:?} {rests:?}", finding.bounds, finding.values)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn the_order_makes_no_difference() {
    let mut random = Random(7);
    for _ in 0..2_000 {
        let count = 2 + random.below(7) as usize;
        let tellings: Vec<Telling> = (0..count).map(|_| random.telling()).collect();
        let first = named(&tellings, &Affair::of(&tellings, APART, &Statuses));
        let mut order: Vec<usize> = (0..count).collect();
        random.shuffle(&mut order);
        let other: Vec<Telling> = order.iter().map(|at| tellings[*at].clone()).collect();
        assert_eq!(first, named(&other, &Affair::of(&other, APART, &Statuses)));
    }
}

/// Pairs of tellings, by their places.
type Pairs = Vec<(usize, usize)>;

/// Pairs of tellings of different documents that are decided on, at random; none that contradict one another.
fn random_decisions(random: &mut Random, tellings: &[Telling]) -> (Pairs, Pairs) {
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for _ in 0..random.below(4) {
        let [a, b] = [0, 1].map(|_| random.below(tellings.len() as u64) as usize);
        if tellings[a].documents == tellings[b].documents {
            continue;
        }
        let (list, other) =
            if random.below(2) == 0 { (&mut same, &mut different) } else { (&mut different, &mut same) };
        list.push((a, b));
        other.retain(|pair| *pair != (a, b) && *pair != (b, a));
    }
    // What is joined to both of two that differ would contradict.
    let decided = Decided::new(&same, &different);
    different.retain(|(a, b)| !decided.are_same(*a, *b));
    let keeps_apart = decided.joined().into_iter().any(|thing| {
        thing
            .iter()
            .enumerate()
            .any(|(at, a)| thing[..at].iter().any(|b| tellings[*a].documents == tellings[*b].documents))
    });
    if keeps_apart { (Vec::new(), different) } else { (same, different) }
}

#[test]
fn decisions_hold_in_any_order() {
    let mut random = Random(41);
    let mut seen = (0, 0);
    for _ in 0..4_000 {
        let count = 2 + random.below(7) as usize;
        let tellings: Vec<Telling> = (0..count).map(|_| random.telling()).collect();
        let (same, different) = random_decisions(&mut random, &tellings);
        let affair = Affair::decided(&tellings, &Decided::new(&same, &different), APART, &Statuses);
        let are_one = |(a, b): &(usize, usize)| {
            affair.findings.iter().any(|one| one.tellings.contains(a) && one.tellings.contains(b))
        };
        assert!(same.iter().all(are_one), "{tellings:?} {same:?} {affair:?}");
        assert!(!different.iter().any(are_one), "{tellings:?} {different:?} {affair:?}");
        let of_pair = |a: usize, b: usize| different.iter().any(|pair| *pair == (a, b) || *pair == (b, a));
        let disagreements = affair.findings.iter().flat_map(|one| &one.disagreements).chain(&affair.disagreements);
        assert!(!disagreements.into_iter().any(|one| of_pair(one.a, one.b)), "{tellings:?} {affair:?}");
        let tied = |tie: &Tie| {
            let (Tie::Implies(a, b) | Tie::MaybeSame(a, b) | Tie::Either(a, b)) = tie;
            of_pair(*a, *b)
        };
        assert!(!affair.ties.iter().any(tied), "{tellings:?} {affair:?}");
        seen = (seen.0 + same.len(), seen.1 + different.len());
        let mut order: Vec<usize> = (0..count).collect();
        random.shuffle(&mut order);
        let other: Vec<Telling> = order.iter().map(|at| tellings[*at].clone()).collect();
        let place = |at: usize| order.iter().position(|other| *other == at).unwrap();
        let moved = |pairs: &[(usize, usize)]| pairs.iter().map(|(a, b)| (place(*b), place(*a))).collect::<Vec<_>>();
        let decided = Decided::new(&moved(&same), &moved(&different));
        let again = Affair::decided(&other, &decided, APART, &Statuses);
        assert_eq!(named(&tellings, &affair), named(&other, &again), "{tellings:?} {same:?} {different:?}");
    }
    assert!(seen.0 > 500 && seen.1 > 500, "{seen:?}");
}

/// Every spell that fits what the tellings prove holds on each day that the finding calls certain.
#[test]
fn no_day_is_certain_that_the_tellings_do_not_make_certain() {
    let mut random = Random(11);
    let mut seen = (0, 0);
    for _ in 0..8_000 {
        let tellings: Vec<Telling> = (0..2 + random.below(4)).map(|_| random.telling()).collect();
        for finding in Affair::of(&tellings, APART, &Statuses).findings {
            let lifted: Vec<Bounds> =
                finding.tellings.iter().map(|at| tellings[*at].lifted(&Statuses, APART, &finding.values)).collect();
            let fits = |bounds: &Bounds, begin: i64, end: i64| {
                let day = |days| Date::from_days_since_epoch(days).unwrap();
                let within = |first: Option<Date>, last: Option<Date>, at: Date| {
                    first.is_none_or(|first| first <= at) && last.is_none_or(|last| at <= last)
                };
                within(bounds.begin_earliest, bounds.begin_latest, day(begin))
                    && within(bounds.end_earliest, bounds.end_latest, day(end))
            };
            let certain: Vec<i64> =
                (0..45).filter(|at| finding.bounds.certain_on(Date::from_days_since_epoch(*at).unwrap())).collect();
            for begin in -3..45 {
                for end in begin..48 {
                    // Where they disagree, what one of them says is possible; else only what all say.
                    let may = if finding.disagreements.is_empty() {
                        lifted.iter().all(|bounds| fits(bounds, begin, end))
                    } else {
                        false
                    };
                    if may {
                        assert!(certain.iter().all(|at| begin <= *at && *at <= end), "{tellings:?} {finding:?}");
                    }
                }
            }
            seen = (seen.0 + usize::from(finding.disagreements.is_empty()), seen.1 + usize::from(!certain.is_empty()));
        }
    }
    assert!(seen.0 > 200 && seen.1 > 200, "{seen:?}");
}

/// A source that repeats all that another says of a spell makes nothing less certain.
#[test]
fn agreement_takes_nothing_away() {
    let mut random = Random(23);
    let certain = |finding: &Finding| -> Vec<i64> {
        (0..45).filter(|at| finding.bounds.certain_on(Date::from_days_since_epoch(*at).unwrap())).collect()
    };
    let mut seen = 0;
    for _ in 0..8_000 {
        let tellings: Vec<Telling> = (0..2 + random.below(3)).map(|_| random.telling()).collect();
        let before = Affair::of(&tellings, APART, &Statuses);
        for finding in &before.findings {
            let copied = &tellings[finding.tellings[random.below(finding.tellings.len() as u64) as usize]];
            let mates = finding.tellings.iter().filter(|at| tellings[**at].documents == copied.documents);
            if mates.count() > 1 {
                continue;
            }
            let confirms = Telling { documents: vec![9], ..copied.clone() };
            let mut all = tellings.clone();
            all.push(confirms);
            let after = Affair::of(&all, APART, &Statuses);
            let same =
                after.findings.iter().find(|other| finding.tellings.iter().all(|at| other.tellings.contains(at)));
            let Some(same) = same else { continue };
            if same.tellings.iter().all(|at| finding.tellings.contains(at) || *at == tellings.len()) {
                let (old, new) = (certain(finding), certain(same));
                assert!(old.iter().all(|at| new.contains(at)), "{tellings:?} {finding:?} {same:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "{seen}");
}
