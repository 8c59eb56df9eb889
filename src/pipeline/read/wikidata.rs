//! Data of Wikidata: statements to facts.

use std::borrow::Cow;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::pipeline::found::Found;
use crate::pipeline::opened::Properties;
use crate::pipeline::options::ENTITIES_BUDGET;
use crate::pipeline::shared::Context;
use crate::pipeline::sink::{Cites, Claim, Sink};
use crate::pipeline::source::{Declared, OpenResult, Opening, Source, SourceFormat, SourceReader};
use chancery_graph::Quoted;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Item, Place};
use chancery_model::origin::FileId;
use chancery_model::schema::{Iri, NsId};
use chancery_model::source::json;
use chancery_model::source::wikidata::{Entities, EntityBatch, id_in, malformed};
use chancery_model::vocab::{dataset_terms, std_terms as t};
use chancery_wikidata::{Ended, EntityMapper, Naming, Read, Thing, Told, alignment, entity};

/// Data of Wikidata. A worker hands over often, so that memory does not grow with a dump.
pub const WIKIDATA: SourceFormat = SourceFormat {
    reads: |opening| opening.input.format.is_wikidata(),
    open,
    properties: Properties {
        budget: Some(ENTITIES_BUDGET),
        hand_over: 4 << 20,
        inner_endings: &[".json", ".jsonl"],
        made_from: &["wikidata"],
        ..Properties::STREAMED
    },
};

/// How many lines a worker keeps of a source that can be read once only.
const MAX_KEPT: usize = 256;

struct WikidataSource {
    file: FileId,
    entities: Mutex<EntitiesLeft>,
    /// The ids that lead to others, as far as that is known before it is read.
    redirects: Vec<(String, String)>,
    /// How many bytes were taken from it so far, as they are on disk.
    taken: Arc<AtomicU64>,
}

struct EntitiesLeft {
    entities: Entities,
    /// How many of the bytes taken were reported.
    reported: u64,
}

/// Opens data of Wikidata. What is compressed is opened again where a line of it must be shown.
fn open(opening: Opening<'_>, diagnostics: &mut Diagnostics) -> OpenResult {
    let Opening { source, input, files, .. } = opening;
    let file = source.register(input.packed, files);
    let taken = input.taken.clone();
    let entities = Entities::open(input, &source.name, file, diagnostics)?;
    let redirects = entities.redirects().to_vec();
    let entities = Mutex::new(EntitiesLeft { entities, reported: 0 });
    Ok(Box::new(WikidataSource { file, entities, redirects, taken }))
}

impl Source for WikidataSource {
    fn file(&self) -> FileId {
        self.file
    }

    fn declares(&self, _: &mut Diagnostics) -> Declared<'_> {
        Declared { redirects: &self.redirects, ..Declared::default() }
    }

    fn reader<'s>(&'s self, context: Context<'s>) -> Option<Box<dyn SourceReader + 's>> {
        let shared = context.shared;
        Some(Box::new(EntityReader {
            source: self,
            mapper: EntityMapper::new(context.mapper(), shared.alignment, shared.scope.deprecated)
                .following(shared.redirects)
                .keeping(shared.scope.whole),
            foreign: [dataset_terms::WIKIDATA_ENTITY, t::WIKIDATA_GENID]
                .map(|iri| shared.schema.space.namespace_id(iri)),
            batch: None,
            kept: 0,
        }))
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

/// A worker's reader of data of Wikidata.
struct EntityReader<'s> {
    source: &'s WikidataSource,
    mapper: EntityMapper<'s, 's>,
    /// The namespaces of what is Wikidata's own.
    foreign: [Option<NsId>; 2],
    batch: Option<EntityBatch>,
    kept: usize,
}

impl SourceReader for EntityReader<'_> {
    fn take(&mut self) -> Option<Result<u64, Diagnostic>> {
        let mut left = self.source.entities.lock().unwrap_or_else(PoisonError::into_inner);
        Some(left.entities.next()?.map(|batch| {
            self.batch = Some(batch);
            // How much was taken is asked when the batch has been read.
            let taken = self.source.taken.load(Ordering::Relaxed);
            taken - std::mem::replace(&mut left.reported, taken)
        }))
    }

    /// Reads a batch of entities. Those that say nothing of the table are passed over without being parsed.
    fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        let Some(batch) = self.batch.take() else { return Ok(()) };
        let (shared, file) = (sink.shared, self.source.file);
        for (text, start, line) in batch.entities() {
            let whole = text.first() == Some(&b'{') && text.last() == Some(&b'}');
            // Where the id is not at the beginning, only the tree reports it.
            let known = || {
                let key = alignment::item_key(shared.schema);
                id_in(text).is_none_or(|id| key.is_some_and(|key| shared.registry.bearer(key, id).is_some()))
            };
            if whole && !shared.watched.are_in(text) && !known() {
                continue;
            }
            match json::read_at(text, start, file) {
                Ok(node) => {
                    // The tree was read from it, so it is UTF-8.
                    let text = std::str::from_utf8(text).unwrap_or_default();
                    if let Some((from, to)) = entity::redirect(&node) {
                        sink.found.mentions.redirects.add(from, to);
                    }
                    if entity::is_nameless(&node) {
                        let wrong = Diagnostic::error(Code::MalformedEntity, "it has no id").at(node.origin(file));
                        self.malformed(line, &wrong, &mut sink.found);
                    } else if let Some(told) = self.mapper.entity(&node, text, start) {
                        self.state(&told, sink);
                    }
                }
                Err(diagnostic) => self.malformed(line, &diagnostic, &mut sink.found),
            }
            sink.hand_over()?;
        }
        let diagnostics = &mut self.mapper.mapper.diagnostics;
        if !diagnostics.is_empty() {
            if shared.files.is_passing(file) && self.kept < MAX_KEPT {
                for origin in diagnostics.sorted().into_iter().filter_map(|diagnostic| diagnostic.origin) {
                    if let Some((start, line, text)) = batch.line_of(origin.start) {
                        shared.files.keep(file, start, line, text);
                        self.kept += 1;
                    }
                }
            }
            sink.found.ends.diagnostics.merge(std::mem::take(diagnostics));
        }
        Ok(())
    }
}

impl EntityReader<'_> {
    fn malformed(&mut self, line: u64, wrong: &Diagnostic, found: &mut Found) {
        self.mapper.mapper.diagnostics.push(malformed(line, wrong));
        found.counts.readings += 1;
        found.ends.readings += 1;
        found.rejected(Code::MalformedEntity, 1);
    }

    /// Describes an entity and what its statements say.
    fn state(&mut self, told: &Told<'_>, sink: &mut Sink<'_>) {
        let of_document = Claim { values: &[], cites: Cites::Places(&[Place::Whole]) };
        for record in std::mem::take(&mut self.mapper.mapper.in_place) {
            sink.found.mentions.of_record(&record, &self.foreign, &mut sink.describer);
            sink.in_place(&record, of_document);
        }
        if let Some(thing) = &told.thing {
            self.thing(thing, sink);
        }
        for statement in &told.statements {
            self.statement(statement, sink);
        }
    }

    fn statement(&mut self, read: &Read<'_>, sink: &mut Sink<'_>) {
        // The statement is the same in any layout of its JSON.
        let json =
            if read.json.contains(['\n', '\r']) { Cow::Owned(bare(read.json)) } else { Cow::Borrowed(read.json) };
        let quoted = Quoted {
            id: &read.id,
            property: &read.property,
            rank: match read.rank {
                chancery_wikidata::model::Rank::Preferred => "PreferredRank",
                chancery_wikidata::model::Rank::Normal => "NormalRank",
                chancery_wikidata::model::Rank::Deprecated => "DeprecatedRank",
            },
            json: &json,
        };
        let mut kept = false;
        for ended in &read.ended {
            let fact = !matches!(ended, Ended::OfEntity);
            sink.found.ends.readings += u64::from(fact);
            match ended {
                Ended::Facts(records, values) => {
                    kept = true;
                    if let Some(words) = &read.hedge {
                        *sink.found.ends.hedged.entry(words.clone()).or_default() += 1;
                    }
                    sink.found.counts.readings += records.len() as u64;
                    let claim = Claim { values, cites: Cites::Statement(&quoted) };
                    for record in records {
                        sink.found.mentions.of_record(record, &self.foreign, &mut sink.describer);
                        sink.fact(record, claim);
                    }
                }
                Ended::OfEntity => kept = true,
                Ended::Skipped(skip) => {
                    // What is not a fact here is still what Wikidata says.
                    kept |= !read.id.is_empty();
                    sink.found.counts.readings += 1;
                    sink.found.skipped(*skip, 1);
                }
                Ended::Rejected(code) => {
                    sink.found.counts.readings += 1;
                    sink.found.rejected(code.clone(), 1);
                }
            }
        }
        if kept {
            let document = sink.context().document();
            sink.describer.quoted(&quoted, document);
        }
    }

    /// Describes the entity itself.
    fn thing(&mut self, thing: &Thing, sink: &mut Sink<'_>) {
        if let Some(record) = &thing.record {
            sink.found.mentions.of_record(record, &self.foreign, &mut sink.describer);
            sink.entity(record);
        }
        let iri = match &thing.item {
            Item::Entity(id) => {
                sink.describer.used_entities[id.0 as usize] = true;
                sink.shared.registry.entity(*id).iri(sink.shared.schema)
            }
            Item::Made(made) => {
                sink.found.mentions.told.insert(made.iri.clone());
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
        sink.describer.told(Iri { ns: iri.ns, local: &iri.local }, None, &texts);
    }
}
