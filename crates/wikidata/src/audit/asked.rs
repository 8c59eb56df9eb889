//! What is asked of the data of Wikidata: the items that facts mention, and those that may be the items of things without
//! one.

use std::collections::{BTreeSet, HashMap, HashSet};

use aho_corasick::AhoCorasick;

use super::finding::Audited;
use super::statement::Statements;
use crate::entity;
use crate::model::{Content, DataValue, Rank, Snak};
use crate::shape::Untold;
use crate::{Alignment, Ends, Holds, Redirects};
use chancery_model::schema::IriBuf;
use chancery_model::source::Node;
use chancery_values::name::normalise;

/// What is asked.
#[derive(Debug, Default)]
pub struct Asked {
    /// The items whose statements are wanted.
    pub items: HashSet<String>,
    /// The properties of these statements.
    pub properties: HashSet<String>,
    /// The items that statements name as their values. Only when they began and ended is wanted.
    pub values: HashSet<String>,
    /// Some of these led to others when that was last looked at.
    pub values_moved: bool,
    /// The properties that say when an item began and ended.
    pub of_existence: HashSet<String>,
    /// Those of them that say its end.
    ended: HashSet<String>,
    /// Qualifiers that say how surely a statement holds.
    hedging: HashSet<String>,
    /// What the values of properties are, where that is known.
    pub holds: HashMap<String, Holds>,
    /// The ids that lead to others, as far as that is known before the data is read.
    redirects: Redirects,
    sought: Vec<Sought>,
    needles: Option<AhoCorasick>,
}

/// How an item compares with a thing that has no item.
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
    /// The places among the needles: of the ids that each part of the identity may have, and of its name.
    ids: Vec<Vec<usize>>,
    names: Vec<usize>,
}

impl Asked {
    /// What must be known to judge facts; `things` are the statements of entities that have no item.
    #[must_use]
    pub fn of(alignment: &Alignment, facts: &[Audited], things: &[Untold]) -> Self {
        let stated = || facts.iter().flat_map(|fact| &fact.findings).filter_map(|finding| finding.stated.as_ref());
        let lacking = || facts.iter().flat_map(|fact| &fact.lacks).filter(|untold| untold.is_subject);
        let properties = stated().map(|stated| stated.main.property.clone());
        let without_item: HashSet<&IriBuf> = lacking().map(|untold| &untold.lacks).collect();
        let of_new = things.iter().filter(|untold| without_item.contains(&untold.lacks));
        let on_new = lacking().chain(of_new).filter_map(|untold| untold.stated.as_deref());
        let mut asked = Self {
            items: stated().map(|stated| stated.item.clone()).collect(),
            properties: properties.chain(lacking().map(|untold| untold.property.clone())).collect(),
            values: stated().chain(on_new).filter_map(|stated| stated.value_item().map(ToOwned::to_owned)).collect(),
            of_existence: alignment.of_existence().map(ToOwned::to_owned).collect(),
            ended: alignment.ended.iter().cloned().collect(),
            hedging: alignment.hedging.clone(),
            holds: alignment.holds.clone(),
            ..Self::default()
        };
        let mut of_things: HashMap<&IriBuf, Vec<&Untold>> = HashMap::new();
        for untold in things {
            of_things.entry(&untold.lacks).or_default().push(untold);
        }
        let mut seen = HashSet::new();
        for untold in lacking().filter(|untold| seen.insert(untold.lacks.clone())) {
            asked.seek(alignment, untold, of_things.get(&untold.lacks).map_or(&[], Vec::as_slice));
        }
        asked
    }

    /// Adds a thing that has no item. `own` are the statements that it would make of itself.
    fn seek(&mut self, alignment: &Alignment, untold: &Untold, own: &[&Untold]) {
        let (mut identity, mut further) = (Vec::new(), Vec::new());
        let mut keys = BTreeSet::new();
        let mut wanted = 0;
        for stated in own.iter().filter_map(|one| one.stated.as_ref()) {
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
        // A redirect is stated in a line or an answer by these.
        place("\"redirect\"".to_owned());
        place("\"redirects\"".to_owned());
        for sought in &mut self.sought {
            let redirects = &self.redirects;
            let ids = sought.identity.iter().filter_map(|snak| match &snak.content {
                Content::Value(DataValue::Entity(id)) => {
                    let all = redirects.earlier(id).into_iter().chain([id.as_str()]);
                    Some(all.map(|id| place(format!("\"{id}\""))).collect())
                }
                _ => None,
            });
            sought.ids = ids.collect();
            // Names are in JSON as they are, or with all but ASCII escaped; labels of Wikidata often begin with a capital.
            let names = [sought.name.clone(), capitalised(&sought.name)];
            let texts = names.iter().flat_map(|name| [quoted(name, false), quoted(name, true)]);
            sought.names = texts.map(&mut place).collect();
        }
        // A name is the same in upper and lower case.
        self.needles = AhoCorasick::builder().ascii_case_insensitive(!self.sought.is_empty()).build(texts).ok();
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
            let known = sought.ids.iter().filter(|ids| ids.iter().any(|id| found.contains(id))).count();
            (!sought.ids.is_empty() && known + 1 >= sought.ids.len())
                || sought.names.iter().any(|at| found.contains(at))
        };
        !found.is_empty() && self.sought.iter().any(is)
    }

    /// Takes in which ids lead to others. Whether the data must be read again for that: what an id leads to may have been
    /// passed over before that was known.
    pub fn follow(&mut self, redirects: &Redirects) -> bool {
        let current = self.items.iter().map(|item| redirects.current(item));
        let moved: Vec<String> = current.filter(|item| !self.items.contains(*item)).map(ToOwned::to_owned).collect();
        let is_moved = |snak: &Snak| match &snak.content {
            Content::Value(DataValue::Entity(id)) => {
                redirects.current(id) != id || !redirects.earlier(redirects.current(id)).is_empty()
            }
            _ => false,
        };
        let again = !moved.is_empty() || self.sought.iter().any(|sought| sought.snaks().any(is_moved));
        let current = self.values.iter().map(|item| redirects.current(item).to_owned());
        let values: HashSet<String> = current.filter(|item| !self.values.contains(item)).collect();
        self.values_moved = !values.is_empty();
        self.values.extend(values);
        self.items.extend(moved);
        for snak in self.sought.iter_mut().flat_map(|sought| sought.identity.iter_mut().chain(&mut sought.further)) {
            redirects.follow(&mut snak.content);
        }
        self.redirects = redirects.clone();
        again
    }

    /// Whether the statements on a property help to find the item of a thing without one.
    #[must_use]
    pub fn is_telling(&self, property: &str) -> bool {
        self.sought.iter().any(|sought| sought.snaks().any(|snak| snak.property == property))
    }

    /// The things without an item that an entity may be the item of. `said` are its statements on the properties that help.
    pub fn likenesses<'a>(&'a self, entity: &Node<'_>, said: &Statements) -> Vec<(&'a IriBuf, Likeness)> {
        if self.sought.is_empty() || entity::id_of(entity).is_none_or(|id| !id.starts_with('Q')) {
            return Vec::new();
        }
        let mut names = HashSet::new();
        entity::texts(entity, &mut |naming, _, text| {
            if naming != entity::Naming::Description {
                names.insert(text);
            }
        });
        let said = Said::of(said, &self.redirects, &self.ended, &self.hedging);
        let likeness = |sought: &'a Sought| Some((&sought.thing, sought.likeness(&said, &names)?));
        self.sought.iter().filter_map(likeness).collect()
    }
}

/// The values that an entity says by property: those that hold, and those that are deprecated, hedged, or had passed: they
/// ended, or others are preferred.
struct Said {
    standing: HashMap<String, Vec<Content>>,
    deprecated: HashMap<String, Vec<Content>>,
}

impl Said {
    fn of(statements: &Statements, redirects: &Redirects, ended: &HashSet<String>, hedging: &HashSet<String>) -> Self {
        let mut said = Self { standing: HashMap::new(), deprecated: HashMap::new() };
        for (property, list) in statements {
            let best = list.iter().map(|statement| statement.rank).max();
            for statement in list {
                let mut value = statement.value.clone();
                redirects.follow(&mut value);
                let is_less = |snak: &Snak| ended.contains(&snak.property) || hedging.contains(&snak.property);
                let has_ended = statement.qualifiers.iter().any(is_less);
                let stands = statement.rank != Rank::Deprecated && Some(statement.rank) == best && !has_ended;
                let of_rank = if stands { &mut said.standing } else { &mut said.deprecated };
                of_rank.entry(property.clone()).or_default().push(value);
            }
        }
        said
    }

    fn stands(&self, snak: &Snak) -> bool {
        self.standing.get(&snak.property).is_some_and(|values| values.contains(&snak.content))
    }

    /// Whether it says so, if only as deprecated.
    fn is_said(&self, snak: &Snak) -> bool {
        self.stands(snak) || self.deprecated.get(&snak.property).is_some_and(|values| values.contains(&snak.content))
    }

    /// Whether it says something else.
    fn is_otherwise(&self, snak: &Snak) -> bool {
        self.standing.contains_key(&snak.property) && !self.is_said(snak)
    }
}

impl Sought {
    fn snaks(&self) -> impl Iterator<Item = &Snak> {
        self.identity.iter().chain(&self.further)
    }

    fn likeness(&self, said: &Said, names: &HashSet<&str>) -> Option<Likeness> {
        if !self.identity.is_empty() && self.identity.iter().all(|snak| said.stands(snak)) {
            return Some(Likeness::Same);
        }
        // What is deprecated was its own once, or is by mistake; a quarter of the city, or another kind of mission: only a
        // person can decide, if nothing else contradicts it.
        let agree = self.identity.iter().filter(|snak| said.is_said(snak)).count();
        let nearly = self.identity.len() > 1 && agree + 1 >= self.identity.len();
        let form = normalise(&self.name);
        let named = names.iter().any(|name| normalise(name) == form);
        let against = self.further.iter().any(|snak| said.is_otherwise(snak));
        (named || (nearly && !against)).then_some(Likeness::Alike)
    }
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
