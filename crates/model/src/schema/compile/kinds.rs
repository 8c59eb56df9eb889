//! Shapes to kinds, with their templates.

use super::compiler::{Compiler, MOST_KINDS};
use crate::schema::fault::Fault;
use crate::schema::kind::{ClassId, Key, Kind, KindId, Layout, Role};
use crate::schema::shape::{Constraint, ShapeId, sh};
use crate::schema::space::NsId;
use crate::schema::{LabelTemplate, Template};
use crate::vocab::{chy, setting, std_terms as t};
use chancery_values::name::nearest;

/// The classes below which kinds are.
const TOPS: [&str; 6] = [chy::FACT, chy::ENTITY, chy::CLAIM, chy::SENTENCE, chy::TIME_SPAN, chy::QUANTITY];

impl Compiler<'_> {
    pub(super) fn kinds(&mut self) {
        let shapes = self.shapes;
        for (shape, said) in shapes.said() {
            let (Constraint::Key(key), Some(class)) = (&said.what, shapes.get(shape).target_class()) else { continue };
            if let Some(mut kind) = self.kind(shape, key, class) {
                self.check_name_suffices(shape, &mut kind);
                let Ok(number) = u16::try_from(self.schema.kinds.len()) else {
                    self.too_many(self.spot(shape, setting::KEY), MOST_KINDS, "kinds");
                    break;
                };
                let id = KindId(number);
                if let Some(before) = self.schema.by_key.insert(key.clone(), id) {
                    let before = self.schema.kinds.get(usize::from(before.0)).map(|kind| kind.class_iri.clone());
                    self.twice(shape, key, before.as_deref().unwrap_or_default());
                }
                if kind.class_iri == chy::CLAIM {
                    self.schema.claim = Some(id);
                }
                if kind.class_iri == chy::SENTENCE {
                    self.schema.sentence = Some(id);
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

    /// A second shape with the key of a first one: reported at the user's own shape.
    fn twice(&mut self, shape: ShapeId, key: &str, class: &str) {
        let is_own = |shape: ShapeId| self.ontology.is_own(&self.shapes.get(shape).node);
        let other = self.shapes_of.get(class).into_iter().flatten().find(|s| self.says(**s).key == Some(key));
        let spot = match other {
            Some(other) if is_own(*other) && !is_own(shape) => *other,
            _ => shape,
        };
        let fault = Fault::new(self.spot(spot, setting::KEY), format!("two shapes have the key `{key}`"));
        self.faults.push(fault.label("this key is already used").help("give the kind its own key"));
    }

    fn kind(&mut self, shape: ShapeId, key: &str, class: &str) -> Option<Kind> {
        let says = self.says(shape);
        let in_tree = |class: &str| TOPS.iter().any(|top| self.is_a(class, top));
        let Some(class_id) = self.schema.class_id(class).filter(|_| in_tree(class)) else {
            self.astray(shape, key, class);
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
        let properties: Vec<&[ShapeId]> = lineage.iter().map(|shape| &*self.says(*shape).properties).collect();
        for property in properties.into_iter().flatten() {
            if let Some(compiled) = self.key_of(key, *property) {
                match keys.iter_mut().find(|known| known.key == compiled.key) {
                    Some(known) => *known = compiled,
                    None => keys.push(compiled),
                }
            }
        }
        keys.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
        let own = says.iri_template;
        let inherited = lineage.iter().rev().find_map(|s| self.says(*s).iri_template);
        let template = match (own, inherited) {
            (Some(text), _) => Template::parse(text),
            (None, Some(text)) => Template::parse(text).map(|template| template.in_folder(&key.replace(' ', "-"))),
            (None, None) if role == Role::Part => Ok(Template::default()),
            (None, None) => Err(format!("kind `{key}` has no `setting:iriTemplate`, and inherits none")),
        };
        let template = template.unwrap_or_else(|fault| {
            self.fault(self.spot(shape, setting::IRI_TEMPLATE), fault);
            Template::default()
        });
        let label = lineage
            .iter()
            .rev()
            .find_map(|s| self.says(*s).label_template)
            .map_or(Ok(LabelTemplate::default()), LabelTemplate::parse)
            .unwrap_or_else(|fault| {
                self.fault(
                    self.spot(shape, setting::LABEL_TEMPLATE),
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
        let is_event = self.is_a(class, chy::EVENT);
        let affair = self.affair(&lineage, &keys, role, is_event);
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
            help: says.comment.unwrap_or_default().to_owned(),
            example: says.example.map(ToOwned::to_owned),
            words: self.words(shape),
            needs_date: dated && !named,
            one_of: self.one_of(&lineage),
            affair,
            identifying: Vec::new(),
            name_suffices: self.name_suffices(&lineage),
        })
    }

    /// Whether the shape, or the nearest above it that says so, makes an entity of a name alone.
    fn name_suffices(&self, lineage: &[ShapeId]) -> bool {
        lineage.iter().rev().find_map(|shape| self.says(*shape).name_suffices) == Some(true)
    }

    /// A name can be enough for an entity with an `id` that needs no other key.
    fn check_name_suffices(&mut self, shape: ShapeId, kind: &mut Kind) {
        let needs_more = kind.keys.iter().any(|key| key.min > 0 && key.key != "name") || !kind.one_of.is_empty();
        if kind.name_suffices && (!kind.has_id() || kind.key("name").is_none() || needs_more) {
            kind.name_suffices = false;
            if self.says(shape).name_suffices == Some(true) {
                self.fault(
                    self.spot(shape, setting::NAME_SUFFICES),
                    format!(
                        "kind `{}`: `setting:nameSuffices` is for entities that have an `id` and need only a `name`",
                        kind.key
                    ),
                );
            }
        }
    }

    /// A kind whose class is not one of facts or entities.
    fn astray(&mut self, shape: ShapeId, key: &str, class: &str) {
        let label = |(class, _): (&'_ str, _)| class.to_owned();
        let declared: Vec<String> = self.ontology.pairs(t::RDFS_SUB_CLASS_OF).map(label).collect();
        let fault = Fault::new(
            self.spot(shape, sh!("targetClass")),
            format!("the class <{class}> of kind `{key}` is not a subclass of chy:Fact or chy:Entity in the ontology"),
        )
        .label("not a class of facts or entities");
        let near = nearest(class, declared.iter().map(String::as_str));
        self.faults.push(match near {
            Some(near) => fault.help(format!("did you mean <{near}>?")),
            None => fault.help("name its superclass: `rdfs:subClassOf chy:Event`, or another class of the ontology"),
        });
    }

    /// `sh:or` of property shapes that each ask for one value: one of the predicates must have one.
    fn one_of(&mut self, lineage: &[ShapeId]) -> Vec<Vec<crate::schema::PredId>> {
        let shapes = self.shapes;
        let mut groups = Vec::new();
        let alternatives: Vec<&[ShapeId]> =
            lineage.iter().flat_map(|shape| self.says(*shape).alternatives.iter().copied()).collect();
        for alternatives in alternatives {
            let paths: Option<Vec<_>> = alternatives
                .iter()
                .map(|alternative| {
                    let property = *self.says(*alternative).properties.first()?;
                    self.says(property).min?;
                    Some(self.schema.space.add_predicate(shapes.get(property).property()?))
                })
                .collect();
            groups.extend(paths);
        }
        groups
    }

    /// The shapes of a class and of those above it, the most general first.
    fn lineage(&self, class: &str) -> Vec<ShapeId> {
        let Some(id) = self.schema.class_id(class) else { return Vec::new() };
        let mut above: Vec<ClassId> = self.schema.class(id).ancestors.clone();
        // A class with fewer classes above it is the more general one.
        above.sort_by_key(|c| (self.schema.class(*c).ancestors.len(), *c));
        above.iter().flat_map(|c| self.shapes_of.get(&self.schema.class(*c).iri).cloned().unwrap_or_default()).collect()
    }

    /// A template must name required keys, of which at most one may have many values or none; then it can be read back.
    fn check_template(
        &mut self,
        (shape, kind): (ShapeId, &str),
        role: Role,
        template: &Template,
        label: &LabelTemplate,
        keys: &[Key],
    ) {
        let of_iri = self.spot(shape, setting::IRI_TEMPLATE);
        let variables: Vec<String> = template.keys().map(ToOwned::to_owned).collect();
        let mut loose = 0;
        for (at, variable) in variables.iter().enumerate() {
            if role == Role::Entity && variable == "id" {
                continue;
            }
            let Some(key) = keys.iter().find(|key| key.key == *variable) else {
                self.fault(
                    of_iri.clone(),
                    format!("the IRI template of kind `{kind}` uses `{variable}`, which is not a key of it"),
                );
                continue;
            };
            let optional = key.min == 0;
            if optional && at + 1 != variables.len() {
                self.fault(
                    of_iri.clone(),
                    format!("the IRI template of kind `{kind}` uses `{variable}`, which may be missing: only the last one may"),
                );
            }
            loose += usize::from(optional || key.max.is_none());
        }
        if loose > 1 {
            self.fault(
                of_iri.clone(),
                format!(
                    "the IRI template of kind `{kind}` has {loose} variables with many values or none: at most one may"
                ),
            );
        }
        for used in label.keys() {
            if used != "id" && !keys.iter().any(|key| key.key == used) {
                self.fault(
                    self.spot(shape, setting::LABEL_TEMPLATE),
                    format!("the label template of kind `{kind}` uses `{used}`, which is not a key of it"),
                );
            }
        }
    }
}
