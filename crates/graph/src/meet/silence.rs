//! Where a document says that it has all, and is silent: it says that there was nothing.

use super::affair::{Affair, LeftOut};
use super::gather::Gathered;
use super::known::DocumentId;
use super::known::{Days, reach};
use super::reading::Group;
use super::spells::Tie;
use super::telling::Telling;

impl Gathered<'_> {
    /// The facts of a group, each with a document that would have it if it were so, and has nothing that may be it.
    pub(super) fn silences(&self, group: &Group, affair: &Affair) -> Vec<(usize, DocumentId)> {
        if affair.left_out == Some(LeftOut::All) {
            return Vec::new();
        }
        let of_fact = |at: usize| {
            let mut documents: Vec<DocumentId> = group.known[at].iter().map(|known| known.document).collect();
            documents.sort_unstable();
            documents.dedup();
            documents.retain(|document| self.is_silent(group, affair, at, &[*document]));
            documents.into_iter().map(move |document| (at, document))
        };
        (0..group.tellings.len()).flat_map(of_fact).collect()
    }

    /// Whether these documents would have a fact of a group if it were so, and have nothing that may be it.
    pub(super) fn is_silent(&self, group: &Group, affair: &Affair, at: usize, documents: &[DocumentId]) -> bool {
        let of_these = |telling: &Telling| {
            let numbers = || telling.documents.iter().chain(&telling.denied_by);
            numbers().any(|number| documents.contains(&DocumentId(*number)))
        };
        let own = &group.tellings[at];
        let known = || group.known[at].iter().filter(|known| documents.contains(&known.document));
        if !own.standing.is_held() || of_these(own) || known().next().is_none() {
            return false;
        }
        let is_other = |other: usize| of_these(&group.tellings[other]);
        let of_finding = affair.findings.iter().filter(|finding| finding.tellings.contains(&at));
        if of_finding.flat_map(|finding| &finding.tellings).any(|other| is_other(*other)) {
            return false;
        }
        let within = affair.findings.iter().flat_map(|finding| &finding.disagreements).chain(&affair.disagreements);
        if within.clone().any(|one| one.a == at && is_other(one.b) || one.b == at && is_other(one.a)) {
            return false;
        }
        let implies = |tie: &Tie| match *tie {
            Tie::Implies(a, b) => a == at && is_other(b) || b == at && is_other(a),
            Tie::MaybeSame(..) | Tie::Either(..) => false,
        };
        if affair.ties.iter().any(implies) {
            return false;
        }
        let may_be_it = |other: &&Telling| {
            let of_these = other.documents.iter().any(|number| documents.contains(&DocumentId(*number)));
            of_these && !self.exclude(group, own, other)
        };
        let stated: Vec<Days> = group.tellings.iter().filter(may_be_it).map(|other| reach(&other.bounds)).collect();
        known().any(|known| known.is_outside(&stated))
    }
}
