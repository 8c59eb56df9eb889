//! `chancery completions`: a script that completes commands and options in a shell.

use clap::Args;
use clap_complete::Shell;

use super::output;
use super::say::Status;

/// Write a script that completes commands and options in a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery completions bash > ~/.local/share/bash-completion/completions/chancery
  chancery completions zsh > ~/.zfunc/_chancery
  chancery completions fish > ~/.config/fish/completions/chancery.fish
  chancery completions powershell >> $PROFILE

Start a new shell for the script to take effect.")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &CompletionsArgs, mut command_line: clap::Command) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command_line, "chancery", &mut script);
    match output::write(None, |out| out.write_all(&script)) {
        Ok(_) => Status::Fine,
        Err(status) => status,
    }
}
