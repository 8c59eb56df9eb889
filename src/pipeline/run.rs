//! A run: the stages from sources to sorted or written descriptions.

use std::collections::HashSet;
use std::io;

use super::cited::Cited;
use super::decisions::{decisions, make_one, report_refused, report_unmet};
use super::declared::{file_parts, locals, read_declared};
use super::documents::{coverage, documents, number_graphs};
use super::found::Found;
use super::identity::Apart;
use super::load::Loaded;
use super::open::{AllOpened, open_all, redirects};
use super::opened::{FileParts, Opened};
use super::options::Options;
use super::outcome::Outcome;
use super::queue::Queue;
use super::shared::{Keep, Shared};
use super::sink::Sink;
use super::source::Source;
use super::stream::Stream;
use super::watched::Watched;
use super::worker::work;
use super::{describe, identity, listed, recipes};
use chancery_graph::meet::{Meeting, meet};
use chancery_graph::{DEFAULT_BUDGET, Describer, Provenance, Thing};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Decision, Document, Places};
use chancery_model::origin::Files;
use chancery_model::registry::{EntityId, Registry};
use chancery_model::schema::Schema;
use chancery_values::name::counted;
use chancery_wikidata::Redirects;

/// Reads the sources and gives their descriptions, sorted. What is wrong goes to `diagnostics`; the rest is still read.
/// `progress` gets how many bytes of JSON Lines and tables have been read so far, from any worker.
///
/// # Errors
/// When sorted descriptions cannot be written to the temporary folder or read back.
pub fn run(
    options: &Options,
    loaded: &Loaded,
    files: &Files,
    diagnostics: &mut Diagnostics,
    progress: &(dyn Fn(u64) + Sync),
) -> io::Result<Outcome> {
    let mut told = Diagnostics::new();
    let outcome = read(options, loaded, files, &mut told, progress, None, &Redirects::default())?;
    if outcome.redirects.is_empty() {
        diagnostics.merge(told);
        return Ok(outcome);
    }
    if !options.sources.iter().all(|path| path.is_dir() || path.is_file()) {
        diagnostics.merge(told);
        tell_late(&outcome.redirects, diagnostics);
        return Ok(outcome);
    }
    // Lines that are redirects may be anywhere: what they lead to is read again, by its present name.
    let known = outcome.redirects.clone();
    drop(outcome);
    read(options, loaded, files, diagnostics, progress, None, &known)
}

/// Reads the sources and writes their descriptions as they come: readings of one source in its order, and after them all
/// entities, documents and concepts. What is next to facts, such as their times, is described where a worker first
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
) -> io::Result<Outcome> {
    let outcome = read(options, loaded, files, diagnostics, progress, Some(stream), &Redirects::default())?;
    if !outcome.redirects.is_empty() {
        tell_late(&outcome.redirects, diagnostics);
    }
    Ok(outcome)
}

/// Reports that ids lead to others, where that came too late for what was read before.
fn tell_late(redirects: &Redirects, diagnostics: &mut Diagnostics) {
    let count = redirects.len();
    diagnostics.push(
        Diagnostic::warning(
            Code::RedirectsNotFollowed,
            format!(
                "{} of Wikidata turned out to redirect to another only after it was read: facts that were read before name the old one",
                counted(count, "id")
            ),
        )
        .help("read the data from a file, and without `--order input`: then it is read again with the redirects"),
    );
}

/// Reads the sources, stage by stage. `followed` are the ids of Wikidata that lead to others, as a run before has found.
fn read(
    options: &Options,
    loaded: &Loaded,
    files: &Files,
    diagnostics: &mut Diagnostics,
    progress: &(dyn Fn(u64) + Sync),
    stream: Option<&Stream<'_>>,
    followed: &Redirects,
) -> io::Result<Outcome> {
    let (schema, alignment) = (&loaded.schema, &loaded.alignment);
    // What is there.
    let recipes = recipes::named(&options.recipes, files, diagnostics);
    let AllOpened { opened, sources, rdf, of_decisions, known } =
        open_all(options, loaded.is_built_in, &recipes, files, diagnostics);
    let declared = read_declared(&opened, &sources, diagnostics);
    // What others refer to.
    let all = file_parts(schema, &opened, &declared, diagnostics);
    let (mut of_entities, decisions) = decisions(schema, &opened, &all, &of_decisions, diagnostics);
    let mut places = options.places.then(Places::default);
    let listed = listed::register(schema, known, &all, &of_entities, places.as_mut(), diagnostics);
    let (registry, named) = make_one(schema, listed, &mut of_entities);
    let mut documents = documents(&opened, &all, options.outside, files, diagnostics);
    Cited { opened: &opened, all: &all, documents: &documents }.tell_shared(schema, &registry, diagnostics);
    let graphs = days_coverage_and_graphs(options, schema, &registry, &mut documents, diagnostics);
    sources.iter().for_each(|source| source.prepare(schema, &registry, diagnostics));
    // Records to facts, and facts to descriptions.
    let keep = Keep::new(stream, schema, &graphs, budget(options, &opened))?;
    let (meeting, provenance) = meeting(options, &opened, stream.is_some(), is_alone(&opened, &all, &decisions));
    let shared = Shared {
        scope: options.scope(),
        files,
        schema,
        alignment,
        watched: &Watched::new(alignment, schema),
        redirects: &redirects(followed, &declared),
        registry: &registry,
        opened: &opened,
        all: &all,
        documents: &documents,
        locals: &locals(schema, &all, diagnostics),
        keep: &keep,
        provenance,
    };
    let queue = Queue::new(&shared, &sources, progress);
    let mut sink = Sink::noting(&shared, places);
    records(&sources, &queue, &mut sink, diagnostics)?;
    // What they refer to, and what spans them.
    let (late, taken_back) = referred((&of_entities, &rdf), named, queue.given_out(), &mut sink, diagnostics)?;
    let Sink { describer: Describer { conflicts, .. }, found, .. } = sink;
    let Found { mut ends, counts, places, citations, cited_words, sentences, gaps, .. } = found;
    gaps.into_iter().for_each(|(document, gaps)| documents[document].gaps = gaps);
    let (mut sorted, written) = keep.settle(schema, conflicts, taken_back)?;
    let met = meet(schema, &registry, &documents, &decisions, &mut sorted, meeting)?;
    report_refused(schema, &documents, &decisions, &met.refused, !rdf.is_empty(), diagnostics);
    ends.tell(options.tolerance, diagnostics);
    Ok(Outcome {
        sorted,
        written,
        too_large: met.too_large,
        provenance,
        registry,
        counts,
        graphs,
        places: places.unwrap_or_default(),
        redirects: late,
        rdf,
        documents,
        sources: opened.iter().map(|source| source.name.clone()).collect(),
        decisions,
        of_entities,
        compiled_in: opened.iter().filter(|source| source.builtin).map(|source| source.file).collect(),
        citations,
        cited_words,
        sentences,
        skipped: ends.skipped,
        hedged: ends.hedged,
        rejections: ends.rejected,
        rejected: ends.list.unwrap_or_default(),
    })
}

/// Describes what the facts refer to, and what spans them. Gives the ids of Wikidata that lead to others and were met only while
/// reading, and the facts that are taken back.
fn referred(
    (of_entities, rdf): (&[Decision], &[impl Sized]),
    named: Vec<EntityId>,
    given_out: u64,
    sink: &mut Sink<'_>,
    diagnostics: &mut Diagnostics,
) -> io::Result<(Redirects, HashSet<Thing>)> {
    of_entities.iter().for_each(|decision| sink.describer.decision_on_entities(decision));
    report_unmet(sink.shared.schema, sink.shared.registry, of_entities, !rdf.is_empty(), diagnostics);
    let late = entities(named, sink, diagnostics);
    let taken_back = identifiers(of_entities, sink, diagnostics);
    spanning(given_out, sink, diagnostics)?;
    Ok((late, taken_back))
}

/// The days of documents that state none, what documents cover, and their graphs.
fn days_coverage_and_graphs(
    options: &Options,
    schema: &Schema,
    registry: &Registry,
    documents: &mut [Document],
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    documents.iter_mut().for_each(|document| document.day = document.day.or(options.source_day));
    coverage(schema, registry, documents, diagnostics);
    if options.graphs { number_graphs(schema, documents, diagnostics) } else { Vec::new() }
}

/// Describes what spans the records, and hands it over.
fn spanning(given_out: u64, sink: &mut Sink<'_>, diagnostics: &mut Diagnostics) -> io::Result<()> {
    describe::documents(sink, diagnostics);
    // In the order of the input no fact gets a standing.
    if sink.found.counts.readings > sink.found.counts.rejected && !sink.shared.writes() {
        sink.describer.standings();
    }
    describe::concepts(&mut sink.describer);
    sink.hand_over_all(given_out)
}

/// Whether one document alone states facts: it meets nothing. But a decision then names facts that are not there.
fn is_alone(opened: &[Opened], all: &[FileParts<'_>], decisions: &[Decision]) -> bool {
    of_facts(opened, all) < 2 && decisions.is_empty()
}

/// How many sources state facts.
fn of_facts(opened: &[Opened], all: &[FileParts<'_>]) -> usize {
    let states = |(source, of_file): &(&Opened, &FileParts<'_>)| {
        !source.builtin && (source.properties.is_streamed || !of_file.parts.blocks.is_empty())
    };
    opened.iter().zip(all).filter(states).count()
}

/// How much memory sorted descriptions may take.
fn budget(options: &Options, opened: &[Opened]) -> usize {
    let of_formats = opened.iter().filter_map(|source| source.properties.budget).min();
    options.budget.or(of_formats).unwrap_or(DEFAULT_BUDGET)
}

/// What becomes of facts of different documents, and how much is described of who says a fact.
fn meeting(options: &Options, opened: &[Opened], writes: bool, is_alone: bool) -> (Meeting, Provenance) {
    let meeting = if writes || is_alone { Meeting::Apart } else { options.meeting };
    // Who says a fact decides which facts meet.
    if meeting != Meeting::Apart {
        return (meeting, Provenance::Full);
    }
    let facts_alone = opened.iter().all(|source| source.builtin || source.properties.states_facts_alone);
    (meeting, if writes || facts_alone { options.provenance } else { Provenance::Full })
}

/// Describes all facts of the sources, and what they say only at their end.
fn records<'s>(
    sources: &'s [Box<dyn Source>],
    queue: &Queue<'s>,
    sink: &mut Sink<'s>,
    diagnostics: &mut Diagnostics,
) -> io::Result<()> {
    for worked in work(sink.shared, queue) {
        sink.merge(worked?);
    }
    // All tasks are done; what follows is the last.
    let last = queue.given_out();
    for (index, source) in sources.iter().enumerate() {
        sink.begin(index, last);
        source.finish(sink.context(), sink)?;
        sink.end_of_trees();
    }
    diagnostics.merge(std::mem::take(&mut sink.found.diagnostics));
    sink.found.sentences.report(sink.shared.documents, diagnostics);
    Ok(())
}

/// Describes the entities that facts name, and those that files of the user's own list. Gives the ids of Wikidata that lead to
/// others and were met only while reading.
fn entities(named: Vec<EntityId>, sink: &mut Sink<'_>, diagnostics: &mut Diagnostics) -> Redirects {
    let Sink { shared, describer, found, .. } = sink;
    let mentions = std::mem::take(&mut found.mentions);
    let late = mentions.redirects.without(shared.redirects);
    mentions.label(shared.schema, describer);
    if let Some(first) = shared.opened.iter().find(|source| source.properties.numbers_rows) {
        found.ends.report_empty(&first.name, diagnostics);
    }
    for id in named {
        describer.used_entities[id.0 as usize] = true;
    }
    let of_entities = describe::entities(shared.schema, shared.registry, describer, diagnostics);
    identity::note(&mut found.identifiers, of_entities);
    describer.names();
    late
}

/// Compares what identifies entities. Gives the facts of readings that are taken back for it.
fn identifiers(decided: &[Decision], sink: &mut Sink<'_>, diagnostics: &mut Diagnostics) -> HashSet<Thing> {
    let Sink { shared, found, .. } = sink;
    let (all, of_tables) = (std::mem::take(&mut found.identifiers), std::mem::take(&mut found.of_tables));
    let of_rows = (!shared.writes()).then_some(&mut found.ends.diagnostics);
    let apart = Apart { decided, by_name: &found.by_name };
    let wrong = identity::tell(shared.schema, apart, all, of_tables, of_rows, diagnostics);
    found.by_name.report(shared.schema, diagnostics);
    found.ends.take_back(&wrong, &mut found.counts)
}
