//! The seam between what is asked and where facts are held: another implementation of `Ask` than the program's, added from
//! outside, and the budget of a query, whose end comes back as an error.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chancery::builtin;
use chancery::check::{self, Places, Progress};
use chancery::diagnostic::Diagnostics;
use chancery::diff;
use chancery::origin::{Files, Origin};
use chancery::pipeline::Options;
use chancery::query::{
    Answer, Ask, AskError, Budget, Limit, MemoryLimit, Pattern, Quads, Query, Solution, Solutions, Triples,
};
use chancery::schema::Schema;
use chancery::store::FactStore;
use chancery::view::{View, find};
use oxigraph::model::{Dataset, GraphName, Literal, Quad, Variable};
use spareval::{CancellationToken, QueryEvaluationError, QueryEvaluator, QueryResults};

use crate::support::Folder;
use crate::support::graph::{Run, loaded};

const OLD: &str = "\
document: {id: notes, title: Notes}
facts:
  - row: 1
    says:
      - membership: {member: Peru, organization: OSCE, status: observer}
      - trade: {between: [Peru, Chad], value: 100 USD, during: 2008}
";

/// Quads in a list: each reading goes through all of them. Queries are evaluated by spareval over a set of them.
struct List(Vec<Quad>);

impl Ask for List {
    fn evaluate(&self, query: Query, budget: &Budget) -> Result<Answer<'_>, AskError> {
        let token = CancellationToken::new();
        let stop = token.clone();
        let watch = budget.watch(move || stop.cancel()).map_err(AskError::Thread)?;
        let failed = |error: QueryEvaluationError| match error {
            QueryEvaluationError::Cancelled => AskError::Stopped,
            error => AskError::Failed(Box::new(error)),
        };
        // The merge of all graphs is the default graph, and these are there by their names too.
        let merged = self.0.iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
        let dataset: Dataset = self.0.iter().cloned().chain(merged).collect();
        let evaluator = QueryEvaluator::new().with_cancellation_token(token);
        let answer = match evaluator.prepare(query.algebra()).execute(&dataset).map_err(failed)? {
            QueryResults::Boolean(truth) => Answer::Truth(truth),
            QueryResults::Graph(triples) => {
                let triples: Vec<_> = triples.map(|triple| triple.map_err(failed)).collect();
                Answer::Triples(Triples::new(triples.into_iter()))
            }
            QueryResults::Solutions(rows) => {
                let variables: Arc<[Variable]> = rows.variables().into();
                let row = |row: spareval::QuerySolution| Solution::new(Arc::clone(&variables), Vec::from(row.values()));
                let rows: Vec<_> = rows.map(|found| found.map(row).map_err(failed)).collect();
                Answer::Solutions(Solutions::new(variables, rows.into_iter()))
            }
        };
        Ok(answer.within(watch))
    }

    fn quads<'a>(&'a self, pattern: &Pattern<'_>) -> Quads<'a> {
        let meets = |quad: &&Quad| {
            pattern.subject.is_none_or(|subject| quad.subject.as_ref() == subject)
                && pattern.predicate.is_none_or(|predicate| quad.predicate.as_ref() == predicate)
                && pattern.object.is_none_or(|object| quad.object.as_ref() == object)
        };
        let found: Vec<&Quad> = self.0.iter().filter(meets).collect();
        Box::new(found.into_iter().cloned().map(Ok))
    }
}

/// Can be read, and answers no query.
struct Mute(List);

impl Ask for Mute {
    fn evaluate(&self, _query: Query, _budget: &Budget) -> Result<Answer<'_>, AskError> {
        Err(AskError::Refused("queries are not answered here".to_owned()))
    }

    fn quads<'a>(&'a self, pattern: &Pattern<'_>) -> Quads<'a> {
        self.0.quads(pattern)
    }
}

/// Gives rows for ever, until it is told to stop; or none, and does not look until `freed` says so.
struct Stubborn {
    freed: Arc<AtomicBool>,
    stops: bool,
}

impl Ask for Stubborn {
    fn evaluate(&self, _query: Query, budget: &Budget) -> Result<Answer<'_>, AskError> {
        let told = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&told);
        let watch = budget.watch(move || stop.store(true, Ordering::SeqCst)).map_err(AskError::Thread)?;
        let variables: Arc<[Variable]> = [Variable::new_unchecked("n")].into();
        let of_rows = Arc::clone(&variables);
        let row = move |n: u64| {
            // As an engine that sorts: it gives no row and looks at nothing.
            while !self.stops && !self.freed.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            if !self.stops || told.load(Ordering::SeqCst) {
                return Err(AskError::Stopped);
            }
            std::thread::sleep(Duration::from_millis(1));
            Ok(Solution::new(Arc::clone(&of_rows), vec![Some(Literal::from(n).into())]))
        };
        Ok(Answer::Solutions(Solutions::new(variables, (0..).map(row))).within(watch))
    }

    fn quads<'a>(&'a self, _pattern: &Pattern<'_>) -> Quads<'a> {
        Box::new(std::iter::empty())
    }
}

fn store(text: &str) -> (FactStore, Run<'static>) {
    let folder = Folder::with("notes.yaml", text);
    let sources: Vec<PathBuf> = vec![folder.path().join("notes.yaml")];
    let run = Run::good(loaded(), &Options { sources, graphs: true, ..Options::default() });
    (FactStore::load(run.outcome.content(loaded()), &[]).unwrap(), run)
}

/// The same facts in a list.
fn list(store: &FactStore) -> List {
    List(store.quads(&Pattern::default()).collect::<Result<_, _>>().unwrap())
}

fn schema() -> &'static Schema {
    &loaded().schema
}

fn query(text: &str) -> Query {
    let file = Files::new().add_text("test", text.as_bytes().to_vec());
    Query::parse(schema(), text, file).unwrap_or_else(|error| panic!("{error:?}"))
}

fn rows(facts: &dyn Ask, text: &str, budget: &Budget) -> Vec<Result<Vec<String>, AskError>> {
    let Answer::Solutions(rows) = facts.evaluate(query(text), budget).unwrap() else { panic!("{text}") };
    let row = |row: Solution| {
        row.values().iter().map(|value| value.as_ref().map_or_else(String::new, ToString::to_string)).collect()
    };
    rows.map(|found| found.map(row)).collect()
}

/// All that a view says of the things of some facts.
fn seen(facts: &dyn Ask) -> String {
    let view = View::new(schema(), facts);
    let mut all = String::new();
    for iri in view.things().unwrap() {
        let thing = view.thing(&iri).unwrap();
        let told = (thing, view.claims(&iri).unwrap(), view.tied(&iri).unwrap(), view.mentions(&iri).unwrap());
        all.push_str(&serde_json::to_string_pretty(&told).unwrap());
    }
    all
}

#[test]
fn facts_in_a_list_are_shown_as_those_in_the_store_are() {
    let (store, run) = store(OLD);
    let list = list(&store);
    let shown = seen(&list);
    assert!(shown.contains("Trade between Chad and Peru: 100 United States dollar, in 2008"), "{shown}");
    assert_eq!(shown, seen(&store));
    let file = Files::new().add_text("argument", b"Peru".to_vec());
    let found = find(schema(), &run.outcome.registry, &list, "Peru", None, Origin::point(file, 0));
    assert_eq!(found.unwrap().unwrap(), "https://w3id.org/chancery/id/state/peru");
}

#[test]
fn facts_in_a_list_are_compared_with_those_in_the_store() {
    let (old, _old) = store(OLD);
    let (new, _new) = store(&OLD.replace("100 USD", "90 USD"));
    let difference = |before: &dyn Ask, after: &dyn Ask| {
        serde_json::to_value(diff::compare(schema(), before, after, true).unwrap()).unwrap()
    };
    let found = difference(&list(&old), &list(&new));
    assert_eq!(found["changed"][0]["keys"][0]["key"], "value", "{found}");
    assert_eq!(found["changed"].as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found["added"].as_array().map(Vec::len), Some(0), "{found}");
    assert_eq!(found, difference(&old, &new));
    assert_eq!(found, difference(&list(&old), &new));
}

#[test]
fn a_query_is_answered_alike_whoever_evaluates_it() {
    let (store, _run) = store(OLD);
    let list = list(&store);
    let text = "SELECT ?label { ?fact rdfs:label ?label FILTER (STRSTARTS(?label, 'Trade between Chad')) }";
    let answer = |facts: &dyn Ask| -> Vec<Vec<String>> {
        rows(facts, text, &Budget::default()).into_iter().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(answer(&store), [["\"Trade between Chad and Peru: 100 United States dollar, in 2008\"@en"]]);
    assert_eq!(answer(&list), answer(&store));
    let ask = "ASK { ?a chy:memberOf ?b }";
    let truth = |facts: &dyn Ask| matches!(facts.evaluate(query(ask), &Budget::default()), Ok(Answer::Truth(true)));
    assert_eq!(truth(&list), truth(&store));
}

#[test]
fn who_answers_no_query_is_told_as_such() {
    let (store, _run) = store(OLD);
    let mute = Mute(list(&store));
    assert_eq!(seen(&mute), seen(&store));
    let files = Files::new();
    let mut diagnostics = Diagnostics::new();
    let checks = builtin::resources(builtin::Folder::Checks, None, &files, &mut diagnostics);
    let checks = check::read(schema(), &[], &checks, &mut diagnostics);
    let progress = Progress::after(Diagnostics::new());
    let places = Places { of: &|_| None, in_registry: &|_| false };
    check::run(schema(), &checks[..1], &mute, places, &progress).unwrap();
    let told = progress.take();
    let told: Vec<String> = told.sorted().iter().map(|one| one.message.clone()).collect();
    assert_eq!(told, [format!("the check `{}` failed: queries are not answered here", checks[0].code)]);
}

/// Four unrelated patterns: far more rows than anyone waits for.
const PRODUCT: &str = "?a rdfs:label ?la . ?b rdfs:label ?lb . ?c rdfs:label ?lc . ?d rdfs:label ?ld";

#[test]
fn a_limit_of_time_comes_back_as_an_error() {
    let (store, _run) = store(OLD);
    let time = Duration::from_millis(200);
    let begun = Instant::now();
    let found = rows(&store, &format!("SELECT * {{ {PRODUCT} }}"), &Budget { time: Some(time), ..Budget::default() });
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let Some(Err(AskError::Exceeded(limit))) = found.last() else { panic!("{:?}", found.last()) };
    assert_eq!((*limit, limit.to_string().as_str()), (Limit::Time(time), "the query was ended after 0.2 s"));
}

#[test]
fn a_limit_of_rows_comes_back_after_so_many_rows() {
    let (store, _run) = store(OLD);
    let list = list(&store);
    let budget = |rows| Budget { rows: Some(rows), ..Budget::default() };
    for facts in [&store as &dyn Ask, &list] {
        let found = rows(facts, "SELECT ?n { VALUES ?n { 1 2 3 } }", &budget(2));
        let [Ok(_), Ok(_), Err(AskError::Exceeded(Limit::Rows(2)))] = found.as_slice() else { panic!("{found:?}") };
        assert!(rows(facts, "SELECT ?n { VALUES ?n { 1 2 3 } }", &budget(3)).iter().all(Result::is_ok));
    }
    let construct = "CONSTRUCT { ?s a ?c } { ?s a ?c }";
    let Ok(Answer::Triples(triples)) = store.evaluate(query(construct), &budget(1)) else { panic!("{construct}") };
    assert_eq!(triples.map(|triple| triple.is_ok()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_limit_of_memory_stops_the_engine() {
    static HELD: AtomicUsize = AtomicUsize::new(1_000);
    let memory = MemoryLimit { most: 500, held: || HELD.fetch_add(100, Ordering::SeqCst) };
    let facts = Stubborn { freed: Arc::default(), stops: true };
    let found = rows(&facts, "ASK {}", &Budget { memory: Some(memory), ..Budget::default() });
    assert!(matches!(found.last(), Some(Err(AskError::Exceeded(Limit::Memory(500))))), "{:?}", found.last());
    assert!(found.len() > 1 && found.iter().rev().skip(1).all(Result::is_ok));
}

#[test]
fn what_does_not_stop_is_for_the_caller_to_decide() {
    let freed = Arc::new(AtomicBool::new(false));
    let calls = Arc::new(Mutex::new(Vec::new()));
    let (free, noted) = (Arc::clone(&freed), Arc::clone(&calls));
    let stuck = move |overrun: &chancery::query::Overrun<'_>| {
        noted.lock().unwrap().push((overrun.limit, overrun.has_ended()));
        free.store(true, Ordering::SeqCst);
    };
    let time = Duration::from_millis(50);
    let budget = Budget { time: Some(time), stuck: Some(Arc::new(stuck)), ..Budget::default() };
    // One that stops in time is not told of.
    let found = rows(&Stubborn { freed: Arc::default(), stops: true }, "ASK {}", &budget);
    assert!(matches!(found.last(), Some(Err(AskError::Exceeded(Limit::Time(_))))), "{:?}", found.last());
    assert_eq!(*calls.lock().unwrap(), []);
    let found = rows(&Stubborn { freed, stops: false }, "ASK {}", &budget);
    assert!(matches!(found.last(), Some(Err(AskError::Exceeded(Limit::Time(_))))), "{:?}", found.last());
    assert_eq!(*calls.lock().unwrap(), [(Limit::Time(time), false)]);
}
