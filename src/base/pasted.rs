//! Numbers as people paste them: from tables, web pages, other programs and other countries. What such a number says is
//! told by its form alone; where the form leaves a doubt, every reading is given and none is preferred.

/// A number that is perhaps not written as the language writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted<'t> {
    /// What it may say, as the language would write it, without a unit; none where it has too many points.
    pub readings: Vec<String>,
    /// Whether nobody can take it for anything else. There is one reading then.
    pub certain: bool,
    /// The sign of a currency that stands with it.
    pub money: Option<&'t str>,
    /// What stands behind it: a unit, `%`.
    pub unit: &'t str,
    /// Whether a blank groups its digits, which also parts a code from an amount.
    pub blanks: bool,
}

/// Nothing longer is a number.
const LONGEST: usize = 64;

/// Words and signs for a currency that stand before or behind a number.
const MONEY: &[&str] = &["RMB", "CNY", "USD", "EUR", "GBP", "JPY", "HKD", "US$", "HK$", "CN¥", "人民币"];

/// Words that make a number a rough one.
const ROUGHLY: &[&str] = &["约", "近", "≈", "~", "～", "大约"];

/// What a sign in a number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// A decimal point in every country, or one that an input method wrote for it.
    Point,
    /// A full stop: a point, or in some countries a mark between groups.
    Stop,
    /// A comma: a mark between groups, or in some countries the point.
    Comma,
    /// Always a mark between groups.
    Quote,
    /// A blank: a mark between groups.
    Blank,
    /// A sign that is hit instead of the point.
    Slip,
}

fn mark(c: char) -> Option<Mark> {
    Some(match c {
        '.' => Mark::Stop,
        '。' | '．' => Mark::Point,
        ',' | '，' => Mark::Comma,
        '\'' | '’' | '‘' | '＇' | 'ʼ' | '`' | '´' | '٬' => Mark::Quote,
        '、' | '·' | '•' => Mark::Slip,
        c if is_blank(c) => Mark::Blank,
        _ => return None,
    })
}

/// Whether a sign parts groups of digits and does nothing else.
pub fn is_group_mark(c: char) -> bool {
    matches!(mark(c), Some(Mark::Comma | Mark::Quote | Mark::Blank))
}

/// A blank within a line, of whatever width.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// A sign that says less than nothing wherever it stands before a number.
pub fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '﹣' | '⁻' | '➖' | '˗' | '△')
}

/// A sign of a currency (Unicode's category Sc).
fn is_money(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '\u{20a0}'..='\u{20c1}' | '﹩' | '＄' | '￠' | '￡' | '￥' | '￦')
}

/// A digit of either width.
pub fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        _ => None,
    }
}

/// Whether a currency's sign or word is that of a unit, by the unit's own symbol.
pub fn is_money_of(money: &str, unit: &str) -> bool {
    const NAMES: &[(&[&str], &[&str])] = &[
        (&["¥", "￥", "RMB", "CNY", "CN¥", "人民币", "JPY"], &["元", "圆", "円", "yuan", "yen"]),
        (&["$", "＄", "﹩", "USD", "US$", "HKD", "HK$"], &["dollar"]),
        (&["€", "EUR"], &["euro"]),
        (&["£", "￡", "GBP"], &["pound"]),
    ];
    let names =
        |(signs, names): &(&[&str], &[&str])| signs.contains(&money) && names.iter().any(|name| unit.contains(name));
    unit.contains(money) || NAMES.iter().any(names)
}

/// What stands around the digits.
#[derive(Default)]
struct Surroundings<'t> {
    minus: usize,
    /// A sign that is a minus in some accounts and an arrow in others.
    arrow: bool,
    /// A blank stands behind a minus: it may be a dash.
    dash: bool,
    bracketed: bool,
    rough: bool,
    money: Option<&'t str>,
}

impl<'t> Surroundings<'t> {
    /// Takes one sign or word off the front.
    fn before(&mut self, text: &'t str) -> Option<&'t str> {
        if let Some((money, rest)) = money(text) {
            self.money = Some(money);
            return Some(rest);
        }
        if let Some(rest) = ROUGHLY.iter().find_map(|word| text.strip_prefix(word)) {
            self.rough = true;
            return Some(rest);
        }
        let c = text.chars().next()?;
        match c {
            '+' | '＋' => {}
            '▲' | '▼' | '▽' => {
                self.arrow = true;
                self.minus += 1;
            }
            c if is_minus(c) => {
                self.minus += 1;
                self.dash |= text[c.len_utf8()..].starts_with(is_blank);
            }
            c if is_blank(c) => {}
            _ => return None,
        }
        Some(&text[c.len_utf8()..])
    }
}

/// A currency's sign or word at the beginning of a text.
fn money(text: &str) -> Option<(&str, &str)> {
    let word = MONEY.iter().find(|word| text.starts_with(**word)).map(|word| word.len());
    let at = word.or_else(|| text.chars().next().filter(|c| is_money(*c)).map(char::len_utf8))?;
    Some(text.split_at(at))
}

/// Reads a whole text as one number; `None` where it is none.
pub fn read(text: &str) -> Option<Pasted<'_>> {
    let text = text.trim().trim_matches(['"', '“', '”']).trim_start_matches(['=', '＝', '\'']).trim();
    if text.len() > LONGEST || !text.contains(|c| digit(c).is_some()) {
        return None;
    }
    let mut around = Surroundings::default();
    let mut rest = text;
    while let Some(next) = around.before(rest) {
        rest = next;
    }
    // brackets around the number, and its unit within or behind them
    let inner = match rest.strip_prefix(['(', '（']) {
        None => rest,
        Some(inner) => {
            let (inner, behind) = inner.split_once([')', '）'])?;
            around.bracketed = true;
            let mut within = inner;
            while let Some(next) = around.before(within) {
                within = next;
            }
            let (number, unit) = core(within)?;
            let unit = if unit.is_empty() { behind.trim() } else { unit };
            return finish(number, unit, around)
                .filter(|_| unit.is_empty() || behind.trim().is_empty() || unit == behind.trim());
        }
    };
    let (number, unit) = core(inner)?;
    // accounting programs write the sign behind
    let trailing = unit.chars().next_back().filter(|c| is_minus(*c));
    let unit = trailing.map_or(unit, |c| unit[..unit.len() - c.len_utf8()].trim_end());
    let mut pasted = finish(number, unit, around)?;
    if trailing.is_some() {
        let positive = pasted.readings.clone();
        pasted.readings.iter_mut().for_each(|reading| *reading = negative(reading));
        pasted.readings.extend(positive);
        pasted.certain = false;
    }
    Some(pasted)
}

fn negative(reading: &str) -> String {
    reading.strip_prefix('-').map_or_else(|| format!("-{reading}"), str::to_owned)
}

/// Digits and the marks between them.
struct PastedNumber {
    groups: Vec<String>,
    marks: Vec<Mark>,
    /// A mark was hit twice, a letter for a digit, or it begins with its point.
    slip: bool,
    /// A letter stands for a digit.
    letters: bool,
}

/// The digits at the beginning of a text, and what follows them.
fn core(text: &str) -> Option<(PastedNumber, &str)> {
    let text = text.trim_start();
    let mut number = PastedNumber { groups: vec![String::new()], marks: vec![], slip: false, letters: false };
    let mut end = 0;
    let mut signs = text.char_indices().peekable();
    while let Some((at, c)) = signs.next() {
        let value = digit(c).or(match c {
            'O' | 'o' | '〇' => Some('0'),
            'l' | 'I' => Some('1'),
            _ => None,
        });
        if let Some(value) = value {
            number.letters |= digit(c).is_none();
            number.groups.last_mut()?.push(value);
            end = at + c.len_utf8();
            continue;
        }
        let Some(mark) = mark(c) else { break };
        let next = signs.peek().map(|(_, next)| *next);
        let goes_on = next.is_some_and(|next| digit(next).is_some() || matches!(next, 'O' | 'o' | '〇' | 'l' | 'I'));
        let again = next.and_then(self::mark).is_some_and(|next| next != Mark::Blank);
        if again && mark != Mark::Blank {
            number.slip = true;
        } else if goes_on {
            number.slip |= number.groups.last()?.is_empty() || mark == Mark::Slip;
            number.marks.push(mark);
            number.groups.push(String::new());
        } else if next.is_none() && matches!(mark, Mark::Point | Mark::Stop) {
            // nothing follows the point
            number.slip = true;
            end = text.len();
        } else if mark == Mark::Stop && next.is_some_and(is_blank) {
            // a blank behind the point
            number.slip = true;
            signs.next();
            number.marks.push(mark);
            number.groups.push(String::new());
        } else {
            break;
        }
    }
    let digits = number.groups.iter().any(|group| !group.is_empty()) && text.contains(|c| digit(c).is_some());
    (digits && number.groups.last().is_some_and(|group| !group.is_empty())).then(|| (number, text[end..].trim()))
}

/// What a number says in its surroundings.
fn finish<'t>(number: PastedNumber, unit: &'t str, around: Surroundings<'t>) -> Option<Pasted<'t>> {
    let (unit, money) = match money(unit) {
        Some((money, "")) => ("", Some(money)),
        _ => (unit, around.money),
    };
    let odd = |c: char| digit(c).is_some() || is_minus(c) || "()（）[]{}\"“”,，;；:：=/+*、。.".contains(c);
    if unit.chars().count() > 8 || unit.contains(odd) || unit.contains(is_blank) {
        return None;
    }
    let letters = number.letters;
    let blanks = number.marks.contains(&Mark::Blank);
    let mark_of_note = number.marks.is_empty() && around.bracketed;
    let (mut readings, mut certain) = value(&number, money.is_some())?;
    if letters && readings.iter().all(|reading| !reading.contains('.')) {
        return None;
    }
    let minus = around.minus + usize::from(around.bracketed);
    if minus > 0 {
        let positive = readings.clone();
        readings.iter_mut().for_each(|reading| reading.insert(0, '-'));
        // two signs, an arrow, a dash, the number of a note
        if minus > 1 || around.arrow || around.dash || mark_of_note {
            readings.extend(positive);
        }
    }
    certain &= readings.len() == 1 && !around.rough && !letters && !number.slip;
    Some(Pasted { readings, certain, money, unit, blanks })
}

/// What digits and marks say, and whether that is all that they can.
fn value(number: &PastedNumber, money: bool) -> Option<(Vec<String>, bool)> {
    let PastedNumber { groups, marks, .. } = number;
    let join = |groups: &[String]| groups.concat();
    let decimal = |whole: &[String], fraction: &str| {
        let whole = join(whole);
        format!("{}.{fraction}", if whole.is_empty() { "0" } else { &whole })
    };
    // groups of three behind one to three digits
    let grouped = |groups: &[String]| {
        let first = &groups[0];
        (1..=3).contains(&first.len())
            && (groups.len() == 1 || first != "0")
            && groups[1..].iter().all(|group| group.len() == 3)
    };
    let Some((last, before)) = marks.split_last() else { return Some((vec![join(groups)], true)) };
    let (fraction, whole) = groups.split_last()?;
    let same = before.iter().all(|mark| mark == &marks[0]);
    Some(match (before.is_empty(), last) {
        // one mark
        (true, Mark::Stop) if money && grouped(groups) => (vec![join(groups), decimal(whole, fraction)], false),
        (true, Mark::Stop | Mark::Point | Mark::Slip) => (vec![decimal(whole, fraction)], true),
        (true, Mark::Comma) if grouped(groups) => (vec![join(groups), decimal(whole, fraction)], false),
        (true, Mark::Comma) => (vec![decimal(whole, fraction)], false),
        (true, Mark::Quote | Mark::Blank) => (grouped(groups)).then(|| (vec![join(groups)], true))?,
        // several of one kind
        (false, _) if same && *last == marks[0] => match last {
            Mark::Comma | Mark::Quote | Mark::Blank if grouped(groups) => (vec![join(groups)], true),
            Mark::Stop if grouped(groups) => (vec![join(groups)], false),
            Mark::Stop | Mark::Point | Mark::Slip => (vec![], false),
            Mark::Comma => (vec![join(groups)], false),
            Mark::Quote | Mark::Blank => return None,
        },
        // groups, and another mark before the fraction
        (false, Mark::Stop | Mark::Point | Mark::Comma) if same && !matches!(marks[0], Mark::Point | Mark::Slip) => {
            let sound = grouped(whole) && whole.len() > 1;
            if !sound && matches!(marks[0], Mark::Blank | Mark::Quote) {
                return None;
            }
            let readings = vec![decimal(whole, fraction)];
            // the last of groups that two kinds of mark part
            let further = *last == Mark::Comma && marks[0] != Mark::Stop && fraction.len() == 3;
            (if further { vec![join(groups), readings[0].clone()] } else { readings }, sound && !further)
        }
        _ => (vec![], false),
    })
}

/// The number that begins at the front of running words, as the language would write it, with the bytes that it takes up:
/// digits, a point, and marks between groups where nothing else can be meant.
pub fn in_words(words: &str) -> (String, usize) {
    let mut digits = String::new();
    let mut end = 0;
    let mut groups = None;
    loop {
        let rest = &words[end..];
        let mut signs = rest.chars();
        let Some(c) = signs.next() else { return (digits, end) };
        if let Some(digit) = digit(c) {
            digits.push(digit);
            end += c.len_utf8();
            continue;
        }
        let behind = || signs.clone().map_while(digit).count();
        let pointed = digits.contains('.');
        match mark(c) {
            Some(Mark::Stop | Mark::Point) if !pointed && c != '。' && behind() > 0 => digits.push('.'),
            Some(mark @ (Mark::Comma | Mark::Quote | Mark::Blank))
                if !pointed
                    && behind() == 3
                    && groups.unwrap_or(mark) == mark
                    && (groups.is_some() || digits.len() <= 3) =>
            {
                groups = Some(mark);
            }
            _ => return (digits, end),
        }
        end += c.len_utf8();
    }
}
