//! Exact numbers beside those of `num-rational`, which are as long as they need: the same results, the same order, the same
//! roundings, and words that say the number.

use budgetc::base::exact::{MOST_DIGITS, PRINTED_DIGITS};
use budgetc::base::{Decimal, Exact, Overflow};
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::support::{check, codes, outline, shown};

/// Arithmetic over amounts.
#[derive(Clone, Debug)]
enum Sum {
    Amount(i64, u32),
    Of(char, Box<[Sum; 2]>),
}

impl Sum {
    /// Its value both ways; none where something is divided by zero, or a number becomes too long, which both must say.
    fn value(&self) -> Option<(Exact, BigRational)> {
        match self {
            Sum::Amount(units, places) => {
                let big = BigRational::new((*units).into(), BigInt::from(10).pow(*places));
                Some((Decimal::new(*units, *places).into(), big))
            }
            Sum::Of(sign, sides) => {
                let ((a, x), (b, y)) = (sides[0].value()?, sides[1].value()?);
                let (exact, big) = match sign {
                    '+' => (a.plus(&b), x + y),
                    '-' => (a.minus(&b), x - y),
                    '*' => (a.times(&b), x * y),
                    _ if b.is_zero() => {
                        assert!(a.over(&b).is_none());
                        return None;
                    }
                    _ => (a.over(&b).unwrap(), x / y),
                };
                let long = [big.numer(), big.denom()].map(|n| n.magnitude().to_string().len()).into_iter().max();
                match exact {
                    Ok(exact) => Some((exact, big)),
                    Err(overflow) => {
                        assert_eq!(overflow, Overflow::Fraction);
                        assert!(long > Some(MOST_DIGITS as usize), "refused with {long:?} digits");
                        None
                    }
                }
            }
        }
    }
}

fn sums() -> impl Strategy<Value = Sum> {
    let units = prop_oneof![Just(0i64), -999i64..999, -99_999_999_999i64..99_999_999_999, any::<i64>()];
    let amount = (units, 0u32..=6).prop_map(|(units, places)| Sum::Amount(units, places));
    amount.prop_recursive(8, 200, 2, |inner| {
        let sign = prop_oneof![2 => Just('+'), 1 => Just('-'), 1 => Just('*'), 3 => Just('/')];
        (sign, inner.clone(), inner).prop_map(|(sign, a, b)| Sum::Of(sign, Box::new([a, b])))
    })
}

fn spoken(text: &str) -> BigRational {
    let whole = |digits: &str| digits.parse::<BigInt>().unwrap();
    match (text.split_once('/'), text.split_once('.')) {
        (Some((num, den)), _) => {
            let fraction = BigRational::new(whole(num), whole(den));
            assert_eq!(*fraction.denom(), whole(den), "{text} is in lowest terms");
            fraction
        }
        (None, Some((front, places))) => {
            assert!(!places.ends_with('0'), "{text} has no idle zero");
            BigRational::new(whole(&format!("{front}{places}")), BigInt::from(10).pow(places.len() as u32))
        }
        (None, None) => whole(text).into(),
    }
}

fn big(decimal: Decimal) -> BigRational {
    BigRational::new(decimal.mantissa().into(), BigInt::from(10).pow(decimal.scale()))
}

/// Half away from zero, by floors alone; none where that has too many digits to be printed.
fn rounded(value: &BigRational, places: u32) -> Option<BigRational> {
    let unit = BigRational::from(BigInt::from(10).pow(places));
    let two = BigInt::from(2);
    let negative = value.numer().sign() == Sign::Minus;
    let magnitude = if negative { -value } else { value.clone() };
    let units = (magnitude * &unit + BigRational::new(1.into(), two)).floor();
    let fits = units.numer().bits() <= 96;
    let units = if negative { -units } else { units };
    fits.then(|| units / unit)
}

#[test]
fn any_arithmetic_is_exact() {
    let cases = 400;
    let config = Config { cases, rng_seed: RngSeed::Fixed(15), failure_persistence: None, ..Config::default() };
    let trial = |(one, other, places): (Sum, Sum, u32)| {
        let (Some((a, x)), Some((b, y))) = (one.value(), other.value()) else { return Ok(()) };
        assert_eq!(spoken(&a.to_string()), x);
        assert_eq!((a.cmp(&b), a == b), (x.cmp(&y), x == y));
        assert_eq!((a.is_zero(), a.is_negative()), (x == BigInt::ZERO.into(), x < BigInt::ZERO.into()));
        assert_eq!((a.negated(), a.abs() == a), (Exact::ZERO.minus(&a).unwrap(), !a.is_negative()));
        assert_eq!(a.round(places).ok().map(big), rounded(&x, places), "{a} to {places} places");
        if let Ok((cut, rest)) = a.floor(places) {
            let unit = Exact::from(Decimal::new(1, places));
            assert_eq!(rest.times(&unit).unwrap().plus(Exact::from(cut)).unwrap(), a);
            assert!(rest.abs() < Exact::integer(1));
        }
        if let Some(decimal) = a.to_decimal() {
            assert_eq!(big(decimal), x);
        }
        Ok(())
    };
    TestRunner::new(config).run(&(sums(), sums(), 0..=6u32), trial).unwrap();
}

/// Amounts of everyday length, in everyday arithmetic: the mean of the growth rates of all the counties of a province, a score
/// of ten indicators, shares of a product of rates, one quotient beside another.
#[test]
fn everyday_arithmetic_is_not_refused() {
    let counties: Vec<String> = (0..60).map(|county| format!("县{county}")).collect();
    let amount = |at: usize, factor: u64| (at as u64 * 7_919 + 31_337) * factor % 9_999_999_967;
    let rows = |factor: u64| {
        let row = |(at, name): (usize, &String)| {
            let cents = amount(at, factor);
            format!("  {name} {}.{:02}\n", cents / 100, cents % 100)
        };
        counties.iter().enumerate().map(row).collect::<String>()
    };
    let rate = |name: &String| format!("本年[{name}] / 上年[{name}]");
    let all = |by: &str| counties.iter().map(rate).collect::<Vec<_>>().join(by);
    let text = format!(
        "dimension 县 {{ {} }}\nledger 本年 {{ 数 : number; 县 }}\nledger 上年 {{ 数 : number; 县 }}\n\
         ledger 增速 {{ 比 : number; 县 }}\nitems 本年 {{\n{}}}\nitems 上年 {{\n{}}}\nitems 增速 {{ {} }}\n\
         let 平均 = ({}) / {count} - 1\nlet 连乘 = {}\n\
         check 同 \"两种算法\": 平均 == 增速 / {count} - 1\n\
         check 快慢 \"县与县比\": 本年[县0] / 上年[县0] < 本年[县9] / 上年[县9]\n\
         check 差 \"在差额之内\": 平均 == 0 within 1\n\
         document \"题\" style std.style.plain {{\n  \"平均增长{{平均 digits 6}}，连乘{{连乘 digits 6}}。\"\n  \
         \"其中{{for each 县 of 增速 share 占 by largest sep \"、\"}}{{name}}{{占}}{{end}}。\"\n}}\n",
        counties.join("; "),
        rows(104_729),
        rows(99_991),
        counties.iter().map(|name| format!("{name} := {}", rate(name))).collect::<Vec<_>>().join("; "),
        all(" + "),
        counties[..12].iter().map(rate).collect::<Vec<_>>().join(" * "),
        count = counties.len(),
    );
    let checked = check(&text);
    assert!(codes(&checked).is_empty(), "{}", shown(&checked));
    let page = outline(&checked.document);
    let printed = |from: &str| -> f64 {
        let rest = &page[page.find(from).unwrap() + from.len()..];
        rest[..rest.find(|c: char| !c.is_ascii_digit() && !"-.".contains(c)).unwrap()].parse().unwrap()
    };
    let quotient = |at: usize| amount(at, 104_729) as f64 / amount(at, 99_991) as f64;
    let (mean, product) = ((0..60).map(quotient).sum::<f64>() / 60.0 - 1.0, (0..12).map(quotient).product::<f64>());
    assert!((printed("平均增长") - mean).abs() < 1e-6, "{mean} {page}");
    assert!((printed("连乘") - product).abs() < 1e-6, "{product} {page}");
}

/// What is too long is told at its place, with the limit that it met; the rest is checked.
#[test]
fn what_is_too_long_says_the_limit() {
    let ledger =
        "measure 金额 { 元 }\ndimension 项 { 甲; 乙 }\nledger 支出 { 金额 : 金额; 项 }\nitems 支出 { 甲 7; 乙 3 }\n";
    let powers = "let 一 = 支出[甲] / 支出[乙] * 1234567.654321\nlet 二 = 一 * (一 / 100%)\n".to_owned()
        + "let 三 = 二 * (二 / 100%) * (二 / 100%) * (二 / 100%)\nlet 四 = 三 * (三 / 100%) * (三 / 100%) * (三 / 100%)\n"
        + "let 五 = 四 * (四 / 100%)\n";
    let document = |hole: &str| format!("{ledger}{powers}document \"题\" style std.style.plain {{ \"{{{hole}}}\" }}\n");
    let said = |hole: &str| {
        let checked = check(&document(hole));
        (codes(&checked).into_iter().map(str::to_owned).collect::<Vec<_>>(), shown(&checked))
    };
    assert!(said("一 / 五").0.is_empty(), "{}", said("一 / 五").1);
    let (found, words) = said("五");
    assert_eq!(found, ["B0225"]);
    assert!(words.contains(&PRINTED_DIGITS.to_string()), "{words}");
    let (found, words) = said("五 * (五 / 100%) / 五");
    assert_eq!(found, ["B0225"]);
    assert!(words.contains(&MOST_DIGITS.to_string()), "{words}");
}
