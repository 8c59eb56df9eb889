//! What is wrong in the user's own shapes, for all readers of shapes: a value that SHACL does not allow (SHACL, sections 2
//! to 4), a term that nobody declares, a list that differs from its scheme. Without this, such a constraint would ask for
//! nothing, without a message. Tests check the shapes that are compiled in for the same faults.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::{Literal, Term};
use regex::Regex;

use super::fault::{Fault, OLD_SETTING, Spot, UNDECLARED};
use super::ontology::{Ontology, node_key};
use super::path::Path;
use super::shape::{Constraint, NodeKind, Shapes, Takes, Target, term};
use super::standard;
use crate::diagnostic::{Code, Severity};
use crate::vocab::{chy, concept, setting, std_terms as t, wdm};
use chancery_values::name::nearest;

fn sh(local: &str) -> String {
    format!("{}{local}", t::SH)
}

/// What is wrong in the shapes of the user's own files. `shapes` are those of the ontology.
#[must_use]
pub fn faults(o: &Ontology, shapes: &Shapes) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut before: HashMap<(&str, &str), &Term> = HashMap::new();
    for (subject, predicate, object) in o.own() {
        let Some(term) = term(predicate) else { continue };
        let Some(name) = term.local() else { continue };
        let spot = Spot::this(subject, predicate, object);
        faults.extend(value_fault(o, name, term.takes, object, &spot));
        let other = before.insert((subject, predicate), object).filter(|other| *other != object);
        if let (Some(_), false) = (other, term.many) {
            let message = format!("a shape has two values of `sh:{name}`, and at most 1 is allowed");
            faults.push(Fault::new(spot, message).label("the second one").help("leave one of them out"));
        }
    }
    faults.extend(undeclared(o, shapes).into_iter().filter(|fault| fault.severity == Severity::Error));
    faults.extend(lists(o, shapes));
    faults.extend(o.of_old_settings().map(|(number, setting)| old_setting(number, setting)));
    faults
}

/// A setting that a file of the user's own names as it was called before settings had a namespace of their own.
fn old_setting(number: usize, setting: &str) -> Fault {
    let name = setting.strip_prefix(setting::NS).unwrap_or(setting);
    let message = format!("`chy:{name}` is called `setting:{name}` now, and so are the other settings of this file");
    Fault::new(Spot::Property(number), message)
        .code(Severity::Note, OLD_SETTING)
        .label("the name before")
        .help(format!("declare `@prefix setting: <{}>`; the old names are still read", setting::NS))
}

/// A value that its property does not take.
fn value_fault(o: &Ontology, name: &str, takes: Takes, object: &Term, spot: &Spot) -> Option<Fault> {
    let literal = match object {
        Term::Literal(literal) => Some(literal),
        _ => None,
    };
    let is_iri = |term: &Term| matches!(term, Term::NamedNode(_));
    let is_node = |term: &Term| node_key(term).is_some();
    let is_text = |term: &Term| matches!(term, Term::Literal(text) if text.datatype().as_str() == t::XSD_STRING);
    let list = |fits: &dyn Fn(&Term) -> bool, least: usize| {
        node_key(object)
            .map(|head| o.terms(&head))
            .is_some_and(|(members, whole)| whole && members.len() >= least && members.iter().all(fits))
    };
    let wrong = |expected: &str| {
        let message = format!("`sh:{name}` takes {expected}, and {} is not that", shown(object));
        Some(Fault::new(spot.clone(), message).label("wrong here").help(format!("write {expected}")))
    };
    match takes {
        Takes::Count if literal.is_none_or(|l| !is_number(l) || l.value().parse::<u64>().is_err()) => {
            wrong("a whole number without quotation marks, such as `1`")
        }
        Takes::Number if literal.is_none_or(|l| !is_number(l) || l.value().parse::<f64>().is_err()) => {
            wrong("a number without quotation marks, such as `1`")
        }
        Takes::Flag => match literal {
            Some(l) if l.datatype().as_str() == t::XSD_BOOLEAN && ["true", "false"].contains(&l.value()) => None,
            // SHACL names the literal `true`: other ways of writing it ask for nothing.
            Some(l) if l.datatype().as_str() == t::XSD_BOOLEAN && l.value() == "1" => Some(
                Fault::new(spot.clone(), format!("`sh:{name}` is `1`, and only `true` has an effect"))
                    .code(Severity::Warning, Code::ConstraintNotChecked)
                    .label("not `true`")
                    .help("write `true`"),
            ),
            Some(l) if l.datatype().as_str() == t::XSD_BOOLEAN && l.value() == "0" => None,
            _ => wrong("`true` or `false` without quotation marks"),
        },
        Takes::Iri if !is_iri(object) => wrong("an IRI"),
        Takes::NodeKind => {
            let kinds = NodeKind::ALL.map(|kind| sh(kind.name()));
            let known = matches!(object, Term::NamedNode(kind) if kinds.iter().any(|known| known == kind.as_str()));
            if known {
                None
            } else {
                wrong(
                    "one of sh:BlankNode, sh:IRI, sh:Literal, sh:BlankNodeOrIRI, sh:BlankNodeOrLiteral, sh:IRIOrLiteral",
                )
            }
        }
        Takes::Shape if !is_node(object) => wrong("a shape"),
        Takes::PropertyShape => {
            let path = sh("path");
            let has_path = node_key(object).is_some_and(|node| o.objects(&node, &path).next().is_some());
            if has_path { None } else { wrong("a shape with a `sh:path`") }
        }
        Takes::Shapes if !list(&is_node, 1) => wrong("a list of shapes, `( … )`"),
        Takes::Iris if !list(&is_iri, 0) => wrong("a list of IRIs, `( … )`"),
        Takes::Texts if !list(&is_text, 0) => wrong("a list of texts, such as `( \"en\" \"fr\" )`"),
        Takes::List if !list(&|_| true, 0) => wrong("a list, `( … )`"),
        Takes::Pattern => match literal {
            Some(pattern) => Regex::new(pattern.value()).err().map(|error| {
                let said = error.to_string();
                let why = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                let message = format!("`{}` cannot be used as a pattern: {why}", pattern.value());
                let help = "write a regular expression without look-around and references to groups";
                Fault::new(spot.clone(), message).label("in this pattern").help(help)
            }),
            None => wrong("a text, such as `\"^Q[0-9]+$\"`"),
        },
        Takes::Text if literal.is_none() => wrong("a text"),
        Takes::Path if Path::read(o, object).is_none() => wrong(
            "a property, a list of two paths at least, or one of sh:inversePath, sh:alternativePath, \
                   sh:zeroOrMorePath, sh:oneOrMorePath, sh:zeroOrOnePath in brackets, of 1,000 parts at most",
        ),
        _ => None,
    }
}

/// Whether a literal is a number by its datatype: one in quotation marks is a text.
fn is_number(literal: &Literal) -> bool {
    let datatype = literal.datatype();
    datatype.as_str().starts_with(t::XSD) && datatype.as_str() != t::XSD_STRING
}

fn shown(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => format!("<{}>", node.as_str()),
        Term::Literal(literal) if literal.datatype().as_str() == t::XSD_STRING => format!("`\"{}\"`", literal.value()),
        Term::Literal(literal) => format!("`{}`", literal.value()),
        _ => "what is written here".to_owned(),
    }
}

/// Where an IRI's last part begins.
fn cut(iri: &str) -> usize {
    iri.rfind(['#', '/']).map_or(0, |at| at + 1)
}

/// The terms that files declare, by namespace.
#[derive(Default)]
struct Declared<'o> {
    classes: HashMap<&'o str, BTreeSet<&'o str>>,
    properties: HashMap<&'o str, BTreeSet<&'o str>>,
    concepts: HashMap<&'o str, BTreeSet<&'o str>>,
    /// The namespaces of which the user's own files declare a term.
    own: BTreeSet<&'o str>,
}

impl<'o> Declared<'o> {
    fn read(o: &'o Ontology) -> Self {
        let mut declared = Self::default();
        for (term, class) in o.pairs(t::RDF_TYPE) {
            let Term::NamedNode(class) = class else { continue };
            let class = class.as_str();
            let of = if class.ends_with("Property") {
                &mut declared.properties
            } else if class.ends_with("#Class") {
                &mut declared.classes
            } else if class == t::SKOS_CONCEPT {
                &mut declared.concepts
            } else {
                continue;
            };
            of.entry(&term[..cut(term)]).or_default().insert(&term[cut(term)..]);
            if o.is_own(term) {
                declared.own.insert(&term[..cut(term)]);
            }
        }
        declared
    }

    /// Whether only these files declare the terms of a namespace.
    fn is_closed(&self, namespace: &str) -> bool {
        [chy::NS, setting::NS, wdm::NS].contains(&namespace)
            || namespace.starts_with(concept::BASE)
            || self.own.contains(namespace)
    }
}

/// Terms in the user's own files that nobody declares, of namespaces that are ours or that the user's files declare
/// terms of, and terms that the vocabularies of an ontology lack. An error where other terms of its sort are declared,
/// else a warning.
#[must_use]
pub fn undeclared(o: &Ontology, shapes: &Shapes) -> Vec<Fault> {
    let mut faults = misspelt_standard(o);
    let mut used = in_shapes(shapes);
    let told: BTreeSet<String> = used.keys().map(|(term, _)| term.clone()).collect();
    for (term, sort, spot) in of_ours(o) {
        if !told.contains(&term) {
            used.entry((term, sort)).or_insert(spot);
        }
    }
    if used.is_empty() {
        return faults;
    }
    let declared = Declared::read(o);
    let listed = if used.keys().any(|(_, sort)| *sort == "unit") { concepts_of(o, shapes) } else { BTreeSet::new() };
    for ((term, sort), spot) in used {
        let (namespace, local) = term.split_at(cut(&term));
        let is_said = match sort {
            "unit" => listed.contains(&term),
            _ => !declared.is_closed(namespace) || local.is_empty() || o.about(&term).next().is_some(),
        };
        if is_said || KNOWN.iter().any(|known| known.contains(&term.as_str())) {
            continue;
        }
        let of_sort = match sort {
            "class" => &declared.classes,
            "property" => &declared.properties,
            _ => &declared.concepts,
        };
        let units = listed.iter().filter_map(|unit| unit.strip_prefix(namespace)).collect();
        let beside = if sort == "unit" { Some(&units) } else { of_sort.get(namespace) };
        let severity = if beside.is_some() { Severity::Error } else { Severity::Warning };
        let message = format!("no file declares the {sort} <{term}>");
        let fault = Fault::new(spot, message).code(severity, UNDECLARED).label("declared nowhere");
        let near = beside.and_then(|beside| nearest(local, beside.iter().copied()));
        faults.push(match near {
            Some(near) => fault.help(format!("did you mean <{namespace}{near}>?")),
            None => fault.help(match sort {
                "class" => "declare it: `a owl:Class`, with its superclass",
                "property" => "declare it: `a owl:ObjectProperty` or `a owl:DatatypeProperty`",
                "unit" => "declare it: `a skos:Concept`, with its scheme, or list it in `setting:unitIn`",
                _ => "declare it: `a skos:Concept`, with its scheme",
            }),
        });
    }
    faults
}

/// Terms that the program itself knows, even if no file declares them.
const KNOWN: [&[&str]; 3] = [chy::ALL, setting::ALL, wdm::ALL];

/// What the user's own shapes name, by sort, at its first place.
fn in_shapes(shapes: &Shapes) -> BTreeMap<(String, &'static str), Spot> {
    let mut named: Vec<(usize, String, &'static str)> = Vec::new();
    for path in shapes.iter().filter_map(|shape| shape.path.as_ref()).filter(|path| path.is_own) {
        let properties = path.what.iter().flat_map(Path::properties);
        named.extend(properties.map(|property| (path.number(), property.to_owned(), "property")));
    }
    for (_, target) in shapes.targets().filter(|(_, target)| target.is_own) {
        let (term, sort) = match &target.what {
            Target::Class(class) => (class, "class"),
            Target::SubjectsOf(property) | Target::ObjectsOf(property) => (property, "property"),
            Target::ImplicitClass(_) | Target::Node(_) => continue,
        };
        named.push((target.number(), term.clone(), sort));
    }
    for (_, said) in shapes.said().filter(|(_, said)| said.is_own) {
        let mut note = |term: String, sort| named.push((said.number(), term, sort));
        match &said.what {
            Constraint::In(members) => members.iter().filter_map(node_key).for_each(|member| note(member, "concept")),
            Constraint::HasValue(Term::NamedNode(term)) => note(term.as_str().to_owned(), "concept"),
            Constraint::Class(class) => note(class.clone(), "class"),
            Constraint::Pair(_, property) => note(property.clone(), "property"),
            Constraint::Unit(Term::NamedNode(unit)) => note(unit.as_str().to_owned(), "unit"),
            _ => {}
        }
    }
    named.sort_by_key(|(number, ..)| *number);
    let mut used = BTreeMap::new();
    for (number, term, sort) in named {
        // A blank node is not a term.
        if !term.starts_with("_:") {
            used.entry((term, sort)).or_insert(Spot::Statement(number));
        }
    }
    used
}

/// Our properties with which the user's own files say something, and our classes that they name.
fn of_ours(o: &Ontology) -> impl Iterator<Item = (String, &'static str, Spot)> {
    let is_ours = |term: &&str| [chy::NS, setting::NS, wdm::NS].iter().any(|namespace| term.starts_with(namespace));
    let is_of_class = |predicate: &str| OF_CLASSES.contains(&predicate);
    o.own().flat_map(move |(subject, predicate, object)| {
        let class = match object {
            Term::NamedNode(class) if is_of_class(predicate) => Some(class.as_str()),
            _ => None,
        };
        let class =
            class.filter(is_ours).map(|class| (class.to_owned(), "class", Spot::this(subject, predicate, object)));
        let property = Some(predicate).filter(is_ours);
        property.map(|property| (property.to_owned(), "property", Spot::node(property))).into_iter().chain(class)
    })
}

/// Properties whose values are classes.
const OF_CLASSES: [&str; 4] = [t::RDF_TYPE, t::RDFS_SUB_CLASS_OF, t::RDFS_DOMAIN, RDFS_RANGE];

/// `rdfs:range` (RDF Schema, section 3.1).
const RDFS_RANGE: &str = "http://www.w3.org/2000/01/rdf-schema#range";

/// What the user's own files say in the words of RDF Schema, OWL, SKOS or SHACL and these do not have.
fn misspelt_standard(o: &Ontology) -> Vec<Fault> {
    let mut used: BTreeMap<&str, Spot> = BTreeMap::new();
    // The check of `sh:nodeKind` reports its values.
    let node_kind = sh("nodeKind");
    for (subject, predicate, object) in o.own() {
        used.entry(predicate).or_insert_with(|| Spot::node(predicate));
        if let (Term::NamedNode(term), true) = (object, predicate != node_kind) {
            used.entry(term.as_str()).or_insert_with(|| Spot::this(subject, predicate, object));
        }
    }
    let fault = |(term, spot): (&str, Spot)| {
        let unknown = standard::unknown(term)?;
        let fault = Fault::new(spot, format!("there is no `{}`", unknown.shown)).label("says nothing");
        // Others add to SHACL; the readers of the shapes report what they leave out.
        let help = match unknown.near {
            Some(near) => format!("did you mean `{near}`?"),
            None if unknown.of_shacl => return None,
            None => "write a term of the vocabulary: it is closed".to_owned(),
        };
        Some(fault.code(Severity::Error, UNDECLARED).help(help))
    };
    used.into_iter().filter_map(fault).collect()
}

/// A closed list that a shape has, with its term as it is written.
fn listed(constraint: &Constraint) -> Option<(&'static str, &[Term])> {
    match constraint {
        Constraint::In(members) => Some(("sh:in", members)),
        Constraint::UnitIn(units) => Some(("setting:unitIn", units)),
        _ => None,
    }
}

/// The concepts: what is in a scheme or in a closed list.
fn concepts_of(o: &Ontology, shapes: &Shapes) -> BTreeSet<String> {
    let mut concepts: BTreeSet<String> = o.pairs(t::SKOS_IN_SCHEME).map(|(concept, _)| concept.to_owned()).collect();
    let lists = shapes.said().filter_map(|(_, said)| listed(&said.what));
    concepts.extend(lists.flat_map(|(_, members)| members.iter().filter_map(node_key)));
    concepts
}

/// Closed lists that differ from the scheme or collection which they are said to equal (`setting:list`).
fn lists(o: &Ontology, shapes: &Shapes) -> Vec<Fault> {
    let mut faults = Vec::new();
    let has_own =
        |scheme: &str, members: &BTreeSet<String>| o.is_own(scheme) || members.iter().any(|member| o.is_own(member));
    let mut schemes: HashMap<String, BTreeSet<String>> = HashMap::new();
    for (concept, scheme) in o.pairs(t::SKOS_IN_SCHEME) {
        schemes.entry(node_key(scheme).unwrap_or_default()).or_default().insert(concept.to_owned());
    }
    for (collection, member) in o.pairs(t::SKOS_MEMBER) {
        schemes.entry(collection.to_owned()).or_default().extend(node_key(member));
    }
    for (id, said) in shapes.said() {
        let Constraint::List(scheme) = &said.what else { continue };
        let shape = shapes.get(id);
        let members = schemes.get(scheme).cloned().unwrap_or_default();
        let is_own = o.is_own(&shape.node);
        if !is_own && !has_own(scheme, &members) {
            continue;
        }
        // A closed list comes before one of units.
        let lists = shape.constraints.iter().filter_map(|said| Some((said.term, listed(&said.what)?)));
        let Some((part, (shown, list))) = lists.min_by_key(|(part, _)| *part == setting::UNIT_IN) else { continue };
        let listed: BTreeSet<String> = list.iter().filter_map(node_key).collect();
        let at = |concept: &str| if is_own { Spot::value(&shape.node, part) } else { Spot::node(concept) };
        for concept in members.difference(&listed) {
            let message = format!("<{concept}> is in <{scheme}>, and `{shown}` of a shape leaves it out");
            let fault = Fault::new(at(concept), message).label("differs from its `setting:list`");
            faults.push(fault.help("a closed list has all members of the scheme that `setting:list` names: add it"));
        }
        for concept in listed.difference(&members) {
            let message = format!("`{shown}` of a shape has <{concept}>, which is not in <{scheme}>");
            let fault = Fault::new(at(concept), message).label("differs from its `setting:list`");
            faults.push(fault.help("add it to the scheme that `setting:list` names, or leave it out"));
        }
    }
    faults
}
