//! The dossier on Azerbaijan and Belarus: its graph against a list of facts drawn up by hand beforehand, and what must
//! be true of any graph that the program writes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chancery::pipeline::Options;
use chancery::schema::{DEFAULT_BASE, Ontology, Role, node_key};
use chancery::vocab::{chy, concept, setting, std_terms as t};
use oxigraph::model::{Quad, Term};

use crate::support::graph::{Run, loaded, root};

/// The facts of the list: sentences, kind, modality, voice, polarity, standing, note.
const EXPECTED: &str = include_str!("expected/dossier.tsv");

/// The Wikidata items of the entities that occur, each seen in a public table or page; no other entity has one.
const ITEMS: &[(&str, &str)] = &[
    ("state/azerbaijan", "Q227"),
    ("state/belarus", "Q184"),
    ("state/armenia", "Q399"),
    ("state/russia", "Q159"),
    ("state/turkey", "Q43"),
    ("state/ukraine", "Q212"),
    ("state/israel", "Q801"),
    ("state/venezuela", "Q717"),
    ("state/united-states", "Q30"),
    ("state/soviet-union", "Q15180"),
    ("state/russian-empire", "Q34266"),
    ("polity/nagorno-karabakh-republic", "Q244165"),
    ("place/minsk", "Q2280"),
    ("place/baku", "Q9248"),
    ("place/babruysk", "Q207294"),
    ("international-organization/united-nations", "Q1065"),
    ("international-organization/nato", "Q7184"),
    ("international-organization/council-of-europe", "Q8908"),
    ("international-organization/organization-for-security-and-co-operation-in-europe", "Q81299"),
    ("international-organization/commonwealth-of-independent-states", "Q7779"),
    ("international-organization/non-aligned-movement", "Q83201"),
    ("person/alexander-lukashenko", "Q2866"),
    ("person/ilham-aliyev", "Q57371"),
    ("person/artur-rasizade", "Q57618"),
    ("mission/azerbaijan--embassy--minsk", "Q12836871"),
    ("mission/belarus--embassy--baku", "Q111636821"),
];

/// The dossier's graph by subject.
struct Dossier {
    quads: Vec<Quad>,
    by_subject: BTreeMap<String, Vec<(String, Term)>>,
}

fn dossier() -> &'static Dossier {
    static DOSSIER: OnceLock<Dossier> = OnceLock::new();
    DOSSIER.get_or_init(|| {
        let sources = vec![root().join("data/azerbaijan-belarus.yaml")];
        let run = Run::good(loaded(), &Options { sources, ..Options::default() });
        assert_eq!(run.diagnostics.warnings(), 0, "{}", run.told());
        let quads = run.quads();
        let mut by_subject: BTreeMap<String, Vec<(String, Term)>> = BTreeMap::new();
        for quad in &quads {
            let statement = (quad.predicate.as_str().to_owned(), quad.object.clone());
            by_subject.entry(plain(&quad.subject.clone().into())).or_default().push(statement);
        }
        Dossier { quads, by_subject }
    })
}

/// An IRI or a text, without marks around it.
fn plain(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(_) | Term::Triple(_) => term.to_string(),
    }
}

impl Dossier {
    fn objects(&self, subject: &str, predicate: &str) -> Vec<String> {
        let about = self.by_subject.get(subject).into_iter().flatten();
        about.filter(|(p, _)| p == predicate).map(|(_, o)| plain(o)).collect()
    }

    fn one(&self, subject: &str, predicate: &str) -> String {
        let objects = self.objects(subject, predicate);
        assert_eq!(objects.len(), 1, "{subject} {predicate}: {objects:?}");
        objects[0].clone()
    }

    /// Every subject that has a standing.
    fn facts(&self) -> Vec<&str> {
        let has = |statements: &[(String, Term)]| statements.iter().any(|(p, _)| p == chy::STANDING);
        self.by_subject.iter().filter(|(_, statements)| has(statements)).map(|(subject, _)| subject.as_str()).collect()
    }

    /// All that is said of a subject and of what it refers to, to a depth, in lower case.
    fn words(&self, subject: &str, depth: usize, out: &mut String) {
        for (predicate, object) in self.by_subject.get(subject).into_iter().flatten() {
            // Not what a fact is said to conflict with, and not the names of concepts' schemes.
            if [chy::CONFLICTS_WITH, t::SKOS_IN_SCHEME].contains(&predicate.as_str()) {
                continue;
            }
            let object = plain(object);
            out.push_str(&object.to_lowercase());
            out.push('\n');
            if depth > 0 {
                self.words(&object, depth - 1, out);
            }
        }
    }
}

/// The last part of an IRI.
fn code(iri: &str) -> String {
    iri.rsplit(['/', '#']).next().unwrap_or_default().to_owned()
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    sentences: Vec<u64>,
    kind: String,
    modality: String,
    voice: String,
    polarity: String,
    standing: String,
}

/// The words of a note by which its fact is known: names, years, codes. Small numbers are of sentences or are spelled
/// another way in the graph.
fn marks(note: &str) -> Vec<String> {
    let words = note.split(|c: char| !c.is_alphanumeric() && c != '-');
    let telling = |word: &&str| {
        word.starts_with(char::is_uppercase) || word.len() >= 4 && word.starts_with(|c: char| c.is_ascii_digit())
    };
    words.filter(telling).map(str::to_lowercase).collect()
}

#[test]
fn the_facts_are_those_of_the_list_and_no_others() {
    let dossier = dossier();
    let schema = &loaded().schema;
    let mut lines = EXPECTED.lines();
    assert_eq!(lines.next(), Some("sentences\tkind\tmodality\tvoice\tpolarity\tstanding\tnote"));
    let mut rows: Vec<(Row, &str)> = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[sentences, kind, modality, voice, polarity, standing, note] = fields.as_slice() else {
            panic!("{line}: no seven columns");
        };
        let sentences = sentences.split(',').map(|n| n.parse().unwrap()).collect();
        let [kind, modality, voice, polarity, standing] =
            [kind, modality, voice, polarity, standing].map(ToOwned::to_owned);
        rows.push((Row { sentences, kind, modality, voice, polarity, standing }, note));
    }
    assert_eq!(rows.len(), 88);

    let mut claims: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for quad in &dossier.quads {
        if [chy::SUPPORTS, chy::DENIES].contains(&quad.predicate.as_str()) {
            let claim = dossier.by_subject.get_key_value(&plain(&quad.subject.clone().into())).unwrap().0;
            claims.entry(plain(&quad.object)).or_default().push(claim);
        }
    }
    let mut facts: Vec<(Row, &str, String)> = Vec::new();
    for fact in dossier.facts() {
        let class = dossier.one(fact, t::RDF_TYPE);
        let kind = schema.kinds().find(|kind| kind.class_iri == class).expect("a fact is of a kind");
        assert_eq!(kind.role, Role::Fact);
        let mine = claims.get(fact).unwrap_or_else(|| panic!("{fact} has a standing and no claim"));
        let mut sentences: Vec<u64> = Vec::new();
        let mut manner: BTreeSet<[String; 3]> = BTreeSet::new();
        let mut words = String::new();
        dossier.words(fact, 3, &mut words);
        for claim in mine {
            let evidence = dossier.one(claim, chy::EVIDENCE);
            sentences.push(dossier.one(&evidence, chy::SENTENCE_NUMBER).parse().unwrap());
            manner.insert([chy::MODALITY, chy::VOICE, chy::POLARITY].map(|p| code(&dossier.one(claim, p))));
            for speaker in dossier.objects(claim, chy::SPEAKER) {
                dossier.words(&speaker, 0, &mut words);
            }
        }
        sentences.sort_unstable();
        let manner: Vec<_> = manner.into_iter().collect();
        let [[modality, voice, polarity]] = manner.as_slice() else { panic!("{fact}: {manner:?}") };
        let [modality, voice, polarity] = [modality, voice, polarity].map(Clone::clone);
        let standing = code(&dossier.one(fact, chy::STANDING));
        facts.push((Row { sentences, kind: kind.key.clone(), modality, voice, polarity, standing }, fact, words));
    }

    // Which facts can be meant by a row: the columns agree, the note's names occur, and a note that speaks of no date
    // has a fact without one.
    let fits = |row: &(Row, &str), fact: &(Row, &str, String)| {
        let undated = row.1.split("; ").any(|part| ["no date", "undated"].contains(&part));
        row.0 == fact.0
            && marks(row.1).iter().all(|mark| fact.2.contains(mark.as_str()))
            && (!undated || dossier.objects(fact.1, chy::DURING).is_empty())
    };
    // One fact for each row, by augmenting paths.
    let mut row_of: Vec<Option<usize>> = vec![None; facts.len()];
    fn place(row: usize, candidates: &[Vec<usize>], row_of: &mut [Option<usize>], tried: &mut BTreeSet<usize>) -> bool {
        for &fact in &candidates[row] {
            if tried.insert(fact) && row_of[fact].is_none_or(|other| place(other, candidates, row_of, tried)) {
                row_of[fact] = Some(row);
                return true;
            }
        }
        false
    }
    let candidates: Vec<Vec<usize>> =
        rows.iter().map(|row| (0..facts.len()).filter(|fact| fits(row, &facts[*fact])).collect()).collect();
    let missing: Vec<_> = (0..rows.len())
        .filter(|row| !place(*row, &candidates, &mut row_of, &mut BTreeSet::new()))
        .map(|row| &rows[row])
        .collect();
    let extra: Vec<_> =
        facts.iter().zip(&row_of).filter(|(_, row)| row.is_none()).map(|((row, fact, _), _)| (row, fact)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:#?}\nextra: {extra:#?}");
}

#[test]
fn nothing_is_blank_and_everything_has_a_label() {
    let dossier = dossier();
    let ontology = Ontology::read(&loaded().ontology).unwrap();
    let mut wrong = BTreeSet::new();
    // An affair is a name alone until sources meet in it.
    for quad in dossier.quads.iter().filter(|quad| quad.predicate.as_str() != chy::AFFAIR) {
        let subject: Term = quad.subject.clone().into();
        for term in [&subject, &quad.object] {
            match term {
                Term::BlankNode(_) | Term::Triple(_) => drop(wrong.insert(format!("{quad} has an unnamed node"))),
                Term::Literal(_) => {}
                Term::NamedNode(node) => {
                    let ours = node.as_str().starts_with("https://w3id.org/chancery/") || term == &subject;
                    let labelled = !dossier.objects(node.as_str(), t::RDFS_LABEL).is_empty()
                        // Terms and schemes are labelled where they are defined.
                        || ontology.english(node.as_str(), t::RDFS_LABEL).is_some();
                    if ours && !labelled {
                        wrong.insert(format!("{node} has no label"));
                    }
                }
            }
        }
        // What the data calls a thing or a concept is labelled in the data itself.
        let object = plain(&quad.object);
        let own = object.starts_with(DEFAULT_BASE) || quad.predicate.as_str() == chy::STANDING;
        if own && quad.object.is_named_node() && dossier.objects(&object, t::RDFS_LABEL).is_empty() {
            wrong.insert(format!("{object} has no label of its own"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn links_lead_to_the_items_that_were_seen_and_no_others() {
    let dossier = dossier();
    let same: BTreeSet<(String, String)> = dossier
        .quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == t::OWL_SAME_AS)
        .map(|quad| (plain(&quad.subject.clone().into()).replace(DEFAULT_BASE, ""), code(&plain(&quad.object))))
        .collect();
    let expected: BTreeSet<(String, String)> =
        ITEMS.iter().map(|(thing, item)| ((*thing).to_owned(), (*item).to_owned())).collect();
    let missing: Vec<_> = expected.difference(&same).collect();
    let extra: Vec<_> = same.difference(&expected).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:#?}\nextra: {extra:#?}");
    // An item occurs as the end of such a link only; a link to another authority would be no `owl:sameAs`.
    for quad in &dossier.quads {
        let object = plain(&quad.object);
        if object.contains("wikidata.org") {
            assert_eq!(quad.predicate.as_str(), t::OWL_SAME_AS, "{quad}");
            assert!(object.starts_with("http://www.wikidata.org/entity/Q"), "{quad}");
        }
    }
}

#[test]
fn no_item_stands_outside_the_registry() {
    let run = Run::good(loaded(), &Options::default());
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (_, entity) in run.outcome.registry.entities() {
        known.extend(entity.record.get("wikidata").and_then(|node| node.text()).map(ToOwned::to_owned));
    }
    // The two embassies are named by what they are, so they are written where they are accredited.
    known.extend(ITEMS.iter().filter(|(thing, _)| thing.starts_with("mission/")).map(|(_, item)| (*item).to_owned()));
    for quad in &dossier().quads {
        if quad.predicate.as_str() == t::OWL_SAME_AS {
            assert!(known.contains(&code(&plain(&quad.object))), "{quad}");
        }
    }
}

#[test]
fn the_iris_are_those_of_the_design() {
    let dossier = dossier();
    let things: BTreeSet<String> = dossier.by_subject.keys().map(|iri| iri.replace(DEFAULT_BASE, "")).collect();
    for whole in [
        "document/azerbaijan-belarus",
        "extract/azerbaijan-belarus",
        "sentence/azerbaijan-belarus--s4",
        "membership/belarus--council-of-europe--candidate",
        "membership/azerbaijan--non-aligned-movement--full",
        "mission/azerbaijan--embassy--minsk",
        "mission/belarus--embassy--baku",
        "time/2006-10-17..2006-10-18",
        "time/1993..open",
        "recognition/belarus--nagorno-karabakh-republic--not-recognized",
    ] {
        assert!(things.contains(whole), "{whole}");
    }
    // Where content stands outside the readable part, twelve characters of digest follow.
    let digest = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    for (readable, number) in [
        ("visit/ilham-aliyev--belarus--2006-10-17..2006-10-18_", 1),
        // The hyphen is lost in the readable part, so that it is not the name.
        ("conflict/second-nagorno-karabakh-war_", 1),
        ("diplomatic-relation/azerbaijan--belarus_", 1),
        ("establishment/azerbaijan--belarus_", 1),
        ("trade/azerbaijan--belarus_", 3),
        ("visit/alexander-lukashenko--azerbaijan--azerbaijan-belarus--s12_", 1),
        ("claim/azerbaijan-belarus--s19--", 1),
        ("claim/azerbaijan-belarus--s4--", 4),
    ] {
        let found = things.iter().filter_map(|thing| thing.strip_prefix(readable)).filter(|rest| digest(rest)).count();
        assert_eq!(found, number, "{readable}");
    }
    for thing in &things {
        let ours = !thing.starts_with("http");
        assert!(!ours || thing.matches('/').count() == 1, "{thing}: no slash follows the type");
    }
}

#[test]
fn closed_lists_are_their_schemes() {
    let ontology = Ontology::read(&loaded().ontology).unwrap();
    let mut lists = 0;
    for (property, list) in ontology.pairs(setting::LIST) {
        let list = node_key(list).unwrap();
        let heads: Vec<String> = [format!("{}in", t::SH), setting::UNIT_IN.to_owned()]
            .iter()
            .filter_map(|predicate| ontology.node(property, predicate))
            .collect();
        let [head] = heads.as_slice() else { panic!("{property} of {list} has {} lists", heads.len()) };
        let members = ontology.list(head);
        let written: BTreeSet<String> = members.iter().cloned().collect();
        assert_eq!(members.len(), written.len(), "{list} is written with a term twice");
        let mut scheme: BTreeSet<String> = ontology
            .pairs(t::SKOS_IN_SCHEME)
            .filter(|(_, scheme)| node_key(scheme).as_ref() == Some(&list))
            .map(|(concept, _)| concept.to_owned())
            .collect();
        let member = "http://www.w3.org/2004/02/skos/core#member";
        scheme.extend(ontology.objects(&list, member).filter_map(node_key));
        assert!(!scheme.is_empty(), "{list} is neither a scheme nor a collection with members");
        assert_eq!(written, scheme, "{list}");
        lists += 1;
    }
    assert!(lists > 40, "only {lists} lists were found");
    // And a list of concepts says which scheme it is.
    for (property, head) in ontology.pairs("http://www.w3.org/ns/shacl#in") {
        let first = ontology.list(&node_key(head).unwrap()).first().cloned().unwrap_or_default();
        let named = ontology.node(property, setting::LIST).is_some();
        assert!(named || !first.starts_with(concept::BASE), "a list that begins with {first} names no scheme");
    }
}
