//! Two sources compared, affair by affair and pair by pair: where they disagree, where each states more, where one states what the
//! other implies.

use std::collections::HashSet;

use super::affair::{Affair, LeftOut};
use super::gather::Gathered;
use super::known::{DocumentId, reach};
use super::pair::Over;
use super::reading::Group;
use super::spells::Tie;
use super::telling::{Standing, Telling};
use chancery_model::schema::{IriBuf, KindId};
use chancery_values::time::Date;

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

    /// What two facts of one spell have to do with one another, by whether the one says all that the other does.
    const fn of(first_says_all: bool, second_says_all: bool) -> Self {
        match (first_says_all, second_says_all) {
            (true, true) => Self::Same,
            (true, false) => Self::FirstRefines,
            (false, true) => Self::SecondRefines,
            (false, false) => Self::Agree,
        }
    }

    /// Whether it is proven that the sources state one spell, and both can be right.
    const fn is_proven(self) -> bool {
        matches!(self, Self::Agree | Self::FirstRefines | Self::SecondRefines | Self::Same)
    }

    /// Whether one source is silent although it has all such facts.
    #[must_use]
    pub const fn is_within(self) -> bool {
        matches!(self, Self::OnlyFirstWithin | Self::OnlySecondWithin)
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
    /// The tellings as they are without the documents of neither side; nothing where there are no others.
    fn alone(&self, tellings: &[Telling]) -> Option<Vec<Telling>> {
        let is_of_side = |number: &u16| {
            let document = DocumentId(*number);
            self.first.contains(&document) || self.second.contains(&document)
        };
        if tellings.iter().all(|one| one.documents.iter().chain(&one.denied_by).all(is_of_side)) {
            return None;
        }
        let without = |one: &Telling| {
            let mut one = one.clone();
            one.documents.retain(is_of_side);
            one.denied_by.retain(is_of_side);
            one.standing = match (one.documents.is_empty(), one.denied_by.is_empty()) {
                (false, true) => Standing::Held,
                (false, false) => Standing::Contested,
                (true, false) => Standing::Denied,
                (true, true) => Standing::Unheld,
            };
            one
        };
        Some(tellings.iter().map(without).collect())
    }

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
            [true, _] => Some(self.only_first(any_of(&self.second, covered_by))),
            [_, true] => Some(self.only_second(any_of(&self.first, covered_by))),
            _ => None,
        }
    }

    /// The facts of a group of which one of them is silent although it has all such facts.
    fn silences(&self, gathered: &Gathered<'_>, group: &Group, affair: &Affair) -> Vec<(usize, Class)> {
        let silence = |at: usize| {
            let class = match self.assert(&group.tellings[at]) {
                [true, false] => Class::OnlyFirstWithin,
                [false, true] => Class::OnlySecondWithin,
                _ => return None,
            };
            let other = if class == Class::OnlyFirstWithin { &self.second } else { &self.first };
            gathered.silence(group, affair, at, other).map(|_| (at, class))
        };
        (0..group.tellings.len()).filter_map(silence).collect()
    }

    fn only_first(&self, is_within: bool) -> Class {
        match (is_within, any_of(&self.second, &self.scoped)) {
            (true, _) => Class::OnlyFirstWithin,
            (_, true) => Class::OnlyFirstOutside,
            _ => Class::OnlyFirst,
        }
    }

    fn only_second(&self, is_within: bool) -> Class {
        match (is_within, any_of(&self.first, &self.scoped)) {
            (true, _) => Class::OnlySecondWithin,
            (_, true) => Class::OnlySecondOutside,
            _ => Class::OnlySecond,
        }
    }
}

/// Whether some documents are among others.
fn any_of(some: &[DocumentId], others: &[DocumentId]) -> bool {
    some.iter().any(|one| others.contains(one))
}

/// A fact of the first source and one of the second that are about one affair, by their places in the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facing {
    /// The fact of the first source.
    pub first: usize,
    /// The fact of the second source.
    pub second: usize,
    /// The relation of the two.
    pub class: Class,
    /// In what they differ, where they disagree.
    pub over: Option<Over>,
}

impl Facing {
    /// By how many days they differ, where they disagree about days.
    #[must_use]
    pub fn days(&self) -> Option<i64> {
        match self.over {
            Some(Over::Begin(days) | Over::End(days)) => Some(days),
            _ => None,
        }
    }
}

/// An affair that is in two documents or more, of which a side has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The affair, by its place among the groups.
    pub group: usize,
    /// Both say something of it.
    pub in_both: bool,
    /// The relation of the two: the first of the classes of its pairs, and of what is proven all together. If nothing is proven or
    /// implied, and one of the two is silent on a fact although it has all such facts, it is that.
    pub class: Class,
    /// The pairs of facts that are of one spell, or may be.
    pub pairs: Vec<Facing>,
    /// The year in which the earliest of the facts that decide the class has begun, as far as that is known.
    pub year: Option<i32>,
}

/// A fact that one source states, and that the other would have if it were so.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// Its kind.
    pub kind: KindId,
    /// What it is about.
    pub affair: IriBuf,
    /// The fact.
    pub fact: IriBuf,
    /// By when it has begun.
    pub begin: Option<Date>,
    /// Which of the two states it: [`Class::OnlyFirstWithin`] or [`Class::OnlySecondWithin`].
    pub class: Class,
}

/// Two sources compared.
#[derive(Debug, Default, PartialEq)]
pub struct TwoCompared {
    /// Every affair of the groups that one of them is about, in the order of the groups.
    pub affairs: Vec<Compared>,
    /// The facts of which one of the two is silent although it has all such facts.
    pub within: Vec<Within>,
}

/// Compares two sources, affair by affair. How many affairs are in one document alone is in [`Gathered::alone`]. Documents of
/// neither side have no share in it.
#[must_use]
pub fn compare(gathered: &Gathered<'_>, sides: &Sides) -> TwoCompared {
    let either = |all: [bool; 2], one: [bool; 2]| [all[0] || one[0], all[1] || one[1]];
    let mut found = TwoCompared::default();
    for (at, group) in gathered.groups.iter().enumerate() {
        let asserted = group.tellings.iter().map(|one| sides.assert(one)).fold([false; 2], either);
        let said = group.tellings.iter().map(|one| sides.deny(one)).fold(asserted, either);
        let affair = match said {
            [false, false] => continue,
            [true, true] => match sides.alone(&group.tellings) {
                Some(tellings) => gathered.affair_of(group, &tellings),
                None => gathered.affair(group),
            },
            _ => Affair::default(),
        };
        let is_too_large = affair.left_out == Some(LeftOut::All);
        let silences = if is_too_large { Vec::new() } else { sides.silences(gathered, group, &affair) };
        let is_within = |class: Class| silences.iter().any(|(_, of)| *of == class);
        let (class, pairs) = match (said, asserted) {
            ([true, true], _) if is_too_large => (Class::TooLarge, Vec::new()),
            ([true, true], _) => {
                let mut pairs = pairs(gathered, group, &affair, sides);
                if pairs.is_empty() {
                    pairs.extend(nearest(group, sides));
                }
                let class = match class(&pairs) {
                    Class::Undecided | Class::Apart if is_within(Class::OnlyFirstWithin) => Class::OnlyFirstWithin,
                    Class::Undecided | Class::Apart if is_within(Class::OnlySecondWithin) => Class::OnlySecondWithin,
                    class => class,
                };
                (class, pairs)
            }
            (_, [true, _]) => (sides.only_first(is_within(Class::OnlyFirstWithin)), Vec::new()),
            (_, [_, true]) => (sides.only_second(is_within(Class::OnlySecondWithin)), Vec::new()),
            _ => continue,
        };
        let begin = |at: &usize| group.tellings[*at].bounds.latest_begin().map(Date::year);
        let of_silence = silences.iter().filter(|(_, of)| *of == class).filter_map(|(at, _)| begin(at)).min();
        let year = if class.is_within() { of_silence } else { year(group, class, &pairs, sides) };
        found.affairs.push(Compared { group: at, in_both: said == [true, true], class, pairs, year });
        found.within.extend(silences.into_iter().map(|(at, class)| Within {
            kind: group.kind,
            affair: group.affair.clone(),
            fact: group.iris[at].clone(),
            begin: group.tellings[at].bounds.latest_begin(),
            class,
        }));
    }
    found.within.extend(gathered.unshared.iter().filter_map(|one| {
        let class = sides.only(one.document, &one.silent()).filter(|class| class.is_within())?;
        let (affair, fact) = (one.affair.clone(), one.fact.clone());
        Some(Within { kind: one.kind, affair, fact, begin: one.begin, class })
    }));
    found
}

/// How many pairs of different spells are looked at for the nearest.
const MOST_LOOKED_AT: usize = 1 << 16;

/// Of two sources that state different spells, the two facts that are nearest to one another in time.
fn nearest(group: &Group, sides: &Sides) -> Option<Facing> {
    let of_side = |side: usize| {
        (0..group.tellings.len()).filter(move |at| sides.assert(&group.tellings[*at])[side]).collect::<Vec<_>>()
    };
    let (first, second) = (of_side(0), of_side(1));
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (*a, *b))).take(MOST_LOOKED_AT);
    let gap = |(a, b): &(usize, usize)| {
        let [a, b] = [a, b].map(|at| reach(&group.tellings[*at].bounds));
        a.0.max(b.0).saturating_sub(a.1.min(b.1)).max(0)
    };
    let (first, second) = pairs.min_by_key(gap)?;
    Some(Facing { first, second, class: Class::Apart, over: None })
}

/// The year in which the earliest of the facts that decide the class has begun: those of its pairs, or all of the two sources.
fn year(group: &Group, class: Class, pairs: &[Facing], sides: &Sides) -> Option<i32> {
    let begin = |at: usize| group.tellings[at].bounds.latest_begin();
    // What several pairs say together is of none of them.
    let decides = |pair: &&Facing| pair.class == class || class.is_proven() && pair.class.is_proven();
    let deciding = pairs.iter().filter(decides).flat_map(|pair| [pair.first, pair.second]);
    let is_of_side = |at: &usize| sides.assert(&group.tellings[*at]) != [false; 2];
    let day = deciding.filter_map(begin).min();
    let day = if pairs.is_empty() { (0..group.tellings.len()).filter(is_of_side).filter_map(begin).min() } else { day };
    day.map(Date::year)
}

/// The class of an affair, from those of its pairs: the first that holds.
fn class(pairs: &[Facing]) -> Class {
    let has = |class: Class| pairs.iter().any(|pair| pair.class == class);
    let mut proven = pairs.iter().map(|pair| pair.class).filter(|class| class.is_proven()).peekable();
    if has(Class::Disagree) {
        Class::Disagree
    } else if proven.peek().is_some() {
        let (first, second) = proven.fold((true, true), |(first, second), class| {
            (
                first && matches!(class, Class::Same | Class::FirstRefines),
                second && matches!(class, Class::Same | Class::SecondRefines),
            )
        });
        Class::of(first, second)
    } else if has(Class::Implied) {
        Class::Implied
    } else if has(Class::Undecided) {
        Class::Undecided
    } else {
        Class::Apart
    }
}

/// The pairs of facts of an affair that are of one spell, or may be: each with what they have to do with one another.
fn pairs(gathered: &Gathered<'_>, group: &Group, affair: &Affair, sides: &Sides) -> Vec<Facing> {
    let asserted: Vec<[bool; 2]> = group.tellings.iter().map(|telling| sides.assert(telling)).collect();
    let (is_first, is_second) = (|at: usize| asserted[at][0], |at: usize| asserted[at][1]);
    // The pair in the order of the sources, if it is of both.
    let pair = |a: usize, b: usize| match (is_first(a) && is_second(b), is_first(b) && is_second(a)) {
        (true, _) => Some((a, b)),
        (_, true) => Some((b, a)),
        _ => None,
    };
    let facing =
        |(first, second): (usize, usize), class: Class, over: Option<Over>| Facing { first, second, class, over };
    // Denials are looked at by side below.
    let of_findings = affair.findings.iter().flat_map(|finding| &finding.disagreements);
    let disagreements = of_findings.chain(&affair.disagreements).filter(|one| one.over != Over::Denied);
    let mut found: Vec<Facing> = disagreements
        .filter_map(|one| pair(one.a, one.b).map(|both| facing(both, Class::Disagree, Some(one.over))))
        .collect();
    // What one denies, and the other says or implies.
    for (denied, telling) in group.tellings.iter().enumerate() {
        let [by_first, by_second] = sides.deny(telling);
        if !by_first && !by_second {
            continue;
        }
        for other in (0..asserted.len()).filter(|at| by_first && is_second(*at) || by_second && is_first(*at)) {
            if !group.decided.are_apart(other, denied) && gathered.implies(group, other, denied) {
                let both = if by_first && is_second(other) { (denied, other) } else { (other, denied) };
                found.push(facing(both, Class::Disagree, Some(Over::Denied)));
            }
        }
    }
    let mut seen: HashSet<(usize, usize)> = found.iter().map(|one| (one.first, one.second)).collect();
    for finding in &affair.findings {
        for (place, a) in finding.tellings.iter().enumerate() {
            for b in &finding.tellings[place + 1..] {
                let Some(both) = pair(*a, *b) else { continue };
                if let Some(agreement) = gathered.agreement(group, both.0, both.1).filter(|_| seen.insert(both)) {
                    let class = Class::of(agreement.first_says_all, agreement.second_says_all);
                    found.push(facing(both, class, None));
                }
            }
        }
    }
    // One fact that both state.
    let of_both = (0..asserted.len()).filter(|at| is_first(*at) && is_second(*at));
    found.extend(of_both.filter(|at| seen.insert((*at, *at))).map(|at| facing((at, at), Class::Same, None)));
    for tie in &affair.ties {
        let (class, a, b) = match *tie {
            Tie::Implies(a, b) => (Class::Implied, a, b),
            Tie::MaybeSame(a, b) | Tie::Either(a, b) => (Class::Undecided, a, b),
        };
        if let Some(both) = pair(a, b).filter(|both| seen.insert(*both)) {
            found.push(facing(both, class, None));
        }
    }
    found
}
