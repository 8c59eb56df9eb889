//! A million generated facts from JSON Lines to N-Triples and to Turtle: triples a second and peak memory.
//!
//! Runs the built program as a user would. `FACTS` sets another number of facts.

mod generate;
mod random;

use std::io::{BufWriter, Read, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let facts: usize = std::env::var("FACTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let input = folder.path().join("facts.jsonl");
    let mut out = BufWriter::new(std::fs::File::create(&input)?);
    generate::facts(facts, &mut out)?;
    out.flush()?;
    drop(out);
    let bytes = std::fs::metadata(&input)?.len();
    println!("{facts} facts, {:.0} MB of JSON Lines", bytes as f64 / 1e6);
    for format in ["n-triples", "turtle"] {
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(["export", "--format", format])
            .arg(&input)
            .stdout(Stdio::from(std::fs::File::create(folder.path().join("out"))?))
            .stderr(Stdio::piped())
            .spawn()?;
        let peak = peak_of(&mut child)?;
        let seconds = started.elapsed().as_secs_f64();
        let mut said = String::new();
        if let Some(mut stderr) = child.stderr.take() {
            stderr.read_to_string(&mut said)?;
        }
        let triples: f64 = said
            .rsplit(';')
            .next()
            .and_then(|tail| tail.split_whitespace().next())
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| std::io::Error::other(said.clone()))?;
        println!(
            "{format:>10}: {triples:.0} triples in {seconds:.2} s = {:.0} triples/s, {:.0} facts/s, peak memory {peak} MB",
            triples / seconds,
            facts as f64 / seconds
        );
    }
    Ok(())
}

/// Waits for the child and gives the most memory it held, in MB, as Linux counts it (`VmHWM`).
fn peak_of(child: &mut std::process::Child) -> std::io::Result<u64> {
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(status) = std::fs::read_to_string(&path)
            && let Some(line) = status.lines().find(|line| line.starts_with("VmHWM"))
        {
            peak = peak.max(line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1000);
        }
        if child.try_wait()?.is_some() {
            return Ok(peak);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
