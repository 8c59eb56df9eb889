//! What Wikidata lacks, as commands for it or for a person to look at.
//!
//! Into the batch comes only what the source itself asserts and nothing contradicts, what has a reference, and what is
//! not there yet. All else that an editor may want to know comes into the review.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compare::{
    dated_rival, essence, excludes, follow, is_apart, is_concept, is_held, lacks_a_date, may_meet, not_understood,
    outside, overlap, rival, shown,
};
use super::finding::{Audit, Audited, Finding, Spoken, Verdict};
use super::held::Held;
use super::statement::HeldStatement;
use crate::schema::{IriBuf, Schema};
use crate::shape::{Claim, Stated, Survey, Untold, reference};
use crate::time::{Bounds, Date};
use crate::vocab::concept;
use crate::wikidata::alignment::Holds;
use crate::wikidata::model::{Content, Rank, Reference, Snak, Time, Value};
use crate::wikidata::quickstatements::{Command, Creation, Dialect, Entry, Subject, write};
use crate::wikidata::{Alignment, Ends, Line, time};

/// What to write beside statements that Wikidata lacks.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The language of the batch: what it cannot say goes into the review.
    pub dialect: Dialect,
    /// References to statements that are there without them.
    pub references: bool,
    /// Items for what has none.
    pub creations: bool,
}

/// Why something is for review.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its standing is not held: a candidate, a forecast, the word of another, something contested.
    NotHeld(String),
    /// The source says it with a hedge only.
    Hedged(String),
    /// It is of a kind that a property says, and the property would say more than it does: a candidate is not a member.
    NotTold(String),
    /// Its time is uncertain, or stated by bounds that no qualifier can tell.
    Inexact,
    /// No document behind it has an address or an item.
    NoReference(String),
    /// The item is not in the data, so that it may be there already.
    NotInData(String),
    /// Wikidata says otherwise.
    Contradicts(String),
    /// Wikidata has a date that is less exact; a second one beside it would be worse.
    CoarserDate,
    /// Wikidata has a date that is more exact, so that the source does not say all that the statement says.
    FinerDate,
    /// Wikidata has no end: the statement may be of another spell, or hold to this day.
    NewEnd,
    /// The statement of Wikidata has qualifiers that may say when, how far or in which role it holds.
    OtherQualifiers(String),
    /// Wikidata has a value that is unknown, and may mean this one.
    UnknownValue,
    /// Wikidata has a value that may say the same more narrowly.
    OtherValue(String),
    /// A date before the calendar was reformed, of which nothing says in which calendar it is given.
    Calendar,
    /// Items of the data may be the one that would be made.
    MayExist(String),
    /// Several statements have this value, and no command can say which is meant.
    SeveralStatements,
    /// Another fact mentions the same statement, or cannot be so too.
    AnotherFact(String),
    /// It is of all that take part, and the source says it of one.
    OfOne(String),
    /// Something has no item.
    NoItem(String),
    /// The language of the batch cannot say it.
    Unwritable(String),
}

impl Reason {
    /// Its name, by which a review is sorted.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotHeld(_) => "not held",
            Self::Hedged(_) => "hedged",
            Self::NotTold(_) => "no property expresses this",
            Self::Inexact => "uncertain time",
            Self::NoReference(_) => "no reference",
            Self::NotInData(_) => "item not in the data",
            Self::Contradicts(_) => "Wikidata says otherwise",
            Self::CoarserDate => "less exact date in Wikidata",
            Self::FinerDate => "more exact date in Wikidata",
            Self::NewEnd => "no end in Wikidata",
            Self::OtherQualifiers(_) => "qualifiers not understood",
            Self::UnknownValue => "unknown value in Wikidata",
            Self::OtherValue(_) => "other value in Wikidata",
            Self::Calendar => "calendar not stated",
            Self::MayExist(_) => "item may exist",
            Self::SeveralStatements => "several statements of this value",
            Self::AnotherFact(_) => "another fact of the source",
            Self::OfOne(_) => "stated for one party only",
            Self::NoItem(_) => "no item",
            Self::Unwritable(_) => "cannot be written",
        }
    }

    /// More of it; may be empty.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::NotHeld(text)
            | Self::Hedged(text)
            | Self::NotTold(text)
            | Self::Contradicts(text)
            | Self::AnotherFact(text)
            | Self::NoReference(text)
            | Self::NotInData(text)
            | Self::NoItem(text)
            | Self::OfOne(text)
            | Self::MayExist(text)
            | Self::OtherQualifiers(text)
            | Self::OtherValue(text)
            | Self::Unwritable(text) => text,
            Self::UnknownValue => "it may mean this one",
            Self::Calendar => {
                "the date is before 1582-10-15: say `calendar: julian` or `calendar: gregorian` in the document"
            }
            _ => "",
        }
    }
}

/// Something for a person to look at.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// Why.
    pub reason: Reason,
    /// The fact.
    pub fact: IriBuf,
    /// Its label.
    pub label: String,
    /// The command that would be given, in the commands of version 1; empty where there is none.
    pub command: String,
    /// The statement of Wikidata that it is about.
    pub statement: Option<String>,
    /// Where the fact is stated.
    pub evidence: Vec<String>,
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// A statement that was not there.
    Statement,
    /// A second statement of a value, for another time.
    Another,
    /// Qualifiers to a statement that had none.
    Qualifiers,
    /// References only.
    References,
    /// A new item.
    Item,
}

impl Does {
    /// For a count.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Statement => "new statement",
            Self::Another => "additional statement of a value, for another time",
            Self::Qualifiers => "qualifiers for a statement",
            Self::References => "references for a statement",
            Self::Item => "new item",
        }
    }
}

/// A command of the batch, and what it is for.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// What it does.
    pub does: Does,
    /// The command.
    pub entry: Entry,
    /// The fact behind it.
    pub fact: IriBuf,
    /// The fact's label.
    pub label: String,
}

/// What could be given back.
#[derive(Debug, Default)]
pub struct Proposal {
    /// The batch, in the order of the facts.
    pub batch: Vec<Proposed>,
    /// What is for a person, by reason.
    pub review: Vec<Reviewed>,
    /// How many statements need nothing.
    pub nothing_to_do: u64,
}

/// In version 1 a second reference is a second command, which would find another statement of the value than the new one.
fn only_one_where_new(command: &mut Command, dialect: Dialect) {
    if command.new && dialect == Dialect::Version1 {
        command.references.truncate(1);
    }
}

/// Proposes what Wikidata lacks.
#[must_use]
pub fn propose(
    audit: &Audit,
    held: &Held,
    survey: &Survey,
    schema: &Schema,
    alignment: &Alignment,
    wanted: Wanted,
) -> Proposal {
    let proposal = Proposal::default();
    let doubtful = BTreeMap::new();
    let (given, told) = (HashMap::new(), HashMap::new());
    let mut proposer = Proposer { held, survey, schema, alignment, wanted, doubtful, given, told, proposal };
    proposer.doubt_items(audit);
    let mut lacking: BTreeMap<IriBuf, Vec<(&Audited, &Untold)>> = BTreeMap::new();
    let mut entities: BTreeMap<&IriBuf, &Audited> = BTreeMap::new();
    for audited in &audit.facts {
        for finding in &audited.findings {
            proposer.finding(audited, finding);
        }
        if audited.spoken.is_some() {
            entities.insert(&audited.fact, audited);
            for untold in audited.lacks.iter().filter(|untold| !untold.is_subject) {
                proposer.no_item(audited, untold);
            }
            continue;
        }
        if let Some(property) = &audited.refused {
            proposer.review(Reason::NotTold(property.clone()), audited, None, None);
        }
        for untold in audited.lacks.iter().filter(|untold| untold.is_subject) {
            lacking.entry(untold.lacks.clone()).or_default().push((audited, untold));
        }
        for untold in audited.lacks.iter().filter(|untold| !untold.is_subject) {
            proposer.no_item(audited, untold);
        }
    }
    proposer.take_back();
    let mut made = BTreeSet::new();
    for (thing, told) in lacking {
        let entity = entities.get(&thing).copied();
        if proposer.creation(&thing, entity, &told, &audit.things) {
            made.insert(thing);
        }
    }
    for (thing, entity) in entities.into_iter().filter(|(thing, _)| !made.contains(*thing)) {
        proposer.no_item_of_its_own(thing, entity);
    }
    proposer.proposal.review.sort_by(|a, b| (&a.reason, &a.fact).cmp(&(&b.reason, &b.fact)));
    proposer.proposal
}

struct Proposer<'a> {
    held: &'a Held,
    survey: &'a Survey,
    schema: &'a Schema,
    alignment: &'a Alignment,
    wanted: Wanted,
    /// The items of which Wikidata distinguishes otherwise what distinguishes an entity from others: they may be those of other things.
    doubtful: BTreeMap<&'a str, String>,
    /// The commands of the batch by item and property.
    given: HashMap<(String, String), Vec<Given<'a>>>,
    /// What the source says by item and property, whatever comes of it.
    told: HashMap<(&'a str, &'a str), Vec<(&'a Audited, &'a Stated)>>,
    proposal: Proposal,
}

/// A command of the batch, with what is behind it.
struct Given<'a> {
    /// Its place in the batch.
    place: usize,
    stated: &'a Stated,
    /// The facts that make it.
    facts: Vec<&'a Audited>,
    held: Option<&'a HeldStatement>,
    /// What another fact says that is the same spell stated differently, or cannot be so too.
    doubt: Option<String>,
    /// It says a day of the item: that two facts have another takes nothing from what else they tell.
    is_time: bool,
    /// It is of all that take part, and each of the facts says it of one.
    of_one: bool,
}

impl<'a> Proposer<'a> {
    /// The documents whose own word a statement is.
    fn documents(&self, audited: &Audited, stated: &Stated) -> BTreeSet<String> {
        match &audited.spoken {
            None => documents_of(audited),
            Some(spoken) => spoken.say(&stated.told_by, self.identifies(stated)),
        }
    }

    /// The references to documents, one for each.
    fn references(&self, documents: &BTreeSet<String>) -> Vec<Reference> {
        let of = |document: &String| reference(&self.alignment.references, self.survey, document);
        let mut references: Vec<Reference> = documents.iter().filter_map(of).collect();
        self.tidy(&mut references);
        references
    }

    /// Puts references in order, under the ids of today, none twice.
    fn tidy(&self, references: &mut Vec<Reference>) {
        references.iter_mut().flatten().for_each(|snak| self.held.redirects.follow(&mut snak.content));
        references.sort();
        references.dedup();
    }

    /// Those of ours that a statement does not have.
    fn missing(&self, references: Vec<Reference>, statement: &HeldStatement) -> Vec<Reference> {
        let properties = &self.alignment.references;
        let is_page = |snak: &Snak| [&properties.url, &properties.import_url].contains(&&Some(snak.property.clone()));
        // A page is the same under either property.
        let same = |own: &Snak, held: &Snak| {
            own.content == held.content && (own.property == held.property || (is_page(own) && is_page(held)))
        };
        let there = |own: &Reference| {
            let own = essence(own, properties.retrieved.as_deref());
            // A reference that says more says this too.
            statement.references.iter().any(|held| own.iter().all(|snak| held.iter().any(|one| same(snak, one))))
        };
        references.into_iter().filter(|own| !there(own)).collect()
    }

    /// Finds the items that may not be those of the entities that have them.
    fn doubt_items(&mut self, audit: &'a Audit) {
        let of_entities = audit.facts.iter().filter(|audited| audited.spoken.is_some());
        for finding in of_entities.flat_map(|audited| &audited.findings) {
            if let Some(stated) = finding.stated.as_ref().filter(|stated| self.identifies(stated))
                && finding.verdict == Verdict::Otherwise
            {
                let why = format!("{} on {}: {}", stated.main.property, stated.item, finding.why);
                self.doubtful.entry(&stated.item).or_insert(why);
            }
        }
    }

    fn finding(&mut self, audited: &'a Audited, finding: &'a Finding) {
        let Some(stated) = &finding.stated else { return };
        let is_said = match &audited.spoken {
            None => audited.claims.iter().any(Claim::is_own),
            Some(spoken) => !spoken.by_wikidata,
        };
        if is_said {
            let of_item = self.told.entry((&stated.item, &stated.main.property)).or_default();
            of_item.push((audited, stated));
        }
        let line = &self.alignment.lines[stated.line];
        let documents = self.documents(audited, stated);
        let references = self.references(&documents);
        let subject = Subject::Item(stated.item.clone());
        let bare = Command {
            subject,
            main: stated.main.clone(),
            rank: None,
            qualifiers: stated.qualifiers.clone(),
            references,
            new: false,
            comment: None,
        };
        let rank = self.wanted.dialect.has_ranks().then_some(Rank::Normal);
        let (does, command) = match (finding.verdict, &finding.held) {
            // What is new has the normal rank; the rank of what is there is for a person to decide.
            (Verdict::Lacks, None) => match self.contradicted(audited) {
                None => (Does::Statement, Command { rank, ..bare }),
                Some(reason) => return self.review(reason, audited, Some(bare), None),
            },
            (Verdict::Lacks, Some(statement)) => {
                let reason = match statement.value {
                    Content::SomeValue => Reason::UnknownValue,
                    _ if is_concept(self.alignment, &stated.main.content) => Reason::OtherValue(finding.why.clone()),
                    _ => Reason::OtherQualifiers(not_understood(self.alignment, line, statement)),
                };
                return self.review(reason, audited, Some(bare), Some(statement));
            }
            (Verdict::Otherwise, held) => match self.another(stated, held.as_ref(), line, &finding.why) {
                Ok(()) => (Does::Another, Command { rank, new: true, ..bare }),
                Err(reason) => return self.review(reason, audited, Some(bare), held.as_ref()),
            },
            (Verdict::NotInData, _) => {
                return self.review(Reason::NotInData(stated.item.clone()), audited, Some(bare), None);
            }
            (Verdict::LessPrecise, Some(statement)) => match self.more(bare, stated, statement, line) {
                Ok(command) => (Does::Qualifiers, command),
                Err(review) => return self.review(review.0, audited, Some(review.1), Some(statement)),
            },
            (Verdict::Agrees | Verdict::MorePrecise, Some(statement)) if self.wanted.references => {
                let references = self.missing(bare.references.clone(), statement);
                if references.is_empty() {
                    self.proposal.nothing_to_do += 1;
                    return;
                }
                let main = Snak { content: statement.value.clone(), ..bare.main.clone() };
                let command = Command { main, qualifiers: Vec::new(), references, ..bare };
                if self.is_ambiguous(&command) {
                    return self.review(Reason::SeveralStatements, audited, Some(command), Some(statement));
                }
                if finding.verdict == Verdict::MorePrecise {
                    return self.review(Reason::FinerDate, audited, Some(command), Some(statement));
                }
                (Does::References, command)
            }
            _ => {
                self.proposal.nothing_to_do += 1;
                return;
            }
        };
        let is_new = matches!(does, Does::Statement | Does::Another);
        let hindrance = match &audited.spoken {
            None => self.hindrance(audited, stated.inexact, &command.references, does),
            Some(spoken) => unsaid(spoken, stated, &command.references),
        };
        let is_doubtful = |item: &str| self.doubtful.get(item).filter(|_| does != Does::References).cloned();
        let doubt = std::iter::once(stated.item.as_str()).chain(stated.value_item()).find_map(is_doubtful);
        let hindrance = hindrance.or(doubt.map(Reason::Contradicts));
        // Whatever is added to a statement is said of it with all its qualifiers.
        let unknown = finding.held.as_ref().filter(|_| !is_new);
        let unknown = unknown.map(|statement| not_understood(self.alignment, line, statement)).unwrap_or_default();
        let unknown = (!unknown.is_empty()).then_some(Reason::OtherQualifiers(unknown));
        let mut command = command;
        // All dates that were compared count, and the value of a statement that is there is given as it is there.
        let mut compared: Vec<Snak> = stated.qualifiers.iter().chain([&stated.main]).cloned().collect();
        let mut snaks: Vec<&mut Snak> = command.qualifiers.iter_mut().chain(&mut compared).collect();
        if is_new {
            snaks.push(&mut command.main);
        }
        let calendar = self.in_calendar(&documents, &mut snaks);
        if let Some(reason) = hindrance.or(unknown).or(calendar) {
            return self.review(reason, audited, Some(command), finding.held.as_ref());
        }
        self.give(does, command, audited, finding, stated);
    }

    /// Why a fact cannot be stated on one item: another item says what cannot be so beside it.
    fn contradicted(&self, audited: &Audited) -> Option<Reason> {
        audited.findings.iter().filter(|finding| finding.verdict == Verdict::Otherwise).find_map(|finding| {
            let stated = finding.stated.as_ref()?;
            let why = format!("{} on {}: {}", stated.main.property, stated.item, finding.why);
            self.another(stated, finding.held.as_ref(), &self.alignment.lines[stated.line], &why).err()
        })
    }

    /// Whether a second statement of a value is beyond doubt: it is of a spell, and no statement of that value or of one that is unknown, of whatever
    /// rank or role, and none that says that there is none, can have a day in common with it.
    ///
    /// # Errors
    /// Why it is not.
    fn another(&self, stated: &Stated, nearest: Option<&HeldStatement>, line: &Line, why: &str) -> Result<(), Reason> {
        if let Some(outside) = outside(self.alignment, stated, self.held) {
            return Err(Reason::Contradicts(outside));
        }
        let value = &stated.main.content;
        let is_same = |held: &HeldStatement| held.rank != Rank::Deprecated && held.value == *value;
        let is_rival =
            |held: &&HeldStatement| held.value == *value || matches!(held.value, Content::NoValue | Content::SomeValue);
        let rivals = || self.held.of(&stated.item, &stated.main.property).iter().filter(is_rival);
        if line.is_point() || !nearest.is_some_and(is_same) || !rivals().all(|held| is_apart(stated.bounds, held, line))
        {
            return Err(Reason::Contradicts(why.to_owned()));
        }
        if rival(self.alignment, stated, line, self.held).is_some() {
            return Err(Reason::Contradicts(why.to_owned()));
        }
        let unknown = rivals().map(|held| not_understood(self.alignment, line, held)).find(|text| !text.is_empty());
        unknown.map_or(Ok(()), |text| Err(Reason::OtherQualifiers(text)))
    }

    /// Adds a command to the batch, with an eye on those that are there: to QuickStatements, item, property and value are the
    /// statement. Of two that tell one spell differently, or cannot both be so, nothing says which is right: neither is given.
    fn give(
        &mut self,
        does: Does,
        mut command: Command,
        audited: &'a Audited,
        finding: &'a Finding,
        stated: &'a Stated,
    ) {
        let held = finding.held.as_ref();
        let line = &self.alignment.lines[stated.line];
        let is_new = |does| matches!(does, Does::Statement | Does::Another);
        let given = self.given.entry((stated.item.clone(), stated.main.property.clone())).or_default();
        let is_time = matches!(command.main.content, Content::Value(Value::Time(_)));
        let mut doubt = None;
        for there in given.iter_mut() {
            let known = &mut self.proposal.batch[there.place];
            let Entry::Statement(before) = &mut known.entry else { continue };
            // Two facts may make one statement: a membership of which one source says that it is full, and another none.
            if (&before.main, &before.qualifiers, known.does) == (&command.main, &command.qualifiers, does) {
                before.references.append(&mut command.references);
                before.references.sort();
                before.references.dedup();
                only_one_where_new(before, self.wanted.dialect);
                there.facts.push(audited);
                there.of_one &= stated.of_one;
                return;
            }
            let in_doubt = in_doubt(
                self.alignment,
                line,
                Telling::of(known.does, before, there.stated),
                Telling::of(does, &command, stated),
            );
            let words = |label: &str| doubt_words(line, before.main == command.main, label);
            if in_doubt[0] {
                there.doubt.get_or_insert_with(|| words(&audited.label));
            }
            if in_doubt[1] {
                doubt = Some(words(&known.label));
            } else if before.main == command.main && is_new(does) && !in_doubt[0] {
                command.new = true;
            }
        }
        only_one_where_new(&mut command, self.wanted.dialect);
        let place = self.proposal.batch.len();
        self.propose(does, Entry::Statement(command), audited, held);
        if self.proposal.batch.len() > place {
            let key = (stated.item.clone(), stated.main.property.clone());
            let given = Given { place, stated, facts: vec![audited], held, doubt, is_time, of_one: stated.of_one };
            self.given.entry(key).or_default().push(given);
        }
    }

    /// Puts a command in doubt by what the source says beside it that comes into no batch, be it for review or there already.
    fn add_doubt(&self, one: &mut Given<'a>) {
        if one.doubt.is_some() || self.proposal.batch[one.place].does == Does::References {
            return;
        }
        let line = &self.alignment.lines[one.stated.line];
        let told = self.told.get(&(one.stated.item.as_str(), one.stated.main.property.as_str()));
        let mut others =
            told.into_iter().flatten().filter(|(fact, _)| one.facts.iter().all(|own| own.fact != fact.fact));
        let other = others.find(|(_, other)| speaks_against(self.alignment, line, other, one.stated));
        one.doubt = other.map(|(fact, other)| doubt_words(line, other.main == one.stated.main, &fact.label));
    }

    /// Takes back the commands that are in doubt, and what else their facts would tell.
    fn take_back(&mut self) {
        let mut given: Vec<Given<'a>> = std::mem::take(&mut self.given).into_values().flatten().collect();
        given.sort_by_key(|one| one.place);
        for one in &mut given {
            self.add_doubt(one);
        }
        let doubts: HashMap<&IriBuf, String> = { given.iter() }
            .filter_map(|one| Some((one, one.doubt.as_ref().filter(|_| !one.is_time)?)))
            .flat_map(|(one, doubt)| one.facts.iter().map(move |fact| (&fact.fact, doubt.clone())))
            .collect();
        let mut taken = BTreeSet::new();
        for one in &given {
            let Proposed { does, entry: Entry::Statement(command), .. } = &self.proposal.batch[one.place] else {
                continue;
            };
            let of_facts =
                || one.facts.iter().find_map(|fact| doubts.get(&fact.fact)).filter(|_| *does != Does::References);
            let doubt = one.doubt.as_ref().or_else(of_facts).cloned().map(Reason::AnotherFact);
            let of_one = || of_one_alone(one.of_one, &one.facts, &command.main.property);
            let Some(reason) = doubt.or_else(of_one) else { continue };
            let command = command.clone();
            taken.insert(one.place);
            for fact in &one.facts {
                self.review(reason.clone(), fact, Some(command.clone()), one.held);
            }
        }
        let mut place = 0..;
        self.proposal.batch.retain(|_| place.next().is_none_or(|place| !taken.contains(&place)));
        // What was a second statement may be the only one now.
        let mut first = BTreeSet::new();
        for proposed in &mut self.proposal.batch {
            if let Proposed { does: Does::Statement, entry: Entry::Statement(command), .. } = proposed {
                let Subject::Item(item) = &command.subject else { continue };
                command.new &= !first.insert((item.clone(), command.main.clone()));
            }
        }
    }

    /// Why a command is not for the batch.
    fn hindrance(&self, audited: &Audited, inexact: bool, references: &[Reference], does: Does) -> Option<Reason> {
        if !is_held(&audited.standing) {
            return Some(Reason::NotHeld(audited.standing.clone()));
        }
        if own_claims(audited).next().is_none() {
            if let Some(words) = hedges(audited) {
                return Some(Reason::Hedged(words));
            }
            return Some(Reason::NotHeld("only Wikidata says this".to_owned()));
        }
        if inexact {
            return Some(Reason::Inexact);
        }
        // Qualifiers may go to a statement that has our reference already.
        let none = "no document that supports it has an address or an item";
        (references.is_empty() && does != Does::Qualifiers).then(|| Reason::NoReference(none.to_owned()))
    }

    /// Adds to a statement what it lacks, where a command can say which is meant.
    fn more(
        &self,
        bare: Command,
        stated: &Stated,
        statement: &HeldStatement,
        line: &Line,
    ) -> Result<Command, Box<(Reason, Command)>> {
        let of_time: Vec<&str> = line.time_qualifiers().collect();
        let (there, lacking): (Vec<Snak>, Vec<Snak>) = bare
            .qualifiers
            .iter()
            .filter(|snak| of_time.contains(&snak.property.as_str()))
            .cloned()
            .partition(|snak| statement.of(Some(&snak.property)).next().is_some());
        // What is there says the same, or something coarser: then a second date beside it would be worse.
        let coarser = there
            .iter()
            .any(|own| statement.of(Some(&own.property)).all(|held| shown(&held.content) != shown(&own.content)));
        let references = self.missing(bare.references.clone(), statement);
        let main = Snak { content: statement.value.clone(), ..bare.main.clone() };
        let command = Command { main, qualifiers: lacking, references, ..bare };
        if coarser || command.qualifiers.is_empty() {
            return Err(Box::new((Reason::CoarserDate, command)));
        }
        if self.is_ambiguous(&command) {
            return Err(Box::new((Reason::SeveralStatements, command)));
        }
        if !lacks_a_date(stated, statement, line) {
            return Err(Box::new((Reason::NewEnd, command)));
        }
        if let Some(words) = dated_rival(self.alignment, stated, line, self.held) {
            return Err(Box::new((Reason::Contradicts(words), command)));
        }
        Ok(command)
    }

    /// Puts dates before the reform into the calendar of the documents behind a fact. Such a date is another day in each of two
    /// calendars: where a document does not say which it means, or it cannot be stated in that one, that is the reason why it is
    /// not for the batch.
    fn in_calendar(&self, documents: &BTreeSet<String>, snaks: &mut [&mut Snak]) -> Option<Reason> {
        let is_old = |time: &Time| time::bounds(time).begin_earliest.is_none_or(|first| first < Date::REFORM);
        let calendars: Option<Vec<&str>> =
            documents.iter().map(|document| self.survey.papers.get(document)?.calendar.as_deref()).collect();
        for snak in snaks {
            let Content::Value(Value::Time(point)) = &mut snak.content else { continue };
            if point.julian || !is_old(point) {
                continue;
            }
            let Some(calendars) = &calendars else { return Some(Reason::Calendar) };
            if calendars.contains(&concept::JULIAN) {
                let Some(told) = time::in_julian(point) else { return Some(Reason::Calendar) };
                *point = told;
            }
        }
        None
    }

    /// Whether several statements have the value of a command.
    fn is_ambiguous(&self, command: &Command) -> bool {
        let Subject::Item(item) = &command.subject else { return false };
        let same = self.held.of(item, &command.main.property).iter().filter(|held| held.value == command.main.content);
        same.count() > 1
    }

    fn propose(&mut self, does: Does, entry: Entry, audited: &Audited, statement: Option<&HeldStatement>) {
        if let Err(unwritable) = write(self.wanted.dialect, std::slice::from_ref(&entry)) {
            let command = match entry {
                Entry::Statement(command) => Some(command),
                Entry::Creation(_) => None,
            };
            return self.review(Reason::Unwritable(unwritable.to_string()), audited, command, statement);
        }
        let (fact, label) = (audited.fact.clone(), audited.label.clone());
        self.proposal.batch.push(Proposed { does, entry, fact, label });
    }

    fn review(
        &mut self,
        reason: Reason,
        audited: &Audited,
        command: Option<Command>,
        statement: Option<&HeldStatement>,
    ) {
        let command = command.map_or_else(String::new, |command| {
            let entry = Entry::Statement(Command { new: false, ..command });
            write(Dialect::Version1, std::slice::from_ref(&entry)).unwrap_or_default().trim_end().replace('\n', " || ")
        });
        self.proposal.review.push(Reviewed {
            reason,
            fact: audited.fact.clone(),
            label: audited.label.clone(),
            command,
            statement: statement.map(|statement| statement.id.clone()),
            evidence: audited.claims.iter().map(|claim| claim.label.clone()).collect(),
        });
    }

    fn no_item(&mut self, audited: &Audited, untold: &Untold) {
        if self.alignment.holds.get(&untold.property) == Some(&Holds::Times) {
            return self.review(Reason::Inexact, audited, None, None);
        }
        let what = format!("{}, the value that {} needs", untold.lacks_label, untold.property);
        self.review(Reason::NoItem(what), audited, None, None);
    }

    /// What an entity without an item says of itself, where no item is made for it.
    fn no_item_of_its_own(&mut self, thing: &IriBuf, entity: &Audited) {
        let lacking = || entity.lacks.iter().filter(|untold| untold.is_subject);
        let properties: BTreeSet<&str> = lacking().map(|untold| untold.property.as_str()).collect();
        let Some(first) = lacking().next() else { return };
        let properties: Vec<&str> = properties.into_iter().collect();
        let what = format!("{}, the subject of {}", first.lacks_label, properties.join(", "));
        let candidates = self.held.candidates(thing);
        let may_be: Vec<String> = candidates.same.into_iter().chain(candidates.alike).collect();
        let reason = match may_be.is_empty() {
            true => Reason::NoItem(what),
            false => Reason::MayExist(format!("{what}: {}", may_be.join(", "))),
        };
        self.review(reason, entity, None, None);
    }

    /// An item for what has none, with the statements that would be on it, each with the references of the facts behind it.
    /// Whether one was made; `entity` is who mentions it.
    fn creation(
        &mut self,
        thing: &IriBuf,
        entity: Option<&Audited>,
        told: &[(&'a Audited, &Untold)],
        things: &[Untold],
    ) -> bool {
        let Some((first, untold)) = told.first() else { return false };
        let own = things.iter().filter(|one| one.lacks == *thing).filter_map(|one| one.stated.as_deref());
        let own: Vec<&Stated> = own.filter(|stated| stated.is_of_a_source()).collect();
        let before = self.proposal.review.len();
        let found = self.on_new(thing, told, &own);
        let statements = self.beyond_doubt(found, told);
        // An item of which nothing can be said that has a source is none of Wikidata's.
        if statements.is_empty() {
            if self.proposal.review.len() == before {
                let what = format!("{}, the subject of {}", untold.lacks_label, untold.property);
                self.review(Reason::NoItem(what), first, None, None);
            }
            return false;
        }
        let mut references: Vec<Reference> = statements.iter().flat_map(|command| command.references.clone()).collect();
        self.tidy(&mut references);
        let class = self.survey.classes.get(thing);
        let instance = class.and_then(|class| self.alignment.item_of_class(*class));
        let mut all = Vec::new();
        if let (Some(property), Some(item)) = (&self.alignment.instance_of, instance) {
            let content = Content::Value(Value::Entity(item.to_owned()));
            all.push(on_created(&Snak { property: property.clone(), content }, &[], references.clone()));
        }
        for one in things.iter().filter(|one| one.lacks == *thing && one.stated.is_none()) {
            // It says this of itself, and no statement can say it.
            let property = one.property.as_str();
            let is_time = self.alignment.holds.get(property) == Some(&Holds::Times);
            let what = || format!("{property} of {}: its value has none", untold.lacks_label);
            self.review(if is_time { Reason::Inexact } else { Reason::NoItem(what()) }, first, None, None);
        }
        for stated in &own {
            match self.of_itself(stated, &own, entity, told, &references) {
                Ok(command) => all.push(command),
                Err(reason) => self.review(reason, first, None, None),
            }
        }
        all.extend(statements);
        let described = class.map(|class| self.alignment.description(self.schema, *class));
        let creation = Creation {
            labels: vec![("en".to_owned(), untold.lacks_label.clone())],
            descriptions: described.map(|text| ("en".to_owned(), text.to_owned())).into_iter().collect(),
            statements: all,
        };
        self.propose(Does::Item, Entry::Creation(creation), first, None);
        true
    }

    /// What facts say on a thing without an item, each statement once. What is not for a new item is reviewed. `own` is what the
    /// thing says of itself.
    fn on_new(&mut self, thing: &IriBuf, told: &[(&'a Audited, &Untold)], own: &[&Stated]) -> Vec<OnNew<'a>> {
        let mut found: Vec<OnNew<'a>> = Vec::new();
        for (audited, untold) in told {
            let Some(stated) = &untold.stated else { continue };
            let mut stated = (**stated).clone();
            follow(&mut stated, &self.held.redirects);
            let as_told = stated.clone();
            let documents = documents_of(audited);
            let references = self.references(&documents);
            let hindrance = self.hindrance(audited, stated.inexact, &references, Does::Statement);
            let mut snaks: Vec<&mut Snak> = stated.qualifiers.iter_mut().chain([&mut stated.main]).collect();
            let hindrance = hindrance
                .or(self.in_calendar(&documents, &mut snaks))
                .or(self.outside_any(&stated, own).map(Reason::Contradicts))
                .or(self.contradicted(audited))
                .or(own.iter().find_map(|of_itself| self.outlives(&stated, of_itself)))
                .or(self.no_new_item(thing, untold, &stated, own));
            if let Some(reason) = hindrance {
                self.review(reason, audited, None, None);
                continue;
            }
            let mut command = on_created(&stated.main, &stated.qualifiers, references);
            let is_same = |there: &&mut OnNew<'_>| {
                (&there.command.main, &there.command.qualifiers) == (&command.main, &command.qualifiers)
            };
            match found.iter_mut().find(is_same) {
                // Both parties signed on one day: the treaty has one day.
                Some(there) => {
                    there.command.references.append(&mut command.references);
                    there.facts.push(audited);
                    there.stated.of_one &= stated.of_one;
                }
                None => found.push(OnNew { facts: vec![audited], stated: as_told, command }),
            }
        }
        for one in &mut found {
            self.tidy(&mut one.command.references);
        }
        found
    }

    /// Why no item is made for a thing, though nothing is wrong with what would be on it.
    fn no_new_item(&self, thing: &IriBuf, untold: &Untold, stated: &Stated, own: &[&Stated]) -> Option<Reason> {
        let what = || format!("{}, the subject of {}", untold.lacks_label, untold.property);
        let candidates = self.held.candidates(thing);
        let may_be: Vec<String> = candidates.same.into_iter().chain(candidates.alike).collect();
        if !may_be.is_empty() {
            return Some(Reason::MayExist(format!("{}: {}", what(), may_be.join(", "))));
        }
        if !self.wanted.creations {
            return Some(Reason::NoItem(what()));
        }
        let keys = own.iter().filter(|one| self.identifies(one)).map(|one| &one.main.property).collect::<BTreeSet<_>>();
        if keys.len() < self.identity_of(thing) {
            return Some(Reason::NoItem(format!(
                "{}: not everything that distinguishes it from others has an item",
                what()
            )));
        }
        // What Wikidata does not describe the states of a mission, it does not describe the mission.
        let named = std::iter::once(stated).chain(own.iter().copied()).filter_map(Stated::value_item);
        let of_things = named.filter(|item| self.alignment.concept(item).is_none());
        let absent: BTreeSet<&str> = of_things.filter(|item| !self.held.has_value(item)).collect();
        let absent: Vec<&str> = absent.into_iter().collect();
        (!absent.is_empty()).then(|| {
            let absent = absent.join(", ");
            Reason::NotInData(format!("{absent}: needed to know whether {} has an item", untold.lacks_label))
        })
    }

    /// What says that a fact is of a time when something was not: an item that it names, or one that the thing on which it
    /// stands names.
    fn outside_any(&self, stated: &Stated, own: &[&Stated]) -> Option<String> {
        let of_thing = own.iter().map(|one| Stated { main: one.main.clone(), ..stated.clone() });
        let mut all = std::iter::once(stated.clone()).chain(of_thing);
        all.find_map(|mut one| {
            self.held.redirects.follow(&mut one.main.content);
            outside(self.alignment, &one, self.held)
        })
    }

    /// How many keys distinguish a thing from others.
    fn identity_of(&self, thing: &IriBuf) -> usize {
        let Some(class) = self.survey.classes.get(thing) else { return 0 };
        let lines = self.alignment.lines.iter().filter(|line| self.schema.is_a(*class, line.class));
        lines.filter_map(|line| self.alignment.identity(line.class)).map(<[_]>::len).max().unwrap_or(0)
    }

    /// Whether a statement is of what distinguishes its thing from others.
    fn identifies(&self, stated: &Stated) -> bool {
        let line = &self.alignment.lines[stated.line];
        let keys = self.alignment.identity(line.class).unwrap_or_default();
        matches!(&line.ends, Ends::Directed { value, .. } if value.len() == 1 && keys.contains(&value[0]))
    }

    /// Why a fact and what its thing says of its own begin or end cannot both be so.
    fn outlives(&self, stated: &Stated, of_itself: &Stated) -> Option<Reason> {
        let Content::Value(Value::Time(point)) = &of_itself.main.content else { return None };
        let (property, own, of_fact) = (&of_itself.main.property, time::bounds(point), stated.bounds);
        let begins_later = own.begin_earliest.zip(of_fact.begin_latest).is_some_and(|(own, fact)| fact < own);
        let ended =
            own.end_latest.zip(of_fact.end_earliest.max(of_fact.begin_earliest)).is_some_and(|(own, fact)| fact > own);
        let is_outside =
            self.alignment.begun.contains(property) && begins_later || self.alignment.ended.contains(property) && ended;
        let words = || format!("{property} {} of {}", shown(&of_itself.main.content), of_itself.label);
        is_outside.then(|| Reason::AnotherFact(format!("they cannot both be true: {}", words())))
    }

    /// The statements for a new item that no other contradicts; the others are reviewed.
    fn beyond_doubt(&mut self, found: Vec<OnNew<'a>>, told: &[(&'a Audited, &Untold)]) -> Vec<Command> {
        let told = told.iter().filter(|(audited, _)| audited.claims.iter().any(Claim::is_own));
        let told: Vec<(&Audited, Stated)> = told
            .filter_map(|(audited, untold)| {
                let mut stated = untold.stated.as_deref()?.clone();
                follow(&mut stated, &self.held.redirects);
                Some((*audited, stated))
            })
            .collect();
        let doubt = |one: &OnNew<'a>| {
            let is_other = |fact: &Audited| one.facts.iter().all(|own| own.fact != fact.fact);
            let mut others =
                told.iter().filter(|(fact, other)| other.main.property == one.stated.main.property && is_other(fact));
            let line = &self.alignment.lines[one.stated.line];
            let (fact, other) = others.find(|(_, other)| speaks_against(self.alignment, line, other, &one.stated))?;
            Some(doubt_words(line, other.main == one.stated.main, &fact.label))
        };
        let reason = |one: &OnNew<'a>| {
            let of_one = || of_one_alone(one.stated.of_one, &one.facts, &one.command.main.property);
            doubt(one).map(Reason::AnotherFact).or_else(of_one)
        };
        let reasons: Vec<Option<Reason>> = found.iter().map(reason).collect();
        let mut statements = Vec::new();
        for (one, reason) in found.into_iter().zip(reasons) {
            match reason {
                None => statements.push(one.command),
                Some(reason) => {
                    for fact in one.facts {
                        self.review(reason.clone(), fact, None, None);
                    }
                }
            }
        }
        statements
    }

    /// What a thing says of itself, for its new item. Whoever mentions a thing distinguishes what distinguishes it from others; all else has a
    /// reference only to a document that says it.
    fn of_itself(
        &self,
        stated: &Stated,
        own: &[&Stated],
        entity: Option<&Audited>,
        told: &[(&'a Audited, &Untold)],
        references: &[Reference],
    ) -> Result<Command, Reason> {
        let line = &self.alignment.lines[stated.line];
        let property = &stated.main.property;
        let what = || format!("{property} {} of {}", shown(&stated.main.content), stated.label);
        let is_rival = |other: &&&Stated| other.main.property == *property && other.main != stated.main;
        if let Some(other) = own.iter().find(is_rival).filter(|_| line.single) {
            let other = shown(&other.main.content);
            return Err(Reason::AnotherFact(format!("they cannot both be true: {}, {property} {other}", what())));
        }
        let mut of_facts = told.iter().filter_map(|(_, untold)| untold.stated.as_deref());
        if let Some(reason) = of_facts.find_map(|fact| self.outlives(fact, stated)) {
            return Err(reason);
        }
        let mut main = stated.main.clone();
        self.held.redirects.follow(&mut main.content);
        let identifies = self.identifies(stated);
        let spoken = entity.and_then(|entity| entity.spoken.as_ref());
        let documents = match identifies {
            true => told.iter().flat_map(|(audited, _)| documents_of(audited)).collect(),
            false => spoken.map(|spoken| spoken.say(&stated.told_by, false)).unwrap_or_default(),
        };
        if let Some(reason) = self.in_calendar(&documents, &mut [&mut main]) {
            return Err(reason);
        }
        if identifies {
            return Ok(on_created(&main, &[], references.to_vec()));
        }
        let references = self.references(&documents);
        if references.is_empty() {
            let which = spoken.and_then(|spoken| which(spoken, stated));
            let why = which.unwrap_or_else(|| NO_REFERENCE.to_owned());
            return Err(Reason::NoReference(format!("{}: {why}", what())));
        }
        Ok(on_created(&main, &[], references))
    }
}

/// Why what is of all that take part is not stated: the facts say it of one of them.
fn of_one_alone(of_one: bool, facts: &[&Audited], property: &str) -> Option<Reason> {
    let told: BTreeSet<&IriBuf> = facts.iter().map(|fact| &fact.fact).collect();
    (of_one && told.len() < 2).then(|| Reason::OfOne(format!("{property} is of all parties")))
}

/// What facts say on a thing without an item.
struct OnNew<'a> {
    /// The facts that say it.
    facts: Vec<&'a Audited>,
    /// What they say, as they say it.
    stated: Stated,
    command: Command,
}

const NO_REFERENCE: &str = "no document that says this has an address or an item";

/// Why what an entity says of itself has no reference.
fn unsaid(spoken: &Spoken, stated: &Stated, references: &[Reference]) -> Option<Reason> {
    let why = || {
        if spoken.by_wikidata && spoken.documents.is_empty() {
            return Reason::NotHeld("only Wikidata says this".to_owned());
        }
        Reason::NoReference(which(spoken, stated).unwrap_or_else(|| NO_REFERENCE.to_owned()))
    };
    references.is_empty().then(why)
}

/// Asks which of the documents that mention an entity says what is in place of it.
fn which(spoken: &Spoken, stated: &Stated) -> Option<String> {
    let mut all: Vec<&str> = spoken.documents.iter().map(String::as_str).collect();
    all.extend(spoken.by_wikidata.then_some("Wikidata"));
    let is_open = stated.told_by.in_place && (all.len() > 1 || (spoken.by_others && !all.is_empty()));
    is_open.then(|| match all.as_slice() {
        [one] => format!("does {one} say this, or another source?"),
        all => format!("which of {} says this?", all.join(", ")),
    })
}

/// The documents that assert a fact themselves, without a hedge.
fn documents_of(audited: &Audited) -> BTreeSet<String> {
    own_claims(audited).map(|claim| claim.document.clone()).collect()
}

/// The claims by which sources assert a fact themselves, without a hedge.
fn own_claims(audited: &Audited) -> impl Iterator<Item = &Claim> {
    audited.claims.iter().filter(|claim| claim.is_plain())
}

/// The hedges with which sources assert a fact themselves.
fn hedges(audited: &Audited) -> Option<String> {
    let words = audited.claims.iter().filter(|claim| claim.is_own()).filter_map(|claim| claim.hedge.as_deref());
    let words: BTreeSet<&str> = words.collect();
    let words: Vec<&str> = words.into_iter().collect();
    (!words.is_empty()).then(|| format!("the source states it with a hedge: {}", words.join(", ")))
}

/// Why two commands cannot both be given, with the fact behind the other one.
fn doubt_words(line: &Line, is_one_value: bool, label: &str) -> String {
    let why = match line.of_all {
        _ if is_one_value => "the same is stated differently",
        // Each may have signed on its own day.
        Some(_) => "the parties' days differ",
        None => "they cannot both be true",
    };
    format!("{why}: {label}")
}

/// Whether what another fact of the source says puts a statement in doubt, whatever comes of the other.
fn speaks_against(alignment: &Alignment, line: &Line, other: &Stated, one: &Stated) -> bool {
    if other.main == one.main && other.inexact {
        // Its time counts, though no qualifier says it.
        return line.is_point() || may_meet(other.bounds, one.bounds);
    }
    let is_same = (&other.main, &other.qualifiers, other.dateless[1]) == (&one.main, &one.qualifiers, one.dateless[1]);
    !is_same && in_doubt(alignment, line, Telling::new(other), Telling::new(one))[1]
}

/// What a command on one property of an item says, or would tell.
#[derive(Clone, Copy)]
struct Telling<'c> {
    does: Does,
    main: &'c Snak,
    qualifiers: &'c [Snak],
    /// The time of its fact.
    bounds: Bounds,
}

impl<'c> Telling<'c> {
    /// What a new statement would tell.
    fn new(stated: &'c Stated) -> Self {
        Self { does: Does::Statement, main: &stated.main, qualifiers: &stated.qualifiers, bounds: stated.bounds }
    }

    /// What a command describes a fact.
    fn of(does: Does, command: &'c Command, stated: &Stated) -> Self {
        Self { does, main: &command.main, qualifiers: &command.qualifiers, bounds: stated.bounds }
    }

    fn is_new(self) -> bool {
        matches!(self.does, Does::Statement | Does::Another)
    }
}

/// Which of two commands on one property of an item are in doubt: the earlier, the later.
fn in_doubt(alignment: &Alignment, line: &Line, earlier: Telling<'_>, later: Telling<'_>) -> [bool; 2] {
    if earlier.main == later.main {
        let may_be_one = line.is_point() || may_meet(earlier.bounds, later.bounds);
        return of_one_value(earlier, later, may_be_one);
    }
    let is_time = matches!(later.main.content, Content::Value(Value::Time(_)));
    let one_of_both = excludes(alignment, line, &earlier.main.content, &later.main.content);
    let rivals = one_of_both && (is_time || overlap(earlier.bounds, later.bounds));
    [rivals && earlier.does != Does::References && later.does != Does::References, rivals]
}

/// Which of two commands for one value are in doubt: the earlier, the later.
fn of_one_value(earlier: Telling<'_>, later: Telling<'_>, may_be_one: bool) -> [bool; 2] {
    match (earlier.does, later.does) {
        (Does::References, _) | (_, Does::References) => [false, true],
        _ if !may_be_one => [false, !(earlier.is_new() && later.is_new())],
        // What says no time takes nothing from what says one.
        _ => match (earlier.qualifiers.is_empty(), later.qualifiers.is_empty()) {
            (true, false) => [true, false],
            (false, true) => [false, true],
            _ => [true, true],
        },
    }
}

/// A statement on a new item.
fn on_created(main: &Snak, qualifiers: &[Snak], references: Vec<Reference>) -> Command {
    Command {
        subject: Subject::Created,
        main: main.clone(),
        rank: None,
        qualifiers: qualifiers.to_vec(),
        references,
        new: false,
        comment: None,
    }
}
