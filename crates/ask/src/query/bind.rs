//! Arguments (`a=Azerbaijan on=2008-01-01`) to terms.

use oxigraph::model::{Literal, NamedNode, Term};

use super::question::{Parameter, ParameterType, Question};
use super::token::substitute;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::literal::integer;
use chancery_model::origin::{FileId, Files, Origin};
use chancery_model::registry::{EntityId, Found, Registry};
use chancery_model::schema::{ClassId, Role, Schema};
use chancery_model::vocab::{concept, std_terms};
use chancery_values::name::{nearest, with_article};
use chancery_values::time::{Bounds, Date};

/// How many candidates a diagnostic names.
const SHOWN: usize = 12;

/// The name of a question and what was given with it, with places, so that diagnostics point at them.
#[derive(Debug)]
pub struct Arguments {
    file: FileId,
    /// The end of the question's name.
    name_end: usize,
    given: Vec<Given>,
}

#[derive(Debug)]
struct Given {
    text: String,
    start: usize,
}

impl Given {
    fn split(&self) -> Option<(&str, &str)> {
        self.text.split_once('=').map(|(name, value)| (name.trim(), value.trim()))
    }
}

impl Arguments {
    /// Takes the arguments as the shell gave them.
    #[must_use]
    pub fn new(name: &str, given: &[String], files: &Files) -> Self {
        let mut line = name.to_owned();
        let mut places = Vec::with_capacity(given.len());
        for text in given {
            line.push(' ');
            places.push(Given { text: text.clone(), start: line.len() });
            line.push_str(text);
        }
        Self { file: files.add_text("<arguments>", line.into_bytes()), name_end: name.len(), given: places }
    }

    /// The place of the question's name.
    #[must_use]
    pub fn name_origin(&self) -> Origin {
        Origin::new(self.file, 0, self.name_end as u64)
    }

    fn origin(&self, given: &Given) -> Origin {
        Origin::new(self.file, given.start as u64, (given.start + given.text.len()) as u64)
    }

    fn name_of(&self, given: &Given) -> Origin {
        let length = given.text.find('=').unwrap_or(given.text.len());
        Origin::new(self.file, given.start as u64, (given.start + length) as u64)
    }

    fn value_of(&self, given: &Given) -> Origin {
        let from = given.text.find('=').map_or(0, |at| at + 1);
        Origin::new(self.file, (given.start + from) as u64, (given.start + given.text.len()) as u64)
    }
}

impl Question {
    /// The query with the arguments put in, or nothing and diagnostics.
    pub fn bind(
        &self,
        schema: &Schema,
        registry: &Registry,
        arguments: &Arguments,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let before = diagnostics.errors();
        for (at, given) in arguments.given.iter().enumerate() {
            if let Some(diagnostic) = self.misplaced(arguments, at, given) {
                diagnostics.push(diagnostic);
            }
        }
        let values: Vec<Option<(&str, Origin)>> =
            self.parameters.iter().map(|parameter| value(parameter, arguments)).collect();
        // The day of the question is the day for which names are meant.
        let mut dates = self.parameters.iter().zip(&values).filter(|(p, _)| p.takes == ParameterType::Date);
        let day = match (dates.next(), dates.next()) {
            (Some((_, Some((text, _)))), None) => Date::parse_iso(text).ok(),
            _ => None,
        };
        let when = day.map(|day| Bounds::within(Some(day), Some(day)));
        let mut terms: Vec<(&str, Term)> = Vec::with_capacity(self.parameters.len());
        for (parameter, value) in self.parameters.iter().zip(values) {
            let Some((text, origin)) = value else {
                diagnostics.push(
                    Diagnostic::error(Code::MissingParameter, format!("`{}` needs `{}`", self.name, parameter.name))
                        .at(arguments.name_origin())
                        .label(format!("`{}` is {}", parameter.name, parameter.what(schema)))
                        .help(format!("for example: {}", self.example())),
                );
                continue;
            };
            if parameter.stays_open(text) {
                continue;
            }
            match term(schema, registry, parameter, text, origin, when.as_ref()) {
                Ok(term) => terms.push((&parameter.variable, term)),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        if diagnostics.errors() > before {
            return None;
        }
        let lookup = |name: &str| terms.iter().find(|(variable, _)| *variable == name).map(|(_, term)| term.clone());
        Some(substitute(&self.text, lookup))
    }

    /// What is wrong with an argument before its value is looked at.
    fn misplaced(&self, arguments: &Arguments, at: usize, given: &Given) -> Option<Diagnostic> {
        let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let takes = if names.is_empty() {
            format!("`{}` takes no parameters", self.name)
        } else {
            format!("`{}` takes {}", self.name, names.join(", "))
        };
        let Some((name, _)) = given.split() else {
            return Some(
                Diagnostic::error(Code::MalformedArgument, format!("`{}` has no `=`", given.text))
                    .at(arguments.origin(given))
                    .label("not of the form name=value")
                    .help(takes)
                    .help(format!("for example: {}", self.example())),
            );
        };
        if !names.contains(&name) {
            let mut diagnostic =
                Diagnostic::error(Code::UnknownParameter, format!("`{}` has no parameter `{name}`", self.name))
                    .at(arguments.name_of(given))
                    .label("not a parameter of the question");
            if let Some(near) = nearest(name, names.iter().copied()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            return Some(diagnostic.help(takes).help(format!("for example: {}", self.example())));
        }
        let first =
            arguments.given.iter().take(at).find(|other| other.split().is_some_and(|(other, _)| other == name))?;
        Some(
            Diagnostic::error(Code::DuplicateParameter, format!("`{name}` is given twice"))
                .at(arguments.origin(given))
                .label("the second time")
                .related(arguments.origin(first), "the first time")
                .help("a parameter takes one value"),
        )
    }
}

/// What was given for a parameter, or its default.
fn value<'a>(parameter: &'a Parameter, arguments: &'a Arguments) -> Option<(&'a str, Origin)> {
    let mut given = arguments.given.iter().filter_map(|given| {
        let (name, value) = given.split()?;
        (name == parameter.name).then(|| (value, arguments.value_of(given)))
    });
    given.next().or_else(|| parameter.default.as_deref().map(|default| (default, arguments.name_origin())))
}

fn term(
    schema: &Schema,
    registry: &Registry,
    parameter: &Parameter,
    text: &str,
    origin: Origin,
    when: Option<&Bounds>,
) -> Result<Term, Box<Diagnostic>> {
    let example = format!("for example {}", parameter.written());
    match &parameter.takes {
        ParameterType::Entity(class) => entity(schema, registry, *class, text, origin, when),
        ParameterType::Concept(scheme) => concept_of(schema, scheme, text, origin),
        ParameterType::Fact => fact(schema, text, origin).map_err(|diagnostic| Box::new(diagnostic.help(example))),
        ParameterType::Date => match Date::parse_iso(text) {
            Ok(date) => {
                Ok(Literal::new_typed_literal(date.to_string(), NamedNode::new_unchecked(std_terms::XSD_DATE)).into())
            }
            Err(error) => Err(Box::new(
                Diagnostic::error(Code::MalformedDate, format!("`{text}` is not a day: {error}"))
                    .at(origin)
                    .label("a day is expected")
                    .help(example),
            )),
        },
        ParameterType::Number(datatype) => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let number = |text: &str| text.chars().any(|c| c.is_ascii_digit()) && text.parse::<f64>().is_ok();
            let good = match datatype.strip_prefix(std_terms::XSD) {
                Some("integer") => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
                Some("decimal") => number(digits) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.'),
                _ => number(digits),
            };
            if good {
                // A query may take a number for its digits: `08` and `+8` are 8.
                let text = integer(text).unwrap_or_else(|| text.to_owned());
                if let Some(diagnostic) = too_small(parameter, &text) {
                    return Err(Box::new(diagnostic.at(origin).help(example)));
                }
                Ok(Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype.as_str())).into())
            } else {
                Err(Box::new(
                    Diagnostic::error(Code::MalformedNumber, format!("`{text}` is not a number of the expected kind"))
                        .at(origin)
                        .label(format!("xsd:{} is expected", datatype.trim_start_matches(std_terms::XSD)))
                        .help(example),
                ))
            }
        }
        ParameterType::Text => Ok(Literal::new_simple_literal(text).into()),
    }
}

/// What is wrong with a number that is less than its parameter takes.
fn too_small(parameter: &Parameter, number: &str) -> Option<Diagnostic> {
    let least = parameter.least.as_deref()?;
    if number.parse::<f64>().ok()? >= least.parse::<f64>().ok()? {
        return None;
    }
    let name = &parameter.name;
    let diagnostic = Diagnostic::error(Code::OutOfRange, format!("`{name}` is at least {least}, not {number}"))
        .label(format!("at least {least} is expected"));
    let description = &parameter.description;
    Some(if description.is_empty() { diagnostic } else { diagnostic.help(format!("`{name}`: {description}")) })
}

fn entity(
    schema: &Schema,
    registry: &Registry,
    class: ClassId,
    text: &str,
    origin: Origin,
    when: Option<&Bounds>,
) -> Result<Term, Box<Diagnostic>> {
    // One of our IRIs is the id with its folder, after the base.
    let name = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let name = name.strip_prefix(schema.base.as_str()).unwrap_or(name);
    let of_class = &schema.class(class).label;
    let one = with_article(of_class);
    let id_of = |id: &EntityId| registry.written(schema, *id);
    let diagnostic = match registry.find(schema, name, class, when) {
        Found::One(id) => return Ok(NamedNode::new_unchecked(format!("{}{}", schema.base, id_of(&id))).into()),
        Found::Several(bearers) => {
            let shown: Vec<String> = bearers.iter().take(SHOWN).map(|id| registry.shown(schema, *id)).collect();
            let ids: Vec<String> = bearers.iter().take(SHOWN).map(|id| format!("`{}`", id_of(id))).collect();
            let hint = if when.is_some() {
                "the day is in the time of several of them, or of none"
            } else {
                "the question has no day that could distinguish them"
            };
            Diagnostic::error(Code::AmbiguousName, format!("`{text}` is the name of several: {}", shown.join(", ")))
                .label("which one?")
                .help(hint)
                .help(format!("write one of {}", ids.join(", ")))
        }
        Found::OtherClass(bearers) => {
            let what = |id: &EntityId| {
                let entity = registry.entity(*id);
                format!("`{}` is {}", entity.label, with_article(&schema.kind(entity.kind).key))
            };
            let shown: Vec<String> = bearers.iter().take(SHOWN).map(what).collect();
            Diagnostic::error(Code::WrongClass, format!("`{text}` is not the name of {one}"))
                .label(format!("{one} is expected"))
                .help(shown.join(", "))
        }
        Found::None => {
            let unknown = Diagnostic::error(Code::UnknownName, format!("no {of_class} is called `{text}`"))
                .label("not in the registry");
            match registry.suggestion(schema, name, class).and_then(|near| registry.by_id(schema, near.kind, &near.id))
            {
                Some(near) => unknown.help(format!("did you mean {}?", registry.shown(schema, near))),
                None => unknown,
            }
            .help("a name must match exactly")
        }
    };
    Err(Box::new(diagnostic.at(origin)))
}

/// A fact is written as exports write it: `<IRI>`, the IRI bare, `prefix:name` with the escapes of Turtle, or the folder
/// and the name. Whether there is such a fact is for the query to find.
fn fact(schema: &Schema, text: &str, origin: Origin) -> Result<Term, Diagnostic> {
    let bare = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let name = bare.strip_prefix(schema.base.as_str()).unwrap_or(bare);
    let kinds = || schema.kinds().filter(|kind| kind.role == Role::Fact);
    let findings = schema.space.namespace(schema.folders.finding);
    let folder_and_name = name.split_once('/').or_else(|| name.split_once(':'));
    let found = folder_and_name.and_then(|(folder, local)| {
        let is_of_kind = || kinds().any(|kind| kind.template.folder() == folder);
        (!local.is_empty() && (findings.is_some_and(|one| one.prefix == folder) || is_of_kind()))
            .then_some((folder, local))
    });
    let Some((folder, local)) = found else {
        let mut diagnostic = Diagnostic::error(Code::NotAFact, format!("`{text}` is not the IRI of a fact"))
            .at(origin)
            .label("a fact is expected");
        let folders: Vec<&str> = kinds().map(|kind| kind.template.folder()).collect();
        if let Some(near) = folder_and_name.and_then(|(folder, _)| nearest(folder, folders.iter().copied())) {
            diagnostic = diagnostic.help(format!("did you mean `{near}:`?"));
        }
        return Err(diagnostic.help("an IRI of a fact begins with its kind; `chancery export` shows them"));
    };
    let mut local_name = String::with_capacity(local.len());
    let mut chars = local.chars();
    while let Some(c) = chars.next() {
        local_name.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    let iri = format!("{}{folder}/{local_name}", schema.base);
    NamedNode::new(iri).map(Term::from).map_err(|error| {
        Diagnostic::error(Code::MalformedIri, format!("`{text}` is not an IRI: {error}")).at(origin).label("not an IRI")
    })
}

fn concept_of(schema: &Schema, scheme: &str, text: &str, origin: Origin) -> Result<Term, Box<Diagnostic>> {
    let iri = format!("{}{scheme}", concept::BASE);
    let of_scheme = |concept: &&chancery_model::schema::Concept| concept.scheme.as_deref() == Some(iri.as_str());
    let bare = text.strip_prefix(scheme).and_then(|rest| rest.strip_prefix(':')).unwrap_or(text);
    let written = schema.concepts_written(bare).iter().map(|id| schema.concept(*id));
    let found: Vec<_> = written.filter(of_scheme).collect();
    if let [one] = found.as_slice() {
        return Ok(NamedNode::new_unchecked(one.iri.as_str()).into());
    }
    let codes: Vec<&str> = schema.concepts().filter(of_scheme).map(|concept| concept.code.as_str()).collect();
    let mut diagnostic = if found.is_empty() {
        Diagnostic::error(Code::UnknownConcept, format!("`{scheme}` has no term `{text}`"))
    } else {
        Diagnostic::error(Code::AmbiguousConcept, format!("`{text}` is the name of several terms of `{scheme}`"))
    };
    diagnostic = diagnostic.at(origin).label("not in the list");
    if let Some(near) = nearest(bare, codes.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    Err(Box::new(diagnostic.help(format!("the terms are {}", codes.join(", ")))))
}
