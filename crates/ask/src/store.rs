//! Sorted descriptions to a store in memory that answers SPARQL, and what follows from facts (`queries/derive/`).
//! Nothing else in the program knows oxigraph's store or its evaluator: facts are asked through [`Ask`].
//!
//! Facts are in the default graph, claims and evidence in the graph of their document, the ontology and what was
//! derived in graphs of their own. A query that names no graph sees the merge of all of them, which has each triple once
//! (RDF 1.1 Semantics, section 4.1). oxigraph gives a triple that is in two graphs twice, so no triple is put into a second
//! graph. Sources of RDF may have a triple in several graphs: then the default graph holds the merge, and is what is asked.
//!
//! | file | subject |
//! |---|---|
//! | `store/content.rs` | what a store is filled with, and why it may not be |
//! | `store/ontology.rs` | the triples of the ontology, each once |
//!
//! The store keeps values, not spellings (`100.0` becomes `100`): exports are written from descriptions, never from here.

mod content;
mod ontology;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use oxigraph::io::RdfFormat;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, Variable,
};
use oxigraph::sparql::{
    CancellationToken, DefaultServiceHandler, PreparedSparqlQuery, QueryEvaluationError, QueryResults, QuerySolution,
    QuerySolutionIter, SparqlEvaluator,
};
use oxigraph::store::{StorageError, Store};
use oxiri::Iri;
use spargebra::algebra::GraphPattern;

use crate::query::{
    Answer, Ask, AskError, Budget, Pattern, Quads, Query, ServiceFailed, Services, Solution, Solutions, Triples,
};
use chancery_graph::{Batch, Describe, quad};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::origin::Origin;
use chancery_model::schema::{ClassId, OntologyFile, Schema};
use chancery_model::source::rdf::RdfSource;
use chancery_model::source::resource::Resource;
use chancery_model::vocab::std_terms as t;
pub use content::{Content, LoadError};
use ontology::ontology_quads;

/// What is added to the base of things for the graph of what was derived.
pub const DERIVED_GRAPH: &str = "graph/derived";

/// How often the derivations are run at most: one that feeds on its own results must not run for ever.
const MAX_ROUNDS: usize = 8;

/// How many quads are given to the store at once.
const BATCH: usize = 1 << 17;

impl From<StorageError> for LoadError {
    fn from(error: StorageError) -> Self {
        Self::Store(error.into())
    }
}

/// Facts, claims, the ontology and what follows from them, ready to be asked.
pub struct FactStore {
    store: Store,
    /// Whether the default graph holds the merge of all graphs, because a triple is in several.
    merged: bool,
}

impl FactStore {
    /// Loads facts, claims and the ontology, then the sources of RDF, and derives.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub fn load(content: Content<'_>, derivations: &[Resource]) -> Result<Self, LoadError> {
        let Content { schema, graphs, .. } = content;
        let store = Store::new()?;
        let ontology = ontology_quads(content.ontology)?;
        let known: HashMap<&NamedOrBlankNode, Vec<&Quad>> =
            ontology.iter().fold(HashMap::with_capacity(ontology.len()), |mut known, quad| {
                known.entry(&quad.subject).or_insert_with(Vec::new).push(quad);
                known
            });
        let names: Vec<GraphName> = std::iter::once(GraphName::DefaultGraph)
            .chain(graphs.iter().map(|iri| NamedNode::new_unchecked(iri.as_str()).into()))
            .collect();
        let mut batch: Vec<Quad> = Vec::new();
        let flush = |batch: &mut Vec<Quad>| -> Result<(), StorageError> {
            let mut loader = store.bulk_loader();
            loader.load_quads(std::mem::take(batch))?;
            loader.commit()
        };
        let mut refused = None;
        let read = content.sorted.each(schema, |description| {
            let graph = names.get(usize::from(description.graph().0)).unwrap_or(&GraphName::DefaultGraph);
            for (predicate, object) in description.statements() {
                let Some(quad) = quad(schema, graph, description.subject(), predicate, object) else { continue };
                let said = known.get(&quad.subject).is_some_and(|said| {
                    said.iter().any(|other| other.predicate == quad.predicate && other.object == quad.object)
                });
                if !said {
                    batch.push(quad);
                }
            }
            if batch.len() >= BATCH
                && let Err(error) = flush(&mut batch)
            {
                refused = Some(error);
                return Err(io::Error::other("the store refused"));
            }
            Ok(())
        });
        match (read, refused) {
            (_, Some(error)) => return Err(error.into()),
            (Err(error), None) => return Err(LoadError::Read(error)),
            (Ok(_), None) => {}
        }
        batch.extend(ontology);
        flush(&mut batch)?;
        let mut store = Self { store, merged: false };
        store.load_rdf(content.rdf)?;
        store.renew(schema)?;
        store.derive(schema, derivations)?;
        Ok(store)
    }

    /// Loads the ontology alone.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub fn of_ontology(ontology: &[OntologyFile]) -> Result<Self, LoadError> {
        let store = Store::new()?;
        store.extend(ontology_quads(ontology)?)?;
        Ok(Self { store, merged: false })
    }

    /// Loads sources of RDF into the graphs in which they have it. What is in the default graph and in another one already
    /// is in the merge by that one.
    fn load_rdf(&mut self, sources: &[RdfSource]) -> Result<(), LoadError> {
        let mut wrong = Vec::new();
        let mut names_graphs = false;
        for source in sources {
            let mut loader = self.store.bulk_loader();
            let mut batch = Vec::new();
            let quads = match source.quads() {
                Ok(quads) => quads,
                Err(diagnostic) => {
                    wrong.push(diagnostic);
                    continue;
                }
            };
            for quad in quads {
                match quad {
                    Ok(quad) if quad.graph_name.is_default_graph() && self.holds(&quad)? => {}
                    Ok(quad) => {
                        names_graphs |= !quad.graph_name.is_default_graph();
                        batch.push(quad);
                    }
                    Err(diagnostic) => wrong.push(diagnostic),
                }
                if batch.len() >= BATCH {
                    loader.load_quads(std::mem::take(&mut batch))?;
                }
            }
            loader.load_quads(batch)?;
            loader.commit()?;
        }
        if !wrong.is_empty() {
            return Err(LoadError::Sources(wrong));
        }
        if names_graphs && self.shares_triples()? {
            self.merge()?;
        }
        Ok(())
    }

    /// Whether a triple is in more than one graph.
    fn shares_triples(&self) -> Result<bool, StorageError> {
        for quad in self.store.iter() {
            let Quad { subject, predicate, object, graph_name } = quad?;
            if graph_name.is_default_graph() {
                continue;
            }
            let of = (Some(subject.as_ref()), Some(predicate.as_ref()), Some(object.as_ref()));
            if self.store.quads_for_pattern(of.0, of.1, of.2, None).nth(1).is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Puts everything that is in any graph into the default graph too.
    fn merge(&mut self) -> Result<(), StorageError> {
        self.merged = true;
        let mut loader = self.store.bulk_loader();
        let mut batch = Vec::new();
        for quad in self.store.iter() {
            let quad = quad?;
            if !quad.graph_name.is_default_graph() {
                batch.push(Quad { graph_name: GraphName::DefaultGraph, ..quad });
            }
            if batch.len() >= BATCH {
                loader.load_quads(std::mem::take(&mut batch))?;
            }
        }
        loader.load_quads(batch)?;
        loader.commit()
    }

    /// Says with the properties of today what earlier exports say with others.
    fn renew(&self, schema: &Schema) -> Result<(), StorageError> {
        for former in schema.former() {
            let (old, new) = (NamedNodeRef::new_unchecked(&former.old), NamedNodeRef::new_unchecked(&former.new));
            let mut batch = Vec::new();
            for quad in self.store.quads_for_pattern(None, Some(old), None, None) {
                let quad = quad?;
                let renewed = Quad { predicate: new.into_owned(), ..quad };
                if self.is_a(schema, renewed.subject.as_ref(), former.class)? && !self.holds(&renewed)? {
                    batch.push(renewed);
                }
            }
            self.store.extend(batch)?;
        }
        Ok(())
    }

    /// Whether a thing is typed with a class or one below it.
    fn is_a(&self, schema: &Schema, subject: NamedOrBlankNodeRef<'_>, class: ClassId) -> Result<bool, StorageError> {
        for quad in self.store.quads_for_pattern(Some(subject), Some(rdf::TYPE), None, None) {
            if let Term::NamedNode(of) = quad?.object
                && schema.class_id(of.as_str()).is_some_and(|of| schema.is_a(of, class))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Runs the derivations, in the order of their names, until nothing new follows.
    fn derive(&self, schema: &Schema, derivations: &[Resource]) -> Result<(), LoadError> {
        let graph: GraphName = NamedNode::new_unchecked(format!("{}{DERIVED_GRAPH}", schema.base)).into();
        for _ in 0..MAX_ROUNDS {
            let mut new = 0;
            for derivation in derivations {
                let wrong = |diagnostic: Diagnostic| LoadError::Resource(Box::new(diagnostic));
                let failed = |error: &dyn fmt::Display| {
                    wrong(
                        Diagnostic::error(Code::DerivationFailed, format!("`{}` failed: {error}", derivation.name))
                            .at(Origin::point(derivation.file, 0)),
                    )
                };
                let query = Query::parse(schema, &derivation.text, derivation.file).map_err(wrong)?;
                let answer = self.evaluate(query, &Budget::default()).map_err(|error| failed(&error))?;
                let Answer::Triples(triples) = answer else {
                    return Err(failed(&"a derivation is a CONSTRUCT query"));
                };
                let mut batch = Vec::new();
                for triple in triples {
                    let triple = triple.map_err(|error| failed(&error))?;
                    let quad = triple.in_graph(graph.clone());
                    if !self.holds(&quad)? {
                        new += 1;
                        if self.merged {
                            batch.push(Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
                        }
                        batch.push(quad);
                    }
                }
                let mut loader = self.store.bulk_loader();
                loader.load_quads(batch)?;
                loader.commit()?;
            }
            if new == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Whether a triple is in any graph.
    fn holds(&self, quad: &Quad) -> Result<bool, StorageError> {
        let of = (Some(quad.subject.as_ref()), Some(quad.predicate.as_ref()), Some(quad.object.as_ref()));
        self.store.quads_for_pattern(of.0, of.1, of.2, None).next().transpose().map(|found| found.is_some())
    }

    /// Evaluates a query on the graphs that it asks about.
    fn execute(&self, mut prepared: PreparedSparqlQuery) -> Result<QueryResults<'static>, QueryEvaluationError> {
        if prepared.dataset().is_default_dataset() {
            prepared.dataset_mut().set_default_graph_as_union();
        }
        if !self.merged {
            return prepared.on_store(&self.store).execute();
        }
        match prepared.dataset().default_graph_graphs().map(<[_]>::to_vec) {
            None => prepared.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]),
            // Several FROM are merged too.
            Some(graphs) if graphs.len() > 1 => {
                let store = self.part(&graphs, prepared.dataset().available_named_graphs().unwrap_or_default());
                let store = store.map_err(|error| QueryEvaluationError::Dataset(Box::new(error)))?;
                prepared.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]);
                return prepared.on_store(&store).execute();
            }
            Some(_) => {}
        }
        prepared.on_store(&self.store).execute()
    }

    /// A store with the merge of some graphs as its default graph, and some named graphs.
    fn part(&self, merged: &[GraphName], named: &[NamedOrBlankNode]) -> Result<Store, StorageError> {
        let store = Store::new()?;
        let of = |graph: &GraphName| self.store.quads_for_pattern(None, None, None, Some(graph.as_ref()));
        for quad in merged.iter().flat_map(of) {
            store.insert(Quad { graph_name: GraphName::DefaultGraph, ..quad? }.as_ref())?;
        }
        let named: Vec<GraphName> = named.iter().map(|graph| graph.clone().into()).collect();
        for quad in named.iter().flat_map(of) {
            store.insert(quad?.as_ref())?;
        }
        Ok(store)
    }

    /// Writes all triples with their graphs as N-Quads, in no order, for other engines to answer the same queries.
    ///
    /// # Errors
    /// When the store cannot be read or `out` cannot be written.
    pub fn dump(&self, out: impl io::Write) -> io::Result<()> {
        self.store.dump_to_writer(RdfFormat::NQuads, out).map(drop).map_err(io::Error::other)
    }

    /// What `queries/derive/` added, as a sorted batch of descriptions in the graph of this number. Its predicates are added
    /// to the schema where it has them not: a derivation may say what no fact says.
    ///
    /// # Errors
    /// When the store cannot be read, or a derivation made a term that no export has (a blank node, a literal of a
    /// datatype that no fact has).
    pub fn derived(&self, schema: &mut Schema, graph: GraphId) -> Result<Batch, LoadError> {
        let own = GraphName::from(NamedNode::new_unchecked(format!("{}{DERIVED_GRAPH}", schema.base)));
        let mut triples = Vec::new();
        for quad in self.store.quads_for_pattern(None, None, None, Some(own.as_ref())) {
            let Quad { subject, predicate, object, .. } = quad?;
            triples.push((subject.to_string(), predicate, object, subject));
        }
        // The store has no order; predicates get their numbers by their IRIs.
        triples.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        let mut describe = Describe::default();
        let mut batch = Batch::default();
        for (_, predicate, object, subject) in triples {
            let predicate = schema.space.add_predicate(predicate.as_str());
            let iri = |iri: &NamedNode| schema.space.named(iri.as_str());
            let unwritable = |term: &dyn fmt::Display| {
                let message = format!("a derivation produced {term}, which cannot be exported");
                LoadError::Resource(Box::new(Diagnostic::error(Code::DerivationFailed, message)))
            };
            let NamedOrBlankNode::NamedNode(subject) = &subject else { return Err(unwritable(&subject)) };
            describe.begin(graph, iri(subject).as_ref());
            match &object {
                Term::NamedNode(object) => describe.iri(predicate, iri(object).as_ref()),
                Term::Literal(literal) => match (literal.language(), literal.datatype().as_str()) {
                    (Some(tag), _) => describe.lang(predicate, tag, literal.value()),
                    (None, t::XSD_STRING) => describe.text(predicate, literal.value()),
                    (None, datatype) => match Typed::ALL.into_iter().find(|typed| typed.iri() == datatype) {
                        Some(typed) => describe.typed(predicate, typed, literal.value()),
                        None => return Err(unwritable(literal)),
                    },
                },
                other => return Err(unwritable(other)),
            };
            describe.end(&mut batch);
        }
        batch.sort();
        Ok(batch)
    }

    /// How many triples there are, in all graphs.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn len(&self) -> Result<usize, AskError> {
        Ok(self.store.len()?)
    }

    /// Whether it is empty.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn is_empty(&self) -> Result<bool, AskError> {
        Ok(self.store.is_empty()?)
    }
}

impl Ask for FactStore {
    fn evaluate(&self, query: Query, budget: &Budget) -> Result<Answer<'_>, AskError> {
        let token = CancellationToken::new();
        let mut evaluator = SparqlEvaluator::new().with_cancellation_token(token.clone());
        let (algebra, services) = query.into_parts();
        if let Some(services) = services {
            evaluator = evaluator.with_default_service_handler(Handler(services));
        }
        let watch = budget.watch(move || token.cancel()).map_err(AskError::Thread)?;
        let results = self.execute(evaluator.for_query(algebra));
        let answer = match results.map_err(|error| AskError::from(error).explained(&watch))? {
            QueryResults::Boolean(truth) => Answer::Truth(truth),
            QueryResults::Graph(triples) => Answer::Triples(Triples::new(triples.map(|triple| Ok(triple?)))),
            QueryResults::Solutions(rows) => {
                let variables: Arc<[Variable]> = rows.variables().into();
                let of_rows = Arc::clone(&variables);
                let rows = rows.map(move |row| Ok(Solution::new(Arc::clone(&of_rows), Row(row?))));
                Answer::Solutions(Solutions::new(variables, rows))
            }
        };
        Ok(answer.within(watch))
    }

    fn quads<'a>(&'a self, pattern: &Pattern<'_>) -> Quads<'a> {
        let quads = self.store.quads_for_pattern(pattern.subject, pattern.predicate, pattern.object, None);
        Box::new(quads.map(|quad| Ok(quad?)))
    }
}

/// A row as the evaluator gives it.
struct Row(QuerySolution);

impl AsRef<[Option<Term>]> for Row {
    fn as_ref(&self) -> &[Option<Term>] {
        self.0.values()
    }
}

impl From<StorageError> for AskError {
    fn from(error: StorageError) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl From<QueryEvaluationError> for AskError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Stopped,
            QueryEvaluationError::Service(error) => match error.downcast::<ServiceFailed>() {
                Ok(failed) => Self::Service(*failed),
                Err(error) => Self::Failed(error),
            },
            error => Self::Failed(Box::new(error)),
        }
    }
}

/// The evaluator calls this for SERVICE. Only the pattern is sent: the evaluator joins the result with what is bound
/// outside it.
struct Handler(Arc<Services>);

impl DefaultServiceHandler for Handler {
    type Error = ServiceFailed;

    fn handle(
        &self,
        endpoint: &NamedNode,
        pattern: &GraphPattern,
        _base: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceFailed> {
        let (variables, rows) = self.0.rows(endpoint, pattern)?;
        let of_rows = Arc::clone(&variables);
        let row = move |at: usize| Some(Ok((Arc::clone(&of_rows), rows.get(at)?.clone()).into()));
        Ok(QuerySolutionIter::new(variables, Box::new((0..).map_while(row))))
    }
}
