//! From sources to sorted descriptions: the way of a fact, run on both cores where there is much of it.
//!
//! 1. Schema and entities are read; every file is opened, YAML and JSON files as a whole, JSON Lines in batches.
//! 2. What others refer to (documents, entities, facts with an `id`) is gathered, so that no order of files or lines
//!    makes a difference. Of a JSON Lines file only the lines that may declare something are parsed in this pass.
//! 3. A worker, or two where there is JSON Lines, turns records into facts and facts into descriptions; the
//!    descriptions are sorted, and merged when they are read back.
//!
//! In the order of the input ([`stream()`]) the last step is another: descriptions are spelled and written as they come.
//!
//! Memory: YAML and JSON files whole; of JSON Lines one batch (4 MiB) for each worker and the declaring lines; sorted
//! descriptions up to the budget, and on disk beyond it.

mod cited;
mod entities;
mod identity;
mod listed;
mod stream;
mod tables;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::builtin::{self, Folder};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::facts::{
    Block, Document, EntityRecord, GraphId, Identifier, KeyValues, Local, Made, Manner, Mapper, Parts, Place, Record,
    SentenceTable, parts,
};
use crate::graph::{DEFAULT_BUDGET, Describer, Mask, Merged, Names, Provenance, Selection, Sorted};
use crate::name::{is_slug, slug};
use crate::origin::{Again, FileId, Files, Origin};
use crate::recipe::{Bound, Recipe, Rejected, Skip, Spells};
use crate::registry::{EntityId, Registry};
use crate::schema::{self, DEFAULT_BASE, InSentence, IriBuf, Ontology, OntologyFile, OntologyPlaces, Role, Schema};
use crate::source::encoding::{self, Encoding};
use crate::source::format::Format;
use crate::source::input::{self, Source};
use crate::source::rdf::{self, RdfSource, file_iri};
use crate::source::table::Batch;
use crate::source::{Entry, Node, Value, fault, file, folder, json, wikidata, yaml};
use crate::wikidata::{Alignment, Redirects};
use entities::Mentions;
use identity::{Identifiers, identified, note};
pub use stream::Stream;
use stream::Turns;
use tables::{Ends, Opening, Reader};

/// The size in bytes at which a worker hands over what it has described.
const HAND_OVER: usize = 24 << 20;

/// How much memory sorted descriptions may take where data of Wikidata is read: a dump is larger than any memory, and what
/// is read of it is little.
pub const ENTITIES_BUDGET: usize = 64 << 20;

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub sources: Vec<PathBuf>,
    /// A folder of Turtle files laid over the ontology.
    pub ontology: Option<PathBuf>,
    /// Where the IRIs of things begin.
    pub base: String,
    /// Claims and evidence in a graph for each document.
    pub graphs: bool,
    /// Memory for sorted descriptions, in bytes; unless said, [`DEFAULT_BUDGET`], and [`ENTITIES_BUDGET`] where data of
    /// Wikidata is among the sources.
    pub budget: Option<usize>,
    /// How much is described of who says a fact; less than everything only where no source declares entities of its own
    /// ([`Outcome::provenance`]), since it takes all facts to know what only claims lead to.
    pub provenance: Provenance,
    /// Remember where each fact and entity stands ([`Outcome::places`]): some 150 bytes each.
    pub places: bool,
    /// Take files of RDF as sources too ([`Outcome::rdf`]).
    pub rdf: bool,
    /// Which block cites what, in [`Outcome::citations`].
    pub citations: bool,
    /// Recipes for tables among the sources: known ones by name, others by path.
    pub recipes: Vec<String>,
    /// Keep every reading of a table that was rejected ([`Outcome::rejected`]).
    pub rejects: bool,
    /// The share of a table's or a dump's readings, of 1, that may be rejected; then what is wrong with them is warnings.
    pub tolerance: f64,
    /// Deprecated statements of Wikidata are read too, as claims that deny.
    pub deprecated: bool,
    /// Facts files may name tables of sentences outside of their own folder.
    pub outside: bool,
    /// Statements of Wikidata that make no fact are kept too, so that they can be given back.
    pub whole: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            ontology: None,
            base: DEFAULT_BASE.to_owned(),
            graphs: false,
            budget: None,
            provenance: Provenance::Full,
            places: false,
            rdf: false,
            citations: false,
            recipes: Vec::new(),
            rejects: false,
            tolerance: 0.0,
            deprecated: false,
            outside: false,
            whole: false,
        }
    }
}

/// How the readings of a run ended: readings = made + merged + skipped + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records, rows under one rule, and cells of wide tables under one rule, each counted once for every fact its lists
    /// ask for, and once where it is wrong. Entities are not counted.
    pub readings: u64,
    /// Distinct facts; 0 until [`Counts::settled`].
    pub made: u64,
    /// Readings that said again what another had said; 0 until [`Counts::settled`].
    pub merged: u64,
    /// Readings passed over by a rule of a recipe.
    pub skipped: u64,
    /// Readings that were wrong.
    pub rejected: u64,
}

/// The schema with the texts it came from.
pub struct Loaded {
    /// The compiled schema.
    pub schema: Schema,
    /// The ontology files, for stores that want them beside the data.
    pub ontology: Vec<OntologyFile>,
    /// How our kinds meet Wikidata's properties.
    pub alignment: Alignment,
}

/// What a run gives.
pub struct Outcome {
    /// All descriptions, with their conflicts settled; nothing in the order of the input.
    pub sorted: Sorted,
    /// What was written in the order of the input.
    pub written: Merged,
    /// How much was described of who says a fact.
    pub provenance: Provenance,
    /// The entities that are compiled in, and those of the sources.
    pub registry: Registry,
    /// How the readings ended, not yet settled.
    pub counts: Counts,
    /// The whole IRI of graph `n` at `n - 1`; empty unless [`Options::graphs`].
    pub graphs: Vec<String>,
    /// Where facts and entities stand; empty unless [`Options::places`].
    pub places: Places,
    /// The ids of Wikidata that lead to others and were met only while reading.
    pub redirects: Redirects,
    /// The sources that are RDF, unread; empty unless [`Options::rdf`].
    pub rdf: Vec<RdfSource>,
    /// The documents of all files, in the order of the files.
    pub documents: Vec<Document>,
    /// The files among them that are compiled in: no source of the run says what stands there.
    pub compiled_in: HashSet<FileId>,
    /// Every place that a block cites, in no particular order; empty unless [`Options::citations`].
    pub citations: Vec<Citation>,
    /// The words that blocks say stand there, in no particular order; empty unless [`Options::citations`].
    pub cited_words: Vec<CitedWords>,
    /// How many readings of tables were skipped, by rule.
    pub skipped: BTreeMap<Skip, u64>,
    /// How many statements of Wikidata are hedged, by the words; an id stands for words that are not known.
    pub hedged: BTreeMap<String, u64>,
    /// How many readings of tables were rejected, by the code of what is wrong.
    pub rejections: BTreeMap<Code, u64>,
    /// Every reading of a table that was rejected, in the order of the rows; empty unless [`Options::rejects`].
    pub rejected: Vec<Rejected>,
}

/// Where facts and entities stand in the sources: the first place of each, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Places(HashMap<IriBuf, Origin>);

impl Places {
    /// Where the thing with this whole IRI stands; nothing for what is compiled in and for what no source says.
    #[must_use]
    pub fn of(&self, schema: &Schema, iri: &str) -> Option<Origin> {
        let (ns, local) = schema.space.split(iri);
        self.0.get(&IriBuf { ns, local: local.to_owned() }).copied()
    }

    /// Keeps the first place, whichever worker came first.
    fn note(&mut self, iri: IriBuf, origin: Origin) {
        let first = self.0.entry(iri).or_insert(origin);
        if (origin.file.0, origin.start) < (first.file.0, first.start) {
            *first = origin;
        }
    }
}

/// A place in a document that a block cites, and what it says there.
#[derive(Debug, Clone)]
pub struct Citation {
    /// An index of [`Outcome::documents`].
    pub document: usize,
    /// The place.
    pub place: Place,
    /// Where the block names it.
    pub origin: Origin,
    /// The facts that the block says, each with the place of its record.
    pub facts: Arc<[(Arc<Made>, Origin)]>,
}

/// Words that a block says stand in what it cites.
#[derive(Debug, Clone)]
pub struct CitedWords {
    /// An index of [`Outcome::documents`].
    pub document: usize,
    /// What the block cites.
    pub places: Vec<Place>,
    /// How they stand there.
    pub how: InSentence,
    /// The words.
    pub text: String,
    /// Where they stand in the block.
    pub origin: Origin,
}

/// Reads and compiles the ontology; nothing is given when it has errors.
pub fn load_schema(options: &Options, files: &Files, diagnostics: &mut Diagnostics) -> Option<Loaded> {
    let before = diagnostics.errors();
    let resources = builtin::resources(Folder::Ontology, options.ontology.as_deref(), files, diagnostics);
    let folder = options.ontology.as_deref().and_then(|folder| std::fs::canonicalize(folder).ok());
    let texts: Vec<OntologyFile> = resources
        .iter()
        .map(|r| OntologyFile {
            name: r.name.clone(),
            text: r.text.to_string(),
            file: r.file,
            own: r.own,
            replaces: r.own && builtin::texts(Folder::Ontology).iter().any(|(name, _)| *name == r.name),
            base: folder.as_ref().filter(|_| r.own).map(|folder| file_iri(&folder.join(&r.name))),
        })
        .collect();
    let ontology = match Ontology::read(&texts) {
        Ok(ontology) => ontology,
        Err(errors) => {
            for error in errors {
                let file = resources[error.file].file;
                let mut diagnostic =
                    Diagnostic::error(Code::TurtleSyntax, error.message).label("Turtle stops making sense here");
                if let Some((start, end)) = error.at {
                    diagnostic = diagnostic.at(Origin::new(file, start, end.max(start)));
                }
                diagnostics.push(diagnostic.help("see the Turtle grammar, https://www.w3.org/TR/turtle/#sec-grammar"));
            }
            return None;
        }
    };
    if diagnostics.errors() > before {
        return None;
    }
    let places = OntologyPlaces::new(&ontology, &texts);
    let mut faults = schema::faults(&ontology);
    let compiled = schema::compile(&ontology, &ontology.prefixes, &options.base)
        .and_then(|schema| Alignment::compile(&ontology, &schema).map(|alignment| (schema, alignment)));
    let compiled = compiled.map_err(|more| faults.extend(more)).ok();
    diagnostics.extend(faults.into_iter().map(|fault| fault.diagnostic(&places)));
    let (schema, alignment) = compiled.filter(|_| diagnostics.errors() == before)?;
    Some(Loaded { schema, ontology: texts, alignment })
}

/// A source that was opened.
struct Opened {
    name: String,
    file: FileId,
    /// The registry file it stands in for, if it is one of a `registry` folder.
    registry: Option<String>,
    body: Body,
    /// Compiled in: read for its entities alone.
    builtin: bool,
}

enum Body {
    /// Read where a store is filled.
    Rdf(RdfSource),
    Whole {
        format: Format,
        bytes: Arc<[u8]>,
    },
    Lines(Again),
    /// Rows that a recipe reads.
    Table(Box<Opening>),
    /// Entities of Wikidata.
    Entities(Box<entities::Opening>),
}

impl Opened {
    fn table(&self) -> Option<&Opening> {
        match &self.body {
            Body::Table(opening) => Some(opening),
            _ => None,
        }
    }

    /// Whether it is read piece by piece, so that what it says is not yet known.
    fn is_streamed(&self) -> bool {
        matches!(self.body, Body::Lines(_) | Body::Table(_) | Body::Entities(_))
    }
}

/// What a file declares and says.
struct FileParts<'n> {
    file: FileId,
    parts: Parts<'n>,
    builtin: bool,
}

/// Reads the sources and gives their descriptions, sorted. What is wrong goes to `diagnostics`; the rest is still read.
/// `progress` is told how many bytes of JSON Lines and tables have been read so far, from any worker.
///
/// # Errors
/// When sorted descriptions cannot be written to the temporary folder or read back.
pub fn run(
    options: &Options,
    loaded: &Loaded,
    files: &Files,
    diagnostics: &mut Diagnostics,
    progress: &(dyn Fn(u64) + Sync),
) -> std::io::Result<Outcome> {
    let mut told = Diagnostics::new();
    let outcome = read(options, loaded, files, &mut told, progress, None, &Redirects::default())?;
    if outcome.redirects.is_empty() {
        diagnostics.merge(told);
        return Ok(outcome);
    }
    if !options.sources.iter().all(|path| path.is_dir() || path.is_file()) {
        diagnostics.merge(told);
        entities::tell_late(&outcome.redirects, diagnostics);
        return Ok(outcome);
    }
    // Lines that are redirects may stand anywhere: what they lead to is read again, by its present name.
    let known = outcome.redirects.clone();
    drop(outcome);
    read(options, loaded, files, diagnostics, progress, None, &known)
}

/// Reads the sources and writes their descriptions as they come: readings of one source in its order, and after them all
/// entities, documents and concepts. What stands beside facts, such as their times, is described where a worker first
/// meets it, so that two runs write the same triples, but not always at the same places.
///
/// # Errors
/// When the bytes cannot be written, or the format cannot be written so.
pub fn stream(
    options: &Options,
    loaded: &Loaded,
    files: &Files,
    diagnostics: &mut Diagnostics,
    progress: &(dyn Fn(u64) + Sync),
    stream: &Stream<'_>,
) -> std::io::Result<Outcome> {
    let outcome = read(options, loaded, files, diagnostics, progress, Some(stream), &Redirects::default())?;
    if !outcome.redirects.is_empty() {
        entities::tell_late(&outcome.redirects, diagnostics);
    }
    Ok(outcome)
}

fn read(
    options: &Options,
    loaded: &Loaded,
    files: &Files,
    diagnostics: &mut Diagnostics,
    progress: &(dyn Fn(u64) + Sync),
    stream: Option<&Stream<'_>>,
    known: &Redirects,
) -> std::io::Result<Outcome> {
    let schema = &loaded.schema;
    let recipes = tables::recipes(options, files, diagnostics);
    let opened = open_all(options, &recipes, files, diagnostics);
    let trees = read_trees(&opened, diagnostics);
    let mut all: Vec<FileParts<'_>> = Vec::with_capacity(opened.len());
    for (source, roots) in opened.iter().zip(&trees) {
        let mut gathered = Parts::default();
        // The lines of a JSON Lines file are read again as facts; only what they declare counts here.
        let mut unheard = Diagnostics::new();
        let is_lines = matches!(source.body, Body::Lines(_));
        for root in roots {
            let heard = if is_lines { &mut unheard } else { &mut *diagnostics };
            let one = parts(schema, root, source.file, heard);
            gathered.document = gathered.document.or(one.document);
            gathered.entities.extend(one.entities);
            gathered.additions.extend(one.additions);
            gathered.blocks.extend(one.blocks);
            gathered.rejected += one.rejected;
        }
        let mut file = source.file;
        if let Some(recipe) = source.table().map(|opening| &recipes[opening.recipe]) {
            gathered.document = recipe.document.as_ref();
            file = recipe.file;
        }
        all.push(FileParts { file, parts: gathered, builtin: source.builtin });
    }
    let mut registry = Registry::default();
    let mut named: Vec<EntityId> = Vec::new();
    let mut unnamed: Vec<(FileId, &EntityRecord<'_>)> = Vec::new();
    let mut counts = Counts::default();
    let mut places = Places::default();
    // What is compiled in comes first: where the user's file repeats it, the mistake is told in the user's file.
    let (builtin, own): (Vec<_>, Vec<_>) = all.iter().partition(|file| file.builtin);
    for file in builtin.into_iter().chain(own) {
        for entity in &file.parts.entities {
            let id = registry.add(schema, entity.kind, entity.node.clone().into_owned(), file.file, diagnostics);
            match id {
                Some(id) if !file.builtin => named.push(id),
                None => unnamed.push((file.file, entity)),
                Some(_) => {}
            }
        }
    }
    listed::settle(schema, &mut registry, diagnostics);
    for id in named.iter().filter(|_| options.places) {
        let entity = registry.entity(*id);
        let iri = IriBuf { ns: schema.kind(entity.kind).namespace, local: entity.id.clone() };
        places.note(iri, entity.record.origin(entity.file));
    }
    for file in &all {
        for addition in &file.parts.additions {
            // Where the user's file stands in for one that is compiled in, some entities may be gone.
            let mut unheard = Diagnostics::new();
            let heard = if file.builtin { &mut unheard } else { &mut *diagnostics };
            let extended = registry.extend(schema, (*addition).clone().into_owned(), file.file, heard);
            // It is described as an entity of the user's own is, so that what is wrong with a value is told.
            named.extend(extended.filter(|_| !file.builtin));
        }
    }
    identity::tell_listed_alike(schema, &registry, &named, diagnostics);
    for (file, entity) in unnamed {
        let (document, nothing) = (Document::unnamed(file), Local::default());
        let mut mapper = Mapper::new(schema, &registry, &document, file, &nothing);
        mapper.tell_values(entity.kind, entity.node);
        diagnostics.merge(mapper.diagnostics);
    }
    let mut documents: Vec<Document> = Vec::with_capacity(opened.len());
    for (source, file) in opened.iter().zip(&all) {
        documents.push(document(source, file, options.outside, files, diagnostics));
    }
    let cited = cited::Cited { opened: &opened, all: &all, documents: &documents };
    cited.tell_shared(schema, &registry, diagnostics);
    let graphs = number_graphs(options, schema, &mut documents);
    let mut locals: Vec<Local<'_>> = Vec::with_capacity(all.len());
    for (source, file) in opened.iter().zip(&all) {
        let mut local = Local::default();
        let mut unheard = Diagnostics::new();
        let heard = if source.builtin { &mut unheard } else { &mut *diagnostics };
        for block in &file.parts.blocks {
            local.add(schema, block, file.file, heard);
        }
        locals.push(local);
    }

    let bounds = tables::bind(&opened, &recipes, schema, &registry, diagnostics);
    let work = Mutex::new(Work { next: 0, number: 0, lines: None, table: None, entities: None, taken: 0 });
    let has_entities = opened.iter().any(|source| matches!(source.body, Body::Entities(_)));
    let budget = options.budget.unwrap_or(if has_entities { ENTITIES_BUDGET } else { DEFAULT_BUDGET });
    let keep = match stream {
        Some(stream) => Keep::Written(Turns::new(stream, schema, &graphs)?),
        None => Keep::Sorted(Mutex::new(Sorted::new(budget))),
    };
    let only_tables = opened.iter().all(|source| source.builtin || source.table().is_some());
    let provenance = if stream.is_some() || only_tables { options.provenance } else { Provenance::Full };
    let bytes_read = AtomicU64::new(0);
    let watched = entities::Watched::new(&loaded.alignment, schema);
    let redirects = entities::redirects(known, &opened);
    let crew = Crew {
        files,
        schema,
        alignment: &loaded.alignment,
        watched: &watched,
        redirects: &redirects,
        deprecated: options.deprecated,
        whole: options.whole,
        registry: &registry,
        opened: &opened,
        all: &all,
        documents: &documents,
        locals: &locals,
        bounds: &bounds,
        rejects: options.rejects,
        work: &work,
        keep: &keep,
        provenance,
        bytes_read: &bytes_read,
        progress,
        graphs: options.graphs,
        places: options.places,
        citations: options.citations,
    };
    let large = opened.iter().any(Opened::is_streamed);
    let mut results: Vec<std::io::Result<Worker>> = if large {
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..2).map(|_| scope.spawn(|| crew.work())).collect();
            // Whatever an input holds is an error or a diagnostic. A panic is a fault of the program, and goes on.
            handles.into_iter().map(|h| h.join().expect("a worker reports errors, it does not panic")).collect()
        })
    } else {
        vec![crew.work()]
    };
    // Why a worker stopped is told before that another stopped with it.
    results.sort_by_key(|worker| worker.as_ref().is_err_and(|e| e.kind() == std::io::ErrorKind::ConnectionAborted));
    let mut used_entities = vec![false; registry.len()];
    let mut describer = crew.describer();
    let mut conflicts = Vec::new();
    let (mut identifiers, mut of_tables) = (Identifiers::default(), Identifiers::default());
    let mut citations = Vec::new();
    let mut cited_words = Vec::new();
    let kept = stream.is_none().then(BTreeMap::new);
    let mut ends = Ends { list: options.rejects.then(Vec::new), identified: kept, ..Ends::default() };
    let mut spells: BTreeMap<usize, Spells> = BTreeMap::new();
    let mut found = Found {
        identifiers: Identifiers::default(),
        of_tables: Identifiers::default(),
        places: options.places.then(Places::default),
        said: None,
        citations: Vec::new(),
        cited_words: Vec::new(),
    };
    let mut mentions = Mentions::default();
    for worker in results {
        let worker = worker?;
        mentions.merge(worker.mentions);
        counts.skipped += worker.counts.skipped;
        ends.merge(worker.ends);
        for (index, more) in worker.spells {
            spells.entry(index).or_default().merge(more);
        }
        diagnostics.merge(worker.diagnostics);
        counts.readings += worker.counts.readings;
        counts.rejected += worker.counts.rejected;
        for (all, one) in used_entities.iter_mut().zip(worker.used_entities) {
            *all |= one;
        }
        for (all, one) in describer.used_concepts.iter_mut().zip(worker.used_concepts) {
            *all |= one;
        }
        conflicts.extend(worker.conflicts);
        citations.extend(worker.citations);
        cited_words.extend(worker.cited_words);
        describer.add_names(worker.names);
        note(&mut identifiers, worker.identifiers);
        note(&mut of_tables, worker.of_tables);
        worker.places.0.into_iter().for_each(|(iri, origin)| places.note(iri, origin));
    }
    // All tasks are done; what follows is the last.
    let last = work.lock().unwrap_or_else(PoisonError::into_inner).number;
    for (index, mut spells) in spells {
        if let Some(mut reader) = crew.reader(index) {
            reader.spells(&mut spells, &mut describer, &mut found, &mut counts, &mut ends);
            crew.hand_over(&mut describer, HAND_OVER, last)?;
        }
    }
    let late = mentions.redirects.without(&redirects);
    mentions.label(schema, &mut describer);
    note(&mut identifiers, found.identifiers);
    note(&mut of_tables, found.of_tables);
    found.places.unwrap_or_default().0.into_iter().for_each(|(iri, origin)| places.note(iri, origin));
    tables::tell_empty(&opened, &ends, diagnostics);
    for (all, one) in used_entities.iter_mut().zip(&describer.used_entities) {
        *all |= one;
    }
    for id in named {
        used_entities[id.0 as usize] = true;
    }
    let of_entities = describe_entities(schema, &registry, &mut describer, used_entities, diagnostics);
    note(&mut identifiers, of_entities);
    describer.names();
    let of_rows = stream.is_none().then_some(&mut ends.diagnostics);
    let wrong = identity::tell(schema, identifiers, of_tables, of_rows, diagnostics);
    let taken_back = ends.take_back(&wrong, &mut counts);
    for (index, document) in documents.iter().enumerate() {
        let says = provenance != Provenance::None
            && (!all[index].parts.blocks.is_empty() || document.record.is_some() || opened[index].is_streamed());
        if !opened[index].builtin && says {
            if options.places
                && let Some(kind) = schema.document_kind()
            {
                let iri = IriBuf { ns: schema.kind(kind).namespace, local: document.id.clone() };
                let at = document.record.as_ref().map_or(Origin::point(document.file, 0), |r| r.origin(document.file));
                places.note(iri, at);
            }
            describe_document(schema, &registry, &mut describer, document, diagnostics);
        }
    }
    // In the order of the input no fact gets a standing.
    if counts.readings > counts.rejected && stream.is_none() {
        describer.standings();
    }
    for (index, used) in describer.used_concepts.clone().into_iter().enumerate() {
        if used {
            describer.concept(schema::ConceptId(u16::try_from(index).unwrap_or(u16::MAX)));
        }
    }
    crew.hand_over(&mut describer, 0, last)?;
    conflicts.extend(describer.conflicts);
    let (sorted, written) = match keep {
        Keep::Sorted(sorted) => {
            let mut sorted = sorted.into_inner().unwrap_or_else(PoisonError::into_inner);
            sorted.add_conflicts(conflicts);
            sorted.settle(schema)?;
            if !taken_back.is_empty() {
                sorted = Selection::without(taken_back, schema, &sorted)?;
            }
            (sorted, Merged::default())
        }
        Keep::Written(turns) => (Sorted::new(0), turns.written()),
    };
    let compiled_in = opened.iter().filter(|source| source.builtin).map(|source| source.file).collect();
    let rdf = opened.into_iter().filter_map(|source| match source.body {
        Body::Rdf(source) => Some(source),
        _ => None,
    });
    let rdf = rdf.collect();
    ends.propose_missing(&bounds);
    let allowed = ends.rejected_share() <= options.tolerance;
    diagnostics.merge(if allowed { ends.diagnostics.as_warnings() } else { ends.diagnostics });
    let mut rejected = ends.list.unwrap_or_default();
    rejected.sort_by(|a, b| (a.origin, &a.code, &a.message).cmp(&(b.origin, &b.code, &b.message)));
    Ok(Outcome {
        sorted,
        written,
        provenance,
        registry,
        counts,
        graphs,
        places,
        redirects: late,
        rdf,
        documents,
        compiled_in,
        citations,
        cited_words,
        skipped: ends.skipped,
        hedged: ends.hedged,
        rejections: ends.rejected,
        rejected,
    })
}

impl Counts {
    /// Fills in what only merging tells: how many distinct facts there are.
    #[must_use]
    pub fn settled(mut self, facts: u64) -> Self {
        self.made = facts;
        self.merged = self.readings.saturating_sub(self.rejected + self.skipped + facts);
        self
    }
}

fn open_all(options: &Options, recipes: &[Recipe], files: &Files, diagnostics: &mut Diagnostics) -> Vec<Opened> {
    let mut opened = Vec::new();
    for source in folder::find(&options.sources, diagnostics) {
        match open(&source, options.rdf, recipes, files, diagnostics) {
            Ok(source) => opened.push(source),
            // A recipe was named, and what is wrong with it was told.
            Err(diagnostic) if diagnostic.code == Code::NoRecipe && recipes.len() < options.recipes.len() => {}
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    let taken: Vec<String> = opened.iter().filter_map(|source| source.registry.clone()).collect();
    for resource in builtin::resources(Folder::Registry, None, files, diagnostics) {
        // A file of facts names no entity, so it need not be read; its first key tells.
        if taken.contains(&resource.name)
            || !resource.text.lines().any(|line| line.starts_with("entities:") || line.starts_with("additions:"))
        {
            continue;
        }
        let bytes: Arc<[u8]> = Arc::from(resource.text.as_bytes());
        let body = Body::Whole { format: Format::Yaml, bytes };
        opened.push(Opened { name: resource.name, file: resource.file, registry: None, body, builtin: true });
    }
    opened
}

fn open(
    source: &Source,
    rdf: bool,
    recipes: &[Recipe],
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Result<Opened, Box<Diagnostic>> {
    let input = source.open()?;
    // With a recipe at hand, what is no other kind of file is a table with a delimiter of its own.
    let is_table = matches!(input.format, Format::Csv | Format::Tsv)
        || !recipes.is_empty() && matches!(input.format, Format::Unknown | Format::Utf16);
    if is_table {
        return open_table(source, input, recipes, files);
    }
    if input.format.is_wikidata() {
        return entities::open(source, input, files, diagnostics);
    }
    let syntax = rdf::syntax(input.format).filter(|_| rdf);
    if syntax.is_none() {
        input.expect_facts()?;
    }
    let registry = match &source.place {
        input::Place::File(path) if path.parent().is_some_and(|p| p.file_name().is_some_and(|n| n == "registry")) => {
            path.file_name().map(|name| name.to_string_lossy().into_owned())
        }
        _ => None,
    };
    let (file, body) = if syntax.is_some() || input.format == Format::JsonLines {
        let bytes = match &source.place {
            input::Place::File(path) if source.is_rereadable() && !input.packed => Again::Disk(path.clone()),
            // What can be read once only is kept, because it is read twice.
            _ => input.into_copy()?,
        };
        let file = files.add_again(&source.name, &bytes);
        let body = match syntax {
            Some(syntax) => Body::Rdf(RdfSource::new(file, &source.name, syntax, bytes)),
            None => Body::Lines(bytes),
        };
        (file, body)
    } else {
        let format = input.format;
        let bytes: Arc<[u8]> = input.into_bytes(input::MAX_WHOLE_BYTES)?.into();
        (files.add_text(&source.name, bytes.clone()), Body::Whole { format, bytes })
    };
    Ok(Opened { name: source.name.clone(), file, registry, body, builtin: false })
}

/// Opens a table. What is compressed or in another encoding is opened anew where a line of it must be shown.
fn open_table(
    source: &Source,
    input: input::Input,
    recipes: &[Recipe],
    files: &Files,
) -> Result<Opened, Box<Diagnostic>> {
    // Which recipe reads the table is known when it has been opened.
    let encoding: Arc<OnceLock<Option<Encoding>>> = Arc::default();
    let recoded = recipes.iter().any(|recipe| recipe.dialect.encoding.is_some());
    let anew = {
        let source = source.clone();
        move || source.open()
    };
    let file = match &source.place {
        input::Place::File(path) if source.is_rereadable() => {
            if input.packed || recoded || input.format == Format::Utf16 {
                let (anew, encoding) = (anew.clone(), encoding.clone());
                // Origins count the bytes of the text in UTF-8.
                files.add_stream(&source.name, move || {
                    let input = anew().map_err(|diagnostic| std::io::Error::other(diagnostic.message.clone()))?;
                    Ok(encoding::decode(input.reader, encoding.get().copied().flatten()))
                })
            } else {
                files.add_disk(&source.name, path)
            }
        }
        // What was read from a pipe is gone, but for the lines that the reader keeps.
        _ => files.add_passing(&source.name),
    };
    let opening = tables::open(input, &anew, &source.name, file, recipes)?;
    let _ = encoding.set(recipes[opening.recipe].dialect.encoding);
    Ok(Opened { name: source.name.clone(), file, registry: None, body: Body::Table(Box::new(opening)), builtin: false })
}

/// The trees of all files, in their order; of a JSON Lines file, the trees of the lines that may declare something.
fn read_trees<'o>(opened: &'o [Opened], diagnostics: &mut Diagnostics) -> Vec<Vec<Node<'o>>> {
    // The longest first, so that both cores end together.
    let mut order: Vec<usize> = (0..opened.len()).collect();
    order.sort_by_key(|i| {
        std::cmp::Reverse(match &opened[*i].body {
            Body::Whole { bytes, .. } => bytes.len(),
            Body::Lines(_) => usize::MAX,
            Body::Rdf(_) | Body::Table(_) | Body::Entities(_) => 0,
        })
    });
    let next = Mutex::new(order.into_iter());
    let read = || {
        let mut mine: Vec<(usize, Vec<Node<'o>>)> = Vec::new();
        let mut heard = Diagnostics::new();
        loop {
            let Some(index) = next.lock().unwrap_or_else(PoisonError::into_inner).next() else { break };
            mine.push((index, read_tree(&opened[index], &mut heard)));
        }
        (mine, heard)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let other = scope.spawn(read);
        let mine = read();
        // As with workers: a panic goes on.
        vec![mine, other.join().expect("readers report errors, they do not panic")]
    });
    let mut trees: Vec<Vec<Node<'o>>> = opened.iter().map(|_| Vec::new()).collect();
    for (read, heard) in results {
        diagnostics.merge(heard);
        for (index, roots) in read {
            trees[index] = roots;
        }
    }
    trees
}

fn read_tree<'o>(opened: &'o Opened, diagnostics: &mut Diagnostics) -> Vec<Node<'o>> {
    match &opened.body {
        Body::Whole { format: Format::Json, bytes } => {
            json::read(bytes, opened.file, diagnostics).into_iter().collect()
        }
        Body::Whole { bytes, .. } => yaml::read(bytes, opened.file, diagnostics).into_iter().collect(),
        Body::Lines(bytes) => declaring_lines(bytes, opened.file),
        Body::Rdf(_) | Body::Table(_) | Body::Entities(_) => Vec::new(),
    }
}

/// The lines that may declare a document, an entity or a fact with an `id`. Their faults are told when they are read
/// as facts.
fn declaring_lines(bytes: &Again, file: FileId) -> Vec<Node<'static>> {
    let Ok(reader) = bytes.open() else { return Vec::new() };
    // A key may be written with escapes (RFC 8259, section 7), so a line with one is looked at too.
    let needles = [&b"\"entities\""[..], b"\"document\"", b"\"id\"", b"\\u"].map(memchr::memmem::Finder::new);
    let mut unheard = Diagnostics::new();
    let mut held = Vec::new();
    for batch in json::Batches::new(reader, file).flatten() {
        if !needles.iter().any(|needle| needle.find(&batch.bytes).is_some()) {
            continue;
        }
        let mut at = 0;
        for line in batch.bytes.split_inclusive(|b| *b == b'\n') {
            let start = at;
            at += line.len();
            if needles.iter().any(|needle| needle.find(line).is_some()) {
                let one = json::Batch {
                    bytes: line.to_vec(),
                    start_offset: batch.start_offset + start as u64,
                    first_line: 1,
                    sequence: 0,
                };
                held.extend(one.records(file, &mut unheard).filter_map(|record| record.node).map(Node::into_owned));
            }
        }
    }
    held
}

/// The document of a file: what its record says, or what its name tells.
fn document(
    source: &Opened,
    parts: &FileParts<'_>,
    outside: bool,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Document {
    let path = Path::new(&source.name);
    let mut stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    if matches!(source.body, Body::Entities(_))
        && let Some(bare) = stem.strip_suffix(".json").or_else(|| stem.strip_suffix(".jsonl"))
    {
        // `entities.json.gz`
        stem = bare.to_owned();
    }
    let text = |key: &str| {
        let node = parts.parts.document.and_then(|record| record.get(key))?;
        node.text().map(|text| (text.trim().to_owned(), node.origin(parts.file)))
    };
    let mut id = text("id").map(|(id, _)| id).unwrap_or_default();
    if let Some((given, origin)) = text("id")
        && !is_slug(&given)
    {
        diagnostics.push(
            Diagnostic::error(Code::MalformedId, format!("`{given}` cannot be part of an IRI"))
                .at(origin)
                .label("not an id")
                .help(format!("an id is made of lower-case letters, digits and single hyphens: `{}`", slug(&given))),
        );
        id = String::new();
    }
    if id.is_empty() {
        id = slug(&stem);
    }
    if id.is_empty() {
        "document".clone_into(&mut id);
    }
    // A file's name is no name of a document of which other files may be too.
    let unnamed = if text("id").is_some() { &id } else { &stem };
    let label = text("title").or_else(|| text("name")).map_or_else(|| unnamed.clone(), |(title, _)| title);
    let sentences = text("sentences").and_then(|(name, origin)| match sentence_table(path, &name, outside) {
        Ok((table, bytes)) => {
            let table_file = files.add_text(&table.to_string_lossy(), bytes.clone());
            let text = std::str::from_utf8(&bytes).unwrap_or_default();
            Some(SentenceTable::read(text, table_file, diagnostics))
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic.at(origin).label("this file is needed"));
            None
        }
    });
    Document {
        id,
        label,
        graph: GraphId::DEFAULT,
        record: parts.parts.document.map(|record| record.clone().into_owned()),
        file: parts.file,
        extract_digest: text("extract digest").map(|(digest, _)| digest),
        sentences,
    }
}

/// The table of sentences that a facts file names: its path, and its bytes, which are a table in UTF-8. Nothing of any
/// other file is read further than to see that, and nothing of it is shown: the facts file may be a stranger's.
fn sentence_table(facts: &Path, name: &str, outside: bool) -> Result<(PathBuf, Vec<u8>), Diagnostic> {
    let folder = facts.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let table = if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
    let wrong = |message: String| Diagnostic::error(Code::NoSentenceTable, message);
    let shown = table.display();
    let taken = "the path is taken from the folder of the facts file";
    let real = std::fs::canonicalize(&table)
        .map_err(|error| wrong(format!("`{shown}` cannot be read: {error}")).help(taken))?;
    let within = std::fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder));
    if !within && !outside {
        return Err(wrong(format!("`{shown}` lies outside of the folder of the facts file"))
            .help("put the table beside the facts file; or let facts files name files elsewhere: `--allow-outside`"));
    }
    let bytes = file::bytes(&table).map_err(|mut diagnostic| {
        diagnostic.code = Code::NoSentenceTable;
        diagnostic.help(taken)
    })?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if SentenceTable::has_header(text) => Ok((table, bytes)),
        _ => Err(Diagnostic::error(Code::BrokenSentenceTable, format!("`{shown}` is no table of sentences"))
            .help("its first line holds the columns, parted by tabs: number, section, start, end and digest")
            .help("`chancery cite ARTICLE` makes such a table")),
    }
}

/// Numbers the graphs by the documents' ids, so that the order of files makes no difference.
fn number_graphs(options: &Options, schema: &Schema, documents: &mut [Document]) -> Vec<String> {
    let Some(kind) = schema.document_kind().map(|id| schema.kind(id)) else { return Vec::new() };
    if !options.graphs {
        return Vec::new();
    }
    let mut ids: BTreeMap<String, GraphId> = documents.iter().map(|d| (d.id.clone(), GraphId::DEFAULT)).collect();
    for (number, graph) in ids.values_mut().enumerate() {
        // Beyond 65,535 documents the rest share the default graph, which is true if less telling.
        *graph = u16::try_from(number + 1).map_or(GraphId::DEFAULT, GraphId);
    }
    for document in documents {
        document.graph = ids[&document.id];
    }
    ids.keys().map(|id| schema.space.join(kind.namespace, id)).collect()
}

/// What is left to do.
struct Work {
    next: usize,
    /// How many tasks were given out: the number of the next.
    number: u64,
    /// The JSON Lines file that is being read, with its place among the sources.
    lines: Option<(usize, json::Batches<Box<dyn std::io::Read + Send>>)>,
    /// The table that is being read.
    table: Option<usize>,
    /// The data of Wikidata that is being read.
    entities: Option<usize>,
    /// How much of it was told as read.
    taken: u64,
}

enum Task {
    Whole(usize),
    Lines(usize, json::Batch),
    Rows(usize, Batch),
    Entities(usize, wikidata::Batch),
    /// A line that could not be read.
    Wrong(Diagnostic),
}

/// What becomes of descriptions.
enum Keep<'a> {
    /// They are sorted.
    Sorted(Mutex<Sorted>),
    /// They are written, and gone.
    Written(Turns<'a>),
}

struct Crew<'a, 'n> {
    files: &'a Files,
    schema: &'a Schema,
    alignment: &'a Alignment,
    watched: &'a entities::Watched,
    redirects: &'a Redirects,
    deprecated: bool,
    whole: bool,
    registry: &'a Registry,
    opened: &'a [Opened],
    all: &'a [FileParts<'n>],
    documents: &'a [Document],
    locals: &'a [Local<'n>],
    bounds: &'a [Option<Bound>],
    rejects: bool,
    work: &'a Mutex<Work>,
    keep: &'a Keep<'a>,
    provenance: Provenance,
    bytes_read: &'a AtomicU64,
    progress: &'a (dyn Fn(u64) + Sync),
    graphs: bool,
    places: bool,
    citations: bool,
}

/// What one worker found beside the descriptions it handed over.
struct Worker {
    diagnostics: Diagnostics,
    counts: Counts,
    used_entities: Vec<bool>,
    used_concepts: Vec<bool>,
    conflicts: Vec<(Vec<u8>, Vec<u8>)>,
    identifiers: Identifiers,
    of_tables: Identifiers,
    places: Places,
    citations: Vec<Citation>,
    cited_words: Vec<CitedWords>,
    /// Names that were held back.
    names: Names,
    ends: Ends,
    /// The years of each table that was read.
    spells: BTreeMap<usize, Spells>,
    mentions: Mentions,
}

impl<'a, 'n> Crew<'a, 'n> {
    /// The next task, and its number.
    fn next(&self) -> Option<(u64, Task)> {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let task = self.find(&mut work)?;
        let number = work.number;
        work.number += 1;
        Some((number, task))
    }

    /// Tells how much was read, by so many bytes more.
    fn was_read(&self, bytes: u64) {
        (self.progress)(self.bytes_read.fetch_add(bytes, Ordering::Relaxed) + bytes);
    }

    fn find(&self, work: &mut Work) -> Option<Task> {
        loop {
            if let Some((index, batches)) = &mut work.lines {
                let index = *index;
                match batches.next() {
                    Some(Ok(batch)) => {
                        self.was_read(batch.bytes.len() as u64);
                        return Some(Task::Lines(index, batch));
                    }
                    Some(Err(diagnostic)) => return Some(Task::Wrong(diagnostic)),
                    None => work.lines = None,
                }
            }
            if let Some(index) = work.table {
                match self.next_batch(index) {
                    Some(Ok(batch)) => {
                        let taken = self.taken(index);
                        self.was_read(taken - work.taken);
                        work.taken = taken;
                        return Some(Task::Rows(index, batch));
                    }
                    Some(Err(diagnostic)) => return Some(Task::Wrong(diagnostic)),
                    None => (work.table, work.taken) = (None, 0),
                }
            }
            if let Some(index) = work.entities {
                match self.next_entities(index) {
                    Some(Ok(batch)) => {
                        let taken = self.entities_taken(index);
                        self.was_read(taken - work.taken);
                        work.taken = taken;
                        return Some(Task::Entities(index, batch));
                    }
                    Some(Err(diagnostic)) => return Some(Task::Wrong(diagnostic)),
                    None => (work.entities, work.taken) = (None, 0),
                }
            }
            let index = work.next;
            let source = self.opened.get(index)?;
            work.next += 1;
            match &source.body {
                _ if source.builtin => {}
                Body::Rdf(_) => {}
                Body::Table(_) => work.table = self.bounds[index].is_some().then_some(index),
                Body::Entities(_) => work.entities = Some(index),
                Body::Whole { .. } => return Some(Task::Whole(index)),
                Body::Lines(bytes) => match bytes.open() {
                    Ok(reader) => work.lines = Some((index, json::Batches::new(reader, source.file))),
                    Err(error) => {
                        let path = std::path::Path::new(&source.name);
                        return Some(Task::Wrong(fault::failed(path, &error)));
                    }
                },
            }
        }
    }

    /// A describer for what is merged, or for what is written as it comes.
    fn describer(&self) -> Describer<'a> {
        let describer = Describer::new(self.schema, self.registry, self.graphs, self.provenance);
        if matches!(self.keep, Keep::Written(_)) { describer.alone() } else { describer }
    }

    fn work(&self) -> std::io::Result<Worker> {
        let done = self.work_through();
        if let (Err(_), Keep::Written(turns)) = (&done, self.keep) {
            turns.stop();
        }
        done
    }

    fn work_through(&self) -> std::io::Result<Worker> {
        let mut describer = self.describer();
        let mut diagnostics = Diagnostics::new();
        let mut counts = Counts::default();
        let mut found = Found {
            identifiers: Identifiers::default(),
            of_tables: Identifiers::default(),
            places: self.places.then(Places::default),
            said: self.citations.then(Vec::new),
            citations: Vec::new(),
            cited_words: Vec::new(),
        };
        let kept = matches!(self.keep, Keep::Sorted(_)).then(BTreeMap::new);
        let mut ends = Ends { list: self.rejects.then(Vec::new), identified: kept, ..Ends::default() };
        let mut spells: BTreeMap<usize, Spells> = BTreeMap::new();
        let mut reader: Option<Reader<'a, 'n>> = None;
        let mut entities: Option<entities::Reader<'a, 'n>> = None;
        let mut mentions = Mentions::default();
        while let Some((number, task)) = self.next() {
            match task {
                Task::Rows(index, batch) => {
                    if reader.as_ref().is_none_or(|reader| reader.index != index)
                        && let Some(done) = std::mem::replace(&mut reader, self.reader(index))
                    {
                        spells.entry(done.index).or_default().merge(done.into_spells());
                    }
                    if let Some(reader) = &mut reader {
                        reader.task = number;
                        reader.batch(&batch, self, &mut describer, &mut found, &mut counts, &mut ends)?;
                    }
                }
                Task::Entities(index, batch) => {
                    if entities.as_ref().is_none_or(|reader| reader.index != index) {
                        entities = Some(self.entities(index));
                    }
                    if let Some(reader) = &mut entities {
                        reader.task = number;
                        let mut into = entities::Gathered {
                            describer: &mut describer,
                            found: &mut found,
                            counts: &mut counts,
                            ends: &mut ends,
                            mentions: &mut mentions,
                        };
                        reader.batch(&batch, self, &mut into)?;
                    }
                }
                Task::Wrong(diagnostic) => {
                    diagnostics.push(diagnostic);
                    counts.readings += 1;
                    counts.rejected += 1;
                }
                Task::Whole(index) => {
                    let mut mapper = self.mapper(index);
                    let parts = &self.all[index].parts;
                    counts.readings += parts.rejected;
                    counts.rejected += parts.rejected;
                    for block in &parts.blocks {
                        say(&mut mapper, &mut describer, &mut found, block, &mut counts);
                        self.cite(index, block, &mut found);
                        self.hand_over(&mut describer, HAND_OVER, number)?;
                    }
                    diagnostics.merge(mapper.diagnostics);
                }
                Task::Lines(index, batch) => {
                    let mut mapper = self.mapper(index);
                    let mut heard = Diagnostics::new();
                    for record in batch.records(self.opened[index].file, &mut heard) {
                        let Some(node) = record.node else {
                            counts.readings += 1;
                            counts.rejected += 1;
                            continue;
                        };
                        let parts = parts(self.schema, &node, mapper.file, &mut mapper.diagnostics);
                        counts.readings += parts.rejected;
                        counts.rejected += parts.rejected;
                        for block in &parts.blocks {
                            say(&mut mapper, &mut describer, &mut found, block, &mut counts);
                            self.cite(index, block, &mut found);
                        }
                        self.hand_over(&mut describer, HAND_OVER, number)?;
                    }
                    diagnostics.merge(heard);
                    diagnostics.merge(mapper.diagnostics);
                }
            }
            self.end_of_task(&mut describer, number)?;
        }
        // What is written was written with its task.
        self.hand_over(&mut describer, 0, 0)?;
        if let Some(done) = reader {
            spells.entry(done.index).or_default().merge(done.into_spells());
        }
        let names = describer.take_names();
        Ok(Worker {
            diagnostics,
            counts,
            used_entities: describer.used_entities,
            used_concepts: describer.used_concepts,
            conflicts: describer.conflicts,
            identifiers: found.identifiers,
            of_tables: found.of_tables,
            places: found.places.unwrap_or_default(),
            citations: found.citations,
            cited_words: found.cited_words,
            names,
            ends,
            spells,
            mentions,
        })
    }

    /// Keeps what a block cites, if that is asked for.
    fn cite(&self, index: usize, block: &Block<'_>, found: &mut Found) {
        if found.said.is_some() {
            let words = block.claim.iter().filter_map(|entry| self.words(index, block, entry));
            found.cited_words.extend(words);
        }
        let facts: Arc<[Said]> = match &mut found.said {
            Some(said) if !said.is_empty() => std::mem::take(said).into(),
            _ => return,
        };
        let file = self.opened[index].file;
        found.citations.extend(block.places.iter().map(|(place, node)| Citation {
            document: index,
            place: *place,
            origin: node.origin(file),
            facts: facts.clone(),
        }));
    }

    /// What a key of a block says stands in the sentence.
    fn words(&self, index: usize, block: &Block<'_>, entry: &Entry<'_>) -> Option<CitedWords> {
        let (_, key) = self.schema.claim_kind()?.key(&entry.key.text)?;
        Some(CitedWords {
            document: index,
            places: block.places.iter().map(|(place, _)| *place).collect(),
            how: key.in_sentence?,
            text: entry.value.text()?.to_owned(),
            origin: entry.value.origin(self.opened[index].file),
        })
    }

    fn mapper(&self, index: usize) -> Mapper<'a, 'n> {
        Mapper::new(self.schema, self.registry, &self.documents[index], self.opened[index].file, &self.locals[index])
    }

    /// Hands over what a task has described so far, where it is more than so many bytes.
    fn hand_over(&self, describer: &mut Describer<'_>, above: usize, task: u64) -> std::io::Result<()> {
        if describer.batch.size() <= above {
            return Ok(());
        }
        match self.keep {
            Keep::Sorted(sorted) => {
                let batch = describer.take();
                sorted.lock().unwrap_or_else(PoisonError::into_inner).add(batch)
            }
            Keep::Written(turns) => {
                turns.write(task, &describer.batch)?;
                describer.batch.clear();
                Ok(())
            }
        }
    }

    /// What is sorted may wait for more; what is written is written task by task.
    fn end_of_task(&self, describer: &mut Describer<'_>, task: u64) -> std::io::Result<()> {
        if let Keep::Written(turns) = self.keep {
            turns.done(task, &describer.batch)?;
            describer.batch.clear();
        }
        Ok(())
    }
}

/// A fact and the place of its record.
type Said = (Arc<Made>, Origin);

/// What is noted of records beside their descriptions.
struct Found {
    identifiers: Identifiers,
    /// Those that rows give.
    of_tables: Identifiers,
    /// Nothing where nobody wants to know.
    places: Option<Places>,
    /// The facts of the block that is read; nothing where nobody wants to know.
    said: Option<Vec<Said>>,
    citations: Vec<Citation>,
    cited_words: Vec<CitedWords>,
}

impl Found {
    fn record(&mut self, record: &Record) {
        if let Some(places) = &mut self.places {
            places.note(record.made.iri.clone(), record.origin);
        }
    }

    fn said(&mut self, made: &Arc<Made>, origin: Origin) {
        if let Some(said) = &mut self.said {
            said.push((made.clone(), origin));
        }
    }
}

/// Turns a block into facts and claims.
fn say(
    mapper: &mut Mapper<'_, '_>,
    describer: &mut Describer<'_>,
    found: &mut Found,
    block: &Block<'_>,
    counts: &mut Counts,
) {
    counts.readings += block.rejected;
    counts.rejected += block.rejected;
    let first = block.first_place();
    let places: Vec<Place> = block.places.iter().map(|(place, _)| *place).collect();
    let mut good = block.rejected == 0 || !block.says.is_empty();
    for (place, node) in &block.places {
        good &= mapper.check_place(*place, node);
    }
    let begun = mapper.in_place.len();
    // That there was such an event, or such a speaker, is the word of the source itself.
    mapper.manner = Manner::Stated;
    let claim = mapper.claim_values(&block.claim, first);
    let of_claim: Vec<Record> = mapper.in_place.drain(begun..).collect();
    let (true, Some(claim)) = (good, claim) else {
        counts.readings += block.says.len() as u64;
        counts.rejected += block.says.len() as u64;
        tell_mistakes(mapper, block);
        return;
    };
    for record in &of_claim {
        in_place(mapper, describer, found, record, &[], &places, counts);
    }
    // To deny a fact is not to deny what takes part in it, nor to assert that.
    mapper.manner = describer.in_place(&claim);
    for (kind, node) in &block.says {
        let begun = mapper.in_place.len();
        if let Value::Scalar { .. } = node.value {
            counts.readings += 1;
            match mapper.said_again(*kind, node) {
                Some(made) => {
                    found.said(&made, node.origin(mapper.file));
                    let mask = claims(describer, &made, &claim, &places, mapper.document);
                    describer.standing(&made, mask);
                }
                None => counts.rejected += 1,
            }
            continue;
        }
        match mapper.record(*kind, node, first) {
            Some(records) => {
                let written: Vec<Record> = mapper.in_place.drain(begun..).collect();
                for record in &records {
                    found.record(record);
                    counts.readings += 1;
                    found.said(&record.made, record.origin);
                    let mask = claims(describer, &record.made, &claim, &places, mapper.document);
                    describer.fact(record, mask);
                }
                for record in &written {
                    in_place(mapper, describer, found, record, &claim, &places, counts);
                }
            }
            None => {
                mapper.in_place.truncate(begun);
                counts.readings += 1;
                counts.rejected += 1;
            }
        }
    }
}

/// Reads the records of a block that says nothing because who says it is wrong: all mistakes are told in one run.
fn tell_mistakes(mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
    let begun = mapper.in_place.len();
    for (kind, node) in &block.says {
        match node.value {
            Value::Scalar { .. } => mapper.said_again(*kind, node).is_some(),
            _ => mapper.record(*kind, node, block.first_place()).is_some(),
        };
    }
    mapper.in_place.truncate(begun);
}

/// Describes what is written in place: an entity, or a fact that is claimed as the claim says, unless it is only mentioned.
fn in_place(
    mapper: &Mapper<'_, '_>,
    describer: &mut Describer<'_>,
    found: &mut Found,
    record: &Record,
    claim: &[KeyValues],
    places: &[Place],
    counts: &mut Counts,
) {
    found.record(record);
    if !describer.is_fact(record) {
        note(&mut found.identifiers, identified(mapper.schema, mapper.registry, record, record.origin));
        describer.entity_in_place(record);
        return;
    }
    counts.readings += 1;
    let mask = if record.mentioned {
        Mask::MENTIONED
    } else {
        found.said(&record.made, record.origin);
        claims(describer, &record.made, claim, places, mapper.document)
    };
    describer.fact(record, mask);
}

fn claims(
    describer: &mut Describer<'_>,
    made: &Arc<Made>,
    claim: &[KeyValues],
    places: &[Place],
    document: &Document,
) -> Mask {
    places.iter().fold(Mask::default(), |all, place| Mask(all.0 | describer.claim(made, claim, *place, document).0))
}

/// Describes the entities that are used, and those they refer to; gives what identifies those that are written in place.
fn describe_entities(
    schema: &Schema,
    registry: &Registry,
    describer: &mut Describer<'_>,
    used: Vec<bool>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Identifier, Origin)> {
    let nothing = Local::default();
    let mut identifiers = Vec::new();
    let mut described = vec![false; registry.len()];
    describer.used_entities = used;
    loop {
        let open: Vec<EntityId> = registry
            .entities()
            .map(|(id, _)| id)
            .filter(|id| describer.used_entities[id.0 as usize] && !described[id.0 as usize])
            .collect();
        if open.is_empty() {
            return identifiers;
        }
        for id in open {
            described[id.0 as usize] = true;
            let document = Document::unnamed(registry.entity(id).file);
            let mut mapper = Mapper::new(schema, registry, &document, registry.entity(id).file, &nothing);
            let values = mapper.entity_values(id);
            let mut in_place = std::mem::take(&mut mapper.in_place);
            diagnostics.merge(mapper.diagnostics);
            let mut added = Vec::new();
            for (file, record) in &registry.entity(id).additions {
                let document = Document::unnamed(*file);
                let mut mapper = Mapper::new(schema, registry, &document, *file, &nothing);
                added.extend(mapper.added_values(id, record).unwrap_or_default());
                in_place.append(&mut mapper.in_place);
                diagnostics.merge(mapper.diagnostics);
            }
            if let Some(mut values) = values {
                values.append(&mut added);
                describer.entity(id, &values);
            }
            for record in in_place {
                if schema.kind(record.kind).role == Role::Entity {
                    identifiers.extend(identified(schema, registry, &record, record.origin));
                    describer.entity_in_place(&record);
                }
            }
        }
    }
}

fn describe_document(
    schema: &Schema,
    registry: &Registry,
    describer: &mut Describer<'_>,
    document: &Document,
    diagnostics: &mut Diagnostics,
) {
    let nothing = Local::default();
    let mut mapper = Mapper::new(schema, registry, document, document.file, &nothing);
    let values = match &document.record {
        Some(record) => mapper.document_values(record),
        None => Some(Vec::new()),
    };
    if let Some(values) = values {
        describer.document(document, &values);
    }
    diagnostics.merge(mapper.diagnostics);
}
