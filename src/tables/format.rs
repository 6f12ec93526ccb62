//! Number formats: how many digits a cell shows, and days and times as it shows them.

use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;

use crate::base::{Date, Decimal};

/// What of a number a format shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shows {
    /// All of it, as far as the cell is wide.
    #[default]
    All,
    /// So many digits behind the point; of a percentage two more, those of the number itself.
    Places(u32),
    /// Less than that, in a way that is not followed up: thousands, powers of ten, fractions, nothing.
    Less,
    /// The day or time that it counts.
    Date,
}

/// A piece of a format.
enum Token<'f> {
    /// Stands there as it is.
    Words(&'f str),
    /// In brackets: a colour, a condition, a country, elapsed time.
    Bracket(&'f str),
    /// Any other sign.
    Sign(char),
}

/// The pieces of a format's sections: for positive numbers, negative ones, zero. `\` escapes a sign, in Chinese `!` does;
/// `_` and `*` leave room.
fn sections(format: &str) -> Vec<Vec<Token<'_>>> {
    let (mut all, mut rest) = (vec![Vec::new()], format);
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        let (token, left) = match c {
            '"' => {
                let (words, left) = behind.split_once('"').unwrap_or((behind, ""));
                (Token::Words(words), left)
            }
            '[' => {
                let (inner, left) = behind.split_once(']').unwrap_or((behind, ""));
                (Token::Bracket(inner), left)
            }
            '\\' | '!' | '_' | '*' => {
                let (sign, left) = behind.split_at(behind.chars().next().map_or(0, char::len_utf8));
                (Token::Words(if matches!(c, '\\' | '!') { sign } else { "" }), left)
            }
            c => (Token::Sign(c), behind),
        };
        rest = left;
        match (token, all.last_mut()) {
            (Token::Sign(';'), _) => all.push(Vec::new()),
            (token, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    all
}

fn is_general(format: &str) -> bool {
    let format = format.trim();
    format.is_empty() || format == "@" || format.eq_ignore_ascii_case("general") || format == "G/通用格式"
}

fn is_date_token(token: &Token<'_>) -> bool {
    match token {
        Token::Sign(c) => matches!(c.to_ascii_lowercase(), 'y' | 'm' | 'd' | 'h' | 's'),
        Token::Bracket(inner) => is_elapsed(inner),
        Token::Words(_) => false,
    }
}

fn is_elapsed(inner: &str) -> bool {
    !inner.is_empty() && inner.bytes().all(|byte| matches!(byte.to_ascii_lowercase(), b'h' | b'm' | b's'))
}

/// What a format shows: of positive numbers, of negative ones, of zero.
pub fn shows(format: &str) -> [Shows; 3] {
    if is_general(format) {
        return [Shows::All; 3];
    }
    let sections = sections(format);
    [0, 1, 2].map(|wanted| {
        let section = sections.get(wanted).or_else(|| sections.first());
        section.map_or(Shows::All, |section| section_shows(section))
    })
}

/// What is shown of a number.
pub fn shows_of(shows: &[Shows; 3], number: Decimal) -> Shows {
    let [positive, negative, zero] = *shows;
    match () {
        () if number.is_zero() => zero,
        () if number.is_sign_negative() => negative,
        () => positive,
    }
}

fn section_shows(section: &[Token<'_>]) -> Shows {
    if section.iter().any(is_date_token) {
        return Shows::Date;
    }
    let signs: Vec<char> =
        section.iter().filter_map(|token| if let Token::Sign(c) = token { Some(*c) } else { None }).collect();
    let is_digit = |c: &char| matches!(c, '0' | '#' | '?');
    let Some(last) = signs.iter().rposition(is_digit) else {
        let general: String = signs.iter().collect();
        return if is_general(&general) && !general.is_empty() { Shows::All } else { Shows::Less };
    };
    let thousands = signs.get(last + 1) == Some(&',');
    if thousands || signs.iter().any(|c| matches!(c, 'E' | 'e' | '/')) {
        return Shows::Less;
    }
    let point = signs.iter().position(|c| *c == '.').unwrap_or(signs.len());
    let places = signs.iter().skip(point).filter(|c| is_digit(c)).count();
    let percents = signs.iter().filter(|c| **c == '%').count();
    u32::try_from(places + 2 * percents).map_or(Shows::All, Shows::Places)
}

/// A number as it is rounded to so many places; none where it has no more.
pub fn rounded(number: Decimal, places: u32) -> Option<Decimal> {
    // spreadsheets round halves away from zero
    let rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    (rounded != number).then_some(rounded)
}

/// Days before the first one that is counted, as the calendar counts them (Julian days): from 1900, or from 1904.
const EPOCHS: [i64; 2] = [2_415_019, 2_416_481];
/// The last day that spreadsheets know, in the year 9999.
const LAST_DAY: i64 = 2_958_465;
const SECONDS: i64 = 86_400;

/// A day or time as a format shows it; where a format asks for words, as `2026-01-31 08:30:00`. None where the number counts
/// no day that there is.
pub fn date(format: &str, number: Decimal, from_1904: bool) -> Option<String> {
    let seconds = (number.checked_mul(Decimal::from(SECONDS))?).round().to_i64()?;
    let (day, second) = (seconds.div_euclid(SECONDS), seconds.rem_euclid(SECONDS));
    if !(0..=LAST_DAY).contains(&day) {
        return None;
    }
    // a day that never was, 1900-02-29, has the number 60
    let early = !from_1904 && day < 60;
    let julian = EPOCHS[usize::from(from_1904)] + day + i64::from(early);
    let date = Date::from_julian_day(i32::try_from(julian).ok()?).ok()?;
    let moment = Moment { date, second, whole: seconds };
    let sections = sections(format);
    let section = sections.first()?;
    Some(moment.shown(section).unwrap_or_else(|| moment.plain(section)))
}

/// A day and a second of it.
struct Moment {
    date: Date,
    second: i64,
    /// Seconds since the first day.
    whole: i64,
}

impl Moment {
    fn plain(&self, section: &[Token<'_>]) -> String {
        let has = |wanted: &[char]| {
            section.iter().any(|token| matches!(token, Token::Sign(c) if wanted.contains(&c.to_ascii_lowercase())))
        };
        let (hour, minute, second) = self.clock();
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        let day = format!("{:04}-{:02}-{:02}", self.date.year(), u8::from(self.date.month()), self.date.day());
        match (has(&['y', 'd']) || !has(&['h', 's']), has(&['h', 's'])) {
            (true, true) => format!("{day} {time}"),
            (true, false) => day,
            _ => time,
        }
    }

    fn clock(&self) -> (i64, i64, i64) {
        (self.second / 3600, self.second / 60 % 60, self.second % 60)
    }

    /// As the format says it; none where it asks for the names of days or months, halves of days or other calendars.
    fn shown(&self, section: &[Token<'_>]) -> Option<String> {
        let (hour, minute, second) = self.clock();
        let (mut shown, mut at, mut after_hours) = (String::new(), 0, false);
        while let Some(token) = section.get(at) {
            let c = match token {
                Token::Words(words) => {
                    shown.push_str(words);
                    at += 1;
                    continue;
                }
                Token::Bracket(inner) if is_elapsed(inner) => {
                    let hours = inner.starts_with(['h', 'H']).then_some(self.whole / 3600)?;
                    shown.push_str(&hours.to_string());
                    after_hours = true;
                    at += 1;
                    continue;
                }
                Token::Bracket(inner) if inner.starts_with('$') => {
                    at += 1;
                    continue;
                }
                Token::Bracket(_) => return None,
                Token::Sign(c) => c.to_ascii_lowercase(),
            };
            let same = |token: &&Token<'_>| matches!(token, Token::Sign(sign) if sign.eq_ignore_ascii_case(&c));
            let long = section.iter().skip(at).take_while(same).count();
            let is_minute = c == 'm' && (after_hours || before_seconds(section, at + long));
            let value = match (c, long) {
                ('y', 4) => i64::from(self.date.year()),
                ('y', 2) => i64::from(self.date.year().rem_euclid(100)),
                ('m', 1 | 2) if is_minute => minute,
                ('m', 1 | 2) => i64::from(u8::from(self.date.month())),
                ('d', 1 | 2) => i64::from(self.date.day()),
                ('h', 1 | 2) => hour,
                ('s', 1 | 2) => second,
                ('y' | 'm' | 'd' | 'h' | 's' | 'a' | 'b' | 'e' | 'g' | 'p' | '0' | '上' | '下', _) => return None,
                ('@', _) => return None,
                _ => {
                    (0..long).for_each(|_| shown.push(c));
                    at += long;
                    continue;
                }
            };
            after_hours = c == 'h';
            shown.push_str(&if long == 1 { value.to_string() } else { format!("{value:02}") });
            at += long;
        }
        Some(shown)
    }
}

/// Whether the next sign of a clock or calendar is a second: minutes stand before it.
fn before_seconds(section: &[Token<'_>], from: usize) -> bool {
    section.iter().skip(from).find(|token| is_date_token(token)).is_some_and(|token| match token {
        Token::Sign(c) => c.eq_ignore_ascii_case(&'s'),
        Token::Bracket(inner) => inner.starts_with(['s', 'S']),
        Token::Words(_) => false,
    })
}

/// The format that spreadsheets know by a number of its own, in their Chinese version where it differs; none for the general one.
pub fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 7 | 37 | 39 | 41 | 42 | 43 | 44 | 6 | 8 | 38 | 40 => accounting(id),
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

/// Those for accounts: with brackets, red, or a dash for zero.
fn accounting(id: u32) -> &'static str {
    match id {
        5 | 37 => "#,##0_);(#,##0)",
        6 | 38 => "#,##0_);[Red](#,##0)",
        7 | 39 => "#,##0.00_);(#,##0.00)",
        8 | 40 => "#,##0.00_);[Red](#,##0.00)",
        41 | 42 => "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
        _ => "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_format_says_how_many_digits_it_shows() {
        for (format, number, wanted) in [
            ("0.00", "12.3456", Some("12.35")),
            ("#,##0.00", "-12.345", Some("-12.35")),
            ("#,##0.00_);[Red]\\(#,##0.000\\)", "-12.3456", Some("-12.346")),
            ("0", "0.5", Some("1")),
            ("0.0%", "0.12345", Some("0.123")),
            ("0.00", "12.34", None),
            ("General", "12.3456", None),
            ("@", "12.3456", None),
            ("0.00E+00", "12.3456", None),
            ("0!.0,", "12345", None),
            ("\"0.0\"0.000", "12.3456", Some("12.346")),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "1.239", Some("1.24")),
        ] {
            let shown = match shows_of(&shows(format), dec(number)) {
                Shows::Places(places) => rounded(dec(number), places),
                _ => None,
            };
            assert_eq!(shown, wanted.map(dec), "{number} as {format}");
        }
        assert_eq!(shows("0!.0,")[0], Shows::Less);
        assert_eq!(shows(";;;")[0], Shows::Less);
        assert_eq!(shows("G/通用格式")[0], Shows::All);
        assert_eq!(shows("[Red]General")[0], Shows::All);
    }

    #[test]
    fn days_are_shown_as_their_format_says() {
        for (format, number, wanted) in [
            ("yyyy\"年\"m\"月\"d\"日\"", "46053", "2026年1月31日"),
            ("yyyy/m/d", "46053", "2026/1/31"),
            ("[$-804]yyyy-mm-dd;@", "46053", "2026-01-31"),
            ("yyyy-mm-dd hh:mm", "46053.354166666664", "2026-01-31 08:30"),
            ("mm:ss", "0.0059027777777777", "08:30"),
            ("d-mmm-yy", "46053", "2026-01-31"),
            ("h:mm AM/PM", "0.5", "12:00:00"),
            ("[h]:mm", "1.5", "36:00"),
            ("yyyy-mm-dd", "59", "1900-02-28"),
            ("yyyy-mm-dd", "61", "1900-03-01"),
        ] {
            assert_eq!(date(format, dec(number), false).as_deref(), Some(wanted), "{number} as {format}");
        }
        assert_eq!(date("yyyy-mm-dd", dec("44591"), true).as_deref(), Some("2026-01-31"));
        assert_eq!(date("yyyy", dec("-1"), false), None);
        assert_eq!(date("yyyy", dec("2958466"), false), None);
        for (format, date) in
            [("[hh]:mm", true), ("m\"月\"", true), ("[Red]0", false), ("\"day\"0", false), ("General", false)]
        {
            assert_eq!(shows(format)[0] == Shows::Date, date, "{format}");
        }
    }
}
