//! Where a document says that it has all, and is silent: it says that there was nothing.

use super::affair::{Affair, LeftOut};
use super::gather::Gathered;
use super::known::{Days, DocumentId, reach};
use super::reading::Group;
use super::spells::Tie;
use super::telling::Telling;

/// That a document does not have a fact of a group which it would have if it were so.
pub(super) struct Silence {
    /// The place of the fact.
    pub(super) at: usize,
    /// The document.
    pub(super) document: DocumentId,
    /// The first days on which the fact holds, and for the document nothing does.
    pub(super) days: Option<Days>,
}

impl Gathered<'_> {
    /// The facts of a group, each with a document that would have it if it were so, and has nothing that may be it.
    pub(super) fn silences(&self, group: &Group, affair: &Affair) -> Vec<Silence> {
        if affair.left_out == Some(LeftOut::All) {
            return Vec::new();
        }
        let of_fact = |at: usize| {
            let mut documents: Vec<DocumentId> = group.known[at].iter().map(|known| known.document).collect();
            documents.sort_unstable();
            documents.dedup();
            documents.into_iter().filter_map(move |document| {
                let days = self.silence(group, affair, at, &[document])?;
                Some(Silence { at, document, days: days.first().copied() })
            })
        };
        (0..group.tellings.len()).flat_map(of_fact).collect()
    }

    /// Whether these documents would have a fact of a group if it were so, and have nothing that may be it: the days of which they
    /// know that it was not so, as far as these are known.
    pub(super) fn silence(
        &self,
        group: &Group,
        affair: &Affair,
        at: usize,
        documents: &[DocumentId],
    ) -> Option<Vec<Days>> {
        let of_these = |telling: &Telling| {
            let numbers = || telling.documents.iter().chain(&telling.denied_by);
            numbers().any(|number| documents.contains(&DocumentId(*number)))
        };
        let own = &group.tellings[at];
        let known = || group.known[at].iter().filter(|known| documents.contains(&known.document));
        if !own.standing.is_held() || of_these(own) || known().next().is_none() {
            return None;
        }
        let is_other = |other: usize| of_these(&group.tellings[other]);
        let of_finding = affair.findings.iter().filter(|finding| finding.tellings.contains(&at));
        if of_finding.flat_map(|finding| &finding.tellings).any(|other| is_other(*other)) {
            return None;
        }
        let within = affair.findings.iter().flat_map(|finding| &finding.disagreements).chain(&affair.disagreements);
        if within.clone().any(|one| one.a == at && is_other(one.b) || one.b == at && is_other(one.a)) {
            return None;
        }
        let implies = |tie: &Tie| match *tie {
            Tie::Implies(a, b) => a == at && is_other(b) || b == at && is_other(a),
            Tie::MaybeSame(..) | Tie::Either(..) => false,
        };
        if affair.ties.iter().any(implies) {
            return None;
        }
        let may_be_it = |other: &&Telling| {
            let of_these = other.documents.iter().any(|number| documents.contains(&DocumentId(*number)));
            of_these && !self.exclude(group, own, other)
        };
        let stated: Vec<Days> = group.tellings.iter().filter(may_be_it).map(|other| reach(&other.bounds)).collect();
        known().find_map(|known| known.left(&stated))
    }
}
