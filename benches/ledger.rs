//! Generated ledgers: items in a three-level hierarchy with a stated total at each node.

/// Groups at each of the three levels.
const WIDTH: usize = 10;

/// What a ledger is written down with; amounts are in hundredths.
trait Writer {
    fn open(&mut self, level: usize, path: &[usize]);
    fn item(&mut self, path: &[usize], unit: usize, amount: u64);
    fn total(&mut self, level: usize, path: &[usize], sum: u64);
}

/// Walks the hierarchy; the first `wrong` lowest totals are a hundredth too high.
fn walk(items: usize, wrong: usize, writer: &mut dyn Writer) {
    let units = (items / WIDTH.pow(3)).max(1);
    let mut state = 1u64;
    // a linear congruential generator (Knuth's MMIX constants): the same figures on each machine
    let mut amount = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 9_999_999 + 1
    };
    let mut groups = 0;
    let mut all = 0;
    for a in 0..WIDTH {
        writer.open(1, &[a]);
        let mut class = 0;
        for b in 0..WIDTH {
            writer.open(2, &[a, b]);
            let mut section = 0;
            for c in 0..WIDTH {
                let path = [a, b, c];
                writer.open(3, &path);
                let mut group = 0;
                for unit in 0..units {
                    let amount = amount();
                    group += amount;
                    writer.item(&path, unit, amount);
                }
                groups += 1;
                writer.total(3, &path, group + u64::from(groups <= wrong));
                section += group;
            }
            writer.total(2, &[a, b], section);
            class += section;
        }
        writer.total(1, &[a], class);
        all += class;
    }
    writer.total(0, &[], all);
}

fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

struct Budget(String);

impl Writer for Budget {
    fn open(&mut self, level: usize, path: &[usize]) {
        let code = path.last().map_or(0, |last| if level == 1 { 201 + last } else { last + 1 });
        let name: String = path.iter().map(ToString::to_string).collect();
        self.0.push_str(&format!("{}{code:02} 组{name} {{\n", "  ".repeat(level)));
    }

    fn item(&mut self, _: &[usize], unit: usize, amount: u64) {
        self.0.push_str(&format!("        单位{unit} {}\n", decimal(amount)));
    }

    fn total(&mut self, level: usize, _: &[usize], sum: u64) {
        let indent = "  ".repeat(level);
        self.0.push_str(&format!("{indent}  total {}\n{indent}}}\n", decimal(sum)));
    }
}

/// A report of so many items, of which so many lowest totals are wrong.
pub fn budget(items: usize, wrong: usize) -> String {
    let group = |width: usize, path: &str, inner: &dyn Fn(&str) -> String| -> String {
        let rows = (0..WIDTH).map(|n| {
            let code = if width == 3 { 201 + n } else { n + 1 };
            let path = format!("{path}{n}");
            format!("{code:02} 组{path}{}", inner(&path))
        });
        rows.collect::<Vec<_>>().join("\n")
    };
    let leaves = |path: &str| format!(" {{\n{}\n}}", group(2, path, &|_| String::new()));
    let sections = |path: &str| format!(" {{\n{}\n}}", group(2, path, &leaves));
    let units: Vec<String> = (0..(items / WIDTH.pow(3)).max(1)).map(|unit| format!("单位{unit}")).collect();
    let mut out = Budget(format!(
        "measure 金额 {{ 元; 万元 = 10000元 }}\ndimension 科目 levels 类 3, 款 2, 项 2 {{\n{}\n}}\n\
         dimension 单位 {{ {} }}\nledger 支出 {{ 金额: 金额; 科目.项; 单位 }}\n\
         document \"支出\" style std.style.plain {{ \"支出合计{{支出}}。\" }}\nitems 支出 in 万元 {{\n",
        group(3, "", &sections),
        units.join("; ")
    ));
    walk(items, wrong, &mut out);
    out.0
}

struct Beancount {
    text: String,
    /// A transaction for each item, rather than one for each lowest group.
    single: bool,
}

fn account(path: &[usize]) -> String {
    let parts: Vec<String> = path.iter().map(|part| format!("G{part}")).collect();
    format!("Expenses:Spending{}{}", if parts.is_empty() { "" } else { ":" }, parts.join(":"))
}

impl Writer for Beancount {
    fn open(&mut self, level: usize, _: &[usize]) {
        if level == 3 && !self.single {
            self.text.push_str("2024-01-01 * \"spending\"\n  Assets:Treasury\n");
        }
    }

    fn item(&mut self, path: &[usize], unit: usize, amount: u64) {
        if self.single {
            self.text.push_str(&format!("2024-01-01 * \"unit {unit}\"\n  Assets:Treasury\n"));
        }
        self.text.push_str(&format!("  {} {} CNY\n", account(path), decimal(amount)));
    }

    fn total(&mut self, _: usize, path: &[usize], sum: u64) {
        self.text.push_str(&format!("2025-01-01 balance {} {} CNY\n", account(path), decimal(sum)));
    }
}

/// The same sums in beancount's language: a balance assertion for each total.
pub fn beancount(items: usize, single: bool) -> String {
    let mut out = Beancount { text: "2023-01-01 open Assets:Treasury\n".to_owned(), single };
    let opened = |path: &[usize]| format!("2023-01-01 open {}\n", account(path));
    out.text.push_str(&opened(&[]));
    for a in 0..WIDTH {
        out.text.push_str(&opened(&[a]));
        for b in 0..WIDTH {
            out.text.push_str(&opened(&[a, b]));
            (0..WIDTH).for_each(|c| out.text.push_str(&opened(&[a, b, c])));
        }
    }
    walk(items, 0, &mut out);
    out.text
}

/// Columns of the report of [`crossed`].
const COLUMNS: usize = 4;

/// A report of so many cells in four columns: classes of twenty sections of fifty items, with a total stated for each
/// item, and for each section, each class and all of it both in each column and over the columns.
pub fn crossed(cells: usize) -> String {
    let classes = (cells / COLUMNS / 1_000).max(1);
    let code = |path: &[usize]| match path {
        [class] => format!("{} 类{class}", 201 + class),
        [class, section] => format!("{:02} 款{class}_{section}", section + 1),
        [class, section, item] => format!("{:03} 项{class}_{section}_{item}", item + 1),
        _ => String::new(),
    };
    let mut state = 1u64;
    let mut amount = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 9_999_999 + 1
    };
    let (mut members, mut rows) = (String::new(), String::new());
    let totals = |rows: &mut String, indent: &str, sums: &[u64; COLUMNS]| {
        for (column, sum) in sums.iter().enumerate() {
            rows.push_str(&format!("{indent}total 栏{column} {}\n", decimal(*sum)));
        }
        rows.push_str(&format!("{indent}total {}\n", decimal(sums.iter().sum())));
    };
    let mut all = [0; COLUMNS];
    for class in 0..classes {
        let mut above = [0; COLUMNS];
        let head = format!("  {} {{\n", code(&[class]));
        members.push_str(&head);
        rows.push_str(&head);
        for section in 0..20 {
            let mut own = [0; COLUMNS];
            let head = format!("    {} {{\n", code(&[class, section]));
            members.push_str(&head);
            rows.push_str(&head);
            for item in 0..50 {
                let head = code(&[class, section, item]);
                members.push_str(&format!("      {head}\n"));
                rows.push_str(&format!("      {head} {{\n"));
                let mut sum = 0;
                for (column, own) in own.iter_mut().enumerate() {
                    let amount = amount();
                    rows.push_str(&format!("        栏{column} {}\n", decimal(amount)));
                    sum += amount;
                    *own += amount;
                }
                rows.push_str(&format!("        total {}\n      }}\n", decimal(sum)));
            }
            totals(&mut rows, "      ", &own);
            (0..COLUMNS).for_each(|column| above[column] += own[column]);
            members.push_str("    }\n");
            rows.push_str("    }\n");
        }
        totals(&mut rows, "    ", &above);
        (0..COLUMNS).for_each(|column| all[column] += above[column]);
        members.push_str("  }\n");
        rows.push_str("  }\n");
    }
    totals(&mut rows, "  ", &all);
    let columns: Vec<String> = (0..COLUMNS).map(|column| format!("栏{column}")).collect();
    format!(
        "measure 金额 {{ 元; 万元 = 10000元 }}\ndimension 科目 levels 类 3, 款 2, 项 3 {{\n{members}}}\n\
         dimension 栏 {{ {} }}\nledger 支出 {{ 金额: 金额; 科目.项; 栏 }}\n\
         document \"支出\" style std.style.plain {{ \"支出合计{{支出}}。\" }}\nitems 支出 in 万元 {{\n{rows}}}\n",
        columns.join("; ")
    )
}
