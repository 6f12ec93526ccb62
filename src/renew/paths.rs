//! Names of files with the year moved.

/// Words with the first number that is a year moved to another; none where they do not hold it.
pub(super) fn moved(words: &str, (old, new): (u32, u32)) -> Option<String> {
    let at = year_at(words, old)?;
    let year = old.to_string();
    Some(format!("{}{new}{}", words.get(..at)?, words.get(at + year.len()..)?))
}

/// The same wherever the year stands.
pub(super) fn moved_throughout(words: &str, years: (u32, u32)) -> String {
    let (mut rest, mut out) = (words, String::new());
    while let Some((at, end)) = year_at(rest, years.0).map(|at| (at, at + years.0.to_string().len())) {
        out.push_str(rest.get(..at).unwrap_or(""));
        out.push_str(&years.1.to_string());
        rest = rest.get(end..).unwrap_or("");
    }
    out + rest
}

/// Where a year stands as a number of its own.
pub(super) fn year_at(words: &str, year: u32) -> Option<usize> {
    let year = year.to_string();
    let alone = |at: &usize| {
        let digit = |c: char| c.is_ascii_digit();
        let (before, behind) = (words.get(..*at).unwrap_or(""), words.get(at + year.len()..).unwrap_or(""));
        !before.ends_with(digit) && !behind.starts_with(digit)
    };
    words.match_indices(&year).map(|(at, _)| at).find(alone)
}

/// A file's path below the root with the year moved. Where it does not hold the year, the new one is put behind the name of its
/// first folder, or behind its own where it lies in none.
pub(super) fn next_path(path: &str, years: (u32, u32)) -> String {
    moved(path, years).unwrap_or_else(|| match path.split_once('/') {
        Some((folder, below)) => format!("{folder}-{}/{below}", years.1),
        None => format!("{}-{}.budget", path.strip_suffix(".budget").unwrap_or(path), years.1),
    })
}

#[cfg(test)]
mod tests {
    use super::{moved_throughout, next_path};

    #[test]
    fn a_path_gets_the_next_year() {
        for (path, next) in [
            ("2024.budget", "2025.budget"),
            ("town-2024-v2.budget", "town-2025-v2.budget"),
            ("2024/hall.budget", "2025/hall.budget"),
            ("units/hall.budget", "units-2025/hall.budget"),
            ("report.budget", "report-2025.budget"),
            ("120245.budget", "120245-2025.budget"),
        ] {
            assert_eq!(next_path(path, (2024, 2025)), next);
        }
        assert_eq!(moved_throughout("2024, 12024 and 2024", (2024, 2025)), "2025, 12024 and 2025");
    }
}
