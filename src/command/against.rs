//! What `audit` and `contribute` do first: the facts of a source, and what Wikidata holds of their items.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{MeetArgs, SourceArgs};
use super::say::{Status, fail, fail_temporary, say};
use super::session::{self, Session, Wanted};
use chancery_graph::meet::Meeting;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::Files;
use chancery_model::source::input::Source;
use chancery_model::source::wikidata::{Entities, not_wikidata};
use chancery_wikidata::audit::{Asked, Audit, Held, audit};
use chancery_wikidata::shape::{Survey, Telling};

/// What is compared with what.
#[derive(Debug, Args)]
pub struct AgainstArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    pub sources: Vec<PathBuf>,
    /// Data of Wikidata: a dump in JSON, a part of one, or an answer of its API, compressed or not
    #[arg(long, value_name = "WIKIDATA", required = true)]
    pub against: Vec<PathBuf>,
    #[command(flatten)]
    pub meet: MeetArgs,
    /// The options of every command that reads facts.
    #[command(flatten)]
    pub common: SourceArgs,
}

/// Both sides, compared.
pub struct Compared {
    pub session: Session,
    pub survey: Survey,
    pub audit: Audit,
    pub held: Held,
    /// Something in the data of Wikidata was wrong; it was reported.
    pub wrong: bool,
}

/// Why the other side cannot be read.
enum Failed {
    Io(std::io::Error),
    Wrong(Diagnostic),
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl AgainstArgs {
    /// Refuses results that would replace what is read, and standard input for both sides.
    ///
    /// # Errors
    /// The status to end with; the reason was reported.
    pub fn apart(&self, results: &[(&str, Option<&Path>)]) -> Result<(), Status> {
        let is_input = |path: &PathBuf| path == Path::new("-");
        if self.sources.iter().any(is_input) && self.against.iter().any(is_input) {
            return Err(fail("only one of the two sides can be standard input"));
        }
        let rejects = [("--rejects", self.common.tables.rejects.as_deref())];
        let results: Vec<_> = results.iter().chain(&rejects).copied().collect();
        super::output::apart(&results, &self.against)?;
        super::output::apart(&results, &self.sources)
    }

    /// Reads the data of Wikidata.
    fn look(&self, asked: &Asked, held: &mut Held, files: &Files, diagnostics: &mut Diagnostics) -> Result<(), Failed> {
        for path in &self.against {
            held.merge(look(path, asked, files, diagnostics).map_err(Failed::Wrong)?);
        }
        Ok(())
    }

    /// Reads both sides and compares them.
    ///
    /// # Errors
    /// The status to end with; the reason was reported.
    pub fn compare(&self) -> Result<Compared, Status> {
        let (meeting, decisions) = (self.meet.or(Meeting::Findings), self.meet.decided.decisions.clone());
        let wanted = Wanted { meeting, decisions, ..Wanted::default() };
        let session = session::read(&self.common, &self.sources, wanted)?;
        session::tell(&session.diagnostics, &session.files);
        if session.diagnostics.has_errors() {
            say("nothing was compared, because the sources have errors");
            return Err(Status::Errors);
        }
        let (schema, alignment) = (&session.loaded.schema, &session.loaded.alignment);
        let sorted = &session.outcome.sorted;
        let unreadable = |error: std::io::Error| fail_temporary(&error);
        let mut survey = Survey::of(schema, alignment, sorted, false).map_err(unreadable)?;
        let outcome = &session.outcome;
        survey.telling = Telling::of(schema, alignment, &outcome.registry, &outcome.documents, &outcome.compiled_in);
        let mut diagnostics = Diagnostics::new();
        let compared = audit(schema, alignment, sorted, &survey, |asked| {
            let mut held = Held::default();
            self.look(asked, &mut held, &session.files, &mut diagnostics)?;
            let from_standard_input = self.against.iter().any(|path| path == Path::new("-"));
            let needed = asked.follow(&held.redirects);
            if needed || (asked.values_moved && !from_standard_input) {
                // What an id leads to may have been passed over before that was known.
                if from_standard_input {
                    return Err(Failed::Wrong(
                        Diagnostic::error(
                            Code::RedirectsNotFollowed,
                            "an item in the facts redirects to another item, and standard input cannot be read a second time to follow it",
                        )
                        .help("save the data of Wikidata to a file, and name it with --against"),
                    ));
                }
                asked.prepare();
                let mut again = Held::default();
                self.look(asked, &mut again, &session.files, &mut Diagnostics::new())?;
                again.redirects.merge(&held.redirects);
                held = again;
            }
            held.settle();
            Ok(held)
        });
        match compared {
            Ok((audit, mut held)) => {
                diagnostics.merge(std::mem::take(&mut held.diagnostics));
                session::tell(&diagnostics, &session.files);
                let wrong = diagnostics.has_errors();
                Ok(Compared { survey, audit, held, wrong, session })
            }
            Err(Failed::Io(error)) => Err(unreadable(error)),
            Err(Failed::Wrong(diagnostic)) => {
                diagnostics.push(diagnostic);
                session::tell(&diagnostics, &session.files);
                Err(Status::CouldNotRun)
            }
        }
    }
}

fn look(path: &Path, asked: &Asked, files: &Files, diagnostics: &mut Diagnostics) -> Result<Held, Diagnostic> {
    let source = Source::new(path);
    let input = source.open().map_err(|diagnostic| match diagnostic.code {
        Code::EmptySource => not_wikidata(&source.name).remark("it is empty"),
        _ => diagnostic,
    })?;
    if !input.format.is_wikidata() {
        return Err(not_wikidata(&source.name).remark(format!("it is {}", input.format)));
    }
    let bar = session::progress_bar(&[path.to_owned()]);
    let taken = input.taken.clone();
    let file = source.register(input.packed, files);
    let entities = Entities::open(input, &source.name, file, diagnostics)?;
    let progress = || bar.set_position(taken.load(std::sync::atomic::Ordering::Relaxed));
    let held = Held::read(entities, file, files, asked, &progress);
    bar.finish_and_clear();
    Ok(held)
}
