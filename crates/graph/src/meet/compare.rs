//! Two sources compared, affair by affair: where they disagree, where each tells more, where one tells what the other implies.

use super::affair::{Affair, LeftOut, Tie};
use super::finding::Over;
use super::gather::Gathered;
use super::reading::Group;
use super::telling::Telling;
use chancery_model::facts::GraphId;

/// How two sources stand to one another in an affair. The first that holds counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// They tell of one spell, and cannot both be right.
    Disagree,
    /// They tell of one spell, and each tells more.
    Agree,
    /// They tell of one spell, and the first says all that the second does, and more.
    FirstRefines,
    /// They tell of one spell, and the second says all that the first does, and more.
    SecondRefines,
    /// They say the same.
    Same,
    /// What the one says is true if the other is right, and nothing proves that they mean one spell.
    Implied,
    /// They may mean one spell.
    Undecided,
    /// They tell of different spells.
    Apart,
    /// There is too much to compare.
    TooLarge,
}

impl Class {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Disagree,
        Self::Agree,
        Self::FirstRefines,
        Self::SecondRefines,
        Self::Same,
        Self::Implied,
        Self::Undecided,
        Self::Apart,
        Self::TooLarge,
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
        }
    }
}

/// The documents of two sources, by their graphs.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// Those of the first.
    pub first: Vec<GraphId>,
    /// Those of the second.
    pub second: Vec<GraphId>,
}

impl Sides {
    fn denies(documents: &[GraphId], telling: &Telling) -> bool {
        documents.iter().any(|graph| telling.denied_by.contains(&graph.0))
    }

    fn is_of(documents: &[GraphId], telling: &Telling) -> bool {
        documents.iter().any(|graph| telling.documents.binary_search(&graph.0).is_ok())
    }
}

/// An affair of which both sources tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The affair, by its place among the groups.
    pub group: usize,
    /// How the two stand to one another.
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

/// Compares two sources: every affair of which both tell, in the order of the groups.
#[must_use]
pub fn compare(gathered: &Gathered<'_>, sides: &Sides) -> Vec<Compared> {
    let mut all = Vec::new();
    for (at, group) in gathered.groups.iter().enumerate() {
        let of = |documents: &[GraphId]| {
            group
                .facts
                .iter()
                .any(|fact| Sides::is_of(documents, &fact.telling) || Sides::denies(documents, &fact.telling))
        };
        if of(&sides.first) && of(&sides.second) {
            let affair = gathered.affair(group);
            let (class, pairs) = class(gathered, group, &affair, sides);
            all.push(Compared { group: at, class, pairs });
        }
    }
    all
}

type Pairs = Vec<(usize, usize, Option<Over>)>;

fn class(gathered: &Gathered<'_>, group: &Group, affair: &Affair, sides: &Sides) -> (Class, Pairs) {
    let is_first = |at: usize| Sides::is_of(&sides.first, &group.facts[at].telling);
    let is_second = |at: usize| Sides::is_of(&sides.second, &group.facts[at].telling);
    // The pair in the order of the sources, if it is of both.
    let pair = |a: usize, b: usize| match (is_first(a) && is_second(b), is_first(b) && is_second(a)) {
        (true, _) => Some((a, b)),
        (_, true) => Some((b, a)),
        _ => None,
    };
    if affair.left_out == Some(LeftOut::All) {
        return (Class::TooLarge, Vec::new());
    }
    let disagreements = affair.findings.iter().flat_map(|finding| &finding.disagreements);
    let disagree: Pairs =
        disagreements.filter_map(|one| pair(one.a, one.b).map(|(a, b)| (a, b, Some(one.over)))).collect();
    // What one denies, and the other says or implies.
    let mut disagree = disagree;
    for (at, fact) in group.facts.iter().enumerate() {
        let by = (Sides::denies(&sides.first, &fact.telling), Sides::denies(&sides.second, &fact.telling));
        for other in (0..group.facts.len()).filter(|_| by.0 || by.1) {
            if (by.0 && is_second(other) || by.1 && is_first(other)) && gathered.implies(group, other, at) {
                let pair = if by.0 && is_second(other) { (at, other) } else { (other, at) };
                disagree.push((pair.0, pair.1, Some(Over::Denied)));
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
    // One fact that both tell.
    agree.extend((0..group.facts.len()).filter(|at| is_first(*at) && is_second(*at)).map(|at| (at, at, None)));
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
            let (Tie::Implies(a, b) | Tie::MaybeSame(a, b)) = *tie;
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
