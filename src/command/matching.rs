//! `chancery match`: names to entities, each with its reason.

use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::arguments::SourceArgs;
use super::output;
use super::say::{Status, fail};
use super::session;
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::origin::Files;
use chancery_model::registry::{Answer, Asked, Candidate, EntityId, How, Miss, Registry};
use chancery_model::schema::{ClassId, Role, Schema};
use chancery_model::source::input::Source;
use chancery_model::source::table::{Batches, Dialect, Table};
use chancery_model::vocab::chy;
use chancery_serve::reconcile::{Held, Property, Quantifier, Service, looked_up_by};
use chancery_values::name::nearest;
use chancery_values::time::Edtf;

/// A name longer than this is not a name, in bytes; it has no answer.
const MAX_NAME: usize = 1 << 16;

/// Find the entities behind names, with the reason for each; never a guess
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery match Belarus 'Korea, South' BLR cow:370          by name or by code
  chancery match --kind state --on 1985 Germany USSR         the states with these names in 1985
  chancery match --format tsv < names.txt                    a name on each line; a date may follow a tab
  chancery match --table trade.csv --column partner --date-column year --format tsv

A name must match exactly, except for case, accents, punctuation, article and order. A code must match as it is written, alone
or with its key (iso3:BLR, iso2:BY, cow:370, gw:370). If no match is certain, no entity is given, and the candidates are shown with
the reason for the doubt.

Exit status: 0 all names were found, 1 some were not, 2 could not run.")]
pub struct MatchArgs {
    /// The names; if none are given, standard input has one name on each line
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// What the entities are: a kind (state, person) or a wider class (agent)
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// The country that they are in: a name or a code; it decides between several entities with one name
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// When they had the names: a day, a year, or a time in EDTF
    #[arg(long, value_name = "DATE", value_parser = time)]
    on: Option<Edtf>,
    /// Take the names from a column of this table
    #[arg(long, value_name = "FILE", requires = "column", conflicts_with = "names")]
    table: Option<PathBuf>,
    /// The heading of the column with the names
    #[arg(long, value_name = "HEADING", requires = "table")]
    column: Option<String>,
    /// The heading of a column with the date of each name
    #[arg(long, value_name = "HEADING", requires = "table")]
    date_column: Option<String>,
    /// Files and folders of facts whose entities are searched too
    #[arg(long = "source", short, value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// text; tsv: name, date, entity, item, how, score; json: one object on each line
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "tsv", "json"])]
    format: String,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}

/// Reads an option that is a time.
fn time(text: &str) -> Result<Edtf, String> {
    Edtf::parse(text).map_err(|error| format!("{error}; a time is expected, as 2008-01-01, 1985 or 1985/1990"))
}

/// Runs the command.
pub fn run(args: &MatchArgs) -> Status {
    let session = match session::registry(&args.common, &args.sources) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let (schema, registry) = (&session.loaded.schema, &session.outcome.registry);
    let class = match class(schema, args.kind.as_deref()) {
        Ok(class) => class,
        Err(why) => return fail(&why),
    };
    let table = match args.table.as_deref().map(|path| Column::open(path, args, &session.files)).transpose() {
        Ok(table) => table,
        Err(status) => return status,
    };
    let mut all_found = true;
    let mut wrong = Diagnostics::new();
    let written = output::write(args.output.as_deref(), |out| {
        let mut matcher = Matcher { schema, registry, class, args, out, all_found: &mut all_found };
        matcher.head()?;
        match table {
            Some(table) => table.each(&session.files, &mut wrong, &mut |name, date| matcher.one(name, date)),
            None if args.names.is_empty() => lines(&mut |name, date| matcher.one(name, date)),
            None => args.names.iter().try_for_each(|name| matcher.one(name, "")),
        }
    });
    session::tell(&wrong, &session.files);
    match written {
        Err(status) => status,
        Ok(_) if all_found && !wrong.has_errors() => Status::Fine,
        Ok(_) => Status::Errors,
    }
}

/// The class that is meant by the name of a kind, or by the label of a class.
fn class(schema: &Schema, wanted: Option<&str>) -> Result<ClassId, String> {
    let Some(wanted) = wanted else {
        return schema.class_id(chy::ENTITY).ok_or_else(|| "the ontology has no class of entities".to_owned());
    };
    if let Some(kind) = schema.kind_by_key(wanted) {
        return Ok(schema.kind(kind).class);
    }
    if let Some(class) = schema.class_labelled(wanted) {
        return Ok(class);
    }
    let kinds: Vec<&str> =
        schema.kinds().filter(|kind| kind.role == Role::Entity).map(|kind| kind.key.as_str()).collect();
    let near =
        nearest(wanted, kinds.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(format!("there is no kind `{wanted}`{near} The kinds of entity are {}", kinds.join(", ")))
}

/// A text in a cell of TSV.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

/// What is reported about a name, and where it goes.
struct Matcher<'a> {
    schema: &'a Schema,
    registry: &'a Registry,
    class: ClassId,
    args: &'a MatchArgs,
    out: &'a mut dyn Write,
    all_found: &'a mut bool,
}

impl Matcher<'_> {
    fn head(&mut self) -> io::Result<()> {
        if self.args.format == "tsv" { writeln!(self.out, "name\tdate\tentity\titem\thow\tscore") } else { Ok(()) }
    }

    /// Reports one name. A date of its own comes before that of the command line; one that is not EDTF gives no answer.
    ///
    /// A cell without a name has its line where a program reads them, so that these are next to the rows of the table.
    fn one(&mut self, name: &str, date: &str) -> io::Result<()> {
        if name.is_empty() {
            return match self.args.format.as_str() {
                "tsv" => writeln!(self.out, "\t{}\t\t\tempty\t", cell(date)),
                "json" => writeln!(self.out, "{}", json!({ "name": "", "how": "empty" })),
                _ => Ok(()),
            };
        }
        let own = if date.is_empty() { Ok(self.args.on.clone()) } else { Edtf::parse(date).map(Some) };
        let shown = if date.is_empty() { self.args.on.as_ref().map_or("", Edtf::as_str) } else { date };
        let bounds = match own {
            Ok(time) => time.map(|time| looked_up_by(&time, self.schema.years())).transpose(),
            Err(error) => Err(error.to_string()),
        };
        let (bounds, wrong) = match bounds {
            Ok(bounds) => (bounds, None),
            Err(wrong) => (None, Some(wrong)),
        };
        let answer = if name.len() <= MAX_NAME && wrong.is_none() {
            let asked = Asked { text: name, class: self.class, when: bounds.as_ref() };
            self.narrowed(self.registry.answer(self.schema, asked))
        } else {
            Answer::Missed(Miss::Unknown, Vec::new())
        };
        *self.all_found &= matches!(answer, Answer::Found(..));
        match self.args.format.as_str() {
            "tsv" => self.tsv(name, shown, &answer, wrong.as_deref()),
            "json" => self.json(name, shown, &answer, wrong.as_deref()),
            _ => self.text(name, shown, &answer, wrong.as_deref()),
        }
    }

    /// The answer among those of the country that is asked for, if one is.
    fn narrowed(&self, answer: Answer) -> Answer {
        let Some(country) = &self.args.country else { return answer };
        let service = Service { schema: self.schema, registry: self.registry, base: &self.args.common.base };
        let asked = Property {
            id: "country".to_owned(),
            values: vec![country.clone()],
            required: true,
            quantifier: Quantifier::Any,
        };
        match answer {
            Answer::Found(id, how) if service.compare(id, &asked) == Held::Differs => {
                let reason = format!("has the name, {}, but is not in {country}", how.words());
                Answer::Missed(Miss::OtherCountry, vec![Candidate { entity: id, score: 99, reason }])
            }
            Answer::Missed(Miss::Ambiguous, candidates) => {
                let within: Vec<&Candidate> =
                    candidates.iter().filter(|one| service.compare(one.entity, &asked) == Held::Agrees).collect();
                match within.as_slice() {
                    [one] => Answer::Found(one.entity, How::Form),
                    _ => Answer::Missed(Miss::Ambiguous, candidates),
                }
            }
            answer => answer,
        }
    }

    /// The entity as `chancery show` takes it, and its item.
    fn named(&self, id: EntityId) -> (String, &str) {
        let entity = self.registry.entity(id);
        let folder = self.schema.kind(entity.kind).template.folder();
        (format!("{folder}:{}", entity.id), self.registry.identifier(self.schema, id).unwrap_or_default())
    }

    fn tsv(&mut self, name: &str, date: &str, answer: &Answer, wrong: Option<&str>) -> io::Result<()> {
        let (entity, item, how, score) = match answer {
            _ if wrong.is_some() => (String::new(), String::new(), "date", String::new()),
            Answer::Found(id, how) => {
                let (entity, item) = self.named(*id);
                (entity, item.to_owned(), how.word(), "100".to_owned())
            }
            Answer::Missed(miss, candidates) => {
                let best = candidates.first().map_or_else(String::new, |best| best.score.to_string());
                (String::new(), String::new(), miss.word(), best)
            }
        };
        writeln!(self.out, "{}\t{}\t{entity}\t{item}\t{how}\t{score}", cell(name), cell(date))
    }

    fn json(&mut self, name: &str, date: &str, answer: &Answer, wrong: Option<&str>) -> io::Result<()> {
        let (entity, how, candidates) = match answer {
            Answer::Found(id, how) => (Some(*id), how.word(), &[][..]),
            Answer::Missed(miss, candidates) => (None, miss.word(), candidates.as_slice()),
        };
        let thing = |id| {
            let (entity, item) = self.named(id);
            json!({ "entity": entity, "item": (!item.is_empty()).then_some(item), "label": self.registry.entity(id).label })
        };
        let candidates: Vec<_> = candidates
            .iter()
            .map(|one| {
                let mut told = thing(one.entity);
                told["score"] = one.score.into();
                told["reason"] = one.reason.as_str().into();
                told
            })
            .collect();
        let mut told = json!({ "name": name, "how": if wrong.is_some() { "date" } else { how } });
        if !date.is_empty() {
            told["date"] = date.into();
        }
        if let Some(wrong) = wrong {
            told["wrong"] = wrong.into();
        }
        match entity {
            Some(id) => told["match"] = thing(id),
            None => told["candidates"] = candidates.into(),
        }
        writeln!(self.out, "{told}")
    }

    fn text(&mut self, name: &str, date: &str, answer: &Answer, wrong: Option<&str>) -> io::Result<()> {
        let mut shown: String = name.chars().take(100).collect();
        if shown.len() < name.len() {
            shown.push('…');
        }
        if !date.is_empty() {
            shown.push_str(&format!(" ({date})"));
        }
        match answer {
            Answer::Found(id, how) => {
                let (entity, item) = self.named(*id);
                let label = &self.registry.entity(*id).label;
                let item = if item.is_empty() { String::new() } else { format!(", {item}") };
                output::line(self.out, &format!("{shown}: {label} ({entity}{item}), {}", how.words()))
            }
            Answer::Missed(miss, candidates) => {
                let why = wrong.map_or_else(|| miss.word().to_owned(), ToOwned::to_owned);
                output::line(self.out, &format!("{shown}: no answer, {why}"))?;
                for one in candidates {
                    let (entity, _) = self.named(one.entity);
                    let label = &self.registry.entity(one.entity).label;
                    output::line(self.out, &format!("  {:>3} {label} ({entity}): {}", one.score, one.reason))?;
                }
                Ok(())
            }
        }
    }
}

/// Takes a name and a date.
type Take<'t> = dyn FnMut(&str, &str) -> io::Result<()> + 't;

/// The lines of standard input: a name, and perhaps a tab and a date.
fn lines(take: &mut Take<'_>) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    // What is longer than a name and a date is not a name; no more of it is held.
    while (&mut input).take(2 * MAX_NAME as u64).read_until(b'\n', &mut line)? > 0 {
        if line.len() == 2 * MAX_NAME && line.last() != Some(&b'\n') {
            skip_line(&mut input)?;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            let (name, date) = text.split_once('\t').unwrap_or((text, ""));
            take(name.trim(), date.trim())?;
        }
        line.clear();
    }
    Ok(())
}

/// Reads to the end of the line without holding it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (read, ended) = {
            let piece = input.fill_buf()?;
            match piece.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (piece.len(), piece.is_empty()),
            }
        };
        input.consume(read);
        if ended {
            return Ok(());
        }
    }
}

/// A column of a table, and perhaps one of dates.
struct Column {
    table: Table,
    batches: Batches,
    name: usize,
    date: Option<usize>,
}

impl Column {
    fn open(path: &Path, args: &MatchArgs, files: &Files) -> Result<Self, Status> {
        let told = |diagnostic: Diagnostic| {
            let mut all = Diagnostics::new();
            all.push(diagnostic);
            session::tell(&all, files);
            Status::Errors
        };
        let source = Source::new(path);
        let input = source.open().map_err(told)?;
        let file = files.add_passing(&source.name);
        let (table, batches) =
            Table::open(input.reader, file, &Dialect::default()).map_err(|diagnostic| told(*diagnostic))?;
        let column = |heading: &str| {
            table.headings.iter().position(|known| known == heading).ok_or_else(|| {
                let near = nearest(heading, table.headings.iter().map(String::as_str));
                let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                fail(&format!("`{}` has no column `{heading}`{near} It has {}", source.name, table.headings.join(", ")))
            })
        };
        let name = column(args.column.as_deref().unwrap_or_default())?;
        let date = args.date_column.as_deref().map(column).transpose()?;
        Ok(Self { table, batches, name, date })
    }

    /// Gives each name. What is wrong with a row goes to `wrong`, and the other rows are still read.
    fn each(self, files: &Files, wrong: &mut Diagnostics, take: &mut Take<'_>) -> io::Result<()> {
        for batch in self.batches {
            let batch = match batch {
                Ok(batch) => batch,
                Err(diagnostic) => {
                    wrong.push(diagnostic);
                    continue;
                }
            };
            let mut rows = batch.rows(&self.table);
            while let Some(row) = rows.next() {
                match row {
                    Ok(row) => {
                        take(row.cell(self.name).trim(), self.date.map_or("", |date| row.cell(date).trim()))?;
                    }
                    Err(diagnostic) => {
                        batch.keep(files, diagnostic.origin);
                        wrong.push(*diagnostic);
                    }
                }
            }
        }
        Ok(())
    }
}
