//! What the shapes of a kind say of its affairs.

use oxrdf::Term;

use super::compiler::Compiler;
use crate::schema::affair::{Affair, KeyPath, Recurs};
use crate::schema::fault::{Fault, Spot};
use crate::schema::kind::{Key, Kind, Role};
use crate::schema::path::Path;
use crate::schema::shape::ShapeId;
use crate::schema::{ClassId, PredId, ValueType};
use crate::vocab::{chy, concept, setting};

/// The fewest days of a year and of a month.
const YEAR: u32 = 365;
const MONTH: u32 = 28;

impl Compiler<'_> {
    /// What makes two facts of a kind one, by the most special of its shapes that says so. A key that no list names says more of
    /// the affair: lint reports it.
    pub(super) fn affair(&mut self, lineage: &[ShapeId], keys: &[Key], role: Role, is_event: bool) -> Option<Affair> {
        let shape = *lineage.iter().rev().find(|shape| self.says(**shape).identified.is_some())?;
        let says = self.says(shape);
        let mut affair = Affair { is_event, ..Affair::default() };
        for (term, paths, list) in [
            (setting::IDENTIFIED_BY, says.identified, &mut affair.identified),
            (setting::REFINED_BY, says.refined, &mut affair.refined),
            (setting::DISTINGUISHED_BY, says.distinguished, &mut affair.distinguished),
            (setting::MEASURED_BY, says.measured, &mut affair.measured),
        ] {
            for path in paths.into_iter().flatten() {
                match self.key_path(keys, path) {
                    Some(path) => list.push(path),
                    None => self.no_such_path(shape, term, path),
                }
            }
        }
        affair.recurs = match says.recurs {
            None => Recurs::default(),
            Some(term) => recurs(term).unwrap_or_else(|| {
                self.faults.push(not_recurs(self.spot(shape, setting::RECURS)));
                Recurs::default()
            }),
        };
        let is_named = |at: usize| {
            let lists = [&affair.identified, &affair.refined, &affair.distinguished, &affair.measured];
            lists.iter().any(|list| list.iter().any(|path| path.key == at))
        };
        let of_all = |at: usize| {
            let predicate = self.schema.space.predicate_iri(keys[at].predicate);
            [chy::DURING, chy::CONFLICTS_WITH].contains(&predicate) || keys[at].unfolds_to.is_some()
        };
        let others: Vec<usize> =
            (0..keys.len()).filter(|at| role == Role::Fact && !is_named(*at) && !of_all(*at)).collect();
        affair.refined.extend(others.into_iter().map(|key| self.path_of(keys, key, None)));
        Some(affair)
    }

    /// How often there is one thing whose facts a concept identifies, if it says so.
    pub(super) fn recurs_of_concept(&mut self, iri: &str) -> Option<Recurs> {
        let term = self.ontology.objects(iri, setting::RECURS).next()?;
        let recurs = recurs(term);
        if recurs.is_none() {
            self.faults.push(not_recurs(Spot::value(iri, setting::RECURS)));
        }
        recurs
    }

    /// Which properties of entities identify facts about them.
    pub(super) fn identifying(&mut self) {
        let mut asked: Vec<(ClassId, PredId)> = Vec::new();
        for kind in self.schema.kinds().filter(|kind| kind.role == Role::Fact) {
            for path in kind.affair.iter().flat_map(|affair| &affair.identified) {
                if let (Some(inner), ValueType::Entity(class)) = (path.inner, &kind.keys[path.key].value) {
                    asked.push((*class, inner));
                }
            }
        }
        let identifying = |kind: &Kind| {
            let mut found: Vec<PredId> = asked
                .iter()
                .filter(|(class, _)| self.schema.is_a(kind.class, *class))
                .map(|(_, asked)| *asked)
                .collect();
            if !found.is_empty() {
                let own = kind.affair.iter().flat_map(|affair| &affair.identified);
                found.extend(own.map(|path| kind.keys[path.key].predicate));
            }
            found.sort_unstable();
            found.dedup();
            found
        };
        let all: Vec<Vec<PredId>> = self.schema.kinds().map(identifying).collect();
        for (kind, identifying) in self.schema.kinds.iter_mut().zip(all) {
            kind.identifying = identifying;
        }
    }

    /// A path that is a key, or a key and a property of its values.
    fn key_path(&mut self, keys: &[Key], path: &Path) -> Option<KeyPath> {
        let (outer, inner) = match path {
            Path::Forward(property) => (property, None),
            Path::Sequence(steps) => match &steps[..] {
                [Path::Forward(outer), Path::Forward(inner)] => (outer, Some(inner)),
                _ => return None,
            },
            _ => return None,
        };
        let outer = self.schema.space.predicate(outer)?;
        let key = keys.iter().position(|key| key.predicate == outer && !key.inverse)?;
        Some(self.path_of(keys, key, inner.map(String::as_str)))
    }

    /// The path of a key, or of a property of its values, with what the shapes of that property say of it.
    fn path_of(&mut self, keys: &[Key], key: usize, inner: Option<&str>) -> KeyPath {
        let Some(property) = inner else {
            return KeyPath { key, inner: None, fixed: keys[key].fixed, exclusive: keys[key].exclusive };
        };
        let shapes = self.shapes.iter().enumerate().filter(|(_, shape)| shape.property() == Some(property));
        let (mut fixed, mut exclusive) = (false, false);
        for (shape, _) in shapes {
            let says = self.says(shape);
            fixed |= says.fixed == Some(true);
            exclusive |= says.exclusive == Some(true);
        }
        KeyPath { key, inner: Some(self.schema.space.add_predicate(property)), fixed, exclusive }
    }

    fn no_such_path(&mut self, shape: ShapeId, term: &str, path: &Path) {
        let named: Vec<&str> = path.properties();
        let name = term.strip_prefix(setting::NS).unwrap_or(term);
        let message = match &named[..] {
            [] => format!("`setting:{name}` takes a list of paths of keys, and a member of it is not a path"),
            _ => format!("`setting:{name}` names <{}>, which no key of the kind has as its path", named.join("> / <")),
        };
        let fault = Fault::new(self.spot(shape, term), message).label("in this list");
        self.faults.push(
            fault.help("name the `sh:path` of a key; or two in brackets: that of a key, and a property of its values"),
        );
    }
}

/// What is wrong where `setting:recurs` has another value.
fn not_recurs(spot: Spot) -> Fault {
    let message = "`setting:recurs` takes recurrence:once, recurrence:in-spells, recurrence:freely, recurrence:by-period or a duration";
    let fault = Fault::new(spot, message.to_owned()).label("not one of these");
    fault.help("write a duration as `\"P1Y\"^^xsd:duration`")
}

/// How often there is one: a concept, or a duration of years, months and days.
fn recurs(term: &Term) -> Option<Recurs> {
    match term {
        Term::NamedNode(node) => match node.as_str() {
            concept::ONCE => Some(Recurs::Once),
            concept::IN_SPELLS => Some(Recurs::Apart(0)),
            concept::FREELY => Some(Recurs::Freely),
            concept::BY_PERIOD => Some(Recurs::ByPeriod),
            _ => None,
        },
        Term::Literal(literal) => days(literal.value()).map(Recurs::Apart),
        _ => None,
    }
}

/// The fewest days of a duration of years, months and days (XML Schema 1.1 Part 2, section 3.3.6).
fn days(text: &str) -> Option<u32> {
    let mut rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let mut days = 0_u32;
    for (unit, length) in [('Y', YEAR), ('M', MONTH), ('D', 1)] {
        if let Some((number, after)) = rest.split_once(unit) {
            let number: u32 = number.parse().ok()?;
            days = days.checked_add(number.checked_mul(length)?)?;
            rest = after;
        }
    }
    rest.is_empty().then_some(days)
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn a_duration_has_at_least_so_many_days() {
        let cases =
            [("P1Y", Some(365)), ("P1Y2M3D", Some(424)), ("P10D", Some(10)), ("P", None), ("1Y", None), ("P1W", None)];
        for (text, expected) in cases {
            assert_eq!(days(text), expected, "{text}");
        }
        assert_eq!(days("P99999999Y"), None);
    }
}
