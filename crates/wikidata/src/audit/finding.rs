//! What is found of a fact or an entity: how Wikidata compares with each of its statements, and who says it.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::HeldStatement;
use crate::shape::{Claim, Stated, ToldBy, Untold};
use chancery_model::schema::IriBuf;

/// How Wikidata compares with a statement of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It says the same.
    Agrees,
    /// It says the same, and more exactly when.
    MorePrecise,
    /// It says the same, and less exactly when.
    LessPrecise,
    /// It says something that cannot be so too.
    Otherwise,
    /// It does not say so.
    Lacks,
    /// The item is not in the data, so that nothing can be stated.
    NotInData,
    /// Something in the fact has no item of Wikidata.
    NoItem,
    /// Wikidata has no property for what the fact says.
    NoProperty,
}

impl Verdict {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 8] = [
        Self::Otherwise,
        Self::Lacks,
        Self::LessPrecise,
        Self::MorePrecise,
        Self::Agrees,
        Self::NotInData,
        Self::NoItem,
        Self::NoProperty,
    ];

    /// Its name in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::MorePrecise => "more precise",
            Self::LessPrecise => "less precise",
            Self::Otherwise => "says otherwise",
            Self::Lacks => "lacks it",
            Self::NotInData => "not in the data",
            Self::NoItem => "no item",
            Self::NoProperty => "no property",
        }
    }

    /// What it says of Wikidata, for a person.
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::Agrees => "Wikidata says the same",
            Self::MorePrecise => "Wikidata says the same, with a more exact time",
            Self::LessPrecise => "Wikidata says the same, with a less exact time",
            Self::Otherwise => "Wikidata says something that contradicts it",
            Self::Lacks => "Wikidata does not say so",
            Self::NotInData => "the item is not in the data that was read",
            Self::NoItem => "something in the fact has no item of Wikidata",
            Self::NoProperty => "Wikidata has no property that says this",
        }
    }
}

/// What is stated about one statement of a fact, or of a fact that makes none.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How Wikidata compares with it.
    pub verdict: Verdict,
    /// What the verdict rests on, in a sentence; may be empty.
    pub why: String,
    /// The statement, where the fact makes one.
    pub stated: Option<Stated>,
    /// The statement of Wikidata that is nearest.
    pub held: Option<HeldStatement>,
}

impl Finding {
    /// What is to be judged.
    pub(super) fn of(stated: Stated) -> Self {
        Self { verdict: Verdict::NoProperty, why: String::new(), stated: Some(stated), held: None }
    }
}

/// Who mentions an entity.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// The documents whose plain facts mention it.
    pub documents: BTreeSet<String>,
    /// Another entity mentions it: what is in place there may be the word of another document.
    pub by_others: bool,
    /// Statements of Wikidata say what it is.
    pub by_wikidata: bool,
}

impl Spoken {
    /// The documents that may say something of an entity.
    pub(super) fn may_say<'s>(&'s self, told_by: &'s ToldBy) -> impl Iterator<Item = &'s String> {
        let of_records = told_by.records.iter().flat_map(|tellers| &tellers.documents);
        let in_place = self.documents.iter().filter(|_| told_by.in_place);
        of_records.filter(|_| !told_by.in_place).chain(in_place)
    }

    /// The documents that say something of an entity. Each document that mentions it says what `identifies` it;
    /// everything else counts only where one document alone does.
    #[must_use]
    pub fn say(&self, told_by: &ToldBy, identifies: bool) -> BTreeSet<String> {
        let is_clear = !self.by_others && !self.by_wikidata && (identifies || self.documents.len() < 2);
        let in_place = || if is_clear { self.documents.clone() } else { BTreeSet::new() };
        match &told_by.records {
            Some(tellers) if told_by.in_place => &tellers.documents & &in_place(),
            Some(tellers) => tellers.documents.clone(),
            None => in_place(),
        }
    }
}

/// How the sources of a fact go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Said {
    /// Each of those that are given states all of it.
    #[default]
    ByEach,
    /// Together they state it, and none alone.
    Together,
    /// They disagree about it.
    Disputed,
}

/// A fact, or an entity, with all that was found.
#[derive(Debug, Clone)]
pub struct Audited {
    /// The fact.
    pub fact: IriBuf,
    /// Its label.
    pub label: String,
    /// The code of its standing; empty for an entity.
    pub standing: String,
    /// It is an entity, which these mention.
    pub spoken: Option<Spoken>,
    /// What supports it and against it; of an entity, the documents that may say what it is.
    pub claims: Vec<Claim>,
    /// One for each statement, at least one.
    pub findings: Vec<Finding>,
    /// What it has no item for.
    pub lacks: Vec<Untold>,
    /// A property that says its kind of fact, and not this one: a candidate is a member of nothing.
    pub refused: Option<String>,
    /// What several sources say of it.
    pub said: Said,
}

/// What was found of all facts.
#[derive(Debug, Default)]
pub struct Audit {
    /// Facts and entities, in the order of their IRIs.
    pub facts: Vec<Audited>,
    /// What entities without an item would say of themselves on one.
    pub things: Vec<Untold>,
    /// How many findings of each verdict.
    pub counts: BTreeMap<Verdict, u64>,
}
