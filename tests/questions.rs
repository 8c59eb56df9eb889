//! The named questions and the derivations: against answers worked out by hand from the article, and against small
//! files of facts that try each rule.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use chancery::builtin::{self, Folder};
use chancery::diagnostic::{Code, Diagnostics};
use chancery::origin::Files;
use chancery::pipeline::{self, Loaded, Options};
use chancery::query::{Answer, Answered, Arguments, Ask, Budget, Catalogue, Format, Query, write};
use chancery::registry::Registry;
use chancery::source::resource::Resource;
use chancery::store::{FactStore, LoadError};
use oxigraph::model::Term;

const ID: &str = "https://w3id.org/chancery/id/";

/// No question on a few facts takes longer than so many milliseconds, even unoptimised on a busy machine.
const LONGEST: u64 = 2_000;

/// Facts that can be asked.
struct Facts {
    loaded: Loaded,
    registry: Registry,
    catalogue: Catalogue,
    files: Files,
    store: FactStore,
}

impl Facts {
    fn read(source: &Path) -> Self {
        let files = Files::new();
        let mut diagnostics = Diagnostics::new();
        let options = Options { sources: vec![source.to_owned()], graphs: true, ..Options::default() };
        let loaded = pipeline::load_schema(&options, &files, &mut diagnostics).expect("the built-in ontology compiles");
        let outcome = pipeline::run(&options, &loaded, &files, &mut diagnostics, &|_| {}).expect("all in memory");
        let questions = builtin::resources(Folder::Questions, None, &files, &mut diagnostics);
        let catalogue = Catalogue::read(&loaded.schema, &questions, &mut diagnostics);
        let derivations = builtin::resources(Folder::Derivations, None, &files, &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{:#?}", diagnostics.sorted());
        let begun = Instant::now();
        let store = FactStore::load(outcome.content(&loaded), &derivations).unwrap();
        println!("{}: {} triples loaded in {:?}", source.display(), store.len().unwrap(), begun.elapsed());
        Self { loaded, registry: outcome.registry, catalogue, files, store }
    }

    /// Facts written as the `facts:` of a file.
    fn of(facts: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.yaml");
        std::fs::File::create(&path).unwrap().write_all(format!("facts:\n{facts}").as_bytes()).unwrap();
        Self::read(&path)
    }

    fn dossier() -> &'static Self {
        static DOSSIER: OnceLock<Facts> = OnceLock::new();
        DOSSIER.get_or_init(|| Self::read(Path::new("data/azerbaijan-belarus.yaml")))
    }

    /// The answer to a query, as CSV.
    fn csv(&self, text: &str) -> Vec<Vec<String>> {
        let file = self.files.add_text("test", text.as_bytes().to_vec());
        let schema = &self.loaded.schema;
        let query = Query::parse(schema, text, file).unwrap_or_else(|error| panic!("{error:?}"));
        let mut out = Vec::new();
        let results = self.store.evaluate(query, &Budget::default()).unwrap();
        let answered = write(schema, results, Some(Format::Csv), &mut out).unwrap();
        assert!(matches!(answered, Answered::Rows(_) | Answered::Truth(_)), "{answered:?}");
        parse_csv(&String::from_utf8(out).unwrap())
    }

    /// A question with its arguments put in, or the codes of what is wrong with them.
    fn bound(&self, name: &str, arguments: &[&str]) -> Result<String, Vec<String>> {
        let question = self.catalogue.get(name).unwrap();
        let given: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let mut diagnostics = Diagnostics::new();
        let arguments = Arguments::new(name, &given, &self.files);
        let text = question.bind(&self.loaded.schema, &self.registry, &arguments, &mut diagnostics);
        text.ok_or_else(|| diagnostics.sorted().iter().map(|d| d.code.to_string()).collect())
    }

    /// The answer to a question: the names of the columns, then the rows.
    fn ask(&self, name: &str, arguments: &[&str]) -> Vec<Vec<String>> {
        let text = self.bound(name, arguments).unwrap_or_else(|codes| panic!("{name}: {codes:?}"));
        let begun = Instant::now();
        let answer = self.csv(&text);
        println!("{name}: {} rows in {:?}", answer.len() - 1, begun.elapsed());
        assert!(begun.elapsed() < Duration::from_millis(LONGEST), "{name} took {:?}", begun.elapsed());
        answer
    }

    /// Some columns of the answer to a question, each row in one text: things and concepts by their names alone.
    fn rows(&self, name: &str, arguments: &[&str], columns: &str) -> Vec<String> {
        let answer = self.ask(name, arguments);
        let at =
            |column: &str| answer[0].iter().position(|other| other == column).unwrap_or_else(|| panic!("{column}"));
        let columns: Vec<usize> = columns.split(' ').map(at).collect();
        let short = |cell: &String| if cell.is_empty() { "-".to_owned() } else { last(cell).to_owned() };
        answer[1..].iter().map(|row| columns.iter().map(|at| short(&row[*at])).collect::<Vec<_>>().join(" ")).collect()
    }

    /// The triples that a question makes, as `subject predicate object` with prefixes, sorted, tab between them.
    fn triples(&self, name: &str, arguments: &[&str]) -> Vec<String> {
        let text = self.bound(name, arguments).unwrap_or_else(|codes| panic!("{name}: {codes:?}"));
        let file = self.files.add_text("test", text.as_bytes().to_vec());
        let begun = Instant::now();
        let query = Query::parse(&self.loaded.schema, &text, file).unwrap();
        let Answer::Triples(triples) = self.store.evaluate(query, &Budget::default()).unwrap() else {
            panic!("{name} makes no triples")
        };
        let mut triples: Vec<String> = triples
            .map(|triple| {
                let triple = triple.unwrap();
                let terms = [triple.subject.into(), triple.predicate.into(), triple.object];
                terms.each_ref().map(|term| self.short(term)).join("\t")
            })
            .collect();
        println!("{name}: {} triples in {:?}", triples.len(), begun.elapsed());
        assert!(begun.elapsed() < Duration::from_millis(LONGEST), "{name} took {:?}", begun.elapsed());
        triples.sort();
        triples.dedup();
        triples
    }

    /// A term with its prefix; a literal without quotes, datatype and language.
    fn short(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => {
                let space = &self.loaded.schema.space;
                let (namespace, local) = space.split(node.as_str());
                let prefix = space.namespace(namespace).map(|namespace| format!("{}:", namespace.prefix));
                format!("{}{local}", prefix.unwrap_or_default())
            }
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        }
    }

    /// The objects of the triples with this predicate, as `subject object` without their bases.
    fn pairs(&self, predicate: &str) -> Vec<String> {
        let rows = self.csv(&format!("SELECT ?s ?o {{ ?s {predicate} ?o }} ORDER BY ?s ?o"));
        let short = |cell: &String| cell.rsplit('/').next().unwrap().to_owned();
        rows[1..].iter().map(|row| row.iter().map(short).collect::<Vec<_>>().join(" ")).collect()
    }

    /// The organisations both belonged to, and whether that is certain.
    fn shared_memberships(&self, on: &str) -> Vec<(String, String)> {
        let rows = self.ask("shared-memberships", &["a=Azerbaijan", "b=Belarus", &format!("on={on}")]);
        rows[1..].iter().map(|row| (row[0].rsplit('/').next().unwrap().to_owned(), row[2].clone())).collect()
    }
}

/// What stands behind the last slash or hash of an IRI; any other text whole.
fn last(text: &str) -> &str {
    if text.starts_with("http") { text.rsplit(['/', '#']).next().unwrap_or(text) } else { text }
}

fn parse_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    rows
}

fn files_in(folder: &str, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == extension));
    paths.sort();
    paths
}

/// Each expected answer, with the question and what is given beside its examples.
/// An embassy of the dossier, as exports name it.
const EMBASSY: &str = "fact=accreditation:azerbaijan--embassy--minsk--belarus_0z163srt7r7f";

const EXPECTED: [(&str, &str, &[&str]); 28] = [
    // One document meets no other.
    ("sources-disagree", "sources-disagree", &[]),
    ("agreement", "agreement", &[]),
    ("who-says", "who-says", &[EMBASSY]),
    ("shared-memberships", "shared-memberships", &["a=Azerbaijan", "b=Belarus", "on=2008-01-01"]),
    ("missions-between", "missions-between", &["a=Azerbaijan", "b=Belarus"]),
    ("timeline", "timeline", &["a=Azerbaijan", "b=Belarus"]),
    ("trade-series", "trade-series", &["a=Azerbaijan", "b=Belarus"]),
    ("trade-series-with-forecasts", "trade-series", &["a=Azerbaijan", "b=Belarus", "standing=projected"]),
    ("stances-in-conflict", "stances-in-conflict", &[]),
    ("recognition", "recognition", &["of=Nagorno-Karabakh Republic"]),
    ("recognition-by-belarus", "recognition", &["of=Nagorno-Karabakh Republic", "by=Belarus"]),
    ("both-full-members", "both-full-members", &["a=Azerbaijan", "b=Belarus", "organization=OSCE", "on=2008-01-01"]),
    (
        "both-full-members-not",
        "both-full-members",
        &["a=Azerbaijan", "b=Belarus", "organization=Council of Europe", "on=2008-01-01"],
    ),
    ("status-differences", "status-differences", &["a=Azerbaijan", "b=Belarus"]),
    ("members-in-year", "members-in-year", &["organization=OSCE", "year=2008"]),
    ("resident-embassies", "resident-embassies", &["a=Azerbaijan", "b=Belarus"]),
    ("missions-of", "missions-of", &["of=Azerbaijan"]),
    ("unreciprocated-accreditations", "unreciprocated-accreditations", &[]),
    ("visits-between", "visits-between", &["a=Azerbaijan", "b=Belarus"]),
    ("first-visits", "first-visits", &[]),
    ("signed-during-visits", "signed-during-visits", &["a=Azerbaijan", "b=Belarus"]),
    ("signed-not-ratified", "signed-not-ratified", &[]),
    ("forecast-and-observation", "forecast-and-observation", &["a=Azerbaijan", "b=Belarus"]),
    ("claims-not-held", "claims-not-held", &[]),
    ("claims-not-held-forecasts", "claims-not-held", &["modality=forecast"]),
    ("facts-with-several-sentences", "facts-with-several-sentences", &[]),
    ("shared-states-and-organizations", "shared-states-and-organizations", &["a=Azerbaijan", "b=Belarus"]),
    ("entities-without-item", "entities-without-item", &[]),
];

/// The one question whose answer is triples, with its own test.
const GRAPH: &str = "evidence-of";

#[test]
fn answers_are_those_worked_out_from_the_article() {
    let facts = Facts::dossier();
    for (file, question, arguments) in EXPECTED {
        let expected = std::fs::read_to_string(format!("tests/expected/questions/{file}.csv")).unwrap();
        let expected = parse_csv(&expected);
        let answer = facts.ask(question, arguments);
        // An expected answer may leave out columns that nobody works out by hand, such as digests in IRIs.
        let columns: Vec<usize> = expected[0]
            .iter()
            .map(|column| answer[0].iter().position(|other| other == column).unwrap_or_else(|| panic!("{column}")))
            .collect();
        let kept: Vec<Vec<String>> =
            answer.iter().map(|row| columns.iter().map(|at| row[*at].clone()).collect()).collect();
        assert_eq!(kept, expected, "{file}");
    }
    for question in facts.catalogue.questions() {
        let expected = question.name == GRAPH || EXPECTED.iter().any(|(_, name, _)| *name == question.name);
        assert!(expected, "{} has no expected answer", question.name);
    }
    assert_eq!(files_in("tests/expected/questions", "csv").len(), EXPECTED.len());
}

#[test]
fn every_timeline_row_has_words() {
    let answer = Facts::dossier().ask("timeline", &["a=BLR", "b=Q227"]);
    let at = |name: &str| answer[0].iter().position(|column| column == name).unwrap();
    for row in &answer[1..] {
        assert!(!row[at("label")].is_empty() && !row[at("time")].is_empty(), "{row:?}");
    }
    // From the other end, the same facts.
    let mut other = Facts::dossier().ask("timeline", &["a=Azerbaijan", "b=Belarus"]);
    assert_eq!(other.len(), answer.len());
    other.retain(|row| !answer.contains(row));
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn each_example_runs_on_the_shipped_facts() {
    let facts = Facts::read(Path::new("data"));
    for question in facts.catalogue.questions() {
        assert!(!question.summary.is_empty() && !question.description.is_empty(), "{}", question.name);
        let examples: Vec<String> =
            question.parameters.iter().map(|parameter| format!("{}={}", parameter.name, parameter.example)).collect();
        let examples: Vec<&str> = examples.iter().map(String::as_str).collect();
        let rows = match question.name.as_str() {
            GRAPH => facts.triples(GRAPH, &examples).len(),
            name => facts.ask(name, &examples).len() - 1,
        };
        // Each of the two that the shipped facts are about keeps an embassy with the other, and one document meets no other.
        let none = ["unreciprocated-accreditations", "sources-disagree", "agreement"].contains(&question.name.as_str());
        assert!(rows > 0 || none, "the example of {} has no answer", question.name);
        let words = question.example();
        assert!(words.starts_with(&format!("chancery query {}", question.name)), "{words}");
    }
}

#[test]
fn every_query_is_sparql_without_known_prefixes_and_has_a_summary() {
    let mut count = 0;
    for folder in ["queries/ask", "queries/derive", "queries/check", "queries/lint"] {
        for path in files_in(folder, "rq") {
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(error) = oxigraph::sparql::SparqlEvaluator::new().parse_query(&text) {
                panic!("{}: {error}", path.display());
            }
            assert!(text.starts_with("#+ summary: "), "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 10);
}

#[test]
fn the_dossier_gives_the_shortcuts_of_its_plain_facts_only() {
    let facts = Facts::dossier();
    let members = facts.pairs("chy:memberOf");
    assert_eq!(
        members,
        [
            "azerbaijan commonwealth-of-independent-states",
            "azerbaijan council-of-europe",
            "azerbaijan non-aligned-movement",
            "azerbaijan organization-for-security-and-co-operation-in-europe",
            "belarus commonwealth-of-independent-states",
            "belarus non-aligned-movement",
            "belarus organization-for-security-and-co-operation-in-europe",
            "belarus united-nations",
            "turkey nato",
            "united-states nato",
        ]
    );
    assert_eq!(facts.pairs("chy:hasEmbassyIn"), ["azerbaijan belarus", "belarus azerbaijan"]);
    assert_eq!(facts.pairs("chy:hasDiplomaticRelationsWith"), ["azerbaijan belarus", "belarus azerbaijan"]);
    let derived = facts
        .csv(&format!("ASK {{ GRAPH <{ID}graph/derived> {{ state:azerbaijan chy:hasEmbassyIn state:belarus }} }}"));
    assert_eq!(derived, [["true"]]);
}

#[test]
fn only_held_membership_without_end_makes_a_member() {
    let facts = Facts::of(
        "  - says:
      - membership: {member: Armenia, organization: NATO, status: candidate}
      - membership: {member: Estonia, organization: NATO, status: observer}
      - membership: {member: Latvia, organization: NATO, status: associate}
      - membership: {member: France, organization: NATO, status: full}
      - membership: {member: Poland, organization: NATO, status: full, during: 1999-03-12/..}
      - membership: {member: Spain, organization: NATO, status: full, during: 1982/2000}
      - membership: {member: Italy, organization: NATO, status: full, during: {end latest: 2000}}
      - membership: {member: Greece, organization: NATO, status: full, during: 1952/..}
      - membership: {member: Greece, organization: NATO, status: withdrawn, during: 1974-08-14/..}
      - membership: {member: Turkey, organization: NATO, status: full, during: 1980-10-20/..}
      - membership: {member: Turkey, organization: NATO, status: withdrawn, during: 1974-08-14/..}
      - membership: {member: Norway, organization: NATO, status: full, during: 1949/..}
      - membership: {member: Norway, organization: NATO, status: suspended, during: 1960/1961}
      - membership: {member: Denmark, organization: NATO, status: full}
      - membership: {member: Denmark, organization: NATO, status: suspended}
      - membership: {id: in, member: Belgium, organization: NATO, status: full}
      - membership: {member: Belgium, organization: NATO, status: candidate, conflicts: in}
      - membership: {member: Iceland, organization: NATO, status: full}
  - polarity: denies
    says:
      - membership: {member: Iceland, organization: NATO, status: full}
  - modality: forecast
    says:
      - membership: {member: Finland, organization: NATO, status: full}
  - speaker: Alexander Lukashenko
    says:
      - membership: {member: Ukraine, organization: NATO, status: full}
",
    );
    let expected = ["france", "norway", "poland", "turkey"].map(|s| format!("{s} nato"));
    assert_eq!(facts.pairs("chy:memberOf"), expected);
    // The contested one does not answer either, nor the forecast.
    let shared = facts.ask("shared-memberships", &["a=France", "b=Iceland", "on=2000-01-01"]);
    assert_eq!(shared.len(), 1);
    let shared = facts.ask("shared-memberships", &["a=France", "b=Finland", "on=2000-01-01"]);
    assert_eq!(shared.len(), 1);
}

#[test]
fn only_unbroken_relations_are_kept() {
    let facts = Facts::of(
        "  - says:
      - diplomatic relation: {between: [France, Poland, Spain], during: 1919/..}
      - diplomatic relation: {between: [France, Italy], during: 1900/1940}
      - diplomatic relation: {between: [Armenia, Georgia], during: 1992/..}
      - severance: {between: [Armenia, Georgia], during: 2000}
      - diplomatic relation: {between: [Armenia, Greece], during: 1992/..}
      - severance: {between: [Armenia, Greece], during: 2000}
      - restoration: {between: [Armenia, Greece], during: 2001}
      - diplomatic relation: {between: [Armenia, Norway], during: 1992/..}
      - suspension: {between: [Armenia, Norway], during: 2000}
      - restoration: {between: [Armenia, Norway], during: 2000}
      - diplomatic relation: {between: [Armenia, Latvia], during: 2002/..}
      - severance: {between: [Armenia, Latvia], during: 2000}
      - diplomatic relation: {between: [Armenia, Estonia], during: 1992/..}
      - severance: {between: [Estonia, Georgia], during: 2000}
      - diplomatic relation: {between: [Armenia, Iceland], during: 1992/..}
  - speaker: Alexander Lukashenko
    says:
      - severance: {between: [Armenia, Iceland], during: 2000}
      - diplomatic relation: {between: [Armenia, Finland]}
  - modality: agreed
    says:
      - diplomatic relation: {between: [Armenia, Denmark], during: 2012}
",
    );
    let expected = [
        "armenia estonia",
        "armenia greece",
        "armenia iceland",
        "armenia latvia",
        "estonia armenia",
        "france poland",
        "france spain",
        "greece armenia",
        "iceland armenia",
        "latvia armenia",
        "poland france",
        "poland spain",
        "spain france",
        "spain poland",
    ];
    assert_eq!(facts.pairs("chy:hasDiplomaticRelationsWith"), expected);
}

#[test]
fn only_resident_embassies_that_are_not_closed_count() {
    let facts = Facts::of(
        "  - says:
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Warsaw}}, receiver: Poland, residence: resident}
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Warsaw}}, receiver: Latvia, residence: non-resident}
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Warsaw}}, receiver: Estonia}
      - accreditation: {mission: {mission: {sender: India, type: high commission, seat: London}}, receiver: United Kingdom, residence: resident}
      - accreditation: {mission: {mission: {sender: Spain, type: embassy, seat: Rome, closed: 1990}}, receiver: Italy, residence: resident}
      - accreditation: {mission: {mission: {sender: Spain, type: legation, seat: Athens}}, receiver: Greece, residence: resident}
      - accreditation: {mission: {mission: {sender: Spain, type: embassy, seat: Oslo}}, receiver: Norway, residence: resident, during: 1950/1960}
      - accreditation: {mission: {mission: {sender: Spain, type: embassy, seat: Paris}}, receiver: France, residence: resident}
  - polarity: denies
    says:
      - accreditation: {mission: {mission: {sender: Spain, type: embassy, seat: Paris}}, receiver: France, residence: resident}
",
    );
    assert_eq!(facts.pairs("chy:hasEmbassyIn"), ["france poland", "india united-kingdom"]);
    let between = facts.ask("missions-between", &["a=Norway", "b=Spain"]);
    assert_eq!(between[1][7], "1950–1960");
    // On a day: certain, not there, and not known.
    let on = |question: &str, day: &str, column: usize| -> Vec<String> {
        let rows = facts.ask(question, &["a=Norway", "b=Spain", day]);
        rows.iter().skip(1).map(|row| row[column].clone()).collect()
    };
    assert_eq!(on("missions-between", "on=1955-01-01", 8), ["certain"]);
    assert_eq!(on("missions-between", "on=1960-06-01", 8), ["possible"]);
    assert_eq!(on("missions-between", "on=1961-01-01", 8), Vec::<String>::new());
    assert_eq!(on("resident-embassies", "on=1955-01-01", 2), ["false", "true"]);
    assert_eq!(on("resident-embassies", "on=1955-01-01", 8), ["", "certain"]);
    assert_eq!(on("resident-embassies", "on=1961-01-01", 2), ["false", "false"]);
    assert_eq!(
        facts.ask("missions-between", &["a=Spain", "b=France"]).len(),
        1,
        "a contested accreditation is not held"
    );
}

#[test]
fn a_day_is_certain_or_possible_as_the_bounds_prove() {
    let facts = Facts::of(
        "  - says:
      - membership: {member: Azerbaijan, organization: NATO, status: full, during: 1993-05-01/2000-12-31}
      - membership: {member: Belarus, organization: NATO, status: full, during: 1994/1999}
      - membership: {member: Azerbaijan, organization: OSCE, status: full, during: 1993-05-01/2000-12-31}
      - membership: {member: Belarus, organization: OSCE, status: full, during: 1993/..}
      - membership: {member: Azerbaijan, organization: Council of Europe, status: full}
      - membership: {member: Belarus, organization: Council of Europe, status: member, during: 1995/1996}
      - membership: {member: Azerbaijan, organization: CIS, status: full, during: 1995~/1996}
      - membership: {member: Belarus, organization: CIS, status: full, during: 1995/1996}
",
    );
    let on = |day: &str| facts.shared_memberships(day);
    let row = |organization: &str, certain: bool| (organization.to_owned(), certain.to_string());
    let nato = "nato";
    let osce = "organization-for-security-and-co-operation-in-europe";
    let council = "council-of-europe";
    let cis = "commonwealth-of-independent-states";
    // `1994/1999` has begun by the end of 1994 and not ended before the beginning of 1999.
    assert_eq!(on("1992-12-31"), []);
    assert_eq!(on("1993-06-01"), [row(osce, false)]);
    assert_eq!(on("1994-06-01"), [row(nato, false), row(osce, false)]);
    assert_eq!(on("1994-12-31"), [row(nato, true), row(osce, false)]);
    // An approximate begin proves nothing, and so makes nothing certain.
    assert_eq!(on("1995-12-31"), [row(cis, false), row(council, false), row(nato, true), row(osce, false)]);
    assert_eq!(on("1999-01-01"), [row(nato, true), row(osce, false)]);
    assert_eq!(on("1999-06-01"), [row(nato, false), row(osce, false)]);
    assert_eq!(on("2000-12-31"), [row(osce, false)]);
    assert_eq!(on("2001-01-01"), []);
}

#[test]
fn figures_are_held_whole_years_of_the_two() {
    let facts = Facts::of(
        "  - says:
      - trade: {between: [Azerbaijan, Belarus], value: more than 100 million USD, during: 2008}
      - trade: {between: [Azerbaijan, Belarus], value: 7 million USD, during: 2009-03}
      - trade: {between: [Azerbaijan, Belarus], value: 50 million EUR, during: 2010/2012}
      - trade: {between: [Azerbaijan, Georgia], value: 9 million USD, during: 2008}
      - trade: {between: [Azerbaijan, Belarus], value: 120 million USD, during: 2013}
  - polarity: denies
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 120 million USD, during: 2013}
  - modality: forecast
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 130 million USD, during: 2014}
",
    );
    let years = |arguments: &[&str]| -> Vec<String> {
        let given: Vec<&str> = ["a=Azerbaijan", "b=Belarus"].iter().chain(arguments).copied().collect();
        facts.ask("trade-series", &given)[1..].iter().map(|row| row[0].clone()).collect()
    };
    assert_eq!(years(&[]), ["2008"]);
    assert_eq!(years(&["standing=projected"]), ["2008", "2014"]);
    assert_eq!(years(&["standing=contested"]), ["2008", "2013"]);
    let answer = facts.ask("trade-series", &["a=Belarus", "b=AZE"]);
    assert!(answer[1][1].ends_with("/more-than"), "{answer:?}");
}

#[test]
fn facts_of_one_affair_are_tied() {
    let facts = Facts::of(
        "  - says:
      - membership: {member: France, organization: NATO, status: full, during: 1949/..}
      - membership: {member: France, organization: NATO, status: full, during: 1950/..}
      - membership: {member: Spain, organization: NATO, status: full}
",
    );
    let affairs = facts
        .csv("SELECT ?affair (COUNT(?fact) AS ?facts) { ?fact chy:affair ?affair } GROUP BY ?affair ORDER BY ?affair");
    let affairs: Vec<(&str, &str)> =
        affairs[1..].iter().map(|row| (row[0].rsplit('/').next().unwrap_or_default(), row[1].as_str())).collect();
    assert_eq!(affairs, [("membership--france--nato", "2"), ("membership--spain--nato", "1")]);
}

#[test]
fn no_triple_is_seen_twice() {
    let facts = Facts::dossier();
    let twice =
        facts.csv("SELECT ?s ?p ?o (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ?p ?o HAVING (COUNT(*) > 1) LIMIT 9");
    assert_eq!(twice.len(), 1, "{twice:?}");
    let labels = facts.csv("SELECT ?l { membership-status:full skos:prefLabel ?l }");
    assert_eq!(labels.len(), 2);
}

#[test]
fn a_name_means_what_it_meant_on_the_day() {
    let facts = Facts::dossier();
    let bind = |given: &[&str]| facts.bound("shared-memberships", given);
    let russia = |day: &str| bind(&["a=cow:365", "b=BLR", &format!("on={day}")]);
    assert!(russia("1900-01-01").unwrap().contains(&format!("<{ID}state/russian-empire>")));
    assert!(russia("2008-01-01").unwrap().contains(&format!("<{ID}state/russia>")));
    let iri = bind(&[&format!("a=<{ID}state/belarus>"), "b=state/azerbaijan", "on=2008-01-01"]).unwrap();
    assert!(iri.contains(&format!("<{ID}state/belarus>")) && iri.contains(&format!("<{ID}state/azerbaijan>")));
    assert_eq!(bind(&["a=Azerbaijan", "b=BLR"]).unwrap_err(), ["missing-parameter"]);
    assert_eq!(bind(&["a=Azerbaijan", "a=BLR", "on=x"]).unwrap_err().len(), 3);
}

#[test]
fn the_evidence_of_a_fact_is_all_that_stands_behind_it() {
    let facts = Facts::dossier();
    let fact = facts.csv("SELECT ?f { ?f chy:mission mission:azerbaijan--embassy--minsk }")[1][0].clone();
    let expected = std::fs::read_to_string("tests/expected/questions/evidence-of.tsv").unwrap();
    // Digests in IRIs are not worked out by hand.
    let digest = regex::Regex::new("(_|--)[0-9a-z]{12}(\t|$)").unwrap();
    let whole = facts.triples(GRAPH, &[&format!("fact=<{fact}>")]);
    let answer: Vec<String> = whole.iter().map(|triple| digest.replace_all(triple, "$2").into_owned()).collect();
    let mut answer: Vec<&str> = answer.iter().map(String::as_str).collect();
    answer.sort_unstable();
    assert_eq!(answer, expected.lines().collect::<Vec<_>>());
    // However the IRI is written.
    let name = fact.rsplit('/').next().unwrap();
    for written in [fact.clone(), format!("accreditation:{name}"), format!("accreditation/{name}")] {
        assert_eq!(facts.triples(GRAPH, &[&format!("fact={written}")]), whole, "{written}");
    }
    let day = facts.csv("SELECT ?f { ?f a chy:Visit ; chy:visitor person:ilham-aliyev }")[1][0].replace("..", r"\.\.");
    assert!(facts.triples(GRAPH, &[&format!("fact={day}")]).iter().any(|triple| triple.contains("chy:beginLatest")));
    // A fact of which nothing is known yields nothing; what is not a fact is told.
    assert!(facts.triples(GRAPH, &["fact=membership:belarus--nato--full"]).is_empty());
    for wrong in ["state:belarus", "belarus", "https://example.org/x", "membership:", "", "visits:x", "<membership:x"] {
        assert_eq!(facts.bound(GRAPH, &[&format!("fact={wrong}")]).unwrap_err(), ["not-a-fact"], "{wrong}");
    }
    assert_eq!(facts.bound(GRAPH, &["fact=membership:a b"]).unwrap_err(), ["malformed-iri"]);
}

#[test]
fn the_evidence_tells_denials_and_rows() {
    let facts = Facts::of(
        "  - row: 3
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 120 million USD, during: 2013}
  - polarity: denies
    speaker: Alexander Lukashenko
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 120 million USD, during: 2013}
",
    );
    let fact = facts.csv("SELECT ?f { ?f a chy:Trade }")[1][0].clone();
    let triples = facts.triples(GRAPH, &[&format!("fact={fact}")]);
    for part in
        ["\tchy:denies\t", "\tchy:supports\t", "\tchy:rowNumber\t3", "\tqudt:numericValue\t", "\tchy:edtf\t2013"]
    {
        assert!(triples.iter().any(|triple| triple.contains(part)), "{part} in {triples:#?}");
    }
}

#[test]
fn full_members_on_a_day() {
    let facts = Facts::of(
        "  - says:
      - membership: {member: France, organization: NATO, status: full, during: 1949-08-24/2020-12-31}
      - membership: {member: Spain, organization: NATO, status: full, during: 1982-05-30/2020-12-31}
      - membership: {member: Poland, organization: NATO, status: full, during: 1999-03-12/..}
      - membership: {member: Italy, organization: NATO, status: member, during: 1949-08-24/2020-12-31}
      - membership: {member: Greece, organization: NATO, status: full, during: 1952-02-18/2020-12-31}
      - membership: {member: Greece, organization: NATO, status: withdrawn, during: 1974-08-14/1980-10-20}
      - membership: {member: Turkey, organization: NATO, status: full, during: 1952-02-18/2020-12-31}
      - membership: {member: Turkey, organization: NATO, status: suspended, during: 1960~}
      - membership: {member: Norway, organization: NATO, status: full, during: 1981-01-01/2020-12-31}
      - membership: {member: Norway, organization: NATO, status: withdrawn, during: 1974-01-01/..}
      - membership: {member: Armenia, organization: NATO, status: candidate}
      - membership: {member: Iceland, organization: NATO, status: full, during: 1949-08-24/2020-12-31}
  - polarity: denies
    says:
      - membership: {member: Iceland, organization: NATO, status: full, during: 1949-08-24/2020-12-31}
  - modality: forecast
    says:
      - membership: {member: Finland, organization: NATO, status: full, during: 1990-01-01/2020-12-31}
",
    );
    let ask = |b: &str, on: &str| {
        let given = ["a=France", &format!("b={b}"), "organization=NATO", &format!("on={on}")];
        facts.rows("both-full-members", &given, "answer answerOfA answerOfB statusOfB").join("; ")
    };
    assert_eq!(ask("Spain", "1990-01-01"), "certain certain certain full");
    assert_eq!(ask("Spain", "1980-01-01"), "no certain no -");
    // An end that is not known makes nothing certain, nor does a kind of membership that is not told.
    assert_eq!(ask("Poland", "2005-01-01"), "possible certain possible full");
    assert_eq!(ask("Italy", "1990-01-01"), "possible certain possible member");
    // A lapse that is certain on the day excludes, one that may hold leaves nothing certain.
    assert_eq!(ask("Greece", "1970-01-01"), "certain certain certain full");
    assert!(ask("Greece", "1977-01-01").starts_with("no certain no "));
    assert!(ask("Turkey", "1990-01-01").starts_with("possible certain possible "));
    assert_eq!(ask("Norway", "1990-01-01"), "certain certain certain full, withdrawn");
    assert_eq!(ask("Armenia", "1990-01-01"), "no certain no candidate");
    assert_eq!(ask("Iceland", "1990-01-01"), "no certain no full (contested)");
    assert_eq!(ask("Finland", "1990-01-01"), "no certain no full (projected)");
    assert_eq!(ask("Latvia", "1990-01-01"), "no certain no -");
    let year =
        |year: &str| facts.rows("members-in-year", &["organization=NATO", &format!("year={year}")], "member certain");
    assert_eq!(year("1949"), ["france true", "italy true"]);
    assert_eq!(year("1977"), ["france true", "italy true", "turkey false"]);
    assert_eq!(year("1980"), ["france true", "greece false", "italy true", "turkey false"]);
    assert_eq!(
        year("2020"),
        ["france true", "greece true", "italy true", "norway true", "poland false", "spain true", "turkey false"]
    );
    assert_eq!(year("0900"), [] as [String; 0]);
    // The same year however it is written.
    assert_eq!(year("+01949"), year("1949"));
}

#[test]
fn statuses_differ_where_they_may_hold_together() {
    let facts = Facts::of(
        "  - says:
      - membership: {member: France, organization: NATO, status: full, during: 1949/1960}
      - membership: {member: Spain, organization: NATO, status: observer, during: 1961/1970}
      - membership: {member: France, organization: OSCE, status: full, during: 1990/2000}
      - membership: {member: Spain, organization: OSCE, status: observer, during: 1995/1996}
      - membership: {member: France, organization: CIS, status: full}
      - membership: {member: Spain, organization: CIS, status: member}
      - membership: {member: France, organization: Council of Europe, status: member}
      - membership: {member: Spain, organization: Council of Europe, status: candidate}
      - membership: {member: France, organization: United Nations, status: member}
  - modality: forecast
    says:
      - membership: {member: France, organization: Non-Aligned Movement, status: full}
  - says:
      - membership: {member: Spain, organization: Non-Aligned Movement, status: candidate}
",
    );
    assert_eq!(
        facts.rows("status-differences", &["a=France", "b=Spain"], "organization statusOfA statusOfB certain"),
        [
            "council-of-europe member candidate false",
            "organization-for-security-and-co-operation-in-europe full observer true"
        ]
    );
    let other = facts.rows("status-differences", &["a=Spain", "b=France"], "statusOfA statusOfB certain");
    assert_eq!(other, ["candidate member false", "observer full true"]);
}

const MISSIONS: &str = "  - says:
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Warsaw}}, receiver: Poland, residence: resident}
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Warsaw}}, receiver: Latvia, residence: non-resident}
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Warsaw}}, receiver: Estonia, residence: non-resident}
      - accreditation: {mission: {mission: {sender: Poland, type: embassy, seat: Paris, closed: 1990}}, receiver: France, residence: resident}
      - accreditation: {mission: {mission: {sender: Latvia, type: embassy, seat: Paris}}, receiver: France, residence: resident, during: 1992/..}
      - accreditation: {mission: {mission: {sender: France, type: permanent mission, seat: New York}}, receiver: United Nations, residence: resident}
      - accreditation: {mission: {consular post: {sender: France, type: consulate-general, seat: Krakow}}, receiver: Poland, residence: resident}
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Oslo}}, receiver: Norway, residence: resident, during: 1950/1960}
      - assessment: {of: {mission: {sender: France, type: legation, seat: Athens}}, quality: important}
  - speaker: Alexander Lukashenko
    says:
      - accreditation: {mission: {mission: {sender: Estonia, type: embassy, seat: Paris}}, receiver: France, residence: resident}
  - modality: scheduled
    says:
      - accreditation: {mission: {mission: {sender: France, type: embassy, seat: Rome}}, receiver: Italy, residence: resident}

entities:
  - place: {name: New York}
  - place: {name: Krakow}
";

#[test]
fn a_mission_is_not_its_accreditation() {
    let facts = Facts::of(MISSIONS);
    let resident = |a: &str, b: &str| {
        let given = [format!("a={a}"), format!("b={b}")];
        facts.rows("resident-embassies", &[&given[0], &given[1]], "sender receiver kept seat")
    };
    // Closed, accredited from elsewhere, ended or only reported: none on record, and the row is there.
    assert_eq!(resident("France", "Poland"), ["france poland true warsaw", "poland france false -"]);
    assert_eq!(resident("Latvia", "France"), ["france latvia false -", "latvia france true paris"]);
    assert_eq!(resident("France", "Norway"), ["france norway false -", "norway france false -"]);
    assert_eq!(resident("France", "Estonia"), ["estonia france false -", "france estonia false -"]);

    let of = facts.rows("missions-of", &["of=France"], "type seat receiver residence");
    assert_eq!(
        of,
        [
            "consulate-general krakow poland resident",
            "embassy oslo norway resident",
            "embassy warsaw estonia non-resident",
            "embassy warsaw latvia non-resident",
            "embassy warsaw poland resident",
            "legation athens - -",
            "permanent-mission new-york united-nations resident",
        ]
    );
    assert_eq!(facts.rows("missions-of", &["of=France", "type=legation"], "seat"), ["athens"]);
    assert_eq!(facts.rows("missions-of", &["of=Poland"], "seat closed"), ["paris 1990"]);

    let of_all = facts.rows("unreciprocated-accreditations", &[], "sender receiver residence");
    assert_eq!(of_all, ["france estonia non-resident", "france poland resident"]);
    assert_eq!(facts.rows("unreciprocated-accreditations", &["of=Latvia"], "receiver"), [] as [String; 0]);
    assert_eq!(facts.rows("unreciprocated-accreditations", &["of=France"], "receiver"), ["estonia", "poland"]);
}

#[test]
fn visits_have_a_direction() {
    let facts = Facts::of(
        "  - says:
      - visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: head-of-state, during: 2006-10-17/2006-10-18}
      - visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: head-of-state, during: 1999}
      - visit: {visitor: Artur Rasizade, on behalf of: Azerbaijan, host: Belarus, level: head-of-government, during: 1999-05}
      - visit: {visitor: Artur Rasizade, on behalf of: Azerbaijan, host: Belarus, during: 2010-01-01}
      - visit: {visitor: Belarus, host: Azerbaijan, during: 2001-02-03}
      - visit: {visitor: Alexander Lukashenko, on behalf of: Belarus, host: Azerbaijan, during: 2001-02-04}
      - visit: {visitor: Alexander Lukashenko, host: Heydar Aliyev Foundation, during: 2000}
      - visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Georgia}
      - visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Georgia, during: 2005}
  - modality: scheduled
    says:
      - visit: {visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, level: head-of-state, during: 1990}
",
    );
    let visits = |more: &[&str]| {
        let given: Vec<&str> = ["a=Belarus", "b=Azerbaijan"].iter().chain(more).copied().collect();
        facts.rows("visits-between", &given, "from to level begin standing")
    };
    let mut expected = vec![
        "azerbaijan belarus head-of-government 1999-05-01 held",
        "azerbaijan belarus head-of-state 1999-01-01 held",
        "azerbaijan belarus head-of-state 2006-10-17 held",
        "azerbaijan belarus - 2010-01-01 held",
        "belarus azerbaijan - 2001-02-03 held",
        "belarus azerbaijan - 2001-02-04 held",
    ];
    assert_eq!(visits(&[]), expected);
    expected.insert(1, "azerbaijan belarus head-of-state 1990-01-01 projected");
    assert_eq!(visits(&["standing=projected"]), expected);

    let first = |given: &[&str]| facts.rows("first-visits", given, "from to visitor time certain");
    // A visit of 1999 and one of May 1999: either may be the first. An undated one always may.
    let to_belarus = ["azerbaijan belarus ilham-aliyev 1999 false", "azerbaijan belarus artur-rasizade May 1999 false"];
    let to_georgia = ["azerbaijan georgia ilham-aliyev 2005 false", "azerbaijan georgia ilham-aliyev - false"];
    let to_azerbaijan = ["belarus azerbaijan belarus 3 February 2001 true"];
    assert_eq!(first(&[]), [&to_belarus[..], &to_georgia, &to_azerbaijan].concat());
    assert_eq!(first(&["from=Azerbaijan", "to=Belarus"]), to_belarus);
    assert_eq!(first(&["to=Azerbaijan"]), to_azerbaijan);
    assert_eq!(first(&["from=Georgia"]), [] as [String; 0]);
}

const TREATIES: &str = "  - says:
      - visit: {id: state-visit, visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, during: 2006-10-17/2006-10-18}
      - treaty action: {instrument: On trade, action: signature, part of: state-visit}
      - treaty action: {instrument: On air, action: signature, party: [Azerbaijan, Belarus], during: 2006-10-18}
      - treaty action: {instrument: On water, action: signature, party: Azerbaijan, during: 2006-10-18/2006-10-19}
      - treaty action: {instrument: On earth, action: signature, party: [Azerbaijan, Belarus], during: 2006}
      - treaty action: {instrument: On fire, action: signature, party: [Azerbaijan, Georgia], during: 2006-10-18}
      - treaty action: {instrument: On air, action: ratification, party: Azerbaijan, during: 2007}
      - treaty action: {instrument: On air, action: entry-into-force, during: 2008}
      - treaty action: {instrument: On water, action: approval, during: 2007}
      - treaty action: {instrument: On fire, action: acceptance, party: Georgia, during: 2007}
      - treaty action: {instrument: On fire, action: entry-into-force, party: Georgia, during: 2008}
      - treaty action: {instrument: On earth, action: accession, party: Azerbaijan, during: 2007}
  - modality: agreed
    says:
      - treaty action: {instrument: On earth, action: ratification, party: Belarus, during: 2020}
  - speaker: Alexander Lukashenko
    says:
      - treaty action: {instrument: On air, action: signature, party: Georgia, during: 2006-10-18}

entities:
  - treaty: {id: on-trade, name: On trade, between: [Azerbaijan, Belarus]}
  - treaty: {id: on-air, name: On air, between: [Azerbaijan, Belarus]}
  - treaty: {id: on-water, name: On water, between: [Azerbaijan, Belarus]}
  - treaty: {id: on-earth, name: On earth, between: [Azerbaijan, Belarus]}
  - treaty: {id: on-fire, name: On fire, between: [Azerbaijan, Georgia]}
";

#[test]
fn a_treaty_is_not_its_signing() {
    let facts = Facts::of(TREATIES);
    // Signed on a day that may lie outside the visit, or in its year: not shown to be signed during it.
    assert_eq!(
        facts.rows("signed-during-visits", &["a=Belarus", "b=Azerbaijan"], "instrument party ground"),
        ["on-air azerbaijan on its days", "on-air belarus on its days", "on-trade - part of the visit"]
    );
    assert_eq!(facts.rows("signed-during-visits", &["a=Georgia", "b=Azerbaijan"], "instrument"), [] as [String; 0]);
    let open = |given: &[&str]| facts.rows("signed-not-ratified", given, "treaty party inForce otherwise");
    assert_eq!(
        open(&[]),
        [
            "on-air belarus true -",
            "on-earth azerbaijan false -",
            "on-earth belarus false projected",
            "on-fire azerbaijan false -",
            "on-trade - false -",
        ]
    );
    assert_eq!(
        open(&["party=Belarus"]),
        ["on-air belarus true -", "on-earth belarus false projected", "on-trade - false -"]
    );
    assert_eq!(open(&["party=Georgia"]), [] as [String; 0]);
}

#[test]
fn a_forecast_stands_against_the_last_figure() {
    let facts = Facts::of(
        "  - says:
      - trade: {between: [Azerbaijan, Belarus], value: 100 million USD, during: 2008}
      - trade: {between: [Azerbaijan, Belarus], value: 146 million USD, during: 2010}
      - trade: {between: [Azerbaijan, Belarus], value: 150 million USD, during: 2012}
      - trade: {between: [Azerbaijan, Belarus], value: 90 million EUR, during: 2011}
      - trade: {between: [Azerbaijan, Belarus], value: 12 million USD, during: 2010-12}
      - trade: {between: [Azerbaijan, Belarus, Georgia], value: 900 million USD, during: 2011}
  - speaker: Alexander Lukashenko
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 200 million USD, during: 2011}
  - modality: forecast
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 170 million USD, during: 2012}
      - trade: {between: [Azerbaijan, Belarus], value: 500 million USD, during: 2007}
      - trade: {between: [Azerbaijan, Georgia], value: 500 million USD, during: 2012}
",
    );
    assert_eq!(
        facts.rows(
            "forecast-and-observation",
            &["a=Belarus", "b=Azerbaijan"],
            "year forecast lastYear last difference observed"
        ),
        ["2007 500000000 - - - -", "2012 170000000 2010 146000000 24000000 150000000"]
    );
}

#[test]
fn what_is_not_held_is_told_by_whoever_says_it() {
    let facts = Facts::of(
        "  - says:
      - membership: {member: France, organization: NATO, status: full}
      - membership: {member: Spain, organization: NATO, status: full}
  - polarity: denies
    speaker: Alexander Lukashenko
    says:
      - membership: {member: Spain, organization: NATO, status: full}
      - membership: {member: Latvia, organization: NATO, status: full}
  - modality: forecast
    says:
      - membership: {member: France, organization: NATO, status: full}
      - membership: {member: Finland, organization: NATO, status: full}
",
    );
    let of = |given: &[&str]| facts.rows("claims-not-held", given, "modality voice polarity standing fact");
    let spain = "contested spain--nato--full";
    assert_eq!(
        of(&[]),
        [
            "asserted named denies denied latvia--nato--full".to_owned(),
            format!("asserted named denies {spain}"),
            format!("asserted source supports {spain}"),
            "forecast source supports projected finland--nato--full".to_owned(),
        ]
    );
    assert_eq!(of(&["voice=source"]).len(), 2);
    assert_eq!(of(&["voice=source", "modality=asserted"]), [format!("asserted source supports {spain}")]);
    assert_eq!(of(&["modality=any"]).len(), 4);
    // A second claim from the same place is not a second place.
    assert_eq!(facts.rows("facts-with-several-sentences", &[], "fact"), [] as [String; 0]);
}

#[test]
fn sentences_that_deny_do_not_count() {
    let facts = Facts::of(
        "  - row: 1
    says:
      - membership: {member: France, organization: NATO, status: full}
      - membership: {member: Spain, organization: NATO, status: full}
  - row: 2
    modality: forecast
    says:
      - membership: {member: France, organization: NATO, status: full}
  - row: 3
    polarity: denies
    says:
      - membership: {member: Spain, organization: NATO, status: full}
",
    );
    assert_eq!(
        facts.rows("facts-with-several-sentences", &[], "fact sentence"),
        ["france--nato--full facts--r1", "france--nato--full facts--r2"]
    );
}

#[test]
fn a_group_recognises_as_a_group() {
    let facts = Facts::of(
        "  - says:
      - recognition: {by: Turkey, of: Kosovo, status: recognized}
      - recognition: {by: Members of NATO, of: Kosovo, status: recognized}
      - recognition: {by: Two neighbours, of: Kosovo, status: de-facto}
      - membership: {member: [France, Spain], organization: NATO, status: member}
      - membership: {member: Armenia, organization: NATO, status: candidate}
  - speaker: Alexander Lukashenko
    says:
      - recognition: {by: Belarus, of: Kosovo, status: not-recognized}

entities:
  - group: {id: members-of-nato, name: Members of NATO, of: [NATO], except: [Spain]}
  - group: {id: two-neighbours, name: Two neighbours, of: [Albania, Turkey]}
",
    );
    let of = |more: &[&str]| {
        let given: Vec<&str> = ["of=Kosovo"].iter().chain(more).copied().collect();
        facts.rows("recognition", &given, "by status standing")
    };
    let nato = "members-of-nato recognized held";
    let neighbours = "two-neighbours de-facto held";
    assert_eq!(of(&[]), ["belarus not-recognized reported", nato, "turkey recognized held", neighbours, neighbours]);
    assert_eq!(of(&["by=France"]), [nato]);
    assert_eq!(of(&["by=Spain"]), [] as [String; 0]);
    assert_eq!(of(&["by=Armenia"]), [] as [String; 0]);
    assert_eq!(of(&["by=Turkey"]), ["turkey recognized held", neighbours, neighbours]);
}

#[test]
fn what_two_share_they_need_not_have_shared_together() {
    let facts = Facts::of(
        "  - says:
      - incorporation: {part: Armenia, whole: Russian Empire, during: 1828/1918}
      - incorporation: {part: Georgia, whole: Russian Empire, during: 1801/1917}
      - incorporation: {part: Armenia, whole: Soviet Union, during: 1922/1991}
      - membership: {member: Armenia, organization: CIS, status: full, during: 1991/..}
      - membership: {member: Georgia, organization: CIS, status: full, during: 1993/2009}
      - membership: {member: Armenia, organization: OSCE, status: full, during: 1992/1993}
      - membership: {member: Georgia, organization: OSCE, status: member, during: 1995/..}
      - membership: {member: [Armenia, Georgia], organization: NATO, status: candidate}
  - speaker: Alexander Lukashenko
    says:
      - incorporation: {part: Georgia, whole: Soviet Union, during: 1921/1991}
",
    );
    assert_eq!(
        facts.rows("shared-states-and-organizations", &["a=Armenia", "b=Georgia"], "kind shared together"),
        [
            "Incorporation russian-empire certain",
            "Membership commonwealth-of-independent-states possible",
            "Membership organization-for-security-and-co-operation-in-europe never",
        ]
    );
}

#[test]
fn an_item_makes_an_entity_known() {
    let facts = Facts::of(
        "  - says:
      - office holding: {holder: [Jane Doe, John Doe], office: President of Belarus}

entities:
  - person: {name: Jane Doe}
  - person: {name: John Doe, wikidata: Q999999}
",
    );
    let rows = facts.rows("entities-without-item", &[], "kind entity");
    assert_eq!(rows, ["Office president-of-belarus", "Person jane-doe"]);
}

#[test]
fn a_parameter_may_stay_open() {
    let facts = Facts::dossier();
    let open = facts.bound("first-visits", &[]).unwrap();
    assert!(open.contains("?_from_iri") && open.contains("?_to_iri"));
    assert_eq!(facts.bound("first-visits", &["from=any", "to=any"]).unwrap(), open);
    let half = facts.bound("first-visits", &["to=Belarus"]).unwrap();
    assert!(half.contains("?_from_iri") && !half.contains("?_to_iri"));
    // Only where the header says so.
    assert_eq!(facts.bound("timeline", &["a=any", "b=Belarus"]).unwrap_err(), ["unknown-name"]);
}

#[test]
fn a_derivation_that_is_none_is_told() {
    let (files, options) = (Files::new(), Options::default());
    let mut diagnostics = Diagnostics::new();
    let loaded = pipeline::load_schema(&options, &files, &mut diagnostics).expect("the built-in ontology compiles");
    let outcome = pipeline::run(&options, &loaded, &files, &mut diagnostics, &|_| {}).expect("all in memory");
    for (text, why) in [
        ("ASK {}", "a derivation is a CONSTRUCT query"),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c FILTER (<https://example.org/odd>(?a)) }", "is not supported"),
    ] {
        let file = files.add_text("odd.rq", text.as_bytes());
        let derivation = Resource { name: "odd.rq".to_owned(), text: text.into(), file, own: false };
        let Err(LoadError::Resource(told)) = FactStore::load(outcome.content(&loaded), &[derivation]) else {
            panic!("{text} is a derivation")
        };
        assert_eq!(told.code, Code::DerivationFailed);
        assert!(told.message.starts_with("`odd.rq` failed: ") && told.message.contains(why), "{}", told.message);
    }
}
