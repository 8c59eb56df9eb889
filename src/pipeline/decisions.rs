//! Decisions on facts of different documents and on entities: what the sources have of them, and what is said of those that have no
//! effect.

use std::collections::HashSet;
use std::path::Path;

use super::opened::{FileParts, Opened};
use chancery_graph::meet::{Refused, Why};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Decision, Document, Verdict, consistent};
use chancery_model::origin::{FileId, Origin};
use chancery_model::registry::{EntityId, Registry};
use chancery_model::schema::{IriBuf, Schema};
use chancery_model::vocab::dataset_terms::WIKIDATA_ENTITY;

/// How to find the IRIs of facts.
const REMEDY: &str = "`chancery compare --format decisions` writes the IRIs of facts that may be one; to undo the decision, delete its line";

/// The decisions of all sources, on entities and on facts, without those that contradict one another.
pub(super) fn decisions(
    schema: &Schema,
    opened: &[Opened],
    all: &[FileParts<'_>],
    of_decisions: &HashSet<FileId>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Decision>, Vec<Decision>) {
    without_facts(opened, all, of_decisions, diagnostics);
    let mut read = Vec::new();
    for file in all {
        read.extend(
            file.parts.decisions.iter().filter_map(|node| Decision::read(schema, node, file.file, diagnostics)),
        );
    }
    consistent(read, diagnostics).into_iter().partition(|decision| decision.kept.is_some())
}

/// Lets a decision on an item of Wikidata be one on the listed entity that has the item.
fn resolve_items(schema: &Schema, registry: &Registry, of_entities: &mut [Decision]) {
    for fact in of_entities.iter_mut().flat_map(|decision| &mut decision.facts) {
        let Some(item) = fact.iri.strip_prefix(WIKIDATA_ENTITY) else { continue };
        let has_it = |id: &EntityId| {
            let own = registry.identifier(schema, *id);
            own.is_some_and(|own| own.strip_prefix(WIKIDATA_ENTITY).unwrap_or(own) == item)
        };
        if let Some(id) = registry.entities().map(|(id, _)| id).find(has_it) {
            let iri = registry.entity(id).iri(schema);
            fact.iri = schema.space.join(iri.ns, &iri.local);
        }
    }
}

/// Makes entities one that a person decided to be one. Leaves out of the listed ones those that others replace.
pub(super) fn make_one(
    schema: &Schema,
    (mut registry, mut listed): (Registry, Vec<EntityId>),
    of_entities: &mut [Decision],
) -> (Registry, Vec<EntityId>) {
    resolve_items(schema, &registry, of_entities);
    let same = of_entities.iter().filter(|decision| decision.verdict == Verdict::Same);
    let pairs: Vec<[IriBuf; 2]> = same
        .map(|decision| {
            let kept = decision.kept.unwrap_or_default();
            [kept, 1 - kept].map(|at| schema.space.named(&decision.facts[at].iri))
        })
        .collect();
    registry.replace(schema, pairs);
    let named = of_entities.iter().flat_map(|decision| &decision.facts);
    registry.watch(named.map(|fact| schema.space.named(&fact.iri)));
    listed.retain(|id| registry.replaced().by(&registry.entity(*id).iri(schema)).is_none());
    (registry, listed)
}

/// Reports that no source names an entity that a decision names. Of RDF it is not known what it names: `has_graphs` where
/// some sources are.
pub(super) fn report_unmet(
    schema: &Schema,
    registry: &Registry,
    of_entities: &[Decision],
    has_graphs: bool,
    diagnostics: &mut Diagnostics,
) {
    for decision in of_entities {
        for fact in &decision.facts {
            let iri = schema.space.named(&fact.iri);
            let kept = registry.replaced().by(&iri);
            // Two entities of RDF are never made one, but a person can decide that they are two.
            if has_graphs && kept.is_none() {
                continue;
            }
            // A facts file that names an item by its id has the other entity at once.
            let by_id = kept.is_some_and(|kept| kept.entity.is_some()) && fact.iri.starts_with(WIKIDATA_ENTITY);
            if by_id || registry.replaced().was_met(&iri) || registry.listed(schema, &iri).is_some() {
                continue;
            }
            let name = schema.space.short(&fact.iri).unwrap_or_else(|| fact.iri.clone());
            diagnostics.push(
                Diagnostic::warning(Code::DecisionWithoutEffect, format!("no source names the entity `{name}`"))
                    .at(fact.origin)
                    .label("the decision has no effect")
                    .help("its source may have changed, or is not among those that are read; `chancery link --pairs` writes the names")
                    .help("to undo the decision, delete its line"),
            );
        }
    }
}

/// Refuses facts in a file of decisions: it is not one of the sources that are compared.
fn without_facts(
    opened: &[Opened],
    all: &[FileParts<'_>],
    of_decisions: &HashSet<FileId>,
    diagnostics: &mut Diagnostics,
) {
    for (source, of_file) in opened.iter().zip(all).filter(|(source, _)| of_decisions.contains(&source.file)) {
        let block = of_file.parts.blocks.first().map(|block| block.node.origin(source.file));
        // Of what is read in batches only what it declares is known here.
        let has_none = source.properties.is_streamed && of_file.parts.decisions.is_empty();
        let streams = has_none.then(|| Origin::point(source.file, 0));
        if let Some(at) = block.or(streams) {
            diagnostics.push(
                Diagnostic::error(Code::MisplacedRecord, format!("the file of decisions `{}` has facts", shown(source)))
                    .at(at)
                    .label("not a decision")
                    .help("name a source of facts without `--decisions`; a file of decisions has `decisions:`, and `additions:`"),
            );
        }
    }
}

fn shown(source: &Opened) -> String {
    Path::new(&source.name).file_name().map_or_else(|| source.name.clone(), |name| name.to_string_lossy().into_owned())
}

/// Reports the decisions that have no effect. `has_graphs` where sources are RDF, whose facts do not meet.
pub fn report_refused(
    schema: &Schema,
    documents: &[Document],
    decisions: &[Decision],
    refused: &[Refused],
    has_graphs: bool,
    diagnostics: &mut Diagnostics,
) {
    for one in refused {
        let Some(decision) = decisions.get(one.decision) else { continue };
        let named = |fact: usize| {
            schema.space.short(&decision.facts[fact].iri).unwrap_or_else(|| decision.facts[fact].iri.clone())
        };
        let warning = |fact: usize, message: String| {
            Diagnostic::warning(Code::DecisionWithoutEffect, message).at(decision.facts[fact].origin)
        };
        let error = |message: String| Diagnostic::error(Code::DecisionImpossible, message).at(decision.origin);
        let id = |number: usize| documents.get(number).map_or("", |document| document.id.as_str());
        diagnostics.push(match &one.why {
            Why::Missing { fact, instead } => {
                let lost = warning(*fact, format!("no source states the fact `{}`", named(*fact)))
                    .label("the decision has no effect");
                let lost = match &instead[..] {
                    [] => lost.help("its source may have changed, or is not among those that are read"),
                    several => {
                        let names = several.iter().map(|iri| schema.space.short(iri).unwrap_or_else(|| iri.clone()));
                        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
                        lost.help(format!("its source may have changed; of this affair there are now {}", names.join(", ")))
                    }
                };
                let graphs = "facts of RDF do not meet: give the decisions when the export is made";
                if has_graphs { lost.help(graphs) } else { lost.help(REMEDY) }
            }
            Why::NotAsserted { fact } => warning(*fact, format!("no document asserts `{}`", named(*fact)))
                .label("the decision has no effect")
                .help("only what a document states itself, without a hedge, meets facts of others; delete the line"),
            Why::OtherKind => error("the two facts are of different kinds".to_owned())
                .label("never one thing")
                .help(REMEDY),
            Why::OtherAffair { affairs } => {
                let names = affairs.each_ref().map(|iri| schema.space.short(iri).unwrap_or_else(|| iri.clone()));
                error(format!("the two facts are about different affairs, `{}` and `{}`", names[0], names[1]))
                    .label("never one thing")
                    .help(
                        "if an entity has two names there, make it one: `chancery link`, an `id`, or a name under `additions:`; \
                         then both facts are about one affair",
                    )
                    .help(REMEDY)
            }
            Why::OneDocument { document } => {
                let of = document.map_or(String::new(), |document| format!(", `{}`", id(usize::from(document.0))));
                error(format!("one document states both facts{of}"))
                    .label("a document keeps its facts apart")
                    .help("decisions are on facts of different documents; correct the document if it says one thing twice")
            }
            Why::JoinsOneDocument { document, with } => {
                let document = id(usize::from(document.0));
                let mut wrong =
                    error(format!("together with other decisions, this joins two facts of the document `{document}`"))
                        .label("`same`");
                for other in with.iter().filter_map(|other| decisions.get(*other)) {
                    wrong = wrong.related(other.origin, "`same`");
                }
                wrong.help("a document keeps its facts apart: remove one of these lines")
            }
        });
    }
}
