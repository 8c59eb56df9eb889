//! `chancery man`: manual pages, made of the same words as the help.

use std::path::PathBuf;

use clap::Args;

use super::output;
use super::say::{Status, fail, say};
use chancery_values::name::counted;

/// Write the manual pages: one of the program and one of each command
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery man --output ~/.local/share/man/man1     then `man chancery` and `man chancery-export` work
  chancery man | man -l -                           all pages, one after the other, without installing them")]
pub struct ManArgs {
    /// A folder for the pages; it is created if it does not exist; without it the pages go to standard output
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &ManArgs, command_line: &clap::Command) -> Status {
    let mut pages = Vec::new();
    if let Err(error) = gather(command_line, &mut pages) {
        return fail(&format!("the manual pages cannot be made: {error}"));
    }
    let Some(folder) = &args.output else {
        let written = output::write(None, |out| pages.iter().try_for_each(|(_, page)| out.write_all(page)));
        return written.map_or_else(|status| status, |_| Status::Fine);
    };
    if let Err(error) = std::fs::create_dir_all(folder) {
        return fail(&format!("the folder `{}` cannot be made: {error}", folder.display()));
    }
    for (name, page) in &pages {
        if let Err(status) = output::write(Some(&folder.join(name)), |out| out.write_all(page)) {
            return status;
        }
    }
    say(&format!("{} in `{}`", counted(pages.len(), "page"), folder.display()));
    Status::Fine
}

/// The pages of a command and those below it, each with the name of its file.
fn gather(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    pages.push((format!("{name}.1"), page));
    command.get_subcommands().try_for_each(|inner| gather(inner, pages))
}
