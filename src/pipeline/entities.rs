//! Data of Wikidata among the sources: which entities are worth a look, and statements to facts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, packed};

use super::tables::Ends;
use super::{Body, Counts, Crew, Found, Opened, note};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::facts::{Item, Record};
use crate::graph::{Describer, Quoted};
use crate::name::counted;
use crate::origin::Files;
use crate::schema::{ClassId, Iri, IriBuf, NsId, Schema};
use crate::source::input::{Input, Source};
use crate::source::json;
use crate::source::wikidata::{Batch, Entities, id_in, malformed};
use crate::vocab::std_terms as t;
use crate::wikidata::{Alignment, Ended, EntityMapper, Naming, Redirects, Thing, Told, UNKNOWN, alignment, entity};

/// The size in bytes at which a worker hands over what it has described: small, for memory that does not grow with a dump.
const HAND_OVER: usize = 4 << 20;

/// How many lines a worker keeps of a source that can be read once only.
const MAX_KEPT: usize = 256;

/// Data of Wikidata that was opened.
pub(super) struct Opening {
    /// Taken by the workers in turns.
    entities: Mutex<Option<Entities>>,
    /// The ids that lead to others, as far as that is known before it is read.
    redirects: Vec<(String, String)>,
    /// How many bytes were taken from it so far, as they are on disk.
    taken: Arc<AtomicU64>,
}

/// Opens data of Wikidata. What is compressed is opened anew where a line of it must be shown.
pub(super) fn open(
    source: &Source,
    input: Input,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Result<Opened, Box<Diagnostic>> {
    let file = source.register(input.packed, files);
    let taken = input.taken.clone();
    let entities = Entities::open(input, &source.name, file, diagnostics)?;
    let redirects = entities.redirects().to_vec();
    let body = Body::Entities(Box::new(Opening { entities: Mutex::new(Some(entities)), redirects, taken }));
    Ok(Opened { name: source.name.clone(), file, registry: None, body, builtin: false })
}

/// The ids that lead to others: those that are known, and those that answers note.
pub(super) fn redirects(known: &Redirects, opened: &[Opened]) -> Redirects {
    let mut all = known.clone();
    for source in opened {
        if let Body::Entities(opening) = &source.body {
            opening.redirects.iter().for_each(|(from, to)| all.add(from, to));
        }
    }
    all
}

/// Tells that ids lead to others, where that came too late for what was read before.
pub(super) fn tell_late(redirects: &Redirects, diagnostics: &mut Diagnostics) {
    let count = redirects.len();
    diagnostics.push(
        Diagnostic::warning(
            Code::RedirectsNotFollowed,
            format!(
                "{} of Wikidata told as leading to another only after it was read: what was read before names the old one",
                counted(count, "id")
            ),
        )
        .help("read the data from a file, and without `--order input`: then it is read again with the redirects"),
    );
}

/// What makes an entity worth a look.
pub(super) enum Watched {
    /// A few needles, compared sixteen bytes or more at a time: four times as fast as the other.
    Few(packed::Searcher),
    /// However many.
    Many(AhoCorasick),
    /// The table has none.
    Nothing,
}

impl Watched {
    pub fn new(alignment: &Alignment, schema: &Schema) -> Self {
        let mut needles = alignment.needles(schema);
        if needles.is_empty() {
            return Self::Nothing;
        }
        // A line that is a redirect, and the note of one.
        needles.extend(["\"redirect\"", "\"redirects\""].map(str::to_owned));
        match packed::Searcher::new(&needles) {
            Some(few) => Self::Few(few),
            None => AhoCorasick::new(&needles).map_or(Self::Nothing, Self::Many),
        }
    }

    fn are_in(&self, text: &[u8]) -> bool {
        match self {
            Self::Few(needles) => needles.find(text).is_some(),
            Self::Many(needles) => needles.is_match(text),
            Self::Nothing => false,
        }
    }
}

/// Entities that the registry does not know: those that facts name, with the class that each was named as, and those that
/// were told. Beside them the ids that lead to others.
#[derive(Default)]
pub(super) struct Mentions {
    pub redirects: Redirects,
    named: HashMap<IriBuf, HashSet<ClassId>>,
    told: HashSet<IriBuf>,
}

impl Mentions {
    pub fn merge(&mut self, other: Self) {
        for (iri, classes) in other.named {
            self.named.entry(iri).or_default().extend(classes);
        }
        self.told.extend(other.told);
        self.redirects.merge(&other.redirects);
    }

    /// Labels what was named and not told: with its id, as Wikidata's own label service does.
    pub fn label(self, schema: &Schema, describer: &mut Describer<'_>) {
        let genid = schema.space.namespace_id(t::WIKIDATA_GENID);
        let mut named: Vec<&IriBuf> = self.named.keys().filter(|iri| !self.told.contains(iri)).collect();
        named.sort_unstable();
        for iri in named {
            let label = if Some(iri.ns) == genid { UNKNOWN } else { &iri.local };
            describer.told(iri.as_ref(), None, &[(t::RDFS_LABEL, "en", label)]);
        }
    }

    /// Describes what a record names that is Wikidata's own.
    fn of_record(&mut self, record: &Record, foreign: &[Option<NsId>], describer: &mut Describer<'_>) {
        for item in record.values.iter().flat_map(|(_, set)| set.items()) {
            let Item::Made(made) = item else { continue };
            if !foreign.contains(&Some(made.iri.ns)) {
                continue;
            }
            let classes = match self.named.get_mut(&made.iri) {
                Some(classes) => classes,
                None => self.named.entry(made.iri.clone()).or_default(),
            };
            if classes.insert(made.class) {
                describer.told(made.iri.as_ref(), Some(made.class), &[]);
            }
        }
    }
}

/// JSON without the white space between its tokens.
fn bare(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let is_token = |c: &char| {
        let keep = quoted || !c.is_ascii_whitespace();
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        keep
    };
    json.chars().filter(is_token).collect()
}

/// Where a worker gathers what it reads.
pub(super) struct Gathered<'g, 'a> {
    pub describer: &'g mut Describer<'a>,
    pub found: &'g mut Found,
    pub counts: &'g mut Counts,
    pub ends: &'g mut Ends,
    pub mentions: &'g mut Mentions,
}

impl Gathered<'_, '_> {
    fn rejected(&mut self, code: Code) {
        self.counts.rejected += 1;
        *self.ends.rejected.entry(code).or_default() += 1;
    }
}

/// A worker's hold on data of Wikidata.
pub(super) struct Reader<'a, 'n> {
    pub index: usize,
    /// The number of the task that is read.
    pub task: u64,
    mapper: EntityMapper<'a, 'n>,
    /// The namespaces of what is Wikidata's own.
    foreign: [Option<NsId>; 2],
    kept: usize,
}

impl<'a, 'n> Crew<'a, 'n> {
    /// A reader of data of Wikidata.
    pub(super) fn entities(&self, index: usize) -> Reader<'a, 'n> {
        let space = &self.schema.space;
        Reader {
            index,
            task: 0,
            mapper: EntityMapper::new(self.mapper(index), self.alignment, self.deprecated)
                .following(self.redirects)
                .keeping(self.whole),
            foreign: [crate::vocab::dataset_terms::WIKIDATA_ENTITY, t::WIKIDATA_GENID]
                .map(|iri| space.namespace_id(iri)),
            kept: 0,
        }
    }

    fn opening(&self, index: usize) -> Option<&Opening> {
        match &self.opened[index].body {
            Body::Entities(opening) => Some(opening),
            _ => None,
        }
    }

    /// How many bytes of data of Wikidata were taken, as they are on disk.
    pub(super) fn entities_taken(&self, index: usize) -> u64 {
        self.opening(index).map_or(0, |opening| opening.taken.load(Ordering::Relaxed))
    }

    /// The next batch of data of Wikidata; nothing at its end.
    pub(super) fn next_entities(&self, index: usize) -> Option<Result<Batch, Diagnostic>> {
        self.opening(index)?.entities.lock().unwrap_or_else(PoisonError::into_inner).as_mut()?.next()
    }
}

impl Reader<'_, '_> {
    /// Reads a batch of entities. Those that say nothing of the table are passed over without being parsed.
    pub fn batch(&mut self, batch: &Batch, crew: &Crew<'_, '_>, into: &mut Gathered<'_, '_>) -> std::io::Result<()> {
        let file = crew.opened[self.index].file;
        for (text, start, line) in batch.entities() {
            let whole = text.first() == Some(&b'{') && text.last() == Some(&b'}');
            // Where the id does not stand at the beginning, only the tree tells it.
            let known = || {
                let key = alignment::item_key(crew.schema);
                id_in(text).is_none_or(|id| key.is_some_and(|key| crew.registry.bearer(key, id).is_some()))
            };
            if whole && !crew.watched.are_in(text) && !known() {
                continue;
            }
            match json::read_at(text, start, file) {
                Ok(node) => {
                    // The tree was read from it, so it is UTF-8.
                    let text = std::str::from_utf8(text).unwrap_or_default();
                    if let Some((from, to)) = entity::redirect(&node) {
                        into.mentions.redirects.add(from, to);
                    }
                    if entity::is_nameless(&node) {
                        let wrong = Diagnostic::error(Code::MalformedEntity, "it has no id").at(node.origin(file));
                        self.malformed(line, &wrong, into);
                    } else if let Some(told) = self.mapper.entity(&node, text, start) {
                        self.tell(&told, crew, into);
                    }
                }
                Err(diagnostic) => self.malformed(line, &diagnostic, into),
            }
            crew.hand_over(into.describer, HAND_OVER, self.task)?;
        }
        let diagnostics = &mut self.mapper.mapper.diagnostics;
        if !diagnostics.is_empty() {
            if crew.files.is_passing(file) && self.kept < MAX_KEPT {
                for origin in diagnostics.sorted().into_iter().filter_map(|diagnostic| diagnostic.origin) {
                    if let Some((start, line, text)) = batch.line_of(origin.start) {
                        crew.files.keep(file, start, line, text);
                        self.kept += 1;
                    }
                }
            }
            into.ends.diagnostics.merge(std::mem::take(diagnostics));
        }
        Ok(())
    }

    fn malformed(&mut self, line: u64, wrong: &Diagnostic, into: &mut Gathered<'_, '_>) {
        self.mapper.mapper.diagnostics.push(malformed(line, wrong));
        into.counts.readings += 1;
        into.ends.readings += 1;
        into.rejected(Code::MalformedEntity);
    }

    /// Describes an entity and what its statements say.
    fn tell(&mut self, told: &Told<'_>, crew: &Crew<'_, '_>, into: &mut Gathered<'_, '_>) {
        let document = &crew.documents[self.index];
        for record in std::mem::take(&mut self.mapper.mapper.in_place) {
            into.mentions.of_record(&record, &self.foreign, into.describer);
            into.describer.entity_in_place(&record);
        }
        if let Some(thing) = &told.thing {
            self.thing(thing, crew, into);
        }
        for read in &told.statements {
            // However a source lays out its JSON, the statement is the same.
            let json =
                if read.json.contains(['\n', '\r']) { Cow::Owned(bare(read.json)) } else { Cow::Borrowed(read.json) };
            let quoted = Quoted {
                id: &read.id,
                property: &read.property,
                rank: match read.rank {
                    crate::wikidata::model::Rank::Preferred => "PreferredRank",
                    crate::wikidata::model::Rank::Normal => "NormalRank",
                    crate::wikidata::model::Rank::Deprecated => "DeprecatedRank",
                },
                json: &json,
            };
            let mut kept = false;
            for ended in &read.ended {
                let fact = !matches!(ended, Ended::OfEntity);
                into.ends.readings += u64::from(fact);
                match ended {
                    Ended::Facts(records, claim) => {
                        kept = true;
                        if let Some(words) = &read.hedge {
                            *into.ends.hedged.entry(words.clone()).or_default() += 1;
                        }
                        into.counts.readings += records.len() as u64;
                        for record in records {
                            into.found.record(record);
                            into.mentions.of_record(record, &self.foreign, into.describer);
                            let mask = into.describer.claim_quoted(&record.made, claim, &quoted, document);
                            into.describer.fact(record, mask);
                        }
                    }
                    Ended::OfEntity => kept = true,
                    Ended::Skipped(skip) => {
                        // What is no fact here is none the less what Wikidata says.
                        kept |= !read.id.is_empty();
                        into.counts.readings += 1;
                        into.counts.skipped += 1;
                        *into.ends.skipped.entry(*skip).or_default() += 1;
                    }
                    Ended::Rejected(code) => {
                        into.counts.readings += 1;
                        into.rejected(code.clone());
                    }
                }
            }
            if kept {
                into.describer.quoted(&quoted, document);
            }
        }
    }

    /// Describes the entity itself.
    fn thing(&mut self, thing: &Thing, crew: &Crew<'_, '_>, into: &mut Gathered<'_, '_>) {
        if let Some(record) = &thing.record {
            into.mentions.of_record(record, &self.foreign, into.describer);
            into.found.record(record);
            note(&mut into.found.identifiers, super::identified(crew.schema, crew.registry, record, record.origin));
            into.describer.entity_in_place(record);
        }
        let iri = match &thing.item {
            Item::Entity(id) => {
                into.describer.used_entities[id.0 as usize] = true;
                let entity = crew.registry.entity(*id);
                IriBuf { ns: crew.schema.kind(entity.kind).namespace, local: entity.id.clone() }
            }
            Item::Made(made) => {
                into.mentions.told.insert(made.iri.clone());
                made.iri.clone()
            }
            _ => return,
        };
        let texts: Vec<(&str, &str, &str)> = thing
            .texts
            .iter()
            .map(|(naming, tag, text)| {
                let predicate = match naming {
                    Naming::Name => t::RDFS_LABEL,
                    Naming::Label => t::SKOS_PREF_LABEL,
                    Naming::Description => t::SCHEMA_DESCRIPTION,
                    Naming::Alias => t::SKOS_ALT_LABEL,
                };
                (predicate, tag.as_str(), text.as_str())
            })
            .collect();
        into.describer.told(Iri { ns: iri.ns, local: &iri.local }, None, &texts);
    }
}
