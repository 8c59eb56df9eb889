//! Two sources compared, affair by affair: where they disagree, where each states more, where one states what the other implies.

use super::affair::{Affair, LeftOut, Tie};
use super::coverage::DocumentId;
use super::gather::Gathered;
use super::pair::Over;
use super::reading::Group;
use super::telling::Telling;

/// The relation of two sources in an affair. The first that holds counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// They state one spell, and cannot both be right.
    Disagree,
    /// They state one spell, and each states more.
    Agree,
    /// They state one spell, and the first says all that the second does, and more.
    FirstRefines,
    /// They state one spell, and the second says all that the first does, and more.
    SecondRefines,
    /// They say the same.
    Same,
    /// What the one says is true if the other is right, and nothing proves that they mean one spell.
    Implied,
    /// They may mean one spell, or nothing proves which of the two is wrong.
    Undecided,
    /// They state different spells.
    Apart,
    /// There is too much to compare.
    TooLarge,
    /// Only the first is about the affair, and the second would have it if it were so.
    OnlyFirstWithin,
    /// Only the first is about the affair, and it is outside of what the second says that it covers.
    OnlyFirstOutside,
    /// Only the first is about the affair, and the second does not say what it covers.
    OnlyFirst,
    /// Only the second is about the affair, and the first would have it if it were so.
    OnlySecondWithin,
    /// Only the second is about the affair, and it is outside of what the first says that it covers.
    OnlySecondOutside,
    /// Only the second is about the affair, and the first does not say what it covers.
    OnlySecond,
}

impl Class {
    /// All of them, in their order.
    pub const ALL: [Self; 15] = [
        Self::Disagree,
        Self::Agree,
        Self::FirstRefines,
        Self::SecondRefines,
        Self::Same,
        Self::Implied,
        Self::Undecided,
        Self::Apart,
        Self::TooLarge,
        Self::OnlyFirstWithin,
        Self::OnlyFirstOutside,
        Self::OnlyFirst,
        Self::OnlySecondWithin,
        Self::OnlySecondOutside,
        Self::OnlySecond,
    ];

    /// The name of the class, as options and tables have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disagree => "disagree",
            Self::Agree => "agree",
            Self::FirstRefines => "first-refines",
            Self::SecondRefines => "second-refines",
            Self::Same => "same",
            Self::Implied => "implied",
            Self::Undecided => "undecided",
            Self::Apart => "apart",
            Self::TooLarge => "too-large",
            Self::OnlyFirstWithin => "only-first-within",
            Self::OnlyFirstOutside => "only-first-outside",
            Self::OnlyFirst => "only-first",
            Self::OnlySecondWithin => "only-second-within",
            Self::OnlySecondOutside => "only-second-outside",
            Self::OnlySecond => "only-second",
        }
    }

    /// Whether both sources are about the affair.
    #[must_use]
    pub fn is_of_both(self) -> bool {
        self < Self::OnlyFirstWithin
    }
}

/// The documents of two sources.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// Those of the first.
    pub first: Vec<DocumentId>,
    /// Those of the second.
    pub second: Vec<DocumentId>,
    /// Those of both that say what they cover.
    pub scoped: Vec<DocumentId>,
}

impl Sides {
    /// Whether each of them asserts a fact.
    fn assert(&self, telling: &Telling) -> [bool; 2] {
        self.each(|document| telling.documents.binary_search(&document.0).is_ok())
    }

    /// Whether each of them denies a fact.
    fn deny(&self, telling: &Telling) -> [bool; 2] {
        self.each(|document| telling.denied_by.contains(&document.0))
    }

    fn each(&self, is_of: impl Fn(&DocumentId) -> bool) -> [bool; 2] {
        [&self.first, &self.second].map(|documents| documents.iter().any(&is_of))
    }

    /// The class of what one document alone says, by the documents that cover it; nothing if it is of neither side.
    #[must_use]
    pub fn only(&self, document: DocumentId, covered_by: &[DocumentId]) -> Option<Class> {
        match self.each(|one| *one == document) {
            [true, _] => Some(self.only_first(covered_by)),
            [_, true] => Some(self.only_second(covered_by)),
            _ => None,
        }
    }

    fn only_first(&self, covered_by: &[DocumentId]) -> Class {
        match self.silence(&self.second, covered_by) {
            (true, _) => Class::OnlyFirstWithin,
            (_, true) => Class::OnlyFirstOutside,
            _ => Class::OnlyFirst,
        }
    }

    fn only_second(&self, covered_by: &[DocumentId]) -> Class {
        match self.silence(&self.first, covered_by) {
            (true, _) => Class::OnlySecondWithin,
            (_, true) => Class::OnlySecondOutside,
            _ => Class::OnlySecond,
        }
    }

    /// Whether one of these documents covers it, and whether one says what it covers.
    fn silence(&self, documents: &[DocumentId], covered_by: &[DocumentId]) -> (bool, bool) {
        let any = |of: &[DocumentId]| documents.iter().any(|graph| of.contains(graph));
        (any(covered_by), any(&self.scoped))
    }
}

/// An affair that is in two documents or more, of which a side has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The affair, by its place among the groups.
    pub group: usize,
    /// The relation of the two.
    pub class: Class,
    /// The pairs of facts by which they do, of the first source and of the second, by their places in the group; and in what
    /// they differ, where they disagree.
    pub pairs: Vec<(usize, usize, Option<Over>)>,
}

impl Compared {
    /// By how many days they differ at most.
    #[must_use]
    pub fn gap(&self) -> i64 {
        let days = self.pairs.iter().map(|(_, _, over)| match over {
            Some(Over::Begin(days) | Over::End(days)) => *days,
            _ => 0,
        });
        days.max().unwrap_or(0)
    }
}

/// Compares two sources: every affair of the groups that one of them is about, in the order of the groups. What is in one document
/// alone is counted in [`Gathered::alone`].
#[must_use]
pub fn compare(gathered: &Gathered<'_>, sides: &Sides) -> Vec<Compared> {
    let either = |all: [bool; 2], one: [bool; 2]| [all[0] || one[0], all[1] || one[1]];
    let mut all = Vec::new();
    for (at, group) in gathered.groups.iter().enumerate() {
        let asserted = group.tellings.iter().map(|one| sides.assert(one)).fold([false; 2], either);
        let said = group.tellings.iter().map(|one| sides.deny(one)).fold(asserted, either);
        let (class, pairs) = match (said, asserted) {
            ([true, true], _) => class(gathered, group, &gathered.affair(group), sides),
            (_, [true, _]) => (sides.only_first(&group.covered_by), Vec::new()),
            (_, [_, true]) => (sides.only_second(&group.covered_by), Vec::new()),
            _ => continue,
        };
        all.push(Compared { group: at, class, pairs });
    }
    all
}

type Pairs = Vec<(usize, usize, Option<Over>)>;

fn class(gathered: &Gathered<'_>, group: &Group, affair: &Affair, sides: &Sides) -> (Class, Pairs) {
    let asserted: Vec<[bool; 2]> = group.tellings.iter().map(|telling| sides.assert(telling)).collect();
    let (is_first, is_second) = (|at: usize| asserted[at][0], |at: usize| asserted[at][1]);
    // The pair in the order of the sources, if it is of both.
    let pair = |a: usize, b: usize| match (is_first(a) && is_second(b), is_first(b) && is_second(a)) {
        (true, _) => Some((a, b)),
        (_, true) => Some((b, a)),
        _ => None,
    };
    if affair.left_out == Some(LeftOut::All) {
        return (Class::TooLarge, Vec::new());
    }
    // Denials are looked at by side below.
    let of_findings = affair.findings.iter().flat_map(|finding| &finding.disagreements);
    let disagreements = of_findings.chain(&affair.disagreements).filter(|one| one.over != Over::Denied);
    let mut disagree: Pairs =
        disagreements.filter_map(|one| pair(one.a, one.b).map(|(a, b)| (a, b, Some(one.over)))).collect();
    // What one denies, and the other says or implies.
    for (denied, telling) in group.tellings.iter().enumerate() {
        let [by_first, by_second] = sides.deny(telling);
        for other in (0..asserted.len()).filter(|at| by_first && is_second(*at) || by_second && is_first(*at)) {
            if gathered.implies(group, other, denied) {
                let (a, b) = if by_first && is_second(other) { (denied, other) } else { (other, denied) };
                disagree.push((a, b, Some(Over::Denied)));
            }
        }
    }
    if !disagree.is_empty() {
        return (Class::Disagree, disagree);
    }
    let mut agree: Pairs = Vec::new();
    let (mut first, mut second) = (true, true);
    for finding in &affair.findings {
        for (place, a) in finding.tellings.iter().enumerate() {
            for b in &finding.tellings[place + 1..] {
                let Some((a, b)) = pair(*a, *b) else { continue };
                agree.push((a, b, None));
                if let Some(agreement) = gathered.agreement(group, a, b) {
                    first &= agreement.first_says_all;
                    second &= agreement.second_says_all;
                }
            }
        }
    }
    // One fact that both state.
    agree.extend((0..asserted.len()).filter(|at| is_first(*at) && is_second(*at)).map(|at| (at, at, None)));
    if !agree.is_empty() {
        let class = match (first, second) {
            (true, true) => Class::Same,
            (true, false) => Class::FirstRefines,
            (false, true) => Class::SecondRefines,
            (false, false) => Class::Agree,
        };
        return (class, agree);
    }
    let tied = |implies: bool| -> Pairs {
        let ties = affair.ties.iter().filter(|tie| matches!(tie, Tie::Implies(..)) == implies);
        ties.filter_map(|tie| {
            let (Tie::Implies(a, b) | Tie::MaybeSame(a, b) | Tie::Either(a, b)) = *tie;
            pair(a, b).map(|(a, b)| (a, b, None))
        })
        .collect()
    };
    for (class, implies) in [(Class::Implied, true), (Class::Undecided, false)] {
        let pairs = tied(implies);
        if !pairs.is_empty() {
            return (class, pairs);
        }
    }
    (Class::Apart, Vec::new())
}
