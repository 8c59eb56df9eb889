//! Where results go: standard output, or a file that is replaced whole or not at all.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::arguments::DEFAULT_SOURCE;
use super::interrupt::Guard;
use super::say::{Status, fail};
use chancery_model::diagnostic::Diagnostics;
use chancery_model::source::file::{self, Identity};
use chancery_model::source::folder;
use chancery_model::source::input::Place;
use chancery_model::tame;

/// How the name of a result begins that is not whole yet, and how it ends.
const PREFIX: &str = ".chancery-";
const SUFFIX: &str = ".unfinished";

/// How much is gathered before it is written.
const BUFFER: usize = 1 << 18;

/// The name that means standard output instead of a file; a file that is called so is `./-`.
pub const STANDARD_OUTPUT: &str = "-";

/// The arguments that name a file to be replaced.
const RESULTS: &[&str] = &["output", "extract", "review", "rejects"];

/// How the names of compressed files end, and what makes them.
const PACKED: [(&str, &str); 4] = [("gz", "gzip"), ("bz2", "bzip2"), ("zst", "zstd"), ("xz", "xz")];

/// The arguments that name a file to which something is added.
const UPDATED: &[&str] = &["into"];

/// Refuses results that would replace what the arguments name to be read, or one another. It looks at the arguments of
/// every command alike, so that none can be forgotten. What else is read in a run is known when the result is written.
pub fn apart_from_arguments(arguments: &ArgMatches) -> Result<(), Status> {
    let (mut results, mut named) = (Vec::new(), Vec::new());
    for id in arguments.ids() {
        let paths = arguments.try_get_many::<PathBuf>(id.as_str()).ok().flatten().into_iter().flatten().cloned();
        match id.as_str() {
            updated if UPDATED.contains(&updated) => {}
            result if RESULTS.contains(&result) => results.extend(paths.map(|path| (format!("--{result}"), path))),
            // A recipe is a name, or a path.
            "recipe" => {
                let names = arguments.try_get_many::<String>("recipe").ok().flatten().into_iter().flatten();
                named.extend(names.map(PathBuf::from));
            }
            _ => named.extend(paths),
        }
    }
    for path in &named {
        file::intend(path);
    }
    let results: Vec<(&str, &Path)> = results.iter().map(|(option, path)| (option.as_str(), path.as_path())).collect();
    all_apart(&results)?;
    results.iter().try_for_each(|(option, path)| unpacked(option, path))
}

/// Refuses a result with the name of a compressed file: results are written as they are.
fn unpacked(option: &str, path: &Path) -> Result<(), Status> {
    let ending = ending(path).unwrap_or_default();
    match PACKED.iter().find(|(packed, _)| *packed == ending) {
        Some((_, program)) => Err(fail(&format!(
            "`{0}` is the name of a compressed file, and {option} does not compress; compress the standard output, \
             `chancery … | {program} > {0}`, or the file that was written",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// How the name of a file ends, behind the last full stop.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// The format of a result: the one that was named, else that of the ending of its file. Where neither says one, nothing; but an
/// ending that is that of no format is refused, because the file would not be what its name says. `option` names a format.
pub fn format<F>(
    option: &str,
    named: Option<F>,
    path: Option<&Path>,
    of_path: impl Fn(&Path) -> Option<F>,
    endings: &[&str],
) -> Result<Option<F>, Status> {
    // A device takes all input; that a file is read too is reported when it is to be written.
    let file = path.filter(|path| (!path.exists() || path.is_file()) && !file::was_read(path));
    let (None, Some(path)) = (&named, file) else { return Ok(named) };
    match (of_path(path), ending(path)) {
        (Some(format), _) => Ok(Some(format)),
        (None, Some(ending)) => Err(fail(&format!(
            "`{}`: this command has no format with the ending `.{ending}`; there are .{}. Take one of these, or name the \
             format with {option}",
            path.display(),
            endings.join(", .")
        ))),
        (None, None) => Ok(None),
    }
}

/// Refuses results that are one file, or are read.
fn all_apart(results: &[(&str, &Path)]) -> Result<(), Status> {
    let mut seen: Vec<(&str, PathBuf)> = Vec::new();
    let is_standard_output = |path: &Path| path == Path::new(STANDARD_OUTPUT);
    let mut to_standard_output = results.iter().filter(|(_, path)| is_standard_output(path));
    if let (Some((one, _)), Some((other, _))) = (to_standard_output.next(), to_standard_output.next()) {
        return Err(fail(&format!("{one} and {other} are both standard output; name a file for one of them")));
    }
    for (option, path) in results {
        // A device takes all input.
        if is_standard_output(path) || path.exists() && !path.is_file() {
            continue;
        }
        let real = real(path);
        if let Some((other, _)) = seen.iter().find(|(_, other)| *other == real || is_one(other, path)) {
            return Err(fail(&format!("{option} and {other} are one file, `{}`; name two", path.display())));
        }
        if file::was_read(path) {
            let path = path.display();
            return Err(fail(&format!("`{path}` is also read and would be lost; name another file with {option}")));
        }
        seen.push((option, real));
    }
    Ok(())
}

/// Whether two paths lead to one file.
fn is_one(one: &Path, other: &Path) -> bool {
    Identity::of(one).is_some_and(|one| Identity::of(other) == Some(one))
}

/// Refuses results that would replace a file of the sources, folders included, or one another. `results` are the
/// options that name them, each with its file; `read` are the files and folders that are read, `data` if none is named.
pub fn apart<'a>(results: &[(&str, Option<&Path>)], read: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Status> {
    if results.iter().all(|(_, path)| path.is_none()) {
        return Ok(());
    }
    let mut read: Vec<PathBuf> = read.into_iter().cloned().collect();
    if read.is_empty() {
        read.push(PathBuf::from(DEFAULT_SOURCE));
    }
    // What is wrong with them is reported when they are read.
    for source in folder::find(&read, &mut Diagnostics::new()) {
        if let Place::File(source) = &source.place {
            file::intend(source);
        }
    }
    let results: Vec<_> = results.iter().filter_map(|(option, path)| Some((*option, (*path)?))).collect();
    all_apart(&results)
}

/// Where a path leads in the end, whether or not there is something, by one name of many.
fn real(path: &Path) -> PathBuf {
    let path = followed(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// A path, or where it leads as a link.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        let Ok(to) = std::fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(to);
    }
    path
}

/// Writes a result to a file, or to standard output if no file is named, or [`STANDARD_OUTPUT`].
///
/// A reader that goes away (`chancery export | head`) is not an error. A file appears under its name only when it is whole.
pub fn write<T>(
    path: Option<&Path>,
    result: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<Option<T>, Status> {
    write_if(path, |out| result(out).map(|value| (value, true)))
}

/// Writes a result to a file that must not exist yet.
pub fn write_new<T>(path: &Path, result: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> Result<T, Status> {
    let is_new = || match path.symlink_metadata() {
        Ok(_) => Err(io::Error::other("there is a file of that name already")),
        Err(_) => Ok(()),
    };
    replace(path, is_new, |out| result(out).map(|value| (value, true)))
}

/// As [`write()`], but the end decides whether the result appears: if not, the file stays as it was. What was written to
/// standard output cannot be taken back.
pub fn write_if<T>(
    path: Option<&Path>,
    result: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<(T, bool)>,
) -> Result<Option<T>, Status> {
    match path.filter(|path| *path != Path::new(STANDARD_OUTPUT)) {
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
            let unread = || match file::was_read(path) {
                true => Err(io::Error::other("it is also read and would be lost; name another file")),
                false => Ok(()),
            };
            replace(path, unread, result).map(Some)
        }
    }
}

/// Writes a file again, with additions or in another form.
pub fn update(path: &Path, result: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Option<()>, Status> {
    replace(path, || Ok(()), |out| result(out).map(|()| ((), true))).map(Some)
}

fn replace<T>(
    path: &Path,
    may: impl Fn() -> io::Result<()>,
    result: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<(T, bool)>,
) -> Result<T, Status> {
    let existed = path.is_file();
    to_file(path, may, result).map_err(|error| {
        let kept = if existed { "; it was left unchanged" } else { "" };
        fail(&format!("`{}` cannot be written: {}{kept}", path.display(), reason(&error)))
    })
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

/// `may` says whether the file may be replaced, and is asked again when all is read.
fn to_file<T>(
    path: &Path,
    may: impl Fn() -> io::Result<()>,
    result: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<(T, bool)>,
) -> io::Result<T> {
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
    may()?;
    // A link stays a link, even one that leads nowhere yet: what it leads to is replaced.
    let path = followed(path);
    if std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("its links form a cycle"));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner only; the result is an ordinary file, as the umask has it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    if !folder.is_dir() {
        let shown = folder.display();
        return Err(io::Error::other(match folder.exists() {
            true => format!("`{shown}` is not a folder"),
            false => format!("there is no folder `{shown}`; make it first"),
        }));
    }
    clear(folder);
    let file = unfinished(&builder, folder).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            io::Error::other(format!("no permission to write into the folder `{}`", folder.display()))
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
        // The new file keeps the permissions of the old one. If that is refused, the file is still whole.
        let _ = file.as_file().set_permissions(metadata.permissions());
    }
    file.as_file().sync_all()?;
    may()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(value)
}

/// Makes the file that will have the name of the result. It is locked as long as this process lives.
fn unfinished(builder: &tempfile::Builder<'_, '_>, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    loop {
        let file = builder.tempfile_in(folder)?;
        // Some file systems have no locks; then a file that is left over stays.
        let _ = file.as_file().try_lock();
        // Between the two another run may have taken it for one that is left over.
        if file.path().exists() {
            return Ok(file);
        }
    }
}

/// Removes what runs left in a folder that were ended before they could: files that no process holds.
fn clear(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if is_ours
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && std::fs::File::options().write(true).open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// What is wrong, without the name of the temporary file, which the user does not know.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" at path \"").next().unwrap_or(&text).to_owned()
}
