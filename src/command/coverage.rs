//! `chancery check --text`: whether an article still says what is cited of it, and how far it is read; without a text, how far
//! the sentences of a document are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::cite::Article;
use super::extent::{Compared, Extent, Missing, Read, Section};
use super::session::Session;
use crate::article::{
    Alignment, Form, Omitted, Row, Standing, Table, align, collapsed, digest, has_phrase, has_words, nearest_to,
};
use crate::pipeline::{CitedWords, SentenceState};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::facts::{Document, Made, Place, Sentence, SentenceTable};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::InSentence;
use clap::Args;

/// The options with which `check` compares citations with a text.
#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// Compare the cited sentences with this text of the article; `-` is standard input
    #[arg(long, value_name = "ARTICLE")]
    text: Option<PathBuf>,
    /// The format of the text, if it cannot be detected
    #[arg(long, value_name = "FORM", value_parser = Form::NAMES, requires = "text")]
    from: Option<String>,
    /// The document that the text belongs to, if several documents have sentences
    #[arg(long, value_name = "ID", requires = "text")]
    document: Option<String>,
    /// Print how far the sentences of each document are read, even if no sentence says under `carried` how much of it is in
    /// facts
    #[arg(long, conflicts_with = "text")]
    coverage: bool,
}

impl CoverageArgs {
    /// Whether there is a text.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.text.is_some()
    }
}

/// How far documents are read. With a text, the citations of its document are compared with it, and what is wrong is added to
/// the diagnostics of the session; nothing is given if the text or its document cannot be read. Without one, it is what the files
/// of each document say, if any of them says how much of a sentence is carried.
pub fn hold(args: &CoverageArgs, session: &mut Session) -> Vec<Extent> {
    let Some(path) = args.text.as_ref() else { return own(args.coverage, session) };
    let (coverage, found) = match held(args, path, session) {
        Ok((coverage, found)) => (vec![coverage], found),
        Err(diagnostic) => (Vec::new(), vec![diagnostic]),
    };
    session.diagnostics.extend(found);
    coverage
}

/// How far documents are read, by what their files say.
fn own(is_asked: bool, session: &Session) -> Vec<Extent> {
    let (documents, sentences) = (&session.outcome.documents, &session.outcome.sentences);
    let mut by_id: BTreeMap<&str, Option<&Document>> = BTreeMap::new();
    for document in documents {
        let known = by_id.entry(&document.id).or_default();
        *known = known.or(Some(document).filter(|document| document.sentences.is_some()));
    }
    let mut extents = Vec::new();
    for (id, with_table) in by_id {
        let is_wanted = sentences.says_how_much(documents, id) || is_asked;
        let states = if is_wanted { sentences.of(documents, id) } else { BTreeMap::new() };
        let rows = with_table.and_then(|document| document.sentences.as_ref()).map(SentenceTable::rows);
        if !is_wanted || states.is_empty() && rows.is_none() {
            continue;
        }
        let mut sections: Vec<Section> = Vec::new();
        let is_all = rows.is_some();
        match rows {
            Some(rows) => {
                for (number, sentence) in rows {
                    section(&mut sections, &sentence.section).add(states.get(&number).and_then(Read::of));
                }
            }
            None => states.values().for_each(|state| section(&mut sections, "").add(Read::of(state))),
        }
        let missing = Missing::of(states.iter());
        extents.push(Extent { document: id.to_owned(), compared: None, sections, is_all, missing });
    }
    extents
}

/// The section of this title, if it is the last one, or a new one.
fn section<'s>(sections: &'s mut Vec<Section>, title: &str) -> &'s mut Section {
    if sections.last().is_none_or(|section| section.title() != title) {
        sections.push(Section::new(title));
    }
    let last = sections.len() - 1;
    &mut sections[last]
}

fn held(
    args: &CoverageArgs,
    path: &std::path::Path,
    session: &Session,
) -> Result<(Extent, Vec<Diagnostic>), Diagnostic> {
    let document = document(args.document.as_deref(), &session.outcome.documents)?;
    chancery_model::source::file::regular(path)?;
    let article = Article::read(path, args.from.as_deref(), &session.files)?;
    let old = document.sentences.as_ref().map(|table| table.rows()).unwrap_or_default();
    // What is above the first sentence was its title, if it had one.
    let title = old.first().map(|(_, sentence)| sentence.section.as_str());
    let extract = article.extract(title);
    let name = match article.form {
        Form::Plain => article.name.clone(),
        _ => format!("{} (its plain text)", article.name),
    };
    let file = session.files.add_text(&name, extract.as_bytes());
    // A section of which something is cited is not left out, even with such a title.
    let except: BTreeSet<String> = old.iter().map(|(_, sentence)| sentence.section.clone()).collect();
    let table = Table::of(&extract, &Omitted { except, ..Omitted::default() });
    let new: Vec<(u64, &Sentence)> = table.rows.iter().map(|row| (row.number, &row.sentence)).collect();
    let alignment = align(&old, &new);
    let in_place = words_in_place(&extract, &old, &alignment);
    let states = session.outcome.sentences.of(&session.outcome.documents, &document.id);
    let holding =
        Holding { session, document, file, extract: &extract, old, states, table: &table, alignment, in_place };
    let same_extract = document.extract_digest.as_deref().map(|cited| cited == digest(&extract));
    Ok(holding.told(same_extract))
}

/// The document the text is of.
fn document<'d>(id: Option<&str>, documents: &'d [Document]) -> Result<&'d Document, Diagnostic> {
    let mut with_table: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in documents.iter().filter(|document| document.sentences.is_some()) {
        with_table.entry(&document.id).or_insert(document);
    }
    let all = with_table.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    match (id, with_table.len()) {
        (_, 0) => Err(Diagnostic::error(
            Code::NoCitedDocument,
            "no document has a table of sentences to compare the text with",
        )
        .help("`chancery cite ARTICLE` makes the table, which a document names under `sentences`")),
        (Some(id), _) => with_table.get(id).copied().ok_or_else(|| {
            Diagnostic::error(Code::UnknownDocument, format!("no document `{id}` has a table of sentences"))
                .help(format!("these have one: {all}"))
        }),
        (None, 1) => Ok(with_table.into_values().next().unwrap_or(&documents[0])),
        (None, _) => {
            Err(Diagnostic::error(Code::WhichDocument, "several documents have sentences, and the text is of one")
                .help(format!("say which with `--document`: {all}")))
        }
    }
}

/// The older sentences, by index, whose words are at their very place although the sentences of the text are cut in
/// another way: a table made by hand is as good as ours. Each with its bytes in the extract.
fn words_in_place(extract: &str, old: &[(u64, &Sentence)], alignment: &Alignment) -> BTreeMap<usize, Range<usize>> {
    let lost = |at: &usize| matches!(alignment.standings[*at], Standing::Changed { .. } | Standing::Gone);
    let open: Vec<usize> = (0..old.len()).filter(lost).collect();
    let mut wanted: Vec<u64> = open.iter().flat_map(|at| [old[*at].1.start, old[*at].1.end]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut bytes: HashMap<u64, usize> = HashMap::with_capacity(wanted.len());
    let mut next = wanted.into_iter().peekable();
    let ends = extract.char_indices().map(|(byte, _)| byte).chain([extract.len()]);
    for (point, byte) in (0_u64..).zip(ends) {
        if next.next_if_eq(&point).is_some() {
            bytes.insert(point, byte);
        }
    }
    let same = |at: usize| {
        let sentence = old[at].1;
        let range = *bytes.get(&sentence.start)?..*bytes.get(&sentence.end)?;
        let words = extract.get(range.clone())?;
        (digest(&collapsed(words)) == sentence.digest).then_some((at, range))
    };
    open.into_iter().filter_map(same).collect()
}

struct Holding<'a> {
    session: &'a Session,
    document: &'a Document,
    /// The extract among the files.
    file: FileId,
    extract: &'a str,
    old: Vec<(u64, &'a Sentence)>,
    /// What the files of the document say of its sentences.
    states: BTreeMap<u64, SentenceState<'a>>,
    table: &'a Table,
    alignment: Alignment,
    in_place: BTreeMap<usize, Range<usize>>,
}

impl Holding<'_> {
    /// Whether the words of an older sentence are still there.
    fn stands(&self, at: usize) -> bool {
        matches!(self.alignment.standings[at], Standing::Unchanged(_) | Standing::Moved(_))
            || self.in_place.contains_key(&at)
    }

    fn told(&self, same_extract: Option<bool>) -> (Extent, Vec<Diagnostic>) {
        let index: HashMap<u64, usize> = self.old.iter().enumerate().map(|(at, (number, _))| (*number, at)).collect();
        let documents = &self.session.outcome.documents;
        let mut found = Vec::new();
        let mut facts: BTreeMap<String, Fact> = BTreeMap::new();
        for citation in &self.session.outcome.citations {
            let ours = documents[citation.document].id == self.document.id;
            let at = match citation.place {
                Place::Sentence(number) if ours => index.get(&number).copied(),
                _ => None,
            };
            if let Some(at) = at {
                found.extend(self.diagnostic(at, citation.origin));
            }
            let has_ground = at.is_none_or(|at| self.stands(at));
            for (made, origin) in citation.facts.iter() {
                let iri = self.session.loaded.schema.space.join(made.iri.ns, &made.iri.local);
                let fact = facts.entry(iri).or_insert_with(|| Fact::new(made, *origin));
                fact.has_ground |= has_ground;
                fact.origin = fact.origin.min(*origin);
            }
        }
        let lost: Vec<&Fact> = facts.values().filter(|fact| !fact.has_ground).collect();
        found.extend(lost.iter().map(|fact| fact.lost()));
        for words in &self.session.outcome.cited_words {
            found.extend(self.words_elsewhere(words, &index));
        }
        // A sentence that gives no fact is cited as well.
        for (number, state) in self.states.iter().filter(|(_, state)| state.rests.is_none()) {
            let Some(at) = index.get(number) else { continue };
            found.extend(state.carried.iter().filter_map(|there| self.diagnostic(*at, there.origin)));
        }
        let sections = self.sections(&mut found);
        let count = |is: fn(&Standing) -> bool| {
            let standings = self.alignment.standings.iter().enumerate();
            standings.filter(|(at, standing)| is(standing) && !self.in_place.contains_key(at)).count()
        };
        let compared = Compared {
            same_extract,
            unchanged: count(|standing| matches!(standing, Standing::Unchanged(_))) + self.in_place.len(),
            moved: count(|standing| matches!(standing, Standing::Moved(_))),
            changed: count(|standing| matches!(standing, Standing::Changed { .. })),
            gone: count(|standing| *standing == Standing::Gone),
            lost_facts: lost.len(),
        };
        let (document, missing) = (self.document.id.clone(), Missing::of(self.states.iter()));
        (Extent { document, compared: Some(compared), sections, is_all: true, missing }, found)
    }

    /// The bytes in the text of an older sentence whose words are still there.
    fn bytes(&self, at: usize) -> Option<Range<usize>> {
        match self.alignment.standings[at] {
            Standing::Unchanged(now) | Standing::Moved(now) => Some(self.table.rows[now].bytes.clone()),
            _ => self.in_place.get(&at).cloned(),
        }
    }

    /// The diagnostic for words that are not in the sentences that their block cites. If one of these cannot be seen,
    /// it is unknown.
    fn words_elsewhere(&self, words: &CitedWords, index: &HashMap<u64, usize>) -> Option<Diagnostic> {
        if self.session.outcome.documents[words.document].id != self.document.id {
            return None;
        }
        let mut numbers = Vec::new();
        let mut passages: Vec<Range<usize>> = Vec::new();
        for place in &words.places {
            let Place::Sentence(number) = place else { return None };
            numbers.push(*number);
            passages.push(self.bytes(*index.get(number)?)?);
        }
        numbers.sort_unstable();
        passages.sort_by_key(|range| range.start);
        // What is side by side is read as one, since words may go on in the next sentence.
        passages.dedup_by(|next, before| {
            let joins = self.extract.get(before.end..next.start).is_some_and(|between| between.trim().is_empty());
            if joins {
                before.end = next.end;
            }
            joins || before == next
        });
        let has = |passage: &str| match words.how {
            InSentence::Phrase => has_phrase(passage, &words.text),
            InSentence::Words => has_words(passage, &words.text),
        };
        if passages.iter().any(|range| has(&self.extract[range.clone()])) {
            return None;
        }
        let list = numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        let cited = format!("sentence{} {list}", if numbers.len() == 1 { "" } else { "s" });
        let verb = if numbers.len() == 1 { "does" } else { "do" };
        let message = format!("{cited} {verb} not contain the words `{}`", words.text);
        let told =
            Diagnostic::error(Code::WordsNotInSentence, message).at(words.origin).label("these words are not in it");
        let nearest = passages.iter().find_map(|range| {
            let near = nearest_to(&self.extract[range.clone()], &words.text)?;
            Some(range.start + near.start..range.start + near.end)
        });
        let origin = |range: &Range<usize>| Origin::new(self.file, range.start as u64, range.end as u64);
        let elsewhere = self.table.rows.iter().find(|row| has(&self.extract[row.bytes.clone()]));
        Some(match (nearest, elsewhere) {
            (_, Some(row)) => told
                .related(self.place(row), format!("they are here, in sentence {}", row.number))
                .help(format!("cite sentence {} for the facts that rest on it, or give words of {cited}", row.number)),
            (Some(near), None) => told
                .related(origin(&near), "the most similar words")
                .help(format!("write the words as they are in the text: `{}`", collapsed(&self.extract[near]))),
            (None, None) => told
                .related(origin(passages.first()?), format!("{cited}, which has no similar words"))
                .help("write the words as they are in the text, leave them out, or cite the sentence that has them"),
        })
    }

    /// What is to be said where an older sentence is cited.
    fn diagnostic(&self, at: usize, origin: Origin) -> Option<Diagnostic> {
        let (number, was) = self.old[at];
        if self.in_place.contains_key(&at) {
            return None;
        }
        Some(match self.alignment.standings[at] {
            Standing::Unchanged(_) => return None,
            Standing::Moved(now) => {
                let row = &self.table.rows[now];
                if row.number == number {
                    return None;
                }
                Diagnostic::warning(
                    Code::SentenceMoved,
                    format!("sentence {number} is sentence {} of the text", row.number),
                )
                .at(origin)
                .label("another sentence has this number now")
                .related(self.place(row), "it is here")
                .help(format!("make the table again with `chancery cite`, and write {} here", row.number))
            }
            Standing::Changed { now, lengths } => {
                let row = &self.table.rows[now];
                let (before, after) = (was.end - was.start, row.sentence.end - row.sentence.start);
                Diagnostic::warning(
                    Code::SentenceChanged,
                    format!("the text has other words in the place of sentence {number}"),
                )
                .at(origin)
                .label("cited here")
                .related(self.place(row), format!("these words are there now, as sentence {}", row.number))
                .remark(format!(
                    "it had {before} characters, this one has {after} ({:.0} %); the table does not store words, so it is \
                         not known how similar they are",
                    lengths * 100.0
                ))
                .help("read it again, correct the facts that rest on it, and make the table again with `chancery cite`")
            }
            Standing::Gone => Diagnostic::warning(Code::SentenceGone, format!("sentence {number} is not in the text"))
                .at(origin)
                .label("cited here")
                .help("remove the facts that rest on it, or cite the version of the article that said it"),
        })
    }

    fn place(&self, row: &Row) -> Origin {
        Origin::new(self.file, row.bytes.start as u64, row.bytes.end as u64)
    }

    /// How much of an older sentence is in facts; nothing if it is not yet read.
    fn read(&self, at: usize) -> Option<Read> {
        self.states.get(&self.old[at].0).and_then(Read::of)
    }

    /// The sections of the text; a note for each sentence that is not yet read.
    fn sections(&self, found: &mut Vec<Diagnostic>) -> Vec<Section> {
        let kept: Vec<(&Sentence, Read)> =
            self.in_place.keys().filter_map(|at| Some((self.old[*at].1, self.read(*at)?))).collect();
        let mut sections: Vec<Section> = Vec::new();
        for (at, row) in self.table.rows.iter().enumerate() {
            let sentence = &row.sentence;
            let section = section(&mut sections, &sentence.section);
            let before = self.alignment.before[at].and_then(|before| Some((before, self.read(before)?)));
            let read = before.filter(|(before, _)| self.stands(*before)).map(|(_, read)| read).or_else(|| {
                let is_within = |kept: &Sentence| kept.start < sentence.end && sentence.start < kept.end;
                kept.iter().find(|(kept, _)| is_within(kept)).map(|(_, read)| *read)
            });
            if read.is_none() && before.is_some() {
                section.add_to_review();
                continue;
            }
            section.add(read);
            if read.is_none() {
                found.push(
                    Diagnostic::note(
                        Code::UncoveredSentence,
                        format!("no fact cites sentence {} of the text", row.number),
                    )
                    .at(self.place(row))
                    .label(match self.extract[row.bytes.clone()].contains('\n') {
                        true => "from here on",
                        false => "not cited",
                    }),
                );
            }
        }
        sections
    }
}

/// A fact, and whether any sentence that it rests on is still in the text.
struct Fact {
    label: String,
    origin: Origin,
    has_ground: bool,
}

impl Fact {
    fn new(made: &Arc<Made>, origin: Origin) -> Self {
        Self { label: made.label.clone(), origin, has_ground: false }
    }

    fn lost(&self) -> Diagnostic {
        Diagnostic::error(Code::LostGround, format!("no sentence that `{}` rests on is still in the text", self.label))
            .at(self.origin)
            .label("said here")
            .help("read the article again: correct the fact, cite another sentence, or remove it")
    }
}
