//! A named question as its file says it.

use std::sync::Arc;

use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::{ClassId, Schema};
use chancery_model::source::resource::Resource;
use chancery_model::source::{Entry, Node};
use chancery_model::vocab::{concept, std_terms};
use chancery_values::name::{nearest, with_article};

use super::header::{About, Header};
use super::token::variables;

/// What a header may say. Those after `parameters` belong to grlc and are passed over.
static ABOUT: About = About {
    code: Code::BadQuestion,
    noun: "question",
    help: "`chancery query --help` shows what a question's header says",
    keys: &[
        "summary",
        "description",
        "parameters",
        "endpoint",
        "method",
        "tags",
        "pagination",
        "enumerate",
        "defaults",
    ],
};

/// What may be said of a parameter.
const PARAMETER: [&str; 7] = ["type", "class", "scheme", "example", "description", "default", "least"];

/// The default of a parameter that matches anything: its variable stays in the query.
const ANY: &str = "any";

/// The datatypes a number may have.
const NUMBERS: [&str; 3] = ["integer", "decimal", "double"];

/// All questions, by name.
#[derive(Debug, Default)]
pub struct Catalogue {
    questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// The name of its file, without the ending.
    pub name: String,
    /// What it asks, in a line.
    pub summary: String,
    /// What there is to know about the answer; may be empty.
    pub description: String,
    /// What must be given to ask it, in the order of its header.
    pub parameters: Vec<Parameter>,
    /// The query.
    pub text: Arc<str>,
    /// The file of the query.
    pub file: FileId,
}

/// What must be given to ask a question.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its key in the header, by which it is given: letters and digits, the first a lower-case letter.
    pub name: String,
    /// The variable in its place in the query, without the question mark: `_a_iri`, `_on_xsd_date`.
    pub variable: String,
    /// What its value must be.
    pub takes: ParameterType,
    /// A value that works.
    pub example: String,
    /// What there is to know about the value, in English; may be empty.
    pub description: String,
    /// What is meant where nothing is given; see [`Parameter::stays_open`] for `any`.
    pub default: Option<String>,
    /// The least number that is taken.
    pub least: Option<String>,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterType {
    /// The name of an entity of the class.
    Entity(ClassId),
    /// A term of the scheme with this code: what its IRI has after the base of concepts.
    Concept(String),
    /// A fact, by its IRI.
    Fact,
    /// A day.
    Date,
    /// A number; the whole IRI of its datatype.
    Number(String),
    /// Any text.
    Text,
}

impl Catalogue {
    /// Reads questions, a file each. What is wrong goes to `diagnostics`, and a question that is wrong is left out.
    pub fn read(schema: &Schema, resources: &[Resource], diagnostics: &mut Diagnostics) -> Self {
        let questions = resources.iter().filter_map(|resource| Question::read(schema, resource, diagnostics)).collect();
        Self { questions }
    }

    /// All questions, by name.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.name == name)
    }

    /// The diagnostic of a name that no question has.
    #[must_use]
    pub fn unknown(&self, name: &str, origin: Origin) -> Diagnostic {
        let names: Vec<&str> = self.questions.iter().map(|question| question.name.as_str()).collect();
        let mut diagnostic = Diagnostic::error(Code::UnknownQuestion, format!("no question is called `{name}`"))
            .at(origin)
            .label("not the name of a question");
        if let Some(near) = nearest(name, names.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        diagnostic.help(format!("the questions are {}", names.join(", ")))
    }
}

impl Question {
    /// Reads a question's file.
    fn read(schema: &Schema, resource: &Resource, diagnostics: &mut Diagnostics) -> Option<Self> {
        let file = resource.file;
        let header = Header::new(&ABOUT, file, diagnostics);
        let mut reader = HeaderReader { schema, file, text: &resource.text, header };
        let node = reader.header.read(&resource.text)?;
        let summary = reader.header.needed(&node, "summary");
        let description = reader.text(&node, "description");
        let given = node.get("parameters").and_then(Node::entries).unwrap_or_default();
        let parameters: Vec<Parameter> = given.iter().filter_map(|entry| reader.parameter(entry)).collect();
        for (variable, at) in variables(&resource.text) {
            let stray = variable.starts_with('_') && !parameters.iter().any(|p| p.variable == variable);
            // A parameter that is wrong itself was reported already.
            if stray && reader.header.good {
                let origin = Origin::new(file, at as u64 - 1, (at + variable.len()) as u64);
                reader.wrong(origin, format!("`?{variable}` is not a parameter"), "not in the header");
            }
        }
        reader.header.good.then(|| Self {
            name: resource.name.trim_end_matches(".rq").to_owned(),
            summary,
            description,
            parameters,
            text: Arc::from(&*resource.text),
            file,
        })
    }

    /// A line that asks the question, with the examples.
    #[must_use]
    pub fn example(&self) -> String {
        let mut line = format!("chancery query {}", self.name);
        for parameter in self.parameters.iter().filter(|parameter| parameter.default.is_none()) {
            line.push(' ');
            line.push_str(&parameter.written());
        }
        line
    }
}

impl Parameter {
    /// The parameter with its example, as a shell takes it.
    #[must_use]
    pub fn written(&self) -> String {
        let plain = |c: char| c.is_alphanumeric() || "-_.:/,+".contains(c);
        if self.example.chars().all(plain) {
            format!("{}={}", self.name, self.example)
        } else {
            format!("{}='{}'", self.name, self.example.replace('\'', r"'\''"))
        }
    }

    /// Whether this value puts nothing in the place of the variable, which then matches anything: `any`, where
    /// the header gives it as the default. A text has no such value, since any text could be meant as one.
    #[must_use]
    pub fn stays_open(&self, value: &str) -> bool {
        value == ANY && self.default.as_deref() == Some(ANY) && self.takes != ParameterType::Text
    }

    /// What its value must be, in words.
    #[must_use]
    pub fn what(&self, schema: &Schema) -> String {
        match &self.takes {
            ParameterType::Entity(class) => format!("the name of {}", with_article(&schema.class(*class).label)),
            ParameterType::Concept(scheme) => format!("a term of {}", scheme.replace('-', " ")),
            ParameterType::Fact => "the IRI of a fact, whole or with its prefix".to_owned(),
            ParameterType::Date => "a day".to_owned(),
            ParameterType::Number(_) => "a number".to_owned(),
            ParameterType::Text => "a text".to_owned(),
        }
    }
}

struct HeaderReader<'a> {
    schema: &'a Schema,
    file: FileId,
    text: &'a str,
    header: Header<'a>,
}

impl HeaderReader<'_> {
    fn wrong(&mut self, origin: Origin, message: impl Into<String>, label: impl Into<String>) {
        self.header.wrong(origin, message, label);
    }

    fn text(&mut self, node: &Node<'_>, key: &str) -> String {
        self.header.text(node, key)
    }

    fn parameter(&mut self, entry: &Entry<'_>) -> Option<Parameter> {
        let name = entry.key.text.as_ref();
        let origin = entry.key.origin(self.file);
        // An underscore separates the name from the type in the variable, so a name has none.
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            self.wrong(
                origin,
                format!("`{name}` is not allowed as the name of a parameter"),
                "letters and digits are expected",
            );
            return None;
        }
        let node = &entry.value;
        let Some(entries) = node.entries() else {
            self.wrong(node.origin(self.file), format!("`{name}` says nothing"), "`{type: …, example: …}` is expected");
            return None;
        };
        for entry in entries {
            self.header.known(entry, &PARAMETER);
        }
        let example = self.text(node, "example");
        if example.is_empty() {
            self.wrong(origin, format!("the parameter `{name}` has no example"), "`example: …` is missing");
        }
        let takes = self.takes(name, node)?;
        let variable = match &takes {
            ParameterType::Entity(_) | ParameterType::Concept(_) | ParameterType::Fact => format!("_{name}_iri"),
            ParameterType::Date => format!("_{name}_xsd_date"),
            ParameterType::Number(datatype) => {
                format!("_{name}_xsd_{}", datatype.strip_prefix(std_terms::XSD).unwrap_or(datatype))
            }
            ParameterType::Text => format!("_{name}"),
        };
        if !variables(self.text).any(|(used, _)| used == variable) {
            self.wrong(origin, format!("the query does not use `?{variable}`"), "the variable of this parameter");
        }
        let written = |key: &str| node.get(key).and_then(Node::text).map(|text| text.trim().to_owned());
        let (default, least) = (written("default"), written("least"));
        if let (Some(least), Some(at)) = (&least, node.get("least"))
            && !(matches!(takes, ParameterType::Number(_)) && least.bytes().all(|digit| digit.is_ascii_digit()))
        {
            self.wrong(at.origin(self.file), format!("`{name}` has no least value"), "a whole number, of a number");
        }
        Some(Parameter {
            name: name.to_owned(),
            variable,
            takes,
            example,
            description: self.text(node, "description"),
            default,
            least,
        })
    }

    fn takes(&mut self, name: &str, node: &Node<'_>) -> Option<ParameterType> {
        let place = node.get("type").unwrap_or(node).origin(self.file);
        match self.text(node, "type").as_str() {
            "entity" => {
                let written = self.text(node, "class");
                let iri = written.split_once(':').and_then(|(prefix, local)| {
                    self.schema.space.prefixes().get(prefix).map(|namespace| format!("{namespace}{local}"))
                });
                let class = iri.as_deref().and_then(|iri| self.schema.class_id(iri));
                if class.is_none() {
                    let place = node.get("class").map_or(place, |class| class.origin(self.file));
                    self.wrong(place, format!("`{name}` is not a class of the ontology"), "`class: chy:…` is expected");
                }
                class.map(ParameterType::Entity)
            }
            "concept" => {
                let scheme = self.text(node, "scheme");
                let iri = format!("{}{scheme}", concept::BASE);
                let known = { self.schema.concepts() }.any(|concept| concept.scheme.as_deref() == Some(iri.as_str()));
                if !known {
                    let place = node.get("scheme").map_or(place, |scheme| scheme.origin(self.file));
                    self.wrong(
                        place,
                        format!("`{name}` is not a concept scheme"),
                        "`scheme: standing`, say, is expected",
                    );
                }
                known.then_some(ParameterType::Concept(scheme))
            }
            "fact" => Some(ParameterType::Fact),
            "date" => Some(ParameterType::Date),
            "text" => Some(ParameterType::Text),
            "number" => {
                let used = NUMBERS.iter().find(|datatype| {
                    let variable = format!("_{name}_xsd_{datatype}");
                    variables(self.text).any(|(used, _)| used == variable)
                });
                // Without a variable, the message names the first.
                Some(ParameterType::Number(format!("{}{}", std_terms::XSD, used.unwrap_or(&NUMBERS[0]))))
            }
            other => {
                let message = if other.is_empty() {
                    format!("the parameter `{name}` has no type")
                } else {
                    format!("`{other}` is not a type of a parameter")
                };
                self.wrong(place, message, "entity, concept, fact, date, number or text is expected");
                None
            }
        }
    }
}
