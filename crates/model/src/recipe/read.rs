//! The file of a recipe: its parts, each with its place.

use super::column::{Among, Column, Form, Habits};
use super::text::{Piece, pieces};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::source::encoding::{self, Encoding};
use crate::source::table::Dialect;
use crate::source::{Entry, Node, Value, yaml};
use chancery_values::amount::Decimal;
use chancery_values::name::nearest;

/// The keys of a recipe.
const KEYS: [&str; 8] = ["recipe", "reads", "table", "document", "columns", "wide", "spells", "facts"];

/// The keys of a column.
#[rustfmt::skip]
const COLUMN_KEYS: [&str; 13] = [
    "of", "as", "digits", "decimal", "split", "missing", "absent", "not applicable", "open", "values", "otherwise", "among", "not among",
];

/// The parts of a recipe on which other parts depend.
const PARTS: [&str; 5] = ["table", "columns", "wide", "spells", "facts"];

/// The keys of `table`.
const TABLE_KEYS: [&str; 7] = ["delimiter", "quote", "encoding", "headings", "missing", "decimal", "years"];

/// The name by which the time of a spell is known.
pub(super) const SPELL: &str = "spell";

/// A recipe that is not yet bound to a table.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Its name.
    pub name: String,
    /// Which table it reads, in one line.
    pub reads: String,
    /// The file it is in.
    pub file: FileId,
    /// How the table is written.
    pub dialect: Dialect,
    /// The table as a document, as a facts file says it.
    pub document: Option<Node<'static>>,
    /// How cells are read where no column says otherwise.
    pub(super) habits: Habits,
    pub(super) columns: Vec<Column>,
    pub(super) wide: Option<Wide>,
    pub(super) years: Option<Years>,
    /// The blocks.
    pub(super) blocks: Vec<Node<'static>>,
    /// The place of its name.
    pub(super) origin: Origin,
    /// Something of it is wrong, and was stated: it is compared with the headings and the ontology, and reads nothing.
    pub(super) is_wrong: bool,
}

/// A table with a column for each of many things.
#[derive(Debug, Clone)]
pub(super) struct Wide {
    /// The columns that are not of this sort.
    pub except: Vec<(String, Origin)>,
    /// The name by which the heading of such a column is known.
    pub heading: String,
    /// The name by which its cell is known.
    pub cell: String,
}

/// Rows that are years.
#[derive(Debug, Clone)]
pub(super) struct Years {
    /// The column of the year.
    pub year: (String, Origin),
    /// The columns that say what the year belongs to.
    pub of: Vec<(String, Origin)>,
    /// A year without a row proves that it did not hold.
    pub gaps_are_absent: bool,
}

impl Recipe {
    /// Whether a table with these headings has every column that the recipe reads.
    #[must_use]
    pub fn fits(&self, headings: &[String]) -> bool {
        let own = |name: &String| {
            let wide = self.wide.as_ref().is_some_and(|wide| *name == wide.heading || *name == wide.cell);
            wide || matches!(name.as_str(), "…" | "...")
        };
        let of = self.columns.iter().flat_map(|column| &column.of);
        let wide = self.wide.iter().flat_map(|wide| &wide.except);
        let years = self.years.iter().flat_map(|years| years.of.iter().chain([&years.year]));
        let mut read = of.chain(wide).chain(years).map(|(name, _)| name);
        let mut used: Vec<String> = Vec::new();
        let translations = self.columns.iter().flat_map(|column| column.values.iter().flatten().map(|(_, node)| node));
        let otherwise = self.columns.iter().filter_map(|column| column.otherwise.as_ref());
        self.blocks.iter().chain(translations).chain(otherwise).for_each(|node| names_in(node, &mut used));
        let known = |name: &String| {
            let spell = self.years.is_some() && name == SPELL;
            own(name) || spell || self.columns.iter().any(|column| column.name == *name)
        };
        read.all(|name| own(name) || headings.contains(name))
            && used.iter().all(|name| known(name) || headings.contains(name))
    }
}

/// The names that placeholders and conditions use.
fn names_in(node: &Node<'_>, names: &mut Vec<String>) {
    match &node.value {
        Value::Scalar { text, .. } => {
            let parts = pieces(text).unwrap_or_default().into_iter();
            names.extend(parts.filter_map(|part| if let Piece::Name(name) = part { Some(name) } else { None }));
        }
        Value::List(items) => items.iter().for_each(|item| names_in(item, names)),
        Value::Map(entries) => {
            for entry in entries {
                if matches!(entry.key.text.as_ref(), "when" | "unless") {
                    names.extend(entry.value.entries().unwrap_or_default().iter().map(|of| of.key.text.to_string()));
                } else {
                    names_in(&entry.value, names);
                }
            }
        }
        Value::Null => {}
    }
}

/// Reads a recipe. What is wrong goes to `diagnostics`. The recipe is still given, so that other faults are reported in
/// the same run, unless its missing parts would make other things look wrong.
pub fn read(bytes: &[u8], file: FileId, diagnostics: &mut Diagnostics) -> Option<Recipe> {
    let before = diagnostics.errors();
    let root = yaml::read(bytes, file, diagnostics)?.into_owned();
    let mut reader = RecipeReader { file, diagnostics, lost: false };
    let recipe = reader.recipe(root);
    let lost = reader.lost;
    let is_wrong = diagnostics.errors() > before;
    (!(is_wrong && lost)).then_some(Recipe { is_wrong, ..recipe })
}

struct RecipeReader<'d> {
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    /// Something could not be read on which other parts of the recipe depend.
    lost: bool,
}

impl RecipeReader<'_> {
    fn wrong(&mut self, node: &Node<'_>, code: Code, message: String, label: &str, help: &str) {
        let diagnostic = Diagnostic::error(code, message).at(node.origin(self.file)).label(label);
        self.diagnostics.push(diagnostic.help(help));
    }

    /// Reports a key that is not one of those known here.
    fn known(&mut self, entry: &Entry<'_>, what: &str, keys: &[&str]) -> bool {
        let key = entry.key.text.as_ref();
        if keys.contains(&key) {
            return true;
        }
        let mut diagnostic = Diagnostic::error(Code::UnknownKey, format!("{what} has no key `{key}`"))
            .at(entry.key.origin(self.file))
            .label("not a key here");
        if let Some(near) = nearest(key, keys.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic.help(format!("the keys are `{}`", keys.join("`, `"))));
        false
    }

    fn entries<'n>(&mut self, node: &'n Node<'static>, what: &str, keys: &[&str]) -> &'n [Entry<'static>] {
        let Some(entries) = node.entries() else {
            let help = format!("its keys are `{}`", keys.join("`, `"));
            self.wrong(
                node,
                Code::WrongValue,
                format!("{what} is a mapping, not {}", node.what()),
                "not a mapping",
                &help,
            );
            return &[];
        };
        for entry in entries {
            self.known(entry, what, keys);
        }
        entries
    }

    fn text(&mut self, node: &Node<'_>, what: &str) -> Option<String> {
        match node.text() {
            Some(text) => Some(text.to_owned()),
            None if matches!(node.value, Value::Null) => Some(String::new()),
            None => {
                self.wrong(
                    node,
                    Code::WrongValue,
                    format!("{what} is a text, not {}", node.what()),
                    "a text is expected",
                    "write one text",
                );
                None
            }
        }
    }

    /// A text or a list of texts.
    fn texts(&mut self, node: &Node<'_>, what: &str) -> Vec<(String, Origin)> {
        let nodes = node.items().unwrap_or(std::slice::from_ref(node));
        nodes.iter().filter_map(|n| Some((self.text(n, what)?, n.origin(self.file)))).collect()
    }

    fn words(&mut self, node: &Node<'_>, what: &str) -> Vec<String> {
        self.texts(node, what).into_iter().map(|(text, _)| text).collect()
    }

    fn recipe(&mut self, root: Node<'static>) -> Recipe {
        let mut recipe = Recipe {
            name: String::new(),
            reads: String::new(),
            file: self.file,
            dialect: Dialect::default(),
            document: None,
            habits: Habits::default(),
            columns: Vec::new(),
            wide: None,
            years: None,
            blocks: Vec::new(),
            origin: root.origin(self.file),
            is_wrong: false,
        };
        for entry in self.entries(&root, "a recipe", &KEYS) {
            let value = &entry.value;
            let before = self.diagnostics.errors();
            match entry.key.text.as_ref() {
                "recipe" => {
                    recipe.name = self.text(value, "the name of a recipe").unwrap_or_default();
                    recipe.origin = value.origin(self.file);
                }
                "reads" => recipe.reads = self.text(value, "`reads`").unwrap_or_default(),
                "document" => recipe.document = Some(value.clone()),
                "table" => self.table(value, &mut recipe),
                "columns" => {
                    for column in self.columns(value) {
                        let column = self.column(column);
                        recipe.columns.push(column);
                    }
                }
                "wide" => recipe.wide = self.wide(value),
                "spells" => recipe.years = self.years(value),
                "facts" => recipe.blocks = value.items().unwrap_or(std::slice::from_ref(value)).to_vec(),
                // It is unknown what a misspelt part should say.
                _ => self.lost |= nearest(&entry.key.text, KEYS).is_none_or(|near| PARTS.contains(&near)),
            }
            // What columns there are, and which are read together, hangs on these.
            self.lost |=
                matches!(entry.key.text.as_ref(), "table" | "wide" | "spells") && self.diagnostics.errors() > before;
        }
        if recipe.name.is_empty() {
            self.wrong(
                &root,
                Code::MissingKey,
                "a recipe needs a name".into(),
                "no `recipe` is given",
                "write `recipe: my-table`",
            );
        }
        if recipe.blocks.is_empty() {
            self.wrong(
                &root,
                Code::EmptyRecipe,
                "this recipe makes no facts".into(),
                "no `facts` are given",
                "write blocks under `facts:`, as in a facts file: `- says: [{kind: {key: \"{column}\"}}]`",
            );
        }
        recipe
    }

    /// The columns that a recipe describes.
    fn columns<'n>(&mut self, node: &'n Node<'static>) -> &'n [Entry<'static>] {
        if let (None, false) = (node.entries(), matches!(node.value, Value::Null)) {
            let message = format!("`columns` is a mapping, not {}", node.what());
            let help = "write a line for each column, its name and how it is read: `from: {of: since, as: DD.MM.YYYY}`";
            self.wrong(node, Code::WrongValue, message, "not a mapping", help);
            self.lost = true;
        }
        node.entries().unwrap_or_default()
    }

    fn table(&mut self, node: &Node<'static>, recipe: &mut Recipe) {
        for entry in self.entries(node, "`table`", &TABLE_KEYS) {
            let value = &entry.value;
            match entry.key.text.as_ref() {
                "delimiter" => recipe.dialect.delimiter = self.sign(value, "the delimiter"),
                "quote" => recipe.dialect.quote = self.sign(value, "the quotation mark"),
                "encoding" => recipe.dialect.encoding = self.encoding(value),
                "headings" => recipe.dialect.headings = Some(self.words(value, "a heading")),
                "missing" => recipe.habits.missing = self.words(value, "a cell without a value"),
                "decimal" => recipe.habits.decimal = self.decimal(value),
                "years" => recipe.habits.years = self.first_and_last(value),
                _ => {}
            }
        }
    }

    fn encoding(&mut self, node: &Node<'static>) -> Option<Encoding> {
        let label = self.text(node, "the encoding")?;
        let found = encoding::named(&label);
        if found.is_none() {
            let message = format!("no encoding is called `{label}`");
            let help = "the Encoding Standard lists the names, https://encoding.spec.whatwg.org/#names-and-labels: `utf-8`, \
                        `windows-1252`, `utf-16le`";
            self.wrong(node, Code::UnknownEncoding, message, "not a name of an encoding", help);
        }
        found
    }

    /// The first and the last year of a table.
    fn first_and_last(&mut self, node: &Node<'static>) -> Option<(i32, i32)> {
        let year = |text: &str| super::column::year(text, (i32::MIN, i32::MAX), self.file).ok();
        let both = node.text().and_then(|text| text.split_once('/'));
        let both = both.and_then(|(first, last)| Some((year(first)?, year(last)?)));
        if both.is_none_or(|(first, last)| first > last) {
            let message = "`years` is the first and the last year of the table".to_owned();
            self.wrong(node, Code::WrongValue, message, "not two years", "write `years: -0500/1500`");
            return None;
        }
        both
    }

    /// What begins the decimals of a number.
    fn decimal(&mut self, node: &Node<'static>) -> Option<Decimal> {
        match node.text() {
            Some(",") => Some(Decimal::Comma),
            Some(".") => Some(Decimal::Dot),
            _ => {
                let help = "write `decimal: \",\"` where 1,5 is one and a half, and `decimal: \".\"` where 1.5 is";
                let message = "`decimal` is a comma or a dot".to_owned();
                self.wrong(node, Code::WrongValue, message, "neither of the two", help);
                None
            }
        }
    }

    fn sign(&mut self, node: &Node<'static>, what: &str) -> Option<u8> {
        let text = self.text(node, what)?;
        match text.as_bytes() {
            [sign] if sign.is_ascii() => Some(*sign),
            b"tab" | b"\\t" => Some(b'\t'),
            _ => {
                self.wrong(
                    node,
                    Code::WrongValue,
                    format!("{what} is one ASCII character, not `{text}`"),
                    "one character is expected",
                    "write `\",\"`, `\";\"`, `\"|\"` or `tab`",
                );
                None
            }
        }
    }

    fn column(&mut self, entry: &Entry<'static>) -> Column {
        let name = entry.key.text.to_string();
        let origin = entry.key.origin(self.file);
        let mut column = Column {
            of: vec![(name.clone(), origin)],
            name,
            form: Form::Text,
            digits: 0,
            split: None,
            missing: None,
            absent: Vec::new(),
            not_applicable: Vec::new(),
            open: Vec::new(),
            decimal: None,
            values: None,
            otherwise: None,
            among: Vec::new(),
            origin,
        };
        let before = self.diagnostics.errors();
        let entries = self.entries(&entry.value, "a column", &COLUMN_KEYS);
        // Without its heading, it would be taken for one of its own name.
        self.lost |= self.diagnostics.errors() > before && !entries.iter().any(|entry| entry.key.text == "of");
        for entry in entries {
            let value = &entry.value;
            match entry.key.text.as_ref() {
                "of" => {
                    let before = self.diagnostics.errors();
                    column.of = self.texts(value, "the heading of a column");
                    self.lost |= self.diagnostics.errors() > before;
                }
                "as" => {
                    let form = self.text(value, "`as`").unwrap_or_default();
                    column.form = self.form(&form, value);
                }
                "digits" => match self.text(value, "`digits`").and_then(|text| text.parse().ok()) {
                    Some(digits @ 1..=18) => column.digits = digits,
                    _ => self.wrong(
                        value,
                        Code::WrongValue,
                        "`digits` is a number from 1 to 18".into(),
                        "not such a number",
                        "write `digits: 3`",
                    ),
                },
                "decimal" => column.decimal = self.decimal(value),
                "split" => column.split = self.text(value, "the separator").filter(|text| !text.is_empty()),
                "missing" => column.missing = Some(self.words(value, "a cell without a value")),
                "absent" => column.absent = self.words(value, "a cell that says that there is none"),
                "not applicable" => column.not_applicable = self.words(value, "a cell that says that none can be"),
                "open" => column.open = self.words(value, "a cell that says that it continues"),
                "values" => match value.entries() {
                    Some(entries) => {
                        column.values =
                            Some(entries.iter().map(|e| (e.key.text.to_string(), e.value.clone())).collect());
                    }
                    None => self.wrong(
                        value,
                        Code::WrongValue,
                        format!("`values` is a mapping, not {}", value.what()),
                        "not a mapping",
                        "write `values: {1: full, 2: associate}`",
                    ),
                },
                "otherwise" => column.otherwise = Some(value.clone()),
                key @ ("among" | "not among") => {
                    let of = self.texts(value, "a column").into_iter();
                    column.among.extend(of.map(|of| Among { of, wanted: key == "among" }));
                }
                _ => {}
            }
        }
        column
    }

    /// How the cells of a column are read.
    fn form(&mut self, form: &str, value: &Node<'static>) -> Form {
        match form {
            "text" => Form::Text,
            "upper" => Form::Upper,
            "lower" => Form::Lower,
            "integer" => Form::Integer,
            "number" => Form::Number,
            "date" => Form::Date,
            pattern if pattern.contains("YYYY") => Form::Pattern(pattern.to_owned()),
            other => {
                let message = format!("`{other}` does not say how cells are read");
                let help = "write text, upper, lower, integer, number, date, or the form of a date: `MM/DD/YYYY`";
                self.wrong(value, Code::WrongValue, message, "not a way to read cells", help);
                Form::Text
            }
        }
    }

    fn wide(&mut self, node: &Node<'static>) -> Option<Wide> {
        let mut wide = Wide { except: Vec::new(), heading: "heading".into(), cell: "cell".into() };
        for entry in self.entries(node, "`wide`", &["except", "heading", "cell"]) {
            match entry.key.text.as_ref() {
                "except" => wide.except = self.texts(&entry.value, "the heading of a column"),
                "heading" => wide.heading = self.text(&entry.value, "`heading`")?,
                "cell" => wide.cell = self.text(&entry.value, "`cell`")?,
                _ => {}
            }
        }
        Some(wide)
    }

    fn years(&mut self, node: &Node<'static>) -> Option<Years> {
        let (mut year, mut of, mut gaps_are_absent) = (None, Vec::new(), false);
        for entry in self.entries(node, "`spells`", &["year", "of", "gaps"]) {
            let value = &entry.value;
            match entry.key.text.as_ref() {
                "year" => year = self.texts(value, "the column of the year").pop(),
                "of" => of = self.texts(value, "the heading of a column"),
                "gaps" => match value.text() {
                    Some("unknown") => gaps_are_absent = false,
                    Some("absent") => gaps_are_absent = true,
                    _ => self.wrong(
                        value,
                        Code::WrongValue,
                        "`gaps` is unknown or absent".into(),
                        "neither of the two",
                        "unknown: a year without a row proves nothing; absent: it proves that it did not hold",
                    ),
                },
                _ => {}
            }
        }
        match (year, of.is_empty()) {
            (Some(year), false) => Some(Years { year, of, gaps_are_absent }),
            _ => {
                self.wrong(
                    node,
                    Code::MissingKey,
                    "`spells` needs `year` and `of`".into(),
                    "one of them is not given",
                    "write `spells: {year: year, of: [ccode]}`: the column of the year, and the columns that say what the year belongs to",
                );
                None
            }
        }
    }
}
