//! Numbers that one slip at the keyboard makes of one another.

use super::Decimal;

/// What may have been meant by a typed number: a digit other, more or less, two neighbouring digits (the point left out)
/// in the other order. Numbers as they would be typed, without zeros in front; one may occur twice.
pub fn neighbours(typed: &str) -> Vec<String> {
    let signs: Vec<char> = typed.chars().collect();
    let digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let mut all = Vec::new();
    let mut push = |change: &dyn Fn(&mut Vec<char>)| {
        let mut next = signs.clone();
        change(&mut next);
        all.push(next.into_iter().collect::<String>());
    };
    for at in 0..=signs.len() {
        // before a digit or behind the last one
        if digit(at) || at.checked_sub(1).is_some_and(digit) {
            ('0'..='9').for_each(|more| push(&|next| next.insert(at, more)));
        }
        if !digit(at) {
            continue;
        }
        push(&|next| {
            next.remove(at);
        });
        ('0'..='9').for_each(|other| push(&|next| next[at] = other));
        let neighbour = if signs.get(at + 1) == Some(&'.') { at + 2 } else { at + 1 };
        if digit(neighbour) {
            push(&|next| next.swap(at, neighbour));
        }
    }
    let front = |text: &str| !text.starts_with('0') || text.starts_with("0.") || text == "0";
    let own = typed.parse::<Decimal>().ok();
    let other = |text: &str| !text.ends_with('.') && text.parse::<Decimal>().is_ok_and(|number| Some(number) != own);
    all.retain(|text| front(text.trim_start_matches('-')) && other(text));
    all
}

#[cfg(test)]
mod tests {
    use super::neighbours;

    #[test]
    fn each_slip_is_one_keystroke() {
        let near = neighbours("15.4");
        for meant in ["14.5", "51.4", "16.4", "5.4", "115.4", "15.47", "15.04"] {
            assert!(near.iter().any(|text| text == meant), "{meant}");
        }
        assert!(!near.iter().any(|text| matches!(text.as_str(), "15.4" | "05.4" | "15." | "45.1")), "{near:?}");
    }
}
