//! Data of Wikidata among the sources: statements to facts.

use std::borrow::Cow;

use super::crew::Crew;
use super::found::Found;
use super::identity::{identified, note};
use chancery_graph::{Describer, Quoted};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::facts::Item;
use chancery_model::schema::{Iri, IriBuf, NsId};
use chancery_model::source::json;
use chancery_model::source::wikidata::{Batch, id_in, malformed};
use chancery_model::vocab::std_terms as t;
use chancery_wikidata::{Ended, EntityMapper, Naming, Thing, Told, alignment, entity};

/// The size in bytes at which a worker hands over what it has described: small, for memory that does not grow with a dump.
const HAND_OVER: usize = 4 << 20;

/// How many lines a worker keeps of a source that can be read once only.
const MAX_KEPT: usize = 256;

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

impl<'a, 'n> Reader<'a, 'n> {
    /// A reader of data of Wikidata.
    pub fn new(crew: &Crew<'a, 'n>, index: usize) -> Self {
        let (space, options) = (&crew.schema.space, crew.options);
        Self {
            index,
            task: 0,
            mapper: EntityMapper::new(crew.mapper(index), crew.alignment, options.deprecated)
                .following(crew.redirects)
                .keeping(options.whole),
            foreign: [chancery_model::vocab::dataset_terms::WIKIDATA_ENTITY, t::WIKIDATA_GENID]
                .map(|iri| space.namespace_id(iri)),
            kept: 0,
        }
    }
}

impl Reader<'_, '_> {
    /// Reads a batch of entities. Those that say nothing of the table are passed over without being parsed.
    pub fn batch(
        &mut self,
        batch: &Batch,
        crew: &Crew<'_, '_>,
        describer: &mut Describer<'_>,
        found: &mut Found,
    ) -> std::io::Result<()> {
        let file = crew.opened[self.index].file;
        for (text, start, line) in batch.entities() {
            let whole = text.first() == Some(&b'{') && text.last() == Some(&b'}');
            // Where the id is not at the beginning, only the tree reports it.
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
                        found.mentions.redirects.add(from, to);
                    }
                    if entity::is_nameless(&node) {
                        let wrong = Diagnostic::error(Code::MalformedEntity, "it has no id").at(node.origin(file));
                        self.malformed(line, &wrong, found);
                    } else if let Some(told) = self.mapper.entity(&node, text, start) {
                        self.tell(&told, crew, describer, found);
                    }
                }
                Err(diagnostic) => self.malformed(line, &diagnostic, found),
            }
            crew.hand_over(describer, HAND_OVER, self.task)?;
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
            found.ends.diagnostics.merge(std::mem::take(diagnostics));
        }
        Ok(())
    }

    fn malformed(&mut self, line: u64, wrong: &Diagnostic, found: &mut Found) {
        self.mapper.mapper.diagnostics.push(malformed(line, wrong));
        found.counts.readings += 1;
        found.ends.readings += 1;
        found.rejected(Code::MalformedEntity);
    }

    /// Describes an entity and what its statements say.
    fn tell(&mut self, told: &Told<'_>, crew: &Crew<'_, '_>, describer: &mut Describer<'_>, found: &mut Found) {
        let document = &crew.documents[self.index];
        for record in std::mem::take(&mut self.mapper.mapper.in_place) {
            found.mentions.of_record(&record, &self.foreign, describer);
            describer.entity_in_place(&record);
        }
        if let Some(thing) = &told.thing {
            self.thing(thing, crew, describer, found);
        }
        for read in &told.statements {
            // However a source lays out its JSON, the statement is the same.
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
                found.ends.readings += u64::from(fact);
                match ended {
                    Ended::Facts(records, claim) => {
                        kept = true;
                        if let Some(words) = &read.hedge {
                            *found.ends.hedged.entry(words.clone()).or_default() += 1;
                        }
                        found.counts.readings += records.len() as u64;
                        for record in records {
                            found.record(record);
                            found.mentions.of_record(record, &self.foreign, describer);
                            let mask = describer.claim_quoted(&record.made, claim, &quoted, document);
                            describer.fact(record, mask);
                        }
                    }
                    Ended::OfEntity => kept = true,
                    Ended::Skipped(skip) => {
                        // What is not a fact here is none the less what Wikidata says.
                        kept |= !read.id.is_empty();
                        found.counts.readings += 1;
                        found.counts.skipped += 1;
                        *found.ends.skipped.entry(*skip).or_default() += 1;
                    }
                    Ended::Rejected(code) => {
                        found.counts.readings += 1;
                        found.rejected(code.clone());
                    }
                }
            }
            if kept {
                describer.quoted(&quoted, document);
            }
        }
    }

    /// Describes the entity itself.
    fn thing(&mut self, thing: &Thing, crew: &Crew<'_, '_>, describer: &mut Describer<'_>, found: &mut Found) {
        if let Some(record) = &thing.record {
            found.mentions.of_record(record, &self.foreign, describer);
            found.record(record);
            note(&mut found.identifiers, identified(crew.schema, crew.registry, record, record.origin));
            describer.entity_in_place(record);
        }
        let iri = match &thing.item {
            Item::Entity(id) => {
                describer.used_entities[id.0 as usize] = true;
                let entity = crew.registry.entity(*id);
                IriBuf { ns: crew.schema.kind(entity.kind).namespace, local: entity.id.clone() }
            }
            Item::Made(made) => {
                found.mentions.told.insert(made.iri.clone());
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
        describer.told(Iri { ns: iri.ns, local: &iri.local }, None, &texts);
    }
}
