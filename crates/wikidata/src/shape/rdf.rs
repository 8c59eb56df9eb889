//! Statements in the RDF model of Wikidata's dumps
//! (<https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format>).
//!
//! A statement that was read from Wikidata is written back whole, under its own IRI; so is a reference that has a hash.
//! What is ours, and the nodes of values, are in our own namespace: minting names in that of others is not a right of
//! ours. Facts that only statements of Wikidata claim are written as these statements and no other way.

use std::io;

use super::claim::Claim;
use super::forward::{Forward, Stated, reference};
use super::plan::{GLOBE, PROPERTY, PROPERTY_ROLES, Plan, QUANTITY, Role, TIME, Terms};
use super::survey::{Survey, Telling};
use super::whole::{Cited, Deep, Whole, read};
use crate::model::{Content, DataValue, Rank, Snak, Time};
use crate::read::somevalue;
use crate::{Alignment, entity, time};
use chancery_graph::{Batch, Describe, Description, Object, Sorted};
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, IriBuf, PredId, Schema};
use chancery_model::vocab::{concept, dataset_terms::WIKIDATA_ENTITY, std_terms as t};
use chancery_values::digest;

/// The size in bytes at which what is made is handed over to be kept or written to disk.
const HAND_OVER: usize = 24 << 20;

/// Pages of files, and of data, on Commons.
const FILES: &str = "http://commons.wikimedia.org/wiki/Special:FilePath/";
const DATA: &str = "http://commons.wikimedia.org/data/main/";

/// Descriptions in Wikidata's shape.
pub struct Shaped {
    /// The descriptions; what they refer to is in the schema.
    pub sorted: Sorted,
    /// How many facts there were.
    pub facts: u64,
    /// How many of them make our statements, or add references to those of Wikidata.
    pub told: u64,
    /// How many statements of Wikidata were written back.
    pub quoted: u64,
}

/// Makes descriptions in Wikidata's shape of our own. `telling` says who says what entities are: of what only the program knows, no
/// statement is made. Predicates and namespaces are added to the schema.
///
/// # Errors
/// When runs on disk cannot be read or written; when the statements have more properties than can be numbered.
pub fn shaped(schema: &mut Schema, alignment: &Alignment, sorted: &Sorted, telling: Telling) -> io::Result<Shaped> {
    let mut survey = Survey::of(schema, alignment, sorted, true)?;
    survey.telling = telling;
    let mut plan = Plan::default();
    plan.of(schema, alignment, sorted, &survey)?;
    let terms = plan.terms(schema)?;
    let mut writer =
        Writer { schema, terms, plan, out: sorted.like(), batch: Batch::default(), describe: Describe::default() };
    writer.properties();
    let forward = Forward::new(schema, alignment, &survey);
    let (mut told, mut quoted) = (0, 0);
    let merged = sorted.each(schema, |description| {
        let subject = description.subject();
        if subject.ns == schema.folders.statement {
            if let Some(whole) = read(schema, description) {
                writer.statement(&whole);
                quoted += 1;
            }
        } else if subject.ns != schema.folders.claim {
            told += u64::from(writer.thing(alignment, &forward, &survey, description));
        }
        writer.hand_over(HAND_OVER)
    })?;
    writer.hand_over(0)?;
    Ok(Shaped { sorted: writer.out, facts: merged.facts, told, quoted })
}

struct Writer<'a> {
    schema: &'a Schema,
    terms: Terms,
    plan: Plan,
    out: Sorted,
    batch: Batch,
    describe: Describe,
}

/// A simple value in RDF.
enum Simple {
    Iri(IriBuf),
    Text(String),
    Lang(String, String),
    Typed(Typed, String),
}

impl Writer<'_> {
    fn hand_over(&mut self, above: usize) -> io::Result<()> {
        if self.batch.size() <= above {
            return Ok(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort();
        self.out.add(batch)
    }

    fn predicate(&self, property: &str, role: usize) -> Option<PredId> {
        let number = property.strip_prefix('P')?.parse().ok()?;
        self.terms.by_property.get(&(number, role)).copied()
    }

    fn wikibase(&self, local: &str) -> IriBuf {
        IriBuf { ns: self.terms.wikibase, local: local.to_owned() }
    }

    /// What Wikidata says of each property: by which predicates it is used.
    fn properties(&mut self) {
        for (number, (property, datatype)) in std::mem::take(&mut self.plan.properties) {
            self.describe.begin(GraphId::DEFAULT, Iri { ns: self.terms.entities, local: &property });
            let class = self.wikibase("Property");
            self.describe.iri(self.terms.rdf_type, class.as_ref());
            for (place, role) in PROPERTY_ROLES.into_iter().enumerate() {
                let used = role == 8 || self.plan.used.contains(&(number, role));
                if used {
                    let to = Iri { ns: self.terms.namespaces[role], local: &property };
                    self.describe.iri(self.terms.own[PROPERTY + place], to);
                }
            }
            if !datatype.is_empty() {
                // `wikibase-item` is `WikibaseItem`.
                let capital = |word: &str| {
                    let mut letters = word.chars();
                    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
                };
                let name: String = datatype.split('-').map(capital).collect();
                let to = self.wikibase(&name);
                self.describe.iri(self.terms.own[PROPERTY + 9], to.as_ref());
            }
            self.describe.end(&mut self.batch);
        }
    }

    /// Writes a statement.
    fn statement(&mut self, whole: &Whole) {
        let property = whole.main.snak.property.clone();
        let is_best = whole.rank != Rank::Deprecated
            && self.plan.best.get(&(whole.item.clone(), property.clone())) == Some(&whole.rank);
        let simple = self.simple(&whole.main, &whole.id, 0);
        let item = IriBuf { ns: self.terms.entities, local: whole.item.clone() };
        self.item(&item);
        self.describe.begin(GraphId::DEFAULT, item.as_ref());
        if let Some(p) = self.predicate(&property, 0) {
            self.describe.iri(p, whole.iri.as_ref());
        }
        if let (true, Some(simple), Some(wdt)) = (is_best, &simple, self.predicate(&property, 1)) {
            put(&mut self.describe, wdt, simple);
        }
        if is_best && whole.main.snak.content == Content::NoValue {
            let none = Iri { ns: self.terms.namespaces[8], local: &property };
            self.describe.iri(self.terms.rdf_type, none);
        }
        self.describe.end(&mut self.batch);

        let mut types = vec![self.wikibase("Statement")];
        if is_best {
            types.push(self.wikibase("BestRank"));
        }
        let mut said: Vec<(PredId, Simple)> = Vec::new();
        let rank = match whole.rank {
            Rank::Preferred => "PreferredRank",
            Rank::Normal => "NormalRank",
            Rank::Deprecated => "DeprecatedRank",
        };
        said.push((self.terms.rank, Simple::Iri(self.wikibase(rank))));
        self.snak(&whole.main, Role::Main, &whole.id, 0, &mut types, &mut said);
        for (number, qualifier) in whole.qualifiers.iter().enumerate() {
            self.snak(qualifier, Role::Qualifier, &whole.id, number + 1, &mut types, &mut said);
        }
        for cited in &whole.references {
            let node = self.reference(cited, &whole.id);
            said.push((self.terms.derived_from, Simple::Iri(node)));
        }
        self.node(&whole.iri, &types, &said);
    }

    fn node(&mut self, iri: &IriBuf, types: &[IriBuf], said: &[(PredId, Simple)]) {
        self.describe.begin(GraphId::DEFAULT, iri.as_ref());
        for class in types {
            self.describe.iri(self.terms.rdf_type, class.as_ref());
        }
        for (predicate, simple) in said {
            put(&mut self.describe, *predicate, simple);
        }
        self.describe.end(&mut self.batch);
    }

    fn item(&mut self, item: &IriBuf) {
        let class = self.wikibase("Item");
        self.describe.begin(GraphId::DEFAULT, item.as_ref()).iri(self.terms.rdf_type, class.as_ref());
        self.describe.end(&mut self.batch);
    }

    /// What a snak says of its node.
    fn snak(
        &mut self,
        deep: &Deep,
        role: Role,
        id: &str,
        number: usize,
        types: &mut Vec<IriBuf>,
        said: &mut Vec<(PredId, Simple)>,
    ) {
        let property = &deep.snak.property;
        if deep.snak.content == Content::NoValue {
            types.push(IriBuf { ns: self.terms.namespaces[8], local: property.clone() });
            return;
        }
        if let (Some(predicate), Some(simple)) =
            (self.predicate(property, role as usize), self.simple(deep, id, number))
        {
            said.push((predicate, simple));
        }
        if let (Some(predicate), Some(node)) = (self.predicate(property, role as usize + 1), self.value_node(deep)) {
            said.push((predicate, Simple::Iri(node)));
        }
    }

    fn reference(&mut self, cited: &Cited, id: &str) -> IriBuf {
        let mut types = vec![self.wikibase("Reference")];
        let mut said = Vec::new();
        for (number, deep) in cited.snaks.iter().enumerate() {
            self.snak(deep, Role::Reference, id, number, &mut types, &mut said);
        }
        let node = match &cited.hash {
            Some(hash) => IriBuf { ns: self.terms.references, local: hash.clone() },
            None => {
                let mut content: Vec<String> = cited.snaks.iter().map(|deep| format!("{:?}", deep.snak)).collect();
                content.sort();
                IriBuf { ns: self.terms.own_references, local: digest::short(&content.join("\n")) }
            }
        };
        self.node(&node, &types, &said);
        node
    }

    /// A snak's value as one term; nothing for none.
    fn simple(&self, deep: &Deep, id: &str, number: usize) -> Option<Simple> {
        let value = match &deep.snak.content {
            Content::NoValue => return None,
            Content::SomeValue => {
                let iri = format!("{}{}", t::WIKIDATA_GENID, somevalue(id, &deep.snak.property, number));
                return Some(Simple::Iri(self.schema.space.named(&iri)));
            }
            Content::Value(value) => value,
        };
        Some(match value {
            DataValue::Entity(id) => Simple::Iri(IriBuf { ns: self.terms.entities, local: id.clone() }),
            DataValue::Text(text) => match deep.datatype.as_str() {
                "commonsMedia" => Simple::Iri(self.schema.space.named(&format!("{FILES}{}", encoded(text, false)))),
                "geo-shape" | "tabular-data" => {
                    Simple::Iri(self.schema.space.named(&format!("{DATA}{}", encoded(text, true))))
                }
                "math" => Simple::Typed(Typed::MathMl, text.clone()),
                "url" => self.url(text),
                // An address in one of our references.
                "" if text.starts_with("http://") || text.starts_with("https://") => self.url(text),
                _ => Simple::Text(text.clone()),
            },
            DataValue::Monolingual { language, text } if entity::is_tag(language) => {
                Simple::Lang(language.clone(), text.clone())
            }
            DataValue::Monolingual { text, .. } => Simple::Text(text.clone()),
            DataValue::Time(time) => Simple::Typed(Typed::DateTime, date_time(time)),
            DataValue::Quantity { amount, .. } => Simple::Typed(Typed::Decimal, plain(amount)),
            DataValue::Globe { latitude, longitude, globe, .. } => {
                let point = format!("Point({} {})", plain(longitude), plain(latitude));
                let on_earth = globe.is_empty() || globe == EARTH;
                let text = if on_earth { point } else { format!("<{WIKIDATA_ENTITY}{globe}> {point}") };
                Simple::Typed(Typed::Wkt, text)
            }
        })
    }

    fn url(&self, text: &str) -> Simple {
        let iri = legal(text);
        match iri_string::types::IriStr::new(&iri) {
            Ok(_) => Simple::Iri(self.schema.space.named(&iri)),
            Err(_) => Simple::Text(text.to_owned()),
        }
    }

    /// The node of a value that has parts.
    fn value_node(&mut self, deep: &Deep) -> Option<IriBuf> {
        let Content::Value(value) = &deep.snak.content else { return None };
        let own = self.terms.own;
        let item = |id: &str| Simple::Iri(IriBuf { ns: self.terms.entities, local: id.to_owned() });
        let double = |text: &str| Simple::Typed(Typed::Double, text.to_owned());
        let decimal = |text: &str| Simple::Typed(Typed::Decimal, plain(text));
        let (class, said) = match value {
            DataValue::Time(time) => {
                let calendar = if time.julian { entity::JULIAN } else { entity::GREGORIAN };
                let said = vec![
                    (own[TIME], Simple::Typed(Typed::DateTime, date_time(time))),
                    (own[TIME + 1], Simple::Typed(Typed::Integer, time.precision.to_string())),
                    (own[TIME + 2], Simple::Typed(Typed::Integer, deep.zone.clone())),
                    (own[TIME + 3], Simple::Iri(self.schema.space.named(calendar))),
                ];
                ("TimeValue", said)
            }
            DataValue::Quantity { amount, unit, bounds } => {
                let mut said =
                    vec![(own[QUANTITY], decimal(amount)), (own[QUANTITY + 1], item(unit.as_deref().unwrap_or(ONE)))];
                if let Some((lower, upper)) = bounds {
                    said.push((own[QUANTITY + 2], decimal(upper)));
                    said.push((own[QUANTITY + 3], decimal(lower)));
                }
                ("QuantityValue", said)
            }
            DataValue::Globe { latitude, longitude, precision, globe } => {
                let mut said = vec![(own[GLOBE], double(latitude)), (own[GLOBE + 1], double(longitude))];
                said.extend(precision.as_deref().map(|precision| (own[GLOBE + 2], double(precision))));
                said.push((own[GLOBE + 3], item(if globe.is_empty() { EARTH } else { globe })));
                ("GlobecoordinateValue", said)
            }
            _ => return None,
        };
        let name = digest::short(&format!("{value:?}\n{}", deep.zone));
        let node = IriBuf { ns: self.terms.values, local: name };
        let class = self.wikibase(class);
        self.node(&node, &[class], &said);
        Some(node)
    }

    /// Writes what a thing says in Wikidata's terms; whether it is a fact that makes a statement.
    fn thing(
        &mut self,
        alignment: &Alignment,
        forward: &Forward<'_>,
        survey: &Survey,
        description: Description<'_>,
    ) -> bool {
        let subject = description.subject();
        let is_fact = forward.is_fact(description);
        if !is_fact && let Some(item) = survey.item(self.schema, subject) {
            self.names(&item, description);
        }
        let (stated, _) = forward.statements(description);
        let thing = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        let claims = survey.claims.get(&thing);
        let held = concept::HELD.strip_prefix(concept::STANDING).unwrap_or_default();
        let mut made = false;
        for one in &stated {
            // What is said with a hedge only is not a statement.
            if is_fact && (one.standing != held || !claims.is_some_and(|claims| claims.iter().any(Claim::is_plain))) {
                continue;
            }
            if !self.plan.may_tell(one) {
                continue;
            }
            if !is_fact
                && (!one.is_of_a_source()
                    || !self.plan.spoken_of.contains(&one.item)
                    || self.plan.said.contains(&(one.item.clone(), one.main.clone())))
            {
                continue;
            }
            made = is_fact;
            let claims = claims.map_or(&[][..], Vec::as_slice);
            let supporting = claims.iter().filter(|claim| claim.is_plain());
            let mut references: Vec<Vec<Snak>> =
                supporting.filter_map(|claim| reference(&alignment.references, survey, &claim.document)).collect();
            references.sort();
            references.dedup();
            let quoted = claims
                .iter()
                // What Wikidata says with a hedge gets no reference to what says it plainly.
                .filter(|claim| claim.hedge.is_none())
                .filter_map(|claim| claim.statement.as_deref())
                .filter(|id| id.split('$').next().is_some_and(|item| item.eq_ignore_ascii_case(&one.item)))
                .find(|id| self.plan.cited.get(*id).is_none_or(|property| *property == one.main.property));
            self.own(one, &references, quoted);
        }
        made
    }

    /// Writes one of our statements. Where Wikidata has it, only our references are added to its own.
    fn own(&mut self, one: &Stated, references: &[Vec<Snak>], quoted: Option<&str>) {
        let bare = |snak: &Snak| Deep { snak: snak.clone(), datatype: String::new(), zone: "0".to_owned() };
        let thing = self.schema.space.join(one.thing.ns, &one.thing.local);
        let references: Vec<Cited> =
            references.iter().map(|snaks| Cited { hash: None, snaks: snaks.iter().map(bare).collect() }).collect();
        if let Some(id) = quoted {
            let iri = IriBuf { ns: self.terms.statements, local: id.replacen('$', "-", 1) };
            for cited in &references {
                let node = self.reference(cited, id);
                self.node(&iri, &[], &[(self.terms.derived_from, Simple::Iri(node))]);
            }
            return;
        }
        let id = format!("{}--{}", one.item, digest::short(&format!("{thing}\n{}\n{:?}", one.item, one.main)));
        let iri = IriBuf { ns: self.schema.folders.statement, local: id.clone() };
        self.statement(&Whole {
            item: one.item.clone(),
            iri,
            rank: Rank::Normal,
            main: bare(&one.main),
            qualifiers: one.qualifiers.iter().map(bare).collect(),
            references,
            id,
        });
    }

    /// Writes the names of an entity under its item.
    fn names(&mut self, item: &str, description: Description<'_>) {
        let terms = &self.terms;
        // Where Wikidata has labels, they are the labels; else ours is.
        let has = description.statements().any(|(predicate, _)| predicate == terms.pref_label);
        let iri = IriBuf { ns: terms.entities, local: item.to_owned() };
        let class = IriBuf { ns: terms.wikibase, local: "Item".to_owned() };
        self.describe.begin(GraphId::DEFAULT, iri.as_ref()).iri(terms.rdf_type, class.as_ref());
        for (predicate, object) in description.statements() {
            let Object::Lang { tag, text } = object else { continue };
            // An id is not a label of an item: the label service falls back to it by itself.
            let labels = predicate == terms.pref_label || (!has && predicate == terms.label && text != item);
            if labels {
                for label in [terms.label, terms.pref_label, terms.schema_name] {
                    self.describe.lang(label, tag, text);
                }
            } else if predicate == terms.alt_label || (!has && terms.names.contains(&predicate)) {
                self.describe.lang(terms.alt_label, tag, text);
            } else if predicate == terms.description {
                self.describe.lang(terms.description, tag, text);
            }
        }
        self.describe.end(&mut self.batch);
    }
}

/// The planet, and the unit of a bare number, as Wikidata's RDF names them.
const EARTH: &str = "Q2";
const ONE: &str = "Q199";

fn put(describe: &mut Describe, predicate: PredId, simple: &Simple) {
    match simple {
        Simple::Iri(iri) => describe.iri(predicate, iri.as_ref()),
        Simple::Text(text) => describe.text(predicate, text),
        Simple::Lang(tag, text) => describe.lang(predicate, tag, text),
        Simple::Typed(datatype, text) => describe.typed(predicate, *datatype, text),
    };
}

/// A number without its plus sign.
fn plain(number: &str) -> String {
    number.strip_prefix('+').unwrap_or(number).to_owned()
}

/// A point in time as `xsd:dateTime`: what the precision leaves open is the first, and a day of the Julian calendar is
/// stated in the Gregorian one.
fn date_time(point: &Time) -> String {
    let Some(parts) = time::Parts::of(&point.text) else { return point.text.clone() };
    // Below a year Wikidata's RDF leaves the count of years as it is.
    let year = if point.precision >= time::YEAR { parts.astronomical() } else { parts.year };
    if point.precision >= time::DAY
        && point.julian
        && let Some(day) = time::day_of(parts, true)
    {
        return format!("{day}T00:00:00Z");
    }
    let month = if point.precision >= time::MONTH { parts.month.max(1) } else { 1 };
    let day = if point.precision >= time::DAY { parts.day.max(1) } else { 1 };
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}-{month:02}-{day:02}T00:00:00Z", year.unsigned_abs())
}

/// The name of a file as a segment of an IRI. A colon and slashes may be in the names of data.
fn encoded(name: &str, data: bool) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b':' if data => out.push(':'),
            b' ' if data => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// An address with what no IRI may hold percent-encoded (RFC 3987, section 3.1).
fn legal(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c <= ' ' || c == '\u{7f}' || "<>\"{}|\\^`".contains(c) {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}
