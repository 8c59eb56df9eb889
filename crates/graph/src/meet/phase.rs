//! Parts of a finding in which one of its keys has a narrower value: full within member.

use super::finding::{Finding, edges};
use super::reading::{Group, Number};
use super::telling::Telling;
use super::window::Window;
use super::write::{Writer, within};
use chancery_model::literal::TimeSpan;
use chancery_model::schema::{Iri, IriBuf, Kind, PredId};
use chancery_model::vocab::chy;
use chancery_values::time::Bounds;

/// When a narrower value holds, as several facts of one value state it together, within the time of the finding. A narrower spell
/// is within the broader: it began no earlier, and ended no later. Where a document states all values and none before this one, the
/// thing had it from its begin; where it states none after, to its end. With each fact is whether its document states none
/// before, and none after.
fn within_finding(own: &[(&Telling, (bool, bool))], whole: &Bounds) -> Bounds {
    let joined = |window: fn(&Bounds) -> Window| {
        Window::joined(&own.iter().map(|(one, _)| window(&one.bounds)).collect::<Vec<_>>())
    };
    let (begin, end) = (joined(Window::begin), joined(Window::end));
    let begin_earliest = begin.first.max(whole.begin_earliest);
    let from_begin = own.iter().any(|(one, (is_first, _))| one.whole && *is_first);
    let to_end = own.iter().any(|(one, (_, is_last))| one.whole && *is_last);
    let begin_latest = whole.begin_latest.filter(|_| from_begin);
    let end_earliest = whole.end_earliest.filter(|_| to_end);
    Bounds {
        begin_earliest,
        begin_latest: begin.last.into_iter().chain(begin_latest).min(),
        // It did not end before it began.
        end_earliest: end.first.max(begin_earliest).max(end_earliest),
        end_latest: end.last.into_iter().chain(whole.end_latest).min(),
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
        let told: Vec<&Telling> = group.tellings.iter().collect();
        let refined = kind.affair.iter().flat_map(|affair| affair.refined.iter().enumerate());
        for (place, path) in refined.filter(|(_, path)| path.inner.is_none()) {
            let Some(level) = finding.values.get(place).copied().flatten() else { continue };
            let value_of = |at: usize| group.tellings[at].refined.get(place).copied().flatten();
            let mut narrower: Vec<Number> =
                finding.tellings.iter().filter_map(|at| value_of(*at)).filter(|value| *value != level).collect();
            narrower.sort_unstable();
            narrower.dedup();
            for value in narrower {
                let members = finding.tellings.iter().filter(|at| value_of(**at) == Some(value));
                let own: Vec<(&Telling, (bool, bool))> =
                    members.map(|at| (told[*at], edges(&told, &finding.tellings, *at))).collect();
                let bounds = within_finding(&own, &finding.bounds);
                if !bounds.is_reversed() {
                    self.phase(iri, kind.keys[path.key].predicate, value, bounds, group);
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
