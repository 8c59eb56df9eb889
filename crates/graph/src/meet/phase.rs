//! Parts of a finding in which one of its keys has a narrower value: full within member.

use super::finding::Finding;
use super::reading::{Group, Number};
use super::telling::Telling;
use super::window::Window;
use super::write::{Writer, within};
use chancery_model::literal::TimeSpan;
use chancery_model::schema::{Iri, IriBuf, Kind, PredId};
use chancery_model::vocab::chy;
use chancery_values::time::Bounds;

/// When a narrower value holds, as several facts of one value state it together, within the time of the finding. A narrower spell
/// is within the broader: it began no earlier, and ended no later. If the first of a pair is true, it has the value from
/// the begin of the finding, if the second is, to its end.
fn within_finding(own: &[&Telling], throughout: (bool, bool), whole: &Bounds) -> Bounds {
    let joined =
        |window: fn(&Bounds) -> Window| Window::joined(&own.iter().map(|one| window(&one.bounds)).collect::<Vec<_>>());
    let (begin, end) = (joined(Window::begin), joined(Window::end));
    let begin_earliest = begin.first.max(whole.begin_earliest);
    let begin_latest = whole.begin_latest.filter(|_| throughout.0);
    let end_earliest = whole.end_earliest.filter(|_| throughout.1);
    Bounds {
        begin_earliest,
        begin_latest: begin.last.into_iter().chain(begin_latest).min(),
        // It did not end before it began.
        end_earliest: end.first.max(begin_earliest).max(end_earliest),
        end_latest: end.last.into_iter().chain(whole.end_latest).min(),
    }
}

/// A window of more days may have a year in it of which the document knows nothing.
const YEAR: i64 = 366;

/// Whether a telling has the value of a key from the begin of the finding, and to its end: its document states all values, and when
/// this one began; and nothing else that the document says of the affair, and no value of the finding that excludes this one, may
/// have been before. The same for the end.
fn throughout(group: &Group, finding: &Finding, at: usize, excludes: &dyn Fn(&Telling) -> bool) -> (bool, bool) {
    let own = &group.tellings[at];
    if !own.whole {
        return (false, false);
    }
    let others = |side: &dyn Fn(&Telling) -> bool| {
        group.tellings.iter().enumerate().filter(|(other, _)| *other != at).all(|(other, telling)| {
            let counts = telling.shares_document(own) || finding.tellings.contains(&other) && excludes(telling);
            !counts || side(telling)
        })
    };
    let is_within_a_year = |window: Window| {
        window.first.zip(window.last).is_some_and(|(a, b)| b.days_since_epoch() - a.days_since_epoch() <= YEAR)
    };
    let is_first =
        |other: &Telling| other.bounds.begin_earliest.zip(own.bounds.begin_latest).is_some_and(|(a, b)| a >= b);
    let is_last = |other: &Telling| other.bounds.end_latest.zip(own.bounds.end_earliest).is_some_and(|(a, b)| a <= b);
    (
        is_within_a_year(Window::begin(&own.bounds)) && others(&is_first),
        is_within_a_year(Window::end(&own.bounds)) && others(&is_last),
    )
}

/// Tellings of one value, as those of one spell of it: all, or each alone where a document keeps two of them apart.
fn parts(group: &Group, own: &[usize]) -> Vec<Vec<usize>> {
    let is_kept_apart = own.iter().enumerate().any(|(place, one)| {
        own[place + 1..].iter().any(|other| group.tellings[*one].shares_document(&group.tellings[*other]))
    });
    let has_a_day = |window: Window| window.first.zip(window.last).is_none_or(|(first, last)| first <= last);
    let met = |window: fn(&Bounds) -> Window| {
        let all = own.iter().map(|at| window(&group.tellings[*at].bounds));
        let first = all.clone().filter_map(|one| one.first).max();
        has_a_day(Window { first, last: all.filter_map(|one| one.last).min() })
    };
    if is_kept_apart || !met(Window::begin) || !met(Window::end) {
        own.iter().map(|at| vec![*at]).collect()
    } else {
        vec![own.to_vec()]
    }
}

impl Writer<'_> {
    /// Writes the phases of a finding: of each key that refines the kind, the values that are narrower than that of the finding,
    /// each with its time.
    pub(super) fn phases(&mut self, iri: &IriBuf, group: &Group, finding: &Finding, kind: &Kind) {
        // Where the sources disagree, none of them decides for a part. What happens has no parts.
        let has_parts = group.recurs.has_phases();
        if !has_parts || !finding.disagreements.is_empty() || finding.is_contested {
            return;
        }
        let refined = kind.affair.iter().flat_map(|affair| affair.refined.iter().enumerate());
        for (place, path) in refined.filter(|(_, path)| path.inner.is_none()) {
            let Some(level) = finding.values.get(place).copied().flatten() else { continue };
            let value_of = |at: usize| group.tellings[at].refined.get(place).copied().flatten();
            let mut narrower: Vec<Number> =
                finding.tellings.iter().filter_map(|at| value_of(*at)).filter(|value| *value != level).collect();
            narrower.sort_unstable();
            narrower.dedup();
            for value in narrower {
                let own: Vec<usize> =
                    finding.tellings.iter().copied().filter(|at| value_of(*at) == Some(value)).collect();
                for part in parts(group, &own) {
                    let excludes = |other: &Telling| self.gathered.exclude(group, &group.tellings[part[0]], other);
                    let sides = part.iter().map(|at| throughout(group, finding, *at, &excludes));
                    let sides = sides.fold((false, false), |all, one| (all.0 || one.0, all.1 || one.1));
                    let own: Vec<&Telling> = part.iter().map(|at| &group.tellings[*at]).collect();
                    let bounds = within_finding(&own, sides, &finding.bounds);
                    if !bounds.is_reversed() {
                        self.phase(iri, kind.keys[path.key].predicate, value, bounds, group);
                    }
                }
            }
        }
    }

    fn phase(&mut self, finding: &IriBuf, key: PredId, value: Number, bounds: Bounds, group: &Group) {
        let Some(thing) = self.gathered.value(value) else { return };
        let whole = self.schema.space.join(thing.ns, thing.local);
        let span = TimeSpan::of_bounds(bounds);
        let local = within(&group.affair, &format!("phase\n{}\n{whole}\n{}", finding.local, span.name));
        let node = IriBuf { ns: self.schema.folders.finding, local };
        let (class, label) = (self.schema.space.named(chy::PHASE), self.name_of(value));
        let label = if span.label.is_empty() { label } else { format!("{label}, {}", span.label) };
        let times = self.schema.folders.time;
        let p = &self.p;
        self.describer.one(node.as_ref(), |describe| {
            describe.iri(p.rdf_type, class.as_ref()).iri(p.phase_of, finding.as_ref()).lang(p.label, "en", &label);
            describe.iri(key, thing);
            if let (Some(during), false) = (p.during, span.name.is_empty()) {
                describe.iri(during, Iri { ns: times, local: &span.name });
            }
        });
        if !span.name.is_empty() {
            self.describer.time(&span);
        }
    }
}
