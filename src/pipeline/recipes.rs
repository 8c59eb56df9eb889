//! Recipes for tables: those that a run names, and which of them reads a table.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::builtin::{self, Folder};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Files};
use chancery_model::recipe::{self, Recipe};
use chancery_model::source::table::{Batches, Dialect, Table};
use chancery_model::source::{file, input};
use chancery_values::name::nearest;

/// A table that was opened with the recipe that fits it.
pub(super) struct OpenedTable {
    pub table: Table,
    pub batches: Batches,
    /// How many bytes were taken from it so far, as they are on disk.
    pub taken: Arc<AtomicU64>,
    pub recipe: Arc<Recipe>,
}

/// The recipes that the options name: a known one by its name, the user's own by its path.
pub(super) fn named(names: &[String], files: &Files, diagnostics: &mut Diagnostics) -> Vec<Arc<Recipe>> {
    let mut recipes = Vec::new();
    for name in names {
        let (file, bytes) = match known(name) {
            Some(text) => {
                (files.add_text(&format!("<built in>/recipes/{name}.yaml"), text.as_bytes()), text.into_bytes())
            }
            None => {
                let path = Path::new(name);
                match file::bytes(path) {
                    Ok(bytes) => (files.add_text(name, bytes.clone()), bytes),
                    Err(_) if !name.contains(['/', '.']) => {
                        diagnostics.push(unknown(name));
                        continue;
                    }
                    Err(diagnostic) => {
                        diagnostics.push(diagnostic);
                        continue;
                    }
                }
            }
        };
        recipes.extend(recipe::read(&bytes, file, diagnostics).map(Arc::new));
    }
    recipes
}

fn known(name: &str) -> Option<String> {
    let file = format!("{name}.yaml");
    builtin::texts(Folder::Recipes).into_iter().find(|(known, _)| *known == file).map(|(_, text)| text.to_owned())
}

fn unknown(name: &str) -> Diagnostic {
    let files = builtin::texts(Folder::Recipes);
    let names: Vec<&str> = files.iter().filter_map(|(file, _)| file.strip_suffix(".yaml")).collect();
    let mut diagnostic = Diagnostic::error(Code::UnknownRecipe, format!("no recipe is called `{name}`"));
    if let Some(near) = nearest(name, names.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    diagnostic.help(format!("the known recipes are {}; name your own recipe by its path", names.join(", ")))
}

/// Opens a table with the recipe that fits its headings.
///
/// # Errors
/// What is wrong with the table, or that no recipe was given or fits.
pub(super) fn open(
    input: input::Input,
    again: &dyn Fn() -> Result<input::Input, Diagnostic>,
    name: &str,
    file: FileId,
    recipes: &[Arc<Recipe>],
) -> Result<OpenedTable, Box<Diagnostic>> {
    let opened = |(table, batches): (Table, Batches), taken, recipe: &Arc<Recipe>| OpenedTable {
        table,
        batches,
        taken,
        recipe: recipe.clone(),
    };
    match recipes {
        [] => {
            let fitting = fitting(input.reader, file);
            let mut diagnostic =
                Diagnostic::error(Code::NoRecipe, format!("`{name}` is a table, and no recipe says how to read it"));
            if !fitting.is_empty() {
                diagnostic =
                    diagnostic.help(format!("its columns are those of `--recipe {}`", fitting.join("`, `--recipe ")));
            }
            Err(Box::new(diagnostic.help("name a recipe: `--recipe my.yaml`; docs/tables.md says how to write one")))
        }
        [one] => Ok(opened(Table::open(input.reader, file, &one.dialect)?, input.taken, one)),
        several => {
            let mut input = Some(input);
            for recipe in several {
                let input = match input.take() {
                    Some(input) => input,
                    None => again()?,
                };
                let (table, batches) = Table::open(input.reader, file, &recipe.dialect)?;
                if recipe.fits(&table.headings) {
                    return Ok(opened((table, batches), input.taken, recipe));
                }
            }
            let names: Vec<&str> = several.iter().map(|recipe| recipe.name.as_str()).collect();
            Err(Box::new(
                Diagnostic::error(Code::NoRecipe, format!("no recipe that was named fits the columns of `{name}`"))
                    .help(format!(
                        "`{}` name other columns; read the table with one recipe alone to see which",
                        names.join("`, `")
                    )),
            ))
        }
    }
}

/// The known recipes whose columns the table has.
fn fitting(reader: Box<dyn Read + Send>, file: FileId) -> Vec<String> {
    let Ok((table, _)) = Table::open(reader, file, &Dialect::default()) else { return Vec::new() };
    let mut unheard = Diagnostics::new();
    let texts = builtin::texts(Folder::Recipes).into_iter();
    let recipes = texts.filter_map(|(_, text)| recipe::read(text.as_bytes(), file, &mut unheard));
    recipes.filter(|recipe| recipe.fits(&table.headings)).map(|recipe| recipe.name).collect()
}
