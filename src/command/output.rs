//! Where results go: standard output, or a file that is replaced whole or not at all.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::interrupt::Guard;
use super::session::DEFAULT_SOURCE;
use super::{Status, fail};
use crate::diagnostic::Diagnostics;
use crate::source::detect::{self, Place};
use crate::tame;

/// How much is gathered before it is written.
const BUFFER: usize = 1 << 18;

/// Refuses results that would replace what they are made from, or one another.
///
/// `results` are the options that name them, each with its file; `read` are the files and folders that are read, `data` where
/// there are none.
pub fn apart<'a>(results: &[(&str, Option<&Path>)], read: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Status> {
    let results: Vec<(&str, &Path, PathBuf)> = results
        .iter()
        .filter_map(|(option, path)| {
            let path = (*path)?;
            let real = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
            // A device takes whatever comes.
            let replaced = path.is_file() || !path.exists();
            replaced.then(|| Some((*option, path, real.ok()?))).flatten()
        })
        .collect();
    for (at, (option, path, real)) in results.iter().enumerate() {
        if let Some((other, ..)) = results[..at].iter().find(|(_, _, other)| other == real) {
            return Err(fail(&format!("{option} and {other} are one file, `{}`; name two", path.display())));
        }
    }
    if results.is_empty() {
        return Ok(());
    }
    let mut read: Vec<PathBuf> = read.into_iter().cloned().collect();
    if read.is_empty() {
        read.push(PathBuf::from(DEFAULT_SOURCE));
    }
    // What is wrong with them is told when they are read.
    for source in detect::find(&read, &mut Diagnostics::new()) {
        let Place::File(source) = &source.place else { continue };
        let Ok(source) = std::fs::canonicalize(source) else { continue };
        if let Some((option, path, _)) = results.iter().find(|(_, _, real)| *real == source) {
            let path = path.display();
            return Err(fail(&format!("`{path}` is read too and would be lost; name another file with {option}")));
        }
    }
    Ok(())
}

/// Writes a result to a file, or to standard output where there is none.
///
/// A reader that goes away (`chancery export | head`) is no error. A file appears under its name only when it is whole.
pub fn write<T>(
    path: Option<&Path>,
    result: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<Option<T>, Status> {
    write_if(path, |out| result(out).map(|value| (value, true)))
}

/// As [`write()`], where only the end tells whether the result shall appear: a file then stays as it was. What went to
/// standard output has gone.
pub fn write_if<T>(
    path: Option<&Path>,
    result: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<(T, bool)>,
) -> Result<Option<T>, Status> {
    match path {
        None => {
            let mut out = BufWriter::with_capacity(BUFFER, Stdout::open());
            let ended = result(&mut out).and_then(|value| {
                out.flush()?;
                out.get_mut().finish()?;
                Ok(value)
            });
            match ended {
                Ok((value, _)) => Ok(Some(value)),
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    // What is left in the buffer has no reader.
                    let _ = out.into_parts();
                    Ok(None)
                }
                Err(error) => {
                    let _ = out.into_parts();
                    Err(fail(&format!("the result cannot be written to standard output: {error}")))
                }
            }
        }
        Some(path) => {
            let existed = path.is_file();
            to_file(path, result).map(Some).map_err(|error| {
                let kept = if existed { "; it was left as it was" } else { "" };
                fail(&format!("`{}` cannot be written: {}{kept}", path.display(), reason(&error)))
            })
        }
    }
}

/// Standard output. To a pipe or a file go the data as they are; on a terminal what would move its cursor is spelled.
enum Stdout {
    Data(io::Stdout),
    Terminal(tame::Writer<io::Stdout>),
}

impl Stdout {
    fn open() -> Self {
        let stdout = io::stdout();
        if stdout.is_terminal() { Self::Terminal(tame::Writer::new(stdout)) } else { Self::Data(stdout) }
    }

    fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::Data(out) => out.flush(),
            Self::Terminal(out) => out.finish(),
        }
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Data(out) => out.write(bytes),
            Self::Terminal(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Data(out) => out.flush(),
            Self::Terminal(out) => out.flush(),
        }
    }
}

/// Writes what people read, with what is wild spelled wherever it goes.
pub fn for_people<T>(
    out: &mut (impl Write + ?Sized),
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    let mut tamed = tame::Writer::new(out);
    let value = write(&mut tamed)?;
    tamed.finish()?;
    Ok(value)
}

/// Writes a line that people read.
pub fn line(out: &mut (impl Write + ?Sized), text: &str) -> io::Result<()> {
    writeln!(out, "{}", tame::line(text))
}

fn to_file<T>(path: &Path, result: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<(T, bool)>) -> io::Result<T> {
    if path.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    // A device or a pipe cannot be replaced, only written to.
    if path.exists() && !path.is_file() {
        let mut out = BufWriter::with_capacity(BUFFER, std::fs::File::create(path)?);
        let (value, _) = result(&mut out)?;
        out.flush()?;
        return Ok(value);
    }
    // A link stays a link: what it leads to is replaced.
    let path: PathBuf = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".chancery-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner only; the result is an ordinary file, as the umask has it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    if !folder.is_dir() {
        let shown = folder.display();
        return Err(io::Error::other(match folder.exists() {
            true => format!("`{shown}` is no folder"),
            false => format!("there is no folder `{shown}`; make it first"),
        }));
    }
    let file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            io::Error::other(format!("this user may not write into the folder `{}`", folder.display()))
        }
        _ => error,
    })?;
    let _guard = Guard::over(file.path());
    let mut out = BufWriter::with_capacity(BUFFER, file);
    let (value, wanted) = result(&mut out)?;
    if !wanted {
        let _ = out.into_parts();
        return Ok(value);
    }
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Ok(metadata) = std::fs::metadata(&path) {
        // What is replaced stays as private as it was. Where that is refused, the file is none the less whole.
        let _ = file.as_file().set_permissions(metadata.permissions());
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(value)
}

/// What is wrong, without the name of the temporary file, which nobody knows.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" at path \"").next().unwrap_or(&text).to_owned()
}
