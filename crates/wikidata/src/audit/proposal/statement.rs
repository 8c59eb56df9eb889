//! A finding to a statement of the batch, or to the review.

use std::collections::BTreeSet;

use super::doubt::{Telling, doubt_words, in_doubt};
use super::outcome::{Does, Reason};
use super::proposer::{Given, Proposer, unsaid};
use crate::Line;
use crate::audit::ends::lacks_a_date;
use crate::audit::finding::{Audited, Finding, Verdict};
use crate::audit::rival::{dated_rival, is_concept};
use crate::audit::shown::{not_understood, shown};
use crate::audit::statement::HeldStatement;
use crate::model::{Content, DataValue, Rank, Snak};
use crate::quickstatements::{Command, Dialect, Entry, Subject};
use crate::shape::{Claim, Stated};

/// In version 1 a second reference is a second command, which would find another statement of the value than the new one.
fn only_one_where_new(command: &mut Command, dialect: Dialect) {
    if command.new && dialect == Dialect::Version1 {
        command.references.truncate(1);
    }
}

impl<'a> Proposer<'a> {
    pub(super) fn finding(&mut self, audited: &'a Audited, finding: &'a Finding) {
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
        let mut command = command;
        if let Some(reason) = self.objection(does, &mut command, audited, finding, stated, &documents) {
            return self.review(reason, audited, Some(command), finding.held.as_ref());
        }
        self.give(does, command, audited, finding, stated);
    }

    /// The objection to a command; puts its dates into the calendar of the documents.
    fn objection(
        &self,
        does: Does,
        command: &mut Command,
        audited: &Audited,
        finding: &Finding,
        stated: &Stated,
        documents: &BTreeSet<String>,
    ) -> Option<Reason> {
        let line = &self.alignment.lines[stated.line];
        let is_new = matches!(does, Does::Statement | Does::Another);
        let hindrance = match &audited.spoken {
            None => self.hindrance(audited, stated.inexact, &command.references, does),
            Some(spoken) => unsaid(spoken, stated, &command.references),
        };
        let is_doubtful = |item: &str| self.doubtful.get(item).filter(|_| does != Does::References).cloned();
        let doubt = std::iter::once(stated.item.as_str()).chain(stated.value_item()).find_map(is_doubtful);
        let hindrance = hindrance.or(doubt.map(Reason::Contradicts));
        // What is added to a statement is said of it with all its qualifiers.
        let unknown = finding.held.as_ref().filter(|_| !is_new);
        let unknown = unknown.map(|statement| not_understood(self.alignment, line, statement)).unwrap_or_default();
        let unknown = (!unknown.is_empty()).then_some(Reason::OtherQualifiers(unknown));
        // All dates that were compared count, and the value of a statement that is there is given as it is there.
        let mut compared: Vec<Snak> = stated.qualifiers.iter().chain([&stated.main]).cloned().collect();
        let mut snaks: Vec<&mut Snak> = command.qualifiers.iter_mut().chain(&mut compared).collect();
        if is_new {
            snaks.push(&mut command.main);
        }
        let calendar = self.in_calendar(documents, &mut snaks);
        hindrance.or(unknown).or(calendar)
    }

    /// Adds a command to the batch, and compares it with those that are there: to QuickStatements, item, property and
    /// value are the statement. Where two state one spell differently, or exclude each other, nothing says which is
    /// right: neither is given.
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
        let is_time = matches!(command.main.content, Content::Value(DataValue::Time(_)));
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
        // The statement says the same, or something coarser: then adding a second date would make it worse.
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
}
