//! Arguments in, exit status out.

fn main() -> std::process::ExitCode {
    chancery::command::main()
}
