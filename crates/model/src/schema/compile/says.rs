//! What a shape says to the mapper, by term. Every term of the tree has its line here, those that say nothing to the mapper
//! too: with a new one the program does not compile until this file says which it is.

use oxrdf::{Literal, Term};

use crate::schema::path::Path;
use crate::schema::shape::{Bound, Constraint, NodeKind, Shape, ShapeId, is_english};

/// What a shape says, of each term the first value, as far as there is one alone for the mapper.
#[derive(Debug, Default)]
pub(super) struct Says<'s> {
    pub key: Option<&'s str>,
    pub iri_template: Option<&'s str>,
    pub label_template: Option<&'s str>,
    pub comment: Option<&'s str>,
    pub example: Option<&'s str>,
    pub words: Vec<&'s str>,
    pub properties: Vec<ShapeId>,
    pub nodes: Vec<ShapeId>,
    pub alternatives: Vec<&'s [ShapeId]>,
    pub members: Option<&'s [Term]>,
    pub class: Option<&'s str>,
    pub datatype: Option<&'s str>,
    pub node_kind: Option<NodeKind>,
    pub min: Option<u64>,
    pub max: Option<u64>,
    pub least: Option<&'s Literal>,
    pub greatest: Option<&'s Literal>,
    pub pattern: Option<&'s str>,
    pub text_pattern: Option<&'s str>,
    pub form: Option<&'s str>,
    pub value_template: Option<&'s str>,
    pub unit: Option<&'s Term>,
    pub units: Option<&'s [Term]>,
    pub in_sentence: Option<&'s str>,
    pub order: Option<f64>,
    pub description: Option<&'s str>,
    pub unique_lang: Option<bool>,
    pub symmetric: Option<bool>,
    pub unique: Option<bool>,
    pub identifies: Option<bool>,
    pub begins: Option<bool>,
    pub ends: Option<bool>,
    pub bare_code: Option<bool>,
    pub asserts: Option<bool>,
    pub identified: Option<&'s [Path]>,
    pub refined: Option<&'s [Path]>,
    pub distinguished: Option<&'s [Path]>,
    pub measured: Option<&'s [Path]>,
    pub recurs: Option<&'s Term>,
    pub fixed: Option<bool>,
    pub exclusive: Option<bool>,
    pub name_suffices: Option<bool>,
    pub within_life: Option<bool>,
    pub named_at: Option<&'s String>,
    pub unfolds_to: Option<&'s String>,
    pub states_life: Option<bool>,
}

fn first<T>(place: &mut Option<T>, value: T) {
    place.get_or_insert(value);
}

fn english<'s>(place: &mut Option<&'s str>, text: &'s Literal) {
    if is_english(text) {
        first(place, text.value());
    }
}

impl<'s> Says<'s> {
    /// What a shape says.
    pub fn of(shape: &'s Shape) -> Self {
        let mut says = Self::default();
        shape.says().for_each(|constraint| says.add(constraint));
        says
    }

    fn add(&mut self, constraint: &'s Constraint) {
        use Constraint as C;
        match constraint {
            C::Key(text) => first(&mut self.key, text),
            C::IriTemplate(text) => first(&mut self.iri_template, text),
            C::LabelTemplate(text) => english(&mut self.label_template, text),
            C::Comment(text) => english(&mut self.comment, text),
            C::Example(text) => first(&mut self.example, text),
            C::HiddenLabel(text) => self.words.push(text),
            C::Property(shape) => self.properties.push(*shape),
            C::Node(shape) => self.nodes.push(*shape),
            C::Or(shapes) => self.alternatives.push(shapes),
            C::In(members) => first(&mut self.members, members),
            C::Class(class) => first(&mut self.class, class),
            C::Datatype(datatype) => first(&mut self.datatype, datatype),
            C::NodeKind(kind) => first(&mut self.node_kind, *kind),
            C::MinCount(count) => first(&mut self.min, *count),
            C::MaxCount(count) => first(&mut self.max, *count),
            C::Bound(Bound::MinInclusive, bound) => first(&mut self.least, bound),
            C::Bound(Bound::MaxInclusive, bound) => first(&mut self.greatest, bound),
            C::Pattern(pattern) => first(&mut self.pattern, pattern),
            C::TextPattern(pattern) => first(&mut self.text_pattern, pattern),
            C::Form(text) => english(&mut self.form, text),
            C::ValueTemplate(text) => first(&mut self.value_template, text),
            C::Unit(unit @ (Term::NamedNode(_) | Term::BlankNode(_))) => first(&mut self.unit, unit),
            C::UnitIn(units) => first(&mut self.units, units),
            C::InSentence(text) => first(&mut self.in_sentence, text),
            C::Order(order) => first(&mut self.order, *order),
            C::Description(text) => english(&mut self.description, text),
            C::UniqueLang(flag) => first(&mut self.unique_lang, *flag),
            C::Symmetric(flag) => first(&mut self.symmetric, *flag),
            C::Unique(flag) => first(&mut self.unique, *flag),
            C::Identifies(flag) => first(&mut self.identifies, *flag),
            C::Begins(flag) => first(&mut self.begins, *flag),
            C::Ends(flag) => first(&mut self.ends, *flag),
            C::BareCode(flag) => first(&mut self.bare_code, *flag),
            C::Asserts(flag) => first(&mut self.asserts, *flag),
            C::IdentifiedBy(paths) => first(&mut self.identified, paths),
            C::RefinedBy(paths) => first(&mut self.refined, paths),
            C::DistinguishedBy(paths) => first(&mut self.distinguished, paths),
            C::MeasuredBy(paths) => first(&mut self.measured, paths),
            C::Recurs(term) => first(&mut self.recurs, term),
            C::Fixed(flag) => first(&mut self.fixed, *flag),
            C::Exclusive(flag) => first(&mut self.exclusive, *flag),
            C::NamedAt(when) => first(&mut self.named_at, when),
            C::UnfoldsTo(property) => first(&mut self.unfolds_to, property),
            C::NameSuffices(flag) => first(&mut self.name_suffices, *flag),
            C::WithinLife(flag) => first(&mut self.within_life, *flag),
            C::StatesLife(flag) => first(&mut self.states_life, *flag),
            // Engines of SHACL compare data with these; `sh:defaultValue` is for readers, `setting:list` for checks of the list.
            C::Bound(Bound::MinExclusive | Bound::MaxExclusive, _)
            | C::MinLength(_)
            | C::MaxLength(_)
            | C::Flags(_)
            | C::LanguageIn(_)
            | C::Pair(..)
            | C::HasValue(_)
            | C::Closed(_)
            | C::IgnoredProperties(_)
            | C::QualifiedValueShape(_)
            | C::QualifiedMinCount(_)
            | C::QualifiedMaxCount(_)
            | C::QualifiedValueShapesDisjoint(_)
            | C::Not(_)
            | C::And(_)
            | C::Xone(_)
            | C::Deactivated(_)
            | C::Severity(_)
            | C::Message(_)
            | C::DefaultValue(_)
            | C::List(_)
            | C::Unit(_) => {}
        }
    }
}
