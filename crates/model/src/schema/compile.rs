//! From the ontology's triples to the schema's tables, and what is wrong in a shape.
//!
//! SHACL Core is read as far as it says something to the mapper (`sh:targetClass`, `sh:property`, `sh:path`,
//! `sh:inversePath`, `sh:class`, `sh:in`, `sh:datatype`, `sh:nodeKind`, `sh:pattern`, `sh:or` of required keys, counts,
//! order, description); everything else is left to SHACL engines.

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;
use oxrdf::Term;

use super::fault::{Fault, Spot};
use super::kind::{
    ClassId, Concept, ConceptId, Datatype, Edge, InSentence, Key, Kind, KindId, Layout, Naming, Pattern, Role,
    ValueType,
};
use super::ontology::{Ontology, node_key};
use super::space::NsId;
use super::{Class, Folders, Former, LabelTemplate, Schema, Template, term_form};
use crate::vocab::{chy, concept, dataset_terms as d, std_terms as t};
use chancery_values::amount::Amount;
use chancery_values::name::nearest;

/// The whole IRIs of the predicates that come first in every description, before those of the shapes.
pub const FIXED_PREDICATES: &[&str] = &[t::RDF_TYPE, t::RDFS_LABEL];

/// The place of `rdfs:label` among them.
pub const LABEL: super::PredId = super::PredId(1);

/// Predicates the program writes without a shape; those that no shape has come last in every description.
const MACHINE_PREDICATES: &[&str] = &[
    chy::STANDING,
    chy::ONLY_HEDGED,
    chy::MATTER_TEXT,
    chy::SUPPORTS,
    chy::DENIES,
    chy::EVIDENCE,
    chy::EDTF,
    chy::BEGIN_EARLIEST,
    chy::BEGIN_LATEST,
    chy::END_EARLIEST,
    chy::END_LATEST,
    chy::EXPRESSION,
    chy::PRECISION,
    chy::CERTAIN_ON,
    chy::REFERRED_AS,
    chy::POSSIBLE_ON,
    chy::COMPARATOR,
    t::QUDT_NUMERIC_VALUE,
    t::QUDT_UNIT,
    chy::SENTENCE_NUMBER,
    chy::ROW_NUMBER,
    chy::LAST_ROW_NUMBER,
    chy::SECTION,
    chy::DIGEST,
    chy::AS_READ,
    t::WIKIBASE_RANK,
    t::OA_HAS_SOURCE,
    t::OA_HAS_SELECTOR,
    t::OA_START,
    t::OA_END,
    t::PROV_WAS_DERIVED_FROM,
    t::SKOS_PREF_LABEL,
    t::SKOS_ALT_LABEL,
    t::SCHEMA_DESCRIPTION,
    t::SKOS_IN_SCHEME,
    t::SKOS_BROADER,
    t::SKOS_NOTATION,
    t::DCTERMS_SOURCE,
    t::RDF_REIFIES,
    d::DCTERMS_TITLE,
    d::DCTERMS_DESCRIPTION,
    d::DCTERMS_LICENSE,
    d::DCTERMS_ISSUED,
    d::DCTERMS_CONFORMS_TO,
    d::VOID_URI_SPACE,
    d::VOID_VOCABULARY,
    d::VOID_TRIPLES,
    d::VOID_ENTITIES,
    d::VOID_CLASSES,
    d::VOID_PROPERTIES,
    d::VOID_CLASS,
    d::VOID_CLASS_PARTITION,
    d::VOID_SUBSET,
    d::VOID_LINK_PREDICATE,
    d::VOID_SUBJECTS_TARGET,
    d::VOID_OBJECTS_TARGET,
    d::DCAT_DISTRIBUTION,
    d::DCAT_MEDIA_TYPE,
];

/// Prefixes for what the program writes, wherever the ontology files declare none.
const STANDARD_PREFIXES: &[(&str, &str)] = &[
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", t::XSD),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("qudt", "http://qudt.org/schema/qudt/"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
    ("void", "http://rdfs.org/ns/void#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("wds", t::WIKIDATA_STATEMENT),
    ("genid", t::WIKIDATA_GENID),
    ("wikibase", t::WIKIBASE),
    ("chy", chy::NS),
];

/// Compiles the ontology. `prefixes` are those the ontology files declare, `base` is where the IRIs of things begin.
///
/// # Errors
/// Every fault found.
pub fn compile(ontology: &Ontology, prefixes: &[(String, String)], base: &str) -> Result<Schema, Vec<Fault>> {
    let mut compiler = Compiler {
        ontology,
        schema: Schema { base: base.to_owned(), ..Schema::default() },
        shapes_of: HashMap::new(),
        name_properties: below(ontology, chy::NAME),
        code_properties: below(ontology, chy::CODE),
        keys: HashMap::default(),
        faults: Vec::new(),
    };
    if compiler.classes() && compiler.fixed(prefixes) {
        compiler.concepts();
        compiler.kinds();
        compiler.former();
        compiler.machine();
    }
    if compiler.faults.is_empty() { Ok(compiler.schema) } else { Err(compiler.faults) }
}

/// How many classes, concepts, kinds, prefixes and properties there may be of each: the tables number them in sixteen
/// bits, and a run adds to them (properties of Wikidata, what derivations say).
const MOST: usize = 40_000;

/// How many kinds there may be: each is made of all shapes of the classes above its own.
const MOST_KINDS: usize = 5_000;

/// How many steps up there may be in all, from each class to each above it.
const MOST_ANCESTORS: usize = 4_000_000;

/// The properties that the program writes and a shape has to give values to; without the shape there are none.
const NEEDED_PREDICATES: &[&str] = &[chy::MODALITY, chy::VOICE, chy::POLARITY, chy::CONFLICTS_WITH];

struct Compiler<'a> {
    ontology: &'a Ontology,
    schema: Schema,
    /// The shapes that target a class.
    shapes_of: HashMap<String, Vec<String>>,
    name_properties: BTreeSet<String>,
    code_properties: BTreeSet<String>,
    /// The keys that property shapes came to: kinds below one another share them.
    keys: HashMap<String, Key, RandomState>,
    faults: Vec<Fault>,
}

/// The whole IRI of a term of SHACL.
macro_rules! sh {
    ($local:literal) => {
        concat!("http://www.w3.org/ns/shacl#", $local)
    };
}

/// A property and all those below it.
fn below(ontology: &Ontology, top: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([top.to_owned()]);
    loop {
        let before = found.len();
        for (property, parent) in ontology.pairs(t::RDFS_SUB_PROPERTY_OF) {
            if node_key(parent).is_some_and(|parent| found.contains(&parent)) {
                found.insert(property.to_owned());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

impl Compiler<'_> {
    fn fault(&mut self, spot: Spot, message: impl Into<String>) {
        self.faults.push(Fault::new(spot, message));
    }

    /// Something that the program needs is nowhere.
    fn missing(&mut self, message: String) {
        let help = "a file with the name of a built-in file replaces it: put back what the program needs, or give the file another \
                    name, so that it adds to the built-in files";
        self.faults.push(Fault::new(Spot::Missing, message).label("in this file, or in no file").help(help));
    }

    /// There are more of something than there are numbers for.
    fn too_many(&mut self, spot: Spot, most: usize, what: &str) {
        let message = format!("the ontology has more than {most} {what}");
        self.faults.push(Fault::new(spot, message).label("one too many").help(format!("leave some {what} out")));
    }

    /// Every class that has a parent, is one, or is the target of a shape; with all classes above it. Whether there are
    /// few enough of them to go on.
    fn classes(&mut self) -> bool {
        let mut parents: HashMap<&str, Vec<String>> = HashMap::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (class, parent) in self.ontology.pairs(t::RDFS_SUB_CLASS_OF) {
            if let Term::NamedNode(parent) = parent {
                names.insert(class.to_owned());
                names.insert(parent.as_str().to_owned());
                parents.entry(class).or_default().push(parent.as_str().to_owned());
            }
        }
        for (shape, class) in self.ontology.pairs(sh!("targetClass")) {
            if let Term::NamedNode(class) = class {
                names.insert(class.as_str().to_owned());
                self.shapes_of.entry(class.as_str().to_owned()).or_default().push(shape.to_owned());
            }
        }
        if let Some(name) = names.iter().nth(MOST) {
            let own = names.iter().rfind(|name| self.ontology.is_own(name)).unwrap_or(name);
            self.too_many(Spot::node(own), MOST, "classes");
            return false;
        }
        let ids: HashMap<String, ClassId, RandomState> =
            (0_u16..).zip(&names).map(|(number, name)| (name.clone(), ClassId(number))).collect();
        let mut steps = 0;
        for name in &names {
            let mut above = BTreeSet::from([name.clone()]);
            let mut open = vec![name.clone()];
            while let Some(class) = open.pop() {
                for parent in parents.get(class.as_str()).into_iter().flatten() {
                    if above.insert(parent.clone()) {
                        open.push(parent.clone());
                    }
                }
            }
            steps += above.len();
            if steps > MOST_ANCESTORS {
                let message = format!("the classes are nested too deep: more than {MOST_ANCESTORS} steps up");
                let fault = Fault::new(Spot::node(name), message).label("this class is one too many");
                self.faults.push(fault.help("use fewer levels of subclasses"));
                return false;
            }
            let mut ancestors: Vec<ClassId> = above.iter().filter_map(|class| ids.get(class).copied()).collect();
            ancestors.sort_unstable();
            let label = self.ontology.english(name, t::RDFS_LABEL).map_or_else(|| local(name), ToOwned::to_owned);
            self.schema.classes.push(Class { iri: name.clone(), label, ancestors });
        }
        self.schema.by_class = ids;
        true
    }

    fn is_a(&self, class: &str, ancestor: &str) -> bool {
        match (self.schema.class_id(class), self.schema.class_id(ancestor)) {
            (Some(class), Some(ancestor)) => self.schema.is_a(class, ancestor),
            _ => class == ancestor,
        }
    }

    /// The predicates that come first, and all namespaces: those of kinds, then those of the machine, then all others
    /// by prefix. Whether there are few enough kinds to go on.
    fn fixed(&mut self, prefixes: &[(String, String)]) -> bool {
        for predicate in FIXED_PREDICATES {
            self.schema.space.add_predicate(predicate);
        }
        // Kinds come first in the order of an export, and their folder is their prefix.
        let mut folders: Vec<(String, String, &str)> = Vec::new();
        let key = chy::IRI_TEMPLATE;
        let mut shapes: Vec<&str> = Vec::new();
        for (shape, _) in self.ontology.pairs(chy::KEY) {
            let class = self.ontology.node(shape, sh!("targetClass"));
            // The keys of a claim and of a time are no kinds: nothing bears their folder.
            if class.is_some_and(|class| self.is_a(&class, chy::FACT) || self.is_a(&class, chy::ENTITY)) {
                shapes.push(shape);
            }
        }
        for shape in shapes {
            let kind_key = self.ontology.text(shape, chy::KEY).unwrap_or_default();
            let folder = match self.ontology.text(shape, key).and_then(|text| text.split_once('/')) {
                Some((folder, _)) => folder.to_owned(),
                None => kind_key.replace(' ', "-"),
            };
            folders.push((folder, kind_key.to_owned(), shape));
        }
        if let Some((.., shape)) = folders.get(MOST_KINDS) {
            let own = folders.iter().rev().map(|(.., shape)| *shape).find(|shape| self.ontology.is_own(shape));
            self.too_many(Spot::value(own.unwrap_or(shape), chy::KEY), MOST_KINDS, "kinds");
            return false;
        }
        let mut seen: HashMap<String, (String, &str)> = HashMap::new();
        for (folder, kind_key, shape) in folders {
            if let Some((other, before)) = seen.insert(folder.clone(), (kind_key.clone(), shape)) {
                let spot = if self.ontology.is_own(shape) { shape } else { before };
                let part = if self.ontology.text(spot, key).is_some() { key } else { chy::KEY };
                self.fault(
                    Spot::value(spot, part),
                    format!("kinds `{other}` and `{kind_key}` share the folder `{folder}`; each kind needs its own"),
                );
            }
            let iri = format!("{}{folder}/", self.schema.base);
            self.schema.space.add_namespace(&folder, &iri);
        }
        let base = self.schema.base.clone();
        let mut machine = |folder: &str| self.schema.space.add_namespace(folder, &format!("{base}{folder}/"));
        self.schema.folders = Folders {
            time: machine("time"),
            quantity: machine("quantity"),
            extract: machine("extract"),
            sentence: machine("sentence"),
            row: machine("row"),
            selector: machine("selector"),
            claim: machine("claim"),
            statement: machine("statement"),
            dataset: machine("dataset"),
        };
        let mut rest: Vec<(String, String)> =
            STANDARD_PREFIXES.iter().map(|(p, i)| ((*p).to_owned(), (*i).to_owned())).collect();
        rest.extend(prefixes.iter().cloned());
        rest.sort();
        rest.dedup();
        let taken: BTreeSet<String> = self.schema.space.namespaces().map(|ns| ns.prefix.clone()).collect();
        let mut used: HashMap<String, String> = HashMap::new();
        if let Some((prefix, _)) = rest.get(MOST / 2) {
            self.too_many(Spot::Prefix(prefix.clone()), MOST / 2, "prefixes");
            rest.truncate(MOST / 2);
        }
        for (prefix, iri) in rest {
            if prefix.is_empty() {
                continue;
            }
            if taken.contains(&prefix) && self.schema.space.namespace_id(&iri).is_none() {
                self.fault(
                    Spot::Prefix(prefix.clone()),
                    format!("the prefix `{prefix}` for <{iri}> is also the folder of a kind; choose another"),
                );
            } else if let Some(other) = used.insert(prefix.clone(), iri.clone())
                && other != iri
            {
                self.fault(Spot::Prefix(prefix.clone()), format!("the prefix `{prefix}` means <{other}> and <{iri}>"));
            } else {
                self.schema.space.add_namespace(&prefix, &iri);
            }
        }
        true
    }

    /// Concepts of all schemes, and members of closed lists that are described only (units of measure).
    fn concepts(&mut self) {
        let mut listed: Vec<(String, Spot)> = Vec::new();
        for (iri, _) in self.ontology.pairs(t::SKOS_IN_SCHEME) {
            listed.push((iri.to_owned(), Spot::value(iri, t::SKOS_IN_SCHEME)));
        }
        for predicate in [sh!("in"), chy::UNIT_IN] {
            for (shape, head) in self.ontology.pairs(predicate) {
                if let Some(head) = node_key(head) {
                    let spot = Spot::value(shape, predicate);
                    listed.extend(self.ontology.list(&head).into_iter().map(|iri| (iri, spot.clone())));
                }
            }
        }
        let counted = self.counted();
        let o = self.ontology;
        // Where they run in a circle, that is told elsewhere.
        let wider =
            |iri: &str| std::iter::successors(Some(iri.to_owned()), |iri| o.node(iri, t::SKOS_BROADER)).take(64);
        for (iri, spot) in listed {
            if self.schema.by_concept.contains_key(&iri) || iri.starts_with("_:") {
                continue;
            }
            let id = match u16::try_from(self.schema.concepts.len()) {
                Ok(number) if usize::from(number) < MOST => ConceptId(number),
                _ => {
                    self.too_many(spot, MOST, "concepts");
                    break;
                }
            };
            let is_concept =
                self.ontology.objects(&iri, t::RDF_TYPE).any(|term| node_key(term).as_deref() == Some(t::SKOS_CONCEPT));
            let code = local(&iri);
            let label = self
                .ontology
                .english(&iri, t::SKOS_PREF_LABEL)
                .or_else(|| self.ontology.english(&iri, t::RDFS_LABEL))
                .map_or_else(|| code.clone(), ToOwned::to_owned);
            let mut written: Vec<String> = vec![term_form(&code), term_form(&label)];
            for predicate in [t::SKOS_ALT_LABEL, t::SKOS_NOTATION] {
                written.extend(self.ontology.objects(&iri, predicate).filter_map(|term| match term {
                    Term::Literal(literal) => Some(term_form(literal.value())),
                    _ => None,
                }));
            }
            written.sort();
            written.dedup();
            for form in written {
                self.schema.written.entry(form).or_default().push(id);
            }
            self.schema.concepts.push(Concept {
                namespace: self.schema.space.split(&iri).0,
                code,
                label,
                scheme: self.ontology.node(&iri, t::SKOS_IN_SCHEME),
                broader: self.ontology.node(&iri, t::SKOS_BROADER),
                is_counted: wider(&iri).any(|iri| counted.contains(&iri)),
                is_concept,
                iri: iri.clone(),
            });
            self.schema.by_concept.insert(iri, id);
        }
    }

    /// The units and collections that say `chy:counted true`, and the members of the latter.
    fn counted(&self) -> HashSet<String> {
        let o = self.ontology;
        let says = |term: &Term| matches!(term, Term::Literal(literal) if literal.value() == "true");
        let mut counted: HashSet<String> =
            o.pairs(chy::COUNTED).filter(|(_, value)| says(value)).map(|(of, _)| of.to_owned()).collect();
        let members = o.pairs(t::SKOS_MEMBER).filter(|(collection, _)| counted.contains(*collection));
        let members: Vec<String> = members.filter_map(|(_, member)| node_key(member)).collect();
        counted.extend(members);
        counted
    }

    fn kinds(&mut self) {
        let mut shapes: Vec<(String, String, String)> = Vec::new();
        for (shape, key) in self.ontology.pairs(chy::KEY) {
            if let (Term::Literal(key), Some(class)) = (key, self.ontology.node(shape, sh!("targetClass"))) {
                shapes.push((shape.to_owned(), key.value().to_owned(), class));
            }
        }
        for (shape, key, class) in shapes {
            if let Some(kind) = self.kind(&shape, &key, &class) {
                let Ok(number) = u16::try_from(self.schema.kinds.len()) else {
                    self.too_many(Spot::value(&shape, chy::KEY), MOST_KINDS, "kinds");
                    break;
                };
                let id = KindId(number);
                if let Some(before) = self.schema.by_key.insert(key.clone(), id) {
                    let before = self.schema.kinds.get(usize::from(before.0)).map(|kind| kind.class_iri.clone());
                    self.twice(&shape, &key, before.as_deref().unwrap_or_default());
                }
                if kind.class_iri == chy::CLAIM {
                    self.schema.claim = Some(id);
                }
                if kind.class_iri == chy::DOCUMENT {
                    self.schema.document = Some(id);
                }
                if kind.class_iri == chy::TIME_SPAN {
                    self.schema.time = Some(id);
                }
                self.schema.kinds.push(kind);
            }
        }
    }

    /// A second shape with the key of a first one: told where the user's own is.
    fn twice(&mut self, shape: &str, key: &str, class: &str) {
        let o = self.ontology;
        let other = self.shapes_of.get(class).into_iter().flatten().find(|s| o.text(s, chy::KEY) == Some(key));
        let spot = match other {
            Some(other) if o.is_own(other) && !o.is_own(shape) => other.clone(),
            _ => shape.to_owned(),
        };
        let fault = Fault::new(Spot::value(&spot, chy::KEY), format!("two shapes have the key `{key}`"));
        self.faults.push(fault.label("this key is already used").help("give the kind its own key"));
    }

    fn kind(&mut self, shape: &str, key: &str, class: &str) -> Option<Kind> {
        let in_tree = |class: &str| {
            [chy::FACT, chy::ENTITY, chy::CLAIM, chy::TIME_SPAN, chy::QUANTITY].iter().any(|top| self.is_a(class, top))
        };
        let Some(class_id) = self.schema.class_id(class).filter(|_| in_tree(class)) else {
            let label = |(class, _): (&'_ str, _)| class.to_owned();
            let declared: Vec<String> = self.ontology.pairs(t::RDFS_SUB_CLASS_OF).map(label).collect();
            let fault = Fault::new(
                Spot::value(shape, sh!("targetClass")),
                format!(
                    "the class <{class}> of kind `{key}` is not a subclass of chy:Fact or chy:Entity in the ontology"
                ),
            )
            .label("not a class of facts or entities");
            let near = nearest(class, declared.iter().map(String::as_str));
            self.faults.push(match near {
                Some(near) => fault.help(format!("did you mean <{near}>?")),
                None => {
                    fault.help("name its superclass: `rdfs:subClassOf chy:Event`, or another class of the ontology")
                }
            });
            return None;
        };
        let role = if self.is_a(class, chy::FACT) {
            Role::Fact
        } else if self.is_a(class, chy::ENTITY) {
            Role::Entity
        } else {
            Role::Part
        };
        let lineage = self.lineage(class);
        let mut keys: Vec<Key> = Vec::new();
        for shape in &lineage {
            for property in self.ontology.objects(shape, sh!("property")).filter_map(node_key).collect::<Vec<_>>() {
                if let Some(compiled) = self.key_of(key, property) {
                    match keys.iter_mut().find(|known| known.key == compiled.key) {
                        Some(known) => *known = compiled,
                        None => keys.push(compiled),
                    }
                }
            }
        }
        keys.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
        let own = self.ontology.text(shape, chy::IRI_TEMPLATE);
        let inherited = lineage.iter().rev().find_map(|s| self.ontology.text(s, chy::IRI_TEMPLATE));
        let template = match (own, inherited) {
            (Some(text), _) => Template::parse(text),
            (None, Some(text)) => Template::parse(text).map(|template| template.in_folder(&key.replace(' ', "-"))),
            (None, None) if role == Role::Part => Ok(Template::default()),
            (None, None) => Err(format!("kind `{key}` has no `chy:iriTemplate`, and inherits none")),
        };
        let template = template.unwrap_or_else(|fault| {
            self.fault(Spot::value(shape, chy::IRI_TEMPLATE), fault);
            Template::default()
        });
        let label = lineage
            .iter()
            .rev()
            .find_map(|s| self.ontology.english(s, chy::LABEL_TEMPLATE))
            .map_or(Ok(LabelTemplate::default()), LabelTemplate::parse)
            .unwrap_or_else(|fault| {
                self.fault(
                    Spot::value(shape, chy::LABEL_TEMPLATE),
                    format!("the label template of kind `{key}`: {fault}"),
                );
                LabelTemplate::default()
            });
        self.check_template((shape, key), role, &template, &label, &keys);
        let named = template.keys().any(|variable| {
            keys.iter().any(|k| k.key == variable && self.schema.space.predicate_iri(k.predicate) == t::RDFS_LABEL)
        });
        let dated = self.is_a(class, chy::EVENT) || self.is_a(class, chy::OBSERVATION);
        let folder = template.folder().to_owned();
        Some(Kind {
            layout: Layout::new(role, &template, &label, &keys),
            key: key.to_owned(),
            class_iri: class.to_owned(),
            class: class_id,
            role,
            namespace: self.schema.space.namespace_id(&format!("{}{folder}/", self.schema.base)).unwrap_or(NsId::NONE),
            template,
            label,
            keys,
            help: self.ontology.english(shape, t::RDFS_COMMENT).unwrap_or_default().to_owned(),
            example: self.ontology.text(shape, chy::EXAMPLE).map(ToOwned::to_owned),
            words: self.words(shape),
            needs_date: dated && !named,
            one_of: self.one_of(&lineage),
        })
    }

    /// What people call what a shape is about.
    fn words(&self, shape: &str) -> Vec<String> {
        let labels = self.ontology.objects(shape, t::SKOS_HIDDEN_LABEL);
        labels
            .filter_map(|label| match label {
                Term::Literal(literal) => Some(chancery_values::name::normalise_term(literal.value())),
                _ => None,
            })
            .collect()
    }

    /// `sh:or` of property shapes that each ask for one value: one of the predicates must have one.
    fn one_of(&mut self, lineage: &[String]) -> Vec<Vec<super::PredId>> {
        let o = self.ontology;
        let mut groups = Vec::new();
        for head in
            lineage.iter().flat_map(|shape| o.objects(shape, sh!("or")).filter_map(node_key).collect::<Vec<_>>())
        {
            let paths: Option<Vec<_>> = o
                .list(&head)
                .iter()
                .map(|alternative| {
                    let property = o.node(alternative, sh!("property"))?;
                    o.text(&property, sh!("minCount"))?;
                    Some(self.schema.space.add_predicate(&o.node(&property, sh!("path"))?))
                })
                .collect();
            groups.extend(paths);
        }
        groups
    }

    /// The shapes of a class and of those above it, the most general first.
    fn lineage(&self, class: &str) -> Vec<String> {
        let Some(id) = self.schema.class_id(class) else { return Vec::new() };
        let mut above: Vec<ClassId> = self.schema.class(id).ancestors.clone();
        // A class with fewer classes above it is the more general one.
        above.sort_by_key(|c| (self.schema.class(*c).ancestors.len(), *c));
        above.iter().flat_map(|c| self.shapes_of.get(&self.schema.class(*c).iri).cloned().unwrap_or_default()).collect()
    }

    /// A template must name required keys, of which at most one may have many values or none; then it can be read back.
    fn check_template(
        &mut self,
        (shape, kind): (&str, &str),
        role: Role,
        template: &Template,
        label: &LabelTemplate,
        keys: &[Key],
    ) {
        let of_iri = || Spot::value(shape, chy::IRI_TEMPLATE);
        let variables: Vec<String> = template.keys().map(ToOwned::to_owned).collect();
        let mut loose = 0;
        for (at, variable) in variables.iter().enumerate() {
            if role == Role::Entity && variable == "id" {
                continue;
            }
            let Some(key) = keys.iter().find(|key| key.key == *variable) else {
                self.fault(
                    of_iri(),
                    format!("the IRI template of kind `{kind}` uses `{variable}`, which is not a key of it"),
                );
                continue;
            };
            let optional = key.min == 0;
            if optional && at + 1 != variables.len() {
                self.fault(
                    of_iri(),
                    format!("the IRI template of kind `{kind}` uses `{variable}`, which may be missing: only the last one may"),
                );
            }
            loose += usize::from(optional || key.max.is_none());
        }
        if loose > 1 {
            self.fault(
                of_iri(),
                format!(
                    "the IRI template of kind `{kind}` has {loose} variables with many values or none: at most one may"
                ),
            );
        }
        for used in label.keys() {
            if used != "id" && !keys.iter().any(|key| key.key == used) {
                self.fault(
                    Spot::value(shape, chy::LABEL_TEMPLATE),
                    format!("the label template of kind `{kind}` uses `{used}`, which is not a key of it"),
                );
            }
        }
    }

    /// The key of a property shape. What is wrong with one is told of each kind that has it.
    fn key_of(&mut self, kind: &str, shape: String) -> Option<Key> {
        if let Some(known) = self.keys.get(&shape) {
            return Some(known.clone());
        }
        let before = self.faults.len();
        let key = self.key(kind, &shape)?;
        if self.faults.len() == before {
            self.keys.insert(shape, key.clone());
        }
        Some(key)
    }

    fn key(&mut self, kind: &str, shape: &str) -> Option<Key> {
        let o = self.ontology;
        let name = o.text(shape, chy::KEY)?.to_owned();
        let Some(path) = o.node(shape, sh!("path")) else {
            self.fault(Spot::value(shape, chy::KEY), format!("key `{name}` of kind `{kind}` has no `sh:path`"));
            return None;
        };
        let inverse = o.node(&path, sh!("inversePath"));
        let predicate = inverse.clone().unwrap_or(path);
        if predicate.starts_with("_:") {
            self.fault(
                Spot::value(shape, sh!("path")),
                format!("key `{name}` of kind `{kind}`: only an IRI or `sh:inversePath` is understood as `sh:path`"),
            );
            return None;
        }
        let value = match self.value_type(shape, &predicate) {
            Ok(value) => value,
            Err((part, fault)) => {
                self.fault(Spot::value(shape, &part), format!("key `{name}` of kind `{kind}`: {fault}"));
                return None;
            }
        };
        let limits = self
            .limit(shape, sh!("minInclusive"))
            .and_then(|least| Ok((least, self.limit(shape, sh!("maxInclusive"))?)));
        let (least, greatest) = match limits {
            Ok(limits) => limits,
            Err((part, fault)) => {
                self.fault(Spot::value(shape, &part), format!("key `{name}` of kind `{kind}`: {fault}"));
                return None;
            }
        };
        let number = |term: &str| o.text(shape, term).and_then(|text| text.parse::<f64>().ok());
        let flag = |term: &str| o.text(shape, term) == Some("true") || o.text(&predicate, term) == Some("true");
        let names = if predicate == chy::NAMES_HOLD {
            Naming::Hold
        } else if predicate == t::RDFS_LABEL || self.name_properties.contains(&predicate) {
            Naming::Name
        } else if self.code_properties.contains(&predicate) {
            Naming::Code { bare: flag(chy::BARE_CODE) }
        } else {
            Naming::No
        };
        let in_sentence = match o.text(shape, chy::IN_SENTENCE) {
            None => None,
            Some("phrase") => Some(InSentence::Phrase),
            Some("words") => Some(InSentence::Words),
            Some(other) => {
                let fault =
                    format!("key `{name}` of kind `{kind}`: `chy:inSentence` is `phrase` or `words`, not `{other}`");
                self.fault(Spot::value(shape, chy::IN_SENTENCE), fault);
                None
            }
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are small; `as` saturates")]
        let count = |term: &str| number(term).map(|n| n as u32);
        Some(Key {
            predicate: self.schema.space.add_predicate(&predicate),
            inverse: inverse.is_some(),
            value,
            min: count(sh!("minCount")).unwrap_or(0),
            max: count(sh!("maxCount")),
            least,
            greatest,
            order: count(sh!("order")).unwrap_or(u32::MAX),
            help: o.english(shape, sh!("description")).unwrap_or_default().to_owned(),
            symmetric: flag(chy::SYMMETRIC),
            unique: flag(chy::UNIQUE),
            identifies: flag(chy::IDENTIFIES),
            edge: if flag(chy::BEGINS) { Some(Edge::Begin) } else { flag(chy::ENDS).then_some(Edge::End) },
            unique_lang: o.text(shape, sh!("uniqueLang")) == Some("true"),
            names,
            content: predicate != chy::CONFLICTS_WITH,
            asserts: flag(chy::ASSERTS),
            in_sentence,
            words: self.words(shape),
            key: name,
        })
    }

    /// A bound of numbers or days: that of the key's shape, or of the number of an amount in the shape that `sh:node` names.
    fn limit(&self, shape: &str, limit: &str) -> Result<Option<String>, (String, String)> {
        let o = self.ontology;
        let of_number = |node: &String| o.node(node, sh!("path")).is_some_and(|path| path == t::QUDT_NUMERIC_VALUE);
        let shapes = o.objects(shape, sh!("node")).filter_map(node_key);
        let mut inner =
            shapes.flat_map(|node| o.objects(&node, sh!("property")).filter_map(node_key).collect::<Vec<_>>());
        let within = inner.find(|node| of_number(node) && o.text(node, limit).is_some());
        let Some(text) = o.text(within.as_deref().unwrap_or(shape), limit) else { return Ok(None) };
        match Amount::parse(text) {
            _ if chancery_values::time::Date::parse_iso(text).is_ok() => Ok(Some(text.to_owned())),
            Ok(amount) if amount.unit().is_none() => Ok(Some(amount.number().to_owned())),
            _ => Err((limit.to_owned(), format!("`sh:{}` is a number or a day, not `{text}`", local(limit)))),
        }
    }

    /// What a value must be.
    ///
    /// # Errors
    /// The property of the shape that says what cannot be, and why.
    fn value_type(&mut self, shape: &str, predicate: &str) -> Result<ValueType, (String, String)> {
        let o = self.ontology;
        let regex = |term: &str| match o.text(shape, term) {
            Some(text) => Pattern::new(text, o.english(shape, chy::FORM))
                .map(Some)
                .map_err(|error| (term.to_owned(), format!("`{text}` is not a pattern: {error}"))),
            None => Ok(None),
        };
        if let Some(head) = o.node(shape, sh!("in")) {
            let members = o.list(&head);
            let ids: Vec<ConceptId> = members.iter().filter_map(|iri| self.schema.concept_id(iri)).collect();
            return match ids.len() {
                0 => Err((sh!("in").to_owned(), "`sh:in` is empty".to_owned())),
                n if n < members.len() => Err((sh!("in").to_owned(), "`sh:in` can have only IRIs".to_owned())),
                _ => Ok(ValueType::Concept(ids)),
            };
        }
        if let Some(class) = o.node(shape, sh!("class")) {
            if class == chy::TIME_SPAN {
                return Ok(ValueType::Time);
            }
            if class == chy::QUANTITY {
                let units = o.node(shape, chy::UNIT_IN).map(|head| o.list(&head)).unwrap_or_default();
                let default = o.node(shape, chy::UNIT);
                return Ok(ValueType::Quantity {
                    default_unit: default.and_then(|iri| self.schema.concept_id(&iri)),
                    units: units.iter().filter_map(|iri| self.schema.concept_id(iri)).collect(),
                });
            }
            let id = self
                .schema
                .class_id(&class)
                .ok_or_else(|| (sh!("class").to_owned(), format!("the class <{class}> is not in the ontology")))?;
            return if self.is_a(&class, chy::ENTITY) {
                Ok(ValueType::Entity(id))
            } else if self.is_a(&class, chy::FACT) {
                Ok(ValueType::Fact(id))
            } else if self.is_a(&class, chy::MATTER) {
                Ok(ValueType::Matter(id))
            } else {
                Err((
                    sh!("class").to_owned(),
                    format!("the class <{class}> is not a subclass of chy:Entity or chy:Fact"),
                ))
            };
        }
        if o.node(shape, sh!("nodeKind")).is_some_and(|kind| kind == sh!("IRI"))
            || o.node(shape, sh!("datatype")).is_some_and(|datatype| datatype == t::XSD_ANY_URI)
        {
            let template = o.text(shape, chy::VALUE_TEMPLATE).map(ToOwned::to_owned);
            return Ok(ValueType::Iri { template, pattern: regex(chy::TEXT_PATTERN)? });
        }
        let datatype = match o.node(shape, sh!("datatype")).as_deref() {
            Some(t::XSD_STRING) => Datatype::String,
            Some(t::RDF_LANG_STRING) => Datatype::LangString,
            Some(t::XSD_INTEGER) => Datatype::Integer,
            Some(t::XSD_DECIMAL) => Datatype::Decimal,
            Some(t::XSD_BOOLEAN) => Datatype::Boolean,
            Some(t::XSD_DATE) => Datatype::Date,
            Some(other) => {
                return Err((sh!("datatype").to_owned(), format!("the datatype <{other}> is not understood")));
            }
            // A label may be tagged or not; without a datatype the shape leaves that open.
            None if predicate == t::RDFS_LABEL => Datatype::LangString,
            None if o.node(shape, sh!("nodeKind")).is_some_and(|kind| kind == sh!("Literal")) => Datatype::String,
            None => {
                let message = "none of `sh:class`, `sh:in`, `sh:datatype`, `sh:nodeKind sh:IRI` is given";
                return Err((chy::KEY.to_owned(), message.to_owned()));
            }
        };
        let pattern = match regex(chy::TEXT_PATTERN)? {
            Some(pattern) => Some(pattern),
            None => regex(sh!("pattern"))?,
        };
        Ok(ValueType::Text { datatype, pattern })
    }

    fn former(&mut self) {
        for (new, old) in self.ontology.pairs(chy::FORMERLY) {
            let class = self.ontology.node(new, t::RDFS_DOMAIN).and_then(|class| self.schema.class_id(&class));
            if let (Some(old), Some(class)) = (node_key(old), class) {
                self.schema.former.push(Former { old, new: new.to_owned(), class });
            }
        }
    }

    fn machine(&mut self) {
        let needed = NEEDED_PREDICATES.iter().filter(|needed| self.schema.space.predicate(needed).is_none());
        let lacking: Vec<String> = needed
            .map(|needed| format!("no key of a kind has the property <{needed}>, which the program writes"))
            .collect();
        lacking.into_iter().for_each(|message| self.missing(message));
        for predicate in MACHINE_PREDICATES {
            self.schema.space.add_predicate(predicate);
        }
        for required in
            [concept::ASSERTED, concept::VOICE_SOURCE, concept::VOICE_NAMED, concept::SUPPORTS, concept::DENIES]
        {
            if self.schema.concept_id(required).is_none() {
                self.missing(format!("the concept <{required}>, which the program computes with, is missing"));
            }
        }
        for (part, class) in
            [(self.schema.claim, chy::CLAIM), (self.schema.time, chy::TIME_SPAN), (self.schema.document, chy::DOCUMENT)]
        {
            if part.is_none() {
                self.missing(format!(
                    "no shape with a `chy:key` has the target class <{class}>, which the program reads"
                ));
            }
        }
        if self.schema.space.is_full() {
            self.too_many(Spot::node(chy::KEY), MOST, "properties and prefixes");
        }
    }
}

fn local(iri: &str) -> String {
    iri.rsplit(['/', '#']).next().unwrap_or(iri).to_owned()
}
