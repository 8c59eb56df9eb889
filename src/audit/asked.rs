//! What is asked of the data of Wikidata: the items that facts speak of, and those that may be the items of things without
//! one.

use std::collections::{BTreeSet, HashMap, HashSet};

use aho_corasick::AhoCorasick;

use super::compare::Audited;
use crate::name::normalise;
use crate::origin::FileId;
use crate::schema::IriBuf;
use crate::shape::Untold;
use crate::source::Node;
use crate::wikidata::entity;
use crate::wikidata::model::{Content, Rank, Snak, Value};
use crate::wikidata::{Alignment, Ends};

/// What is asked.
#[derive(Debug, Default)]
pub struct Asked {
    /// The items whose statements are wanted.
    pub items: HashSet<String>,
    /// The properties of these statements.
    pub properties: HashSet<String>,
    sought: Vec<Sought>,
    needles: Option<AhoCorasick>,
}

/// How an item stands to a thing that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// It says all that identifies the thing.
    Same,
    /// It may be the item of the thing, or of another.
    Alike,
}

/// A thing without an item.
#[derive(Debug)]
struct Sought {
    thing: IriBuf,
    name: String,
    /// What the statements of its item would say that identifies it; empty where nothing does.
    identity: Vec<Snak>,
    /// What else they would say.
    further: Vec<Snak>,
    /// The places of the ids of the identity among the needles, and those of its name.
    ids: Vec<usize>,
    names: Vec<usize>,
}

impl Asked {
    /// What must be known to judge facts; `things` are the statements of entities that have no item.
    #[must_use]
    pub fn of(alignment: &Alignment, facts: &[Audited], things: &[Untold]) -> Self {
        let stated = || facts.iter().flat_map(|fact| &fact.findings).filter_map(|finding| finding.stated.as_ref());
        let lacking = || facts.iter().flat_map(|fact| &fact.lacks).filter(|untold| untold.is_subject);
        let properties = stated().map(|stated| stated.main.property.clone());
        let mut asked = Self {
            items: stated().map(|stated| stated.item.clone()).collect(),
            properties: properties.chain(lacking().map(|untold| untold.property.clone())).collect(),
            ..Self::default()
        };
        let mut seen = HashSet::new();
        for untold in lacking().filter(|untold| seen.insert(untold.lacks.clone())) {
            asked.seek(alignment, untold, things);
        }
        asked
    }

    /// Adds a thing that has no item.
    fn seek(&mut self, alignment: &Alignment, untold: &Untold, things: &[Untold]) {
        let (mut identity, mut further) = (Vec::new(), Vec::new());
        let mut keys = BTreeSet::new();
        let mut wanted = 0;
        for stated in things.iter().filter(|one| one.lacks == untold.lacks).filter_map(|one| one.stated.as_ref()) {
            let line = &alignment.lines[stated.line];
            let identifying = alignment.identity(line.class).unwrap_or_default();
            wanted = wanted.max(identifying.len());
            match &line.ends {
                Ends::Directed { value, .. } if value.len() == 1 && identifying.contains(&value[0]) => {
                    keys.insert(value[0]);
                    identity.push(stated.main.clone());
                }
                _ => further.push(stated.main.clone()),
            }
        }
        if wanted == 0 || keys.len() < wanted {
            further.append(&mut identity);
        }
        let (thing, name) = (untold.lacks.clone(), untold.lacks_label.clone());
        self.sought.push(Sought { thing, name, identity, further, ids: Vec::new(), names: Vec::new() });
    }

    /// Makes ready for reading.
    pub fn prepare(&mut self) {
        let mut texts: Vec<String> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut place = |text: String| {
            *places.entry(text.clone()).or_insert_with(|| {
                texts.push(text);
                texts.len() - 1
            })
        };
        // A redirect is told in a line or an answer by these.
        place("\"redirect\"".to_owned());
        place("\"redirects\"".to_owned());
        for sought in &mut self.sought {
            let ids = sought.identity.iter().filter_map(|snak| match &snak.content {
                Content::Value(Value::Entity(id)) => Some(place(format!("\"{id}\""))),
                _ => None,
            });
            sought.ids = ids.collect();
            // Names stand in JSON as they are, or with all but ASCII escaped; labels of Wikidata often begin with a capital.
            let names = [sought.name.clone(), capitalised(&sought.name)];
            let texts = names.iter().flat_map(|name| [quoted(name, false), quoted(name, true)]);
            sought.names = texts.map(&mut place).collect();
        }
        self.needles = AhoCorasick::new(texts).ok();
    }

    /// Whether an entity that was not asked for may be of use by its text.
    #[must_use]
    pub fn may_answer(&self, text: &[u8]) -> bool {
        let Some(needles) = &self.needles else { return true };
        let mut found = HashSet::new();
        for hit in needles.find_iter(text) {
            let at = hit.pattern().as_usize();
            if at < 2 {
                return true;
            }
            found.insert(at);
        }
        let is = |sought: &Sought| {
            let known = sought.ids.iter().filter(|id| found.contains(*id)).count();
            (!sought.ids.is_empty() && known + 1 >= sought.ids.len())
                || sought.names.iter().any(|at| found.contains(at))
        };
        !found.is_empty() && self.sought.iter().any(is)
    }

    /// The things without an item that an entity may be the item of.
    pub fn likenesses<'a>(&'a self, entity: &Node<'_>, file: FileId) -> Vec<(&'a IriBuf, Likeness)> {
        if self.sought.is_empty() || entity::id_of(entity).is_none_or(|id| !id.starts_with('Q')) {
            return Vec::new();
        }
        let said = said(entity, file);
        let mut names = HashSet::new();
        entity::texts(entity, &mut |naming, _, text| {
            if naming != entity::Naming::Description {
                names.insert(text);
            }
        });
        let likeness = |sought: &'a Sought| Some((&sought.thing, sought.likeness(&said, &names)?));
        self.sought.iter().filter_map(likeness).collect()
    }
}

impl Sought {
    fn likeness(&self, said: &HashMap<String, Vec<Content>>, names: &HashSet<&str>) -> Option<Likeness> {
        let has = |snak: &&Snak| said.get(&snak.property).is_some_and(|values| values.contains(&snak.content));
        let otherwise = |snak: &Snak| said.contains_key(&snak.property) && !has(&snak);
        let agree = self.identity.iter().filter(has).count();
        if !self.identity.is_empty() && agree == self.identity.len() {
            return Some(Likeness::Same);
        }
        // A quarter of the city, or another kind of mission: only a person can tell, where nothing else is against it.
        let nearly = self.identity.len() > 1 && agree + 1 == self.identity.len();
        let form = normalise(&self.name);
        let named = names.iter().any(|name| normalise(name) == form);
        let against = self.further.iter().any(otherwise);
        (named || (nearly && !against)).then_some(Likeness::Alike)
    }
}

/// The values that an entity says by property, but those that are deprecated.
fn said(entity: &Node<'_>, file: FileId) -> HashMap<String, Vec<Content>> {
    let mut said: HashMap<String, Vec<Content>> = HashMap::new();
    for (property, list) in entity::claims(entity) {
        let valid = list.into_iter().filter(|statement| entity::rank_of(statement) != Some(Rank::Deprecated));
        let values = valid.filter_map(|statement| Some(entity::snak(statement.get("mainsnak")?, file).ok()?.content));
        said.entry(property.to_owned()).or_default().extend(values);
    }
    said
}

/// A name with a capital at its beginning.
fn capitalised(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// A text as JSON has it; perhaps with all but ASCII escaped.
fn quoted(text: &str, ascii: bool) -> String {
    let whole = serde_json::Value::from(text).to_string();
    if !ascii {
        return whole;
    }
    let mut out = String::new();
    for c in whole.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}
