//! `chancery audit`: what a source says, compared with Wikidata.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

use super::against::{AgainstArgs, Compared};
use super::say::{Status, say};
use super::{output, page};
use chancery_model::tame;
use chancery_values::name::counted;
use chancery_values::time::{Bounds, Date};
use chancery_wikidata::Line;
use chancery_wikidata::audit::{Audited, Finding, HeldStatement, Verdict, shown, shown_time};
use chancery_wikidata::shape::Claim;

/// Compare facts with what Wikidata says: it agrees, lacks it, says otherwise, is more or less precise
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery audit notes.yaml --against Q184.json                    what Special:EntityData answers for an item
  chancery audit data --against entities.json.gz --only lacks      what Wikidata does not say
  chancery audit notes.yaml --against dump.json.bz2 --format json  for programs
  chancery audit notes.yaml --against slice.json.gz --output report.html

For each statement that the table in ontology/wikidata.ttl derives from a fact:
  agrees           Wikidata says the same
  more precise     it says the same, with a more exact time
  less precise     it says the same, with a less exact time or without a time
  says otherwise   it says something that contradicts the fact
  lacks it         it does not say this
  not in the data  the item was not in the data that was read
  no item          something in the fact has no item
  no property      Wikidata has no property that says this (a visit, a candidate)

Dates are compared at the precision that each side states. Qualifiers that do not distinguish
statements are ignored. Deprecated statements do not count. `chancery contribute` makes a batch of
what Wikidata lacks.")]
pub struct AuditArgs {
    /// table, json (one object) or html; by the ending of --output, else table
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Only these verdicts: agrees, more, less, otherwise, lacks, absent, no-item, no-property
    #[arg(long, value_enum, value_delimiter = ',', value_name = "VERDICT")]
    only: Vec<Only>,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    against: AgainstArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Html,
}

/// The endings of files of each format.
const ENDINGS: [&str; 4] = ["txt", "json", "html", "htm"];

impl Format {
    fn from_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Table),
            "json" => Some(Self::Json),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    Agrees,
    More,
    Less,
    Otherwise,
    Lacks,
    Absent,
    NoItem,
    NoProperty,
}

impl Only {
    fn verdict(self) -> Verdict {
        match self {
            Self::Agrees => Verdict::Agrees,
            Self::More => Verdict::MorePrecise,
            Self::Less => Verdict::LessPrecise,
            Self::Otherwise => Verdict::Otherwise,
            Self::Lacks => Verdict::Lacks,
            Self::Absent => Verdict::NotInData,
            Self::NoItem => Verdict::NoItem,
            Self::NoProperty => Verdict::NoProperty,
        }
    }
}

/// A finding with its fact, as a report shows it.
struct Row<'a> {
    fact: &'a Audited,
    finding: &'a Finding,
    line: Option<&'a Line>,
}

/// Runs the command.
pub fn run(args: &AuditArgs) -> Status {
    if let Err(status) = args.against.apart(&[("--output", args.output.as_deref())]) {
        return status;
    }
    let format = match output::format("--format", args.format, args.output.as_deref(), Format::from_path, &ENDINGS) {
        Ok(format) => format.unwrap_or(Format::Table),
        Err(status) => return status,
    };
    let compared = match args.against.compare() {
        Ok(compared) => compared,
        Err(status) => return status,
    };
    let lines = &compared.session.loaded.alignment.lines;
    let wanted = |verdict| args.only.is_empty() || args.only.iter().any(|only| only.verdict() == verdict);
    let rows: Vec<Row<'_>> = compared
        .audit
        .facts
        .iter()
        .flat_map(|fact| fact.findings.iter().map(move |finding| (fact, finding)))
        .filter(|(_, finding)| wanted(finding.verdict))
        .map(|(fact, finding)| Row { fact, finding, line: finding.stated.as_ref().map(|stated| &lines[stated.line]) })
        .collect();
    let written = output::write(args.output.as_deref(), |out| match format {
        Format::Table => output::for_people(out, |out| table(&rows, out)),
        Format::Json => json(&compared, &rows, out),
        Format::Html => html(&compared, &rows, out),
    });
    if let Err(status) = written {
        return status;
    }
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| Some(format!("{} {}", compared.audit.counts.get(&verdict)?, verdict.name())))
        .collect();
    let entities = compared.audit.facts.iter().filter(|one| one.spoken.is_some()).count();
    say(&format!(
        "facts: {}, {}entities of Wikidata looked through: {}, findings: {}",
        compared.audit.facts.len() - entities,
        if entities == 0 { String::new() } else { format!("entities of the sources: {entities}, ") },
        compared.held.entities,
        if counts.is_empty() { "nothing to compare".to_owned() } else { counts.join(", ") }
    ));
    if compared.wrong { Status::Errors } else { Status::Fine }
}

impl Row<'_> {
    /// `Q31 P463 Q1065`.
    fn statement(&self) -> String {
        self.finding.stated.as_ref().map_or_else(String::new, |stated| {
            format!("{} {} {}", stated.item, stated.main.property, shown(&stated.main.content))
        })
    }

    fn own_time(&self) -> String {
        let Some(stated) = &self.finding.stated else { return String::new() };
        let bounds = stated.bounds;
        // An unbounded time is shown as it is written: `1976~`, `..` for what has not ended, nothing for what is not known.
        let written = stated.edtf.as_deref().unwrap_or("/");
        let [of_begin, of_end] = written.split_once('/').map_or([written; 2], |(begin, end)| [begin, end]);
        if bounds == Bounds::UNKNOWN {
            return if written == "/" { String::new() } else { written.to_owned() };
        }
        let of = |first: Option<Date>, last: Option<Date>, written: &str| match (first, last) {
            (Some(first), Some(last)) => days(&first.to_string(), &last.to_string()),
            (Some(first), None) => format!("from {first}"),
            (None, Some(last)) => format!("by {last}"),
            (None, None) => written.to_owned(),
        };
        let begin = of(bounds.begin_earliest, bounds.begin_latest, of_begin);
        let end = of(bounds.end_earliest, bounds.end_latest, of_end);
        format!("{begin}/{end}")
    }

    /// Where the fact is stated, by its first claim, and how many more there are.
    fn evidence(&self) -> String {
        let claims = &self.fact.claims;
        let Some(place) = claims.first().map(|first| self.place(first)) else { return String::new() };
        match claims.len() {
            1 => place.to_owned(),
            many => format!("{place} and {} more", many - 1),
        }
    }

    /// A claim is called by its place and by what it claims.
    fn place<'c>(&self, claim: &'c Claim) -> &'c str {
        claim.label.strip_suffix(&self.fact.label).unwrap_or(&claim.label).trim_end_matches([':', ' '])
    }

    fn held_time(&self) -> String {
        match (&self.finding.held, self.line) {
            (Some(held), Some(line)) => shown_time(held, line),
            _ => String::new(),
        }
    }

    /// The time of the nearest statement of Wikidata, and before it what that says where it is not what the fact says: the
    /// time is that of its own value.
    fn held_words(&self) -> String {
        let (Some(held), Some(stated)) = (&self.finding.held, &self.finding.stated) else { return String::new() };
        let time = self.held_time();
        let item = held.id.split('$').next().unwrap_or_default();
        let other = match (shown(&held.value), item.eq_ignore_ascii_case(&stated.item)) {
            (value, true) if value == shown(&stated.main.content) => return time,
            (value, true) => value,
            // The other item of a relation without direction.
            (value, false) => format!("{} {} {value}", item.to_ascii_uppercase(), stated.main.property),
        };
        if time.is_empty() { other } else { format!("{other}: {time}") }
    }
}

/// Two days as the year or month that they enclose, where they do.
fn days(first: &str, last: &str) -> String {
    if first == last {
        return first.to_owned();
    }
    let year = |day: &str| day.rsplitn(3, '-').nth(2).unwrap_or_default().to_owned();
    let month = |day: &str| day.rsplit_once('-').map_or_else(String::new, |(month, _)| month.to_owned());
    if year(first) == year(last) && first.ends_with("-01-01") && last.ends_with("-12-31") {
        return year(first);
    }
    if month(first) == month(last) && first.ends_with("-01") && last.len() == first.len() {
        let longest = last.rsplit('-').next().and_then(|day| day.parse::<u8>().ok()).unwrap_or_default();
        if longest >= 28 {
            return month(first);
        }
    }
    format!("{first}..{last}")
}

fn table(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let heads = [
        "verdict",
        "fact",
        "standing",
        "statement",
        "time here",
        "in Wikidata",
        "evidence here",
        "statement of Wikidata",
    ];
    let cells: Vec<[String; 8]> = rows
        .iter()
        .map(|row| {
            [
                row.finding.verdict.name().to_owned(),
                row.fact.label.clone(),
                row.fact.standing.clone(),
                row.statement(),
                row.own_time(),
                row.held_words(),
                row.evidence(),
                row.finding.held.as_ref().map_or_else(String::new, HeldStatement::cited),
            ]
            .map(|cell| tame::line(&cell).into_owned())
        })
        .collect();
    let mut widths = heads.map(UnicodeWidthStr::width);
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut line = |cells: [&str; 8]| {
        let mut text = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(heads)?;
    cells.iter().try_for_each(|row| line(row.each_ref().map(String::as_str)))
}

fn reference_text(held: &HeldStatement) -> Vec<String> {
    let one = |reference: &Vec<chancery_wikidata::model::Snak>| {
        let snaks: Vec<String> =
            reference.iter().map(|snak| format!("{} {}", snak.property, shown(&snak.content))).collect();
        snaks.join("; ")
    };
    held.references.iter().map(one).collect()
}

fn json(compared: &Compared, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let space = &compared.session.loaded.schema.space;
    let finding = |row: &Row<'_>| -> Json {
        let finding = row.finding;
        let mut found = json!({
            "fact": space.join(row.fact.fact.ns, &row.fact.fact.local),
            "label": row.fact.label,
            "standing": row.fact.standing,
            "verdict": finding.verdict.name(),
        });
        if !finding.why.is_empty() {
            found["why"] = finding.why.clone().into();
        }
        found["evidence"] = row
            .fact
            .claims
            .iter()
            .map(|claim| {
                // What an entity says of itself has no claims.
                let key = if row.fact.spoken.is_some() { "document" } else { "claim" };
                json!({key: claim.iri, "label": claim.label, "supports": claim.supports})
            })
            .collect();
        if let Some(stated) = &finding.stated {
            found["statement"] = json!({
                "item": stated.item,
                "itemLabel": stated.item_label,
                "property": stated.main.property,
                "value": shown(&stated.main.content),
                "valueLabel": stated.value_label,
                "time": row.own_time(),
            });
        }
        if let Some(held) = &finding.held {
            found["wikidata"] = json!({
                "id": held.id,
                "rank": held.rank.name(),
                "value": shown(&held.value),
                "time": row.held_time(),
                "references": reference_text(held),
            });
        }
        found
    };
    let counts: serde_json::Map<String, Json> = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict.name().to_owned(), compared.audit.counts.get(&verdict).copied().unwrap_or(0).into()))
        .collect();
    let report = json!({"counts": counts, "findings": rows.iter().map(finding).collect::<Vec<_>>()});
    serde_json::to_writer_pretty(&mut *out, &report).map_err(io::Error::other)?;
    writeln!(out)
}

/// A link to an item or property of Wikidata, under its name; the text alone if it has neither.
fn linked(id: &str, name: &str) -> String {
    let text = if name.is_empty() || name == id { tame::html(id) } else { format!("{} ({id})", tame::html(name)) };
    let page = match id.as_bytes() {
        [b'Q', rest @ ..] if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit) => id.to_owned(),
        [b'P', rest @ ..] if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit) => format!("Property:{id}"),
        _ => return text,
    };
    format!("<a href=\"https://www.wikidata.org/wiki/{page}\">{text}</a>")
}

/// How many facts and how many entities were compared.
fn told(compared: &Compared) -> String {
    let all = &compared.audit.facts;
    let entities = all.iter().filter(|one| one.spoken.is_some()).count();
    let facts = counted(all.len() - entities, "fact");
    if entities == 0 { facts } else { format!("{facts} and {}", counted(entities, "entity")) }
}

fn html(compared: &Compared, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}<p>{} compared with {} of Wikidata.</p>\n<ul>",
        page::head("Facts and Wikidata", ""),
        told(compared),
        counted(compared.held.entities, "entity")
    )?;
    for verdict in Verdict::ALL {
        if let Some(count) = compared.audit.counts.get(&verdict) {
            writeln!(out, "<li><b>{count} {}</b>: {}</li>", verdict.name(), verdict.means())?;
        }
    }
    writeln!(
        out,
        "</ul>\n<table>\n<caption>Each statement of a fact or an entity, with the evidence of both sides</caption>\n<thead><tr>\
         <th scope=\"col\">Verdict</th><th scope=\"col\">Fact</th><th scope=\"col\">Here</th><th scope=\"col\">In Wikidata</th></tr>\
         </thead>\n<tbody>"
    )?;
    for row in rows {
        let why = match row.finding.why.as_str() {
            "" => String::new(),
            why => format!("<br><small>{}</small>", tame::html(why)),
        };
        let statement = row.finding.stated.as_ref().map_or_else(String::new, |stated| {
            let property = &stated.main.property;
            let (item, property) = (linked(&stated.item, &stated.item_label), linked(property, property));
            format!("{item} {property} {}", linked(&shown(&stated.main.content), &stated.value_label))
        });
        let evidence: String = row
            .fact
            .claims
            .iter()
            .map(|claim| {
                let against = if claim.supports { "" } else { "against it: " };
                format!("<li>{against}{}</li>", tame::html(row.place(claim)))
            })
            .collect();
        let held = row.finding.held.as_ref().map_or_else(String::new, |held| {
            let references: String =
                reference_text(held).iter().map(|text| format!("<li>{}</li>", tame::html(text))).collect();
            let references = if references.is_empty() { "<li>no reference</li>".to_owned() } else { references };
            let item = held.id.split('$').next().unwrap_or_default().to_ascii_uppercase();
            format!(
                "{} {} <small>{}</small><br><small><a href=\"https://www.wikidata.org/wiki/{item}#{}\">{}</a></small>\
                 <ul>{references}</ul>",
                linked(&shown(&held.value), ""),
                tame::html(&row.held_time()),
                held.rank.name(),
                tame::html(&held.id),
                tame::html(&held.id),
            )
        });
        writeln!(
            out,
            "<tr><td class=\"v\">{}{why}</td><td>{}<br><small>{}</small></td><td>{} {}<ul>{evidence}</ul></td><td>{held}</td></tr>",
            row.finding.verdict.name(),
            tame::html(&row.fact.label),
            tame::html(&row.fact.standing),
            statement,
            tame::html(&row.own_time()),
        )?;
    }
    writeln!(out, "</tbody>\n</table>\n</html>")
}
