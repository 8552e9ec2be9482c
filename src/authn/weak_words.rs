//! The block list: passwords everybody tries first, names, and patterns, also where little has been added to them.

use super::password::Weakness;
use crate::model::canonical_identifier;

/// Well-known passwords, one a line, lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// What must be left of a password when everything predictable is taken away, in letters and digits.
const SUBSTANCE: usize = 5;
/// The shortest run or name that is taken away.
const SHORTEST: usize = 4;
/// Different characters at least.
const VARIETY: usize = 5;

/// Rows of the keyboard, its columns, the alphabet and the digits; read in both directions.
const RUNS: [&str; 10] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
];

/// What speaks against `password`, whose owner and house are called `names`.
pub fn judge<'a>(password: &str, names: impl Iterator<Item = &'a str>) -> Option<Weakness> {
    let folded = fold(password);
    if is_common(password, &folded) {
        return Some(Weakness::Common);
    }
    if is_repetitive(password) {
        return Some(Weakness::Pattern);
    }
    let names: Vec<String> = names.flat_map(parts).collect();
    let is_personal =
        |text: &str| !names.is_empty() && lacks_substance(&without(text, names.iter().map(String::as_str)), text);
    if is_personal(&canonical_identifier(password)) || is_personal(&folded) {
        return Some(Weakness::Personal);
    }
    let plain = password.to_lowercase();
    lacks_substance(&without_runs(&plain), &plain).then_some(Weakness::Pattern)
}

/// Whether this very password is on the list.
pub fn is_listed(password: &str) -> bool {
    let plain = password.to_lowercase();
    COMMON.lines().any(|word| word == plain)
}

/// The whole is on the list; or its core without digits and signs is; or it is little more than words of the list.
fn is_common(password: &str, folded: &str) -> bool {
    let plain = password.to_lowercase();
    let trimmed = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let forms = [plain.clone(), folded.to_owned(), trimmed(&plain), trimmed(folded), letters(&plain), letters(folded)];
    let is_listed = |form: &str| form.chars().count() >= SHORTEST && COMMON.lines().any(|word| word == form);
    if forms.iter().any(|form| is_listed(form)) {
        return true;
    }
    let long = || COMMON.lines().filter(|word| word.len() > SHORTEST);
    [plain.as_str(), folded].iter().any(|text| {
        let rest = without(text, long());
        rest.len() < text.len() && letters(&without_runs(&rest)).chars().count() < SHORTEST
    })
}

/// One unit repeated, or hardly any different characters.
fn is_repetitive(password: &str) -> bool {
    let chars: Vec<char> = password.chars().collect();
    let repeats = |unit: usize| {
        chars.len().is_multiple_of(unit) && chars.iter().zip(chars.iter().skip(unit)).all(|(one, next)| one == next)
    };
    let mut different = password.to_lowercase().chars().collect::<Vec<_>>();
    different.sort_unstable();
    different.dedup();
    different.len() < VARIETY || (1..=chars.len() / 2).any(repeats)
}

/// Whether so much of `text` was predictable that too little is left. A text that lost nothing has its own rules.
fn lacks_substance(rest: &str, text: &str) -> bool {
    rest.len() < text.len() && rest.chars().filter(|c| c.is_alphanumeric()).count() < SUBSTANCE
}

/// The words a name or address is made of, and the whole of it.
fn parts(name: &str) -> Vec<String> {
    let whole = canonical_identifier(name);
    let mut parts: Vec<String> = whole.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    parts.push(whole);
    parts.retain(|part| part.chars().count() >= SHORTEST);
    parts
}

/// `text` without the `words`, longest first.
fn without<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> String {
    let mut present: Vec<&str> = words.filter(|word| text.contains(word)).collect();
    present.sort_by_key(|word| std::cmp::Reverse(word.len()));
    present.iter().fold(text.to_owned(), |rest, word| rest.replace(word, ""))
}

/// `text` without runs of at least [`SHORTEST`] characters.
fn without_runs(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut rest = String::new();
    let mut at = 0;
    while let Some(tail) = chars.get(at..).filter(|tail| !tail.is_empty()) {
        let run = RUNS.iter().map(|row| longest_run(tail, row)).max().unwrap_or(0);
        if run >= SHORTEST {
            at += run;
        } else {
            rest.extend(tail.first());
            at += 1;
        }
    }
    rest
}

/// How many characters at the beginning of `text` follow one another in `row`, forward or backward.
fn longest_run(text: &[char], row: &str) -> usize {
    let forward: Vec<char> = row.chars().collect();
    let backward: Vec<char> = row.chars().rev().collect();
    let begins = |row: &[char]| {
        (0..row.len())
            .map(|from| text.iter().zip(row.iter().skip(from)).take_while(|(one, other)| one == other).count())
            .max()
            .unwrap_or(0)
    };
    begins(&forward).max(begins(&backward))
}

/// Lower case, with the usual stand-ins read as the letters they stand for.
fn fold(password: &str) -> String {
    password
        .to_lowercase()
        .chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '3' | '€' => 'e',
            '1' | '!' | '|' => 'i',
            '0' => 'o',
            '$' | '5' => 's',
            '7' | '+' => 't',
            '8' => 'b',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weakness(text: &str) -> Option<Weakness> {
        judge(text, ["bob", "bob.builder@example.org", "Gatehouse"].into_iter())
    }

    #[test]
    fn the_list_is_clean() {
        let mut words: Vec<&str> = COMMON.lines().collect();
        assert!(words.len() > 400);
        assert!(words.iter().all(|word| !word.is_empty() && word.trim() == *word && word.to_lowercase() == **word));
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
    }

    #[test]
    fn what_everybody_tries() {
        for text in [
            "123456",
            "password",
            "PASSWORD",
            "p4ssw0rd",
            "letmein",
            "Welcome1",
            "Summer2025!",
            "admin123",
            "iloveyou",
            "dragon99",
            "passwordpassword1",
            "qwertypassword",
            "Passw0rd!!!!!!!",
            "!!!password!!!",
            "mynewpassword12345",
        ] {
            assert_eq!(weakness(text), Some(Weakness::Common), "{text}");
        }
    }

    #[test]
    fn patterns() {
        for text in [
            "abcdefghijklmnop",
            "987654321098765",
            "poiuytrewqlkjhg",
            "zzzzzzzzzzzzzzz",
            "ababababababab",
            "xk7vxk7vxk7v",
            "1qaz2wsx3edc4rf",
            "asdfghjklasdfghjklx",
        ] {
            assert!(matches!(weakness(text), Some(Weakness::Pattern | Weakness::Common)), "{text}");
        }
    }

    #[test]
    fn names() {
        for text in ["builder2026", "gatehouse!!", "example-builder", "g4teh0use"] {
            assert_eq!(weakness(text), Some(Weakness::Personal), "{text}");
        }
    }

    #[test]
    fn what_is_good_stays_good() {
        for text in [
            "correct horse battery staple",
            "k7mn-q2xw-9hfd-ab3c",
            "the builder has a dog",
            "Zwölf Boxkämpfer jagen",
            "my dragon eats pancakes",
            "ジャックと豆の木の話",
            "7#tR!kz9Qw",
            "gatehouse guards are asleep",
        ] {
            assert_eq!(weakness(text), None, "{text}");
        }
    }
}
