//! What the tellings of one spell say together, and where they disagree.

use super::pair::{Agreement, Over, Pair};
use super::telling::{Recurs, Relation, Standing, Telling, Terms, Values, level, relation};
use super::window::Window;
use chancery_values::time::Bounds;

/// Two tellings that cannot both be right, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disagreement {
    /// The one.
    pub a: usize,
    /// The other, which comes after it.
    pub b: usize,
    /// What they differ in.
    pub over: Over,
}

/// One spell, as two documents or more state it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The tellings that it rests on, by their places.
    pub tellings: Vec<usize>,
    /// The documents that state it, by their numbers: sorted, none twice.
    pub documents: Vec<u16>,
    /// Between which days it begins and ends, if each telling is right; where they disagree, all days from the first that one
    /// says to the last.
    pub bounds: Bounds,
    /// The values that all have in common.
    pub values: Values,
    /// A document denies one of the tellings.
    pub is_contested: bool,
    /// Where two of them cannot both be right.
    pub disagreements: Vec<Disagreement>,
}

impl Finding {
    /// What these tellings say together; nothing where they are of one document. `is_denied` says of
    /// a telling whether a document denies what it implies: who does that, denies it.
    pub(super) fn of(
        told: &[&Telling],
        members: &[usize],
        is_denied: &dyn Fn(usize) -> bool,
        recurs: Recurs,
        terms: &dyn Terms,
    ) -> Option<Self> {
        let mut documents: Vec<u16> = members.iter().flat_map(|at| told[*at].documents.iter().copied()).collect();
        documents.sort_unstable();
        documents.dedup();
        if documents.len() < 2 {
            return None;
        }
        let values = level(terms, recurs, members.iter().map(|at| told[*at]));
        let lifted: Vec<Bounds> = members.iter().map(|at| told[*at].lifted(terms, recurs, &values)).collect();
        let edges: Vec<(bool, bool)> = members.iter().map(|at| edges(told, members, *at)).collect();
        let of_edge = |window: fn(&Bounds) -> Window, is_edge: fn(&(bool, bool)) -> bool| {
            let all = lifted.iter().zip(&edges).filter(|(_, edge)| is_edge(edge));
            Window::joined(&all.map(|(bounds, _)| window(bounds)).collect::<Vec<_>>())
        };
        let (begin, end) = (of_edge(Window::begin, |edge| edge.0), of_edge(Window::end, |edge| edge.1));
        let disagreements = disagreements(told, members, &values, recurs, terms);
        Some(Self {
            tellings: members.to_vec(),
            documents,
            bounds: Bounds {
                begin_earliest: begin.first,
                begin_latest: begin.last,
                end_earliest: end.first,
                end_latest: end.last,
            },
            values,
            is_contested: members.iter().any(|at| told[*at].standing == Standing::Contested || is_denied(*at)),
            disagreements,
        })
    }
}

/// Whether a telling has the begin of its spell, and the end, in the words of its document: no other telling of the document begins
/// earlier, or ends later.
fn edges(told: &[&Telling], members: &[usize], at: usize) -> (bool, bool) {
    let own = told[at];
    let mates = || members.iter().map(|member| told[*member]).filter(|mate| mate.shares_document(own));
    let (begin, end) = (Window::begin(&own.bounds), Window::end(&own.bounds));
    let earlier = |mate: &Telling| Window::begin(&mate.bounds).first < begin.first && begin.first.is_some();
    let later = |mate: &Telling| {
        let last = Window::end(&mate.bounds).last;
        end.last.is_some_and(|own| last.is_none_or(|last| own < last))
    };
    (!mates().any(earlier), !mates().any(later))
}

/// Each pair of different documents that cannot both be right, and in what. Narrower values than those of the finding, full members among
/// members, can have been in several spells within it: their begins and ends differ only if one spell is proven, and are compared with
/// what the documents say of this value.
fn disagreements(
    told: &[&Telling],
    members: &[usize],
    values: &Values,
    recurs: Recurs,
    terms: &dyn Terms,
) -> Vec<Disagreement> {
    let mut all = Vec::new();
    for (place, a) in members.iter().copied().enumerate() {
        for b in members[place + 1..].iter().copied() {
            let (one, other) = (told[a], told[b]);
            if one.shares_document(other) {
                continue;
            }
            let common = level(terms, recurs, [one, other]);
            let is_one = common == *values || matches!(Pair::of(one, other, recurs, terms), Pair::One(_));
            let of_level: Vec<usize> = match common == *values {
                true => members.to_vec(),
                false => members.iter().copied().filter(|at| is_within(told[*at], &common, terms)).collect(),
            };
            let (of_one, of_other) = (edges(told, &of_level, a), edges(told, &of_level, b));
            let is_edge = |over: &Over| match over {
                Over::Begin(_) => is_one && of_one.0 && of_other.0,
                Over::End(_) => is_one && of_one.1 && of_other.1,
                _ => true,
            };
            let over = Agreement::of(one, other, recurs, terms).over().filter(is_edge);
            all.extend(over.map(|over| Disagreement { a, b, over }));
        }
    }
    all
}

/// Whether the values of a telling are these or narrower.
fn is_within(telling: &Telling, values: &Values, terms: &dyn Terms) -> bool {
    let own = telling.refined.iter().zip(values).enumerate();
    own.map(|(key, (own, value))| relation(terms, key, *own, *value))
        .all(|relation| matches!(relation, Relation::Equal | Relation::Narrower))
}
