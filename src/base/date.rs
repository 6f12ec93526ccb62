//! Days of the calendar: a document's, and those until which something is accepted.

pub use time::Date;
use time::{Month, OffsetDateTime};

/// The environment variable by which builds are made to be the same on any day.
pub const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Reads a day written as `2024-03-05`; none if there is no such day.
pub fn parse(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &str, wanted: usize| part.len() == wanted && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// The day, in universal time, that lies so many seconds after the beginning of 1970, as SOURCE_DATE_EPOCH gives it;
/// none if that is no number or the day lies outside the years 0 to 9999.
pub fn from_epoch(seconds: &str) -> Option<Date> {
    let date = OffsetDateTime::from_unix_timestamp(seconds.parse().ok()?).ok()?.date();
    (0..=9999).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_not_there_are_no_dates() {
        assert_eq!(parse("2024-02-29").map(Date::to_calendar_date), Some((2024, Month::February, 29)));
        for text in ["2023-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00"] {
            assert_eq!(parse(text), None, "{text}");
        }
        for text in ["", "2024", "2024-3-5", "2024-03-05 ", "２０２４-03-05", "2024-03-05-06", "+024-03-05"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_count_from_1970() {
        let day = |seconds| from_epoch(seconds).map(|date: Date| (date.year(), u8::from(date.month()), date.day()));
        assert_eq!(day("0"), Some((1970, 1, 1)));
        assert_eq!(day("1709251199"), Some((2024, 2, 29)));
        assert_eq!(day("1709251200"), Some((2024, 3, 1)));
        for text in ["", "yesterday", "1.5", "253402300800", "99999999999999999999"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
