//! Files of other programs as a neutral grid: each trap in a file that its test makes.

use std::io::{Cursor, Write};

use budgetc::base::Lang;
use budgetc::tables::{self, Sheet, SheetValue, TableNote, Unreadable, Workbook};
use proptest::prelude::*;
use rust_xlsxwriter as xlsx;
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8]) -> (Workbook, Vec<TableNote>) {
    tables::read("book", bytes).unwrap_or_else(|unreadable| panic!("{unreadable:?}"))
}

fn refused(bytes: &[u8]) -> String {
    match tables::read("book", bytes) {
        Ok((book, _)) => panic!("it is read: {book:?}"),
        Err(Unreadable { reason, way_out }) => {
            assert!(!way_out.zh.is_empty() && !way_out.en.is_empty());
            reason.en
        }
    }
}

/// A cell's value in short: words in quotation marks, numbers plain.
fn short(value: &SheetValue) -> String {
    match value {
        SheetValue::Text(text) => format!("{text:?}"),
        SheetValue::Number(number) => number.to_string(),
        SheetValue::Inexact(shown) => format!("inexact {shown}"),
        SheetValue::Date(date) => format!("date {date}"),
        SheetValue::Bool(yes) => yes.to_string(),
        SheetValue::Error(error) => format!("error {error}"),
        SheetValue::Uncomputed(formula) => format!("uncomputed {formula}"),
    }
}

/// A sheet's cells in short, hidden ones marked.
fn cells(sheet: &Sheet) -> Vec<String> {
    let mark = |hidden: Option<bool>| if hidden == Some(true) { " hidden" } else { "" };
    sheet
        .cells
        .iter()
        .map(|cell| format!("{} {}{}", cell.place.name(), short(&cell.value), mark(cell.hidden)))
        .collect()
}

fn merges(sheet: &Sheet) -> Vec<String> {
    let merges = sheet.merges.as_ref().expect("merges are known");
    merges.iter().map(|extent| format!("{}:{}", extent.first.name(), extent.last.name())).collect()
}

fn told(notes: &[TableNote]) -> Vec<String> {
    let place = |note: &TableNote| note.place.map_or(String::new(), |place| format!("{} ", place.name()));
    notes.iter().map(|note| format!("{}{}", place(note), note.text.get(Lang::En))).collect()
}

/// The first sheet of what is read, in short.
fn first(bytes: &[u8]) -> Vec<String> {
    cells(&read(bytes).0.sheets[0])
}

fn saved(mut book: xlsx::Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="a" Type="t/worksheet" Target="worksheets/a.xml"/><Relationship Id="s" Type="t/styles" Target="styles.xml"/><Relationship Id="w" Type="t/sharedStrings" Target="words.xml"/></Relationships>"#;

/// A workbook of one sheet with this inside its root, and with these shared words.
fn raw_with(sheet: &str, words: &str) -> Vec<u8> {
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="4"/></cellXfs></styleSheet>"#;
    zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/worksheets/a.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/words.xml", format!("<sst>{words}</sst>").as_bytes()),
    ])
}

fn raw(sheet: &str) -> Vec<u8> {
    raw_with(sheet, "")
}

#[test]
fn words_numbers_merges_and_formats_of_a_workbook() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("收支 ").unwrap();
    let money = xlsx::Format::new().set_num_format("#,##0.00");
    sheet.merge_range(0, 0, 0, 3, "收支总表", &xlsx::Format::new()).unwrap();
    sheet.merge_range(1, 0, 2, 0, "名称", &xlsx::Format::new()).unwrap();
    sheet.merge_range(1, 1, 1, 3, "本年", &xlsx::Format::new()).unwrap();
    sheet.write(3, 0, 205).unwrap();
    sheet.write(3, 1, "02").unwrap();
    sheet.write_with_format(3, 2, 1234567.89, &money).unwrap();
    sheet.write_blank(4, 200, &money).unwrap();
    sheet.write(5, 1, "a<&>\"\n b ").unwrap();
    let (book, notes) = read(&saved(book));
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "收支 ");
    assert_eq!(
        cells(sheet),
        [
            "A1 \"收支总表\"",
            "A2 \"名称\"",
            "B2 \"本年\"",
            "A4 205",
            "B4 \"02\"",
            "C4 1234567.89",
            "B6 \"a<&>\\\"\\n b \""
        ]
    );
    assert_eq!(merges(sheet), ["A1:D1", "A2:A3", "B2:D2"]);
    assert_eq!(sheet.cells[5].format.as_deref(), Some("#,##0.00"));
    assert_eq!(sheet.cells[3].format, None);
    assert_eq!(told(&notes), ["the sheet's name `收支 ` begins or ends with blanks"]);
    assert_eq!(notes[0].sheet, "收支 ");
    assert_eq!(book.hash.len(), 64);
}

#[test]
fn dimensions_that_lie_and_cells_at_the_end_of_the_sheet_cost_nothing() {
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData>
        <row r="1"><c r="A1"><v>1</v></c><c r="IV1" s="1"/></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#;
    assert_eq!(first(&raw(sheet)), ["A1 1", "XFD1048576 2"]);
    // places that are left out follow those before; those that no sheet has are told
    let sheet = r#"<sheetData><row><c><v>1</v></c><c t="str"><v>b</v></c></row><row><c r="C2"><v>3</v></c><c><v>4</v></c>
        <c r="XFE2"><v>5</v></c></row><row r="9"><c><v>6</v></c></row></sheetData>"#;
    assert_eq!(first(&raw(sheet)), ["A1 1", "B1 \"b\"", "C2 3", "D2 4", "E2 5", "A9 6"]);
}

#[test]
fn digits_that_are_not_shown_are_told_and_digits_that_are_lost_are_refused() {
    let sheet = r#"<sheetData><row r="1"><c r="A1" s="1"><v>12.3456</v></c><c r="B1"><v>7.0000000000000009</v></c>
        <c r="C1" s="1"><v>12345678901234.561</v></c><c r="D1"><v>1234567890123.45</v></c><c r="E1" s="1"><v>12.35</v></c></row></sheetData>"#;
    let (book, notes) = read(&raw(sheet));
    assert_eq!(
        cells(&book.sheets[0]),
        ["A1 12.3456", "B1 7", "C1 inexact 12345678901234.6", "D1 1234567890123.45", "E1 12.35"]
    );
    let notes = told(&notes);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(notes[0], "A1 shows 12.35, holds 12.3456");
    assert!(notes[1].starts_with("C1 12345678901234.6 has more digits than a cell holds exactly"), "{notes:?}");
}

#[test]
fn errors_formulas_truths_and_days_are_told_apart() {
    let mut book = xlsx::Workbook::new();
    let day = xlsx::Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, xlsx::Formula::new("=B1+C1").set_result("12.30")).unwrap();
    sheet.write_with_format(0, 1, 46053, &day).unwrap();
    sheet.write(0, 2, true).unwrap();
    assert_eq!(first(&saved(book)), ["A1 12.3", "B1 date 2026年1月31日", "C1 true"]);
    let sheet = r##"<sheetData><row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>SUM(A2:A3)</f></c><c r="C1"><f>A1</f><v/></c>
        <c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="d"><v>2026-01-31</v></c><c r="F1" t="b"><v>0</v></c></row></sheetData>"##;
    let (book, notes) = read(&raw(sheet));
    assert_eq!(
        cells(&book.sheets[0]),
        ["A1 error #REF!", "B1 uncomputed SUM(A2:A3)", "C1 uncomputed A1", "E1 date 2026-01-31", "F1 false"]
    );
    assert_eq!(told(&notes).len(), 3, "{notes:?}");
}

#[test]
fn numbers_kept_as_text_brackets_and_dashes_stay_text() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0..).zip(["12.50", "(1.20)", "—", "/", "1,234.00", "…"]) {
        sheet.write(0, column, text).unwrap();
    }
    let wanted = ["A1 \"12.50\"", "B1 \"(1.20)\"", "C1 \"—\"", "D1 \"/\"", "E1 \"1,234.00\"", "F1 \"…\""];
    assert_eq!(first(&saved(book)), wanted);
    assert_eq!(first("12.5x,(1.20),—,/,\"1,234.00\",…\n".as_bytes())[1..], wanted[1..]);
}

#[test]
fn red_numbers_are_told_and_keep_their_sign() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    let red = xlsx::Format::new().set_font_color(xlsx::Color::Red);
    let signed = xlsx::Format::new().set_num_format("0.00;[Red]0.00");
    sheet.write_with_format(0, 0, 12.5, &red).unwrap();
    sheet.write_with_format(0, 1, -3, &signed).unwrap();
    let (book, notes) = read(&saved(book));
    assert_eq!(cells(&book.sheets[0]), ["A1 12.5", "B1 -3"]);
    assert_eq!(told(&notes).len(), 1);
    assert!(told(&notes)[0].starts_with("A1 12.5 is shown in red"), "{notes:?}");
}

#[test]
fn hidden_rows_columns_and_sheets_are_read_and_told() {
    let mut book = xlsx::Workbook::new();
    let sheet = book.add_worksheet();
    (0..4).for_each(|at| drop(sheet.write(at, u16::try_from(at).unwrap(), at)));
    sheet.set_row_hidden(1).unwrap();
    sheet.set_column_hidden(2).unwrap();
    book.add_worksheet().set_hidden(true).write(0, 0, 1).unwrap();
    book.add_worksheet().set_very_hidden(true);
    let (book, notes) = read(&saved(book));
    assert_eq!(cells(&book.sheets[0]), ["A1 0", "B2 1 hidden", "C3 2 hidden", "D4 3"]);
    assert_eq!(book.sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [Some(false), Some(true), Some(true)]);
    assert_eq!(
        told(&notes),
        [
            "2 cells in hidden rows or columns hold something (B2 to C3), and are read all the same",
            "the sheet is hidden, and is read all the same"
        ]
    );
}

#[test]
fn shared_words_have_pieces_reading_aids_and_escapes() {
    let words =
        "<si><r><t>收</t></r><r><t xml:space=\"preserve\"> 支</t></r><rPh sb=\"0\" eb=\"1\"><t>shou</t></rPh></si><si/>
        <si><t>a_x000A_b_xZZZZ_&#20803;</t></si>";
    let sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
        <c r="D1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row></sheetData>"#;
    assert_eq!(first(&raw_with(sheet, words)), ["A1 \"收 支\"", "C1 \"a\\nb_xZZZZ_元\"", "D1 \"inline\""]);
    let beyond = r#"<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>"#;
    assert!(refused(&raw(beyond)).contains("damaged"));
}

#[test]
fn many_notes_of_one_kind_are_counted() {
    let row = |at: u32| format!(r#"<row r="{at}"><c r="A{at}" s="1"><v>0.001</v></c></row>"#);
    let sheet = format!("<sheetData>{}</sheetData>", (1..=100).map(row).collect::<String>());
    let (_, notes) = read(&raw(&sheet));
    assert_eq!(notes.len(), 21);
    assert_eq!(told(&notes)[20], "80 more cells show fewer digits than they hold");
}

#[test]
fn what_is_no_sound_workbook_is_refused_by_name() {
    let mut book = xlsx::Workbook::new();
    book.add_worksheet().write(0, 0, "x".repeat(3000)).unwrap();
    let whole = saved(book);
    for cut in [10, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]).contains("damaged"), "{cut}");
    }
    assert!(refused(&raw("<sheetData><row><c>")).contains("damaged"));
    assert!(refused(&raw(&"<a>".repeat(100_000))).contains("damaged"));
    assert!(refused(b"").contains("empty"));
    assert!(refused(b" \n ").contains("empty"));
    assert!(refused(b"%PDF-1.7").contains("PDF"));
    assert!(refused(&zipped(&[("word/document.xml", b"<w/>")])).contains("Word"));
    assert!(refused(&zipped(&[("a.txt", b"")])).contains("archive"));
    assert!(refused(b"<html><table>").contains("web page"));
    assert!(refused(b"a,b\0c").contains("binary"));
    assert!(refused(b"\x89PNG\r\n\x1a\n").contains("picture"));
}

#[test]
fn a_zip_bomb_is_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    (0..40).for_each(|_| zip.write_all(&vec![b' '; 1 << 20]).unwrap());
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 17);
    assert!(refused(&bomb).contains("too large"));
    // of many words that unpack to little, each cell takes its own
    let sheet: String = (0..20_000).map(|_| r#"<c t="s"><v>0</v></c>"#).collect();
    let words = format!("<si><t>{}</t></si>", "x".repeat(32_000));
    assert!(
        refused(&raw_with(&format!("<sheetData><row>{}</row></sheetData>", &sheet[..21 * 16_000]), &words))
            .contains("too large")
    );
}

#[test]
fn much_xml_for_twenty_rows_is_read() {
    let blank: String = (0..1000).map(|_| r#"<c s="1"/>"#).collect();
    let rows: String = (1..=20)
        .map(|row| {
            format!(
                r#"<row r="{row}"><c><v>{row}</v></c>{}</row>"#,
                blank.repeat(if cfg!(debug_assertions) { 50 } else { 500 })
            )
        })
        .collect();
    let cells = first(&raw(&format!("<sheetData>{rows}</sheetData>")));
    assert_eq!(cells.len(), 20);
    assert_eq!(cells[19], "A20 20");
}

#[test]
fn macros_are_told() {
    let links = LINKS.replace("</Rel", "<Relationship Id=\"m\" Type=\"t/vbaProject\" Target=\"vbaProject.bin\"/></Rel");
    let book = zipped(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/a.xml", b"<worksheet/>"),
    ]);
    assert_eq!(told(&read(&book).1), ["the file has macros: they are not run, only cells are read"]);
}

#[test]
fn text_tables_of_each_separator_keep_codes_as_text() {
    let wanted =
        ["A1 \"类\"", "B1 \"款\"", "C1 \"金额\"", "A2 205", "B2 \"02\"", "C2 -12.30", "A4 \"合计\"", "C4 \"1,000.00\""];
    for separator in ["\t", ",", ";", "|"] {
        let quoted = if separator == "," { "\"1,000.00\"" } else { "1,000.00" };
        let text =
            ["类~款~金额", "205~02~-12.30", "", "合计~~#", ""].join("\n").replace('~', separator).replace('#', quoted);
        assert_eq!(first(text.as_bytes()), wanted, "{text}");
        assert_eq!(first(text.replace('\n', "\r\n").as_bytes()), wanted, "{text}");
        assert_eq!(first(text.replace('\n', "\r").as_bytes()), wanted, "{text}");
        assert_eq!(first(text.trim_end().as_bytes()), wanted, "{text}");
        assert_eq!(first(format!("\u{feff}{text}").as_bytes()), wanted, "{text}");
    }
    assert_eq!(first(b"sep=;\na;1,5\nb;2,5\n"), ["A2 \"a\"", "B2 \"1,5\"", "A3 \"b\"", "B3 \"2,5\""]);
    assert_eq!(first(b"\t0201,a,1\n\t0202,b,2\n")[0], "A1 \"\\t0201\"");
    assert_eq!(
        first("a,\"b\n\nc\",d\n\ne,f\n".as_bytes()),
        ["A1 \"a\"", "B1 \"b\\n\\nc\"", "C1 \"d\"", "A3 \"e\"", "B3 \"f\""]
    );
    assert_eq!(first("a\t1,234.00\t2,345.00\t3,456.00\nb\t1,234,567.00\t2\t3\n".as_bytes())[1], "B1 \"1,234.00\"");
}

#[test]
fn text_tables_of_each_encoding_are_read_and_guesses_told() {
    let text = "名称,金额\n教育支出,12.5\n公安,3\n";
    let wanted = ["A1 \"名称\"", "B1 \"金额\"", "A2 \"教育支出\"", "B2 12.5", "A3 \"公安\"", "B3 3"];
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let bom = |mark: [u8; 2], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    for (bytes, notes) in [
        (text.as_bytes().to_vec(), vec![]),
        (bom([0xff, 0xfe], wide(u16::to_le_bytes)), vec![]),
        (bom([0xfe, 0xff], wide(u16::to_be_bytes)), vec![]),
        (wide(u16::to_le_bytes), vec!["the file does not say its encoding; it is read as UTF-16LE"]),
        (gbk, vec!["the file does not say its encoding; it is read as gb18030"]),
    ] {
        let (book, found) = read(&bytes);
        assert_eq!(cells(&book.sheets[0]), wanted);
        assert_eq!(told(&found), notes);
    }
    // a letter that only GB 18030 has
    let rare = encoding_rs::GB18030.encode("姓名,金额\n㐂㐂,1\n").0.into_owned();
    assert_eq!(first(&rare)[2], "A2 \"㐂㐂\"");
}

#[test]
fn an_open_quotation_mark_is_told() {
    let (_, notes) = read(b"a,1\n\"b,2\nc,3\n");
    assert!(told(&notes)[0].contains("a quotation mark has no other"), "{notes:?}");
    let long = format!("a,\"{}", "x,1\n".repeat(50_000));
    assert!(refused(long.as_bytes()).contains("too long"));
}

/// An ods file with this inside its spreadsheet.
fn ods(tables: &str) -> Vec<u8> {
    let styles = r#"<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn an_ods_workbook_tells_merges_hidden_rows_and_what_it_shows() {
    let number = |value: &str, shown: &str| {
        format!(
            r#"<table:table-cell office:value-type="float" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>"#
        )
    };
    let table = format!(
        r##"<table:table table:name="收支 "><table:table-column table:number-columns-repeated="3"/>
        <table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="16380"/>
        <table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="3" table:number-rows-spanned="2">
        <text:p>收支<text:s text:c="2"/><text:span>总表</text:span></text:p><text:p>二</text:p><office:annotation><text:p>note</text:p></office:annotation>
        </table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>
        <table:table-row table:visibility="collapse"><table:table-cell table:number-columns-repeated="4"/>{}</table:table-row>
        <table:table-row table:number-rows-repeated="2">{}{}</table:table-row>
        <table:table-row><table:table-cell office:value-type="date" office:date-value="2026-01-31"><text:p>2026年1月31日</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=A1"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
        <table:table table:name="b" table:style-name="hid"><table:table-row>{}</table:table-row></table:table>"##,
        number("5", "5"),
        number("12.3456", "12.35"),
        number("23002.299999999996", "23,002.30"),
        number("1", "1"),
    );
    let (book, notes) = read(&ods(&table));
    assert_eq!(
        cells(&book.sheets[0]),
        [
            "A1 \"收支  总表\\n二\"",
            "D1 \"x\" hidden",
            "E2 5 hidden",
            "A3 12.3456",
            "B3 23002.3",
            "A4 12.3456",
            "B4 23002.3",
            "A5 date 2026年1月31日",
            "B5 true",
            "C5 error #REF!",
            "D5 uncomputed of:=A1 hidden"
        ]
    );
    assert_eq!(merges(&book.sheets[0]), ["A1:C2"]);
    assert_eq!(book.sheets[1].hidden, Some(true));
    let notes = told(&notes);
    assert!(notes.contains(&"A3 shows 12.35, holds 12.3456".to_owned()), "{notes:?}");
    assert_eq!(notes.len(), 7, "{notes:?}");
}

#[test]
fn repeated_cells_are_bounded_and_a_password_is_named() {
    let cell =
        r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>"#;
    let row = format!(
        r#"<table:table name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>"#
    );
    assert!(refused(&ods(&row)).contains("too large"));
    let locked = zipped(&[
        ("META-INF/manifest.xml", b"<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"),
        ("content.xml", b"\x01\x02"),
    ]);
    assert!(refused(&locked).contains("password"));
    assert!(refused(&compound(&[("EncryptedPackage", vec![0; 5000])])).contains("password"));
    assert!(refused(&xls(&[vec![], record(0x2f, &[1, 0])], &[])).contains("password"));
}

/// A file of sectors with these streams.
fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut next, mut sectors, mut entries) = (Vec::<u32>::new(), Vec::<u8>::new(), Vec::<u8>::new());
    let mut chain = |bytes: &[u8]| {
        let start = u32::try_from(next.len()).unwrap();
        let count = u32::try_from(bytes.len().div_ceil(512).max(1)).unwrap();
        sectors.extend(bytes);
        sectors.resize(sectors.len().next_multiple_of(512).max(512 * (start + count) as usize), 0);
        next.extend((1..count).map(|at| start + at).chain([0xffff_fffe]));
        start
    };
    let mut entry = |name: &str, kind: u8, start: u32, size: usize| {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(bytes.len() + 2).unwrap();
        bytes.resize(64, 0);
        bytes.extend(length.to_le_bytes());
        bytes.extend([kind, 1]);
        bytes.resize(116, 0xff);
        bytes.extend(start.to_le_bytes());
        bytes.extend((size as u64).to_le_bytes());
        entries.extend(bytes);
    };
    entry("Root Entry", 5, 0xffff_fffe, 0);
    for (name, bytes) in streams {
        let start = chain(bytes);
        entry(name, 2, start, bytes.len());
    }
    let directory = chain(&entries);
    // the table itself takes a sector of every 128
    let tables = u32::try_from((next.len() + 2).div_ceil(127)).unwrap();
    let first = u32::try_from(next.len()).unwrap();
    next.extend((0..tables).map(|_| 0xffff_fffd));
    next.resize(128 * tables as usize, 0xffff_ffff);
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(24, 0);
    file.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [tables, directory, 0, 0, 0xffff_fffe, 0, 0xffff_fffe, 0] {
        file.extend(number.to_le_bytes());
    }
    (0..109).for_each(|at| file.extend(if at < tables { first + at } else { 0xffff_ffff }.to_le_bytes()));
    file.extend(sectors);
    next.iter().for_each(|number| file.extend(number.to_le_bytes()));
    file
}

fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &u16::try_from(bytes.len()).unwrap().to_le_bytes(), bytes].concat()
}

/// Pieces of a record: numbers of two bytes, then others.
fn piece(numbers: &[u16], rest: &[u8]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).chain(rest.iter().copied()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// An xls file: what its sheets share, and one sheet named 收支, with these records.
fn xls(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u16| record(0x809, &piece(&[0x600, kind, 0, 0, 0, 0, 0, 0], &[]));
    let shared = [begin(5), globals.concat()].concat();
    let name = wide("收支 ");
    let start = u32::try_from(shared.len() + 4 + 8 + name.len() + 4).unwrap();
    let listed = [&start.to_le_bytes()[..], &[0, 0, 3, 1], &name].concat();
    let mut stream =
        [shared, record(0x85, &listed), record(0x0a, &[]), begin(0x10), sheet.concat(), record(0x0a, &[])].concat();
    // shorter streams lie in short sectors
    stream.resize(stream.len().max(4096), 0);
    compound(&[("Workbook", stream)])
}

#[test]
fn an_xls_workbook_tells_formats_merges_and_what_is_hidden() {
    let words = [&2_u32.to_le_bytes()[..], &2_u32.to_le_bytes(), &3_u16.to_le_bytes(), &[0], b"ab"].concat();
    let going_on = [&[1][..], &wide("元"), &4_u16.to_le_bytes(), &[9, 1, 0], &wide("收支总表"), &[0; 4]].concat();
    let globals = [
        record(0x31, &piece(&[200, 0, 10, 400], &[0; 8])),
        record(0x41e, &piece(&[170, 4], b"\x000.00")),
        record(0xe0, &piece(&[1, 0, 0, 0], &[0; 12])),
        record(0xe0, &piece(&[1, 170, 0, 0], &[0; 12])),
        record(0xe0, &piece(&[0, 0, 0, 0], &[0; 12])),
        record(0xe0, &piece(&[1, 31, 0, 0], &[0; 12])),
        record(0xfc, &words),
        record(0x3c, &going_on),
    ];
    let formula = |row: u16, value: [u8; 8]| record(0x06, &[piece(&[row, 3, 0], &value), vec![0; 8]].concat());
    let sheet = [
        record(0x7d, &piece(&[2, 2, 0, 0, 1, 0], &[])),
        record(0x208, &piece(&[1, 0, 0, 0, 0, 0, 0x20, 0], &[])),
        record(0xfd, &piece(&[0, 0, 0, 1, 0], &[])),
        record(0xfd, &piece(&[1, 0, 0, 0, 0], &[])),
        record(0x203, &piece(&[2, 0, 1], &12.3456_f64.to_le_bytes())),
        record(0x27e, &piece(&[2, 1, 2], &((1250_u32 << 2) | 3).to_le_bytes())),
        record(0xbd, &piece(&[3, 1, 0, 2 | (7 << 2), 0, 0, 2 | (8 << 2), 0, 2], &[])),
        record(0x203, &piece(&[4, 0, 3], &46053_f64.to_le_bytes())),
        record(0x201, &piece(&[60000, 200, 0], &[])),
        formula(5, 23002.299999999996_f64.to_le_bytes()),
        formula(6, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
        record(0x207, &piece(&[2], &[&[1][..], &wide("合计")].concat())),
        formula(7, [2, 0, 0x17, 0, 0, 0, 0xff, 0xff]),
        record(0x205, &piece(&[8, 0, 0], &[1, 0])),
        record(0xe5, &piece(&[1, 0, 0, 0, 3], &[])),
        record(0x809, &piece(&[0x600, 0x20], &[0; 12])),
        record(0x203, &piece(&[9, 0, 1], &1_f64.to_le_bytes())),
        record(0x0a, &[]),
    ];
    let file = xls(&globals, &sheet);
    let (book, notes) = read(&file);
    assert_eq!(book.sheets[0].name, "收支 ");
    assert_eq!(
        cells(&book.sheets[0]),
        [
            "A1 \"收支总表\"",
            "A2 \"ab元\" hidden",
            "A3 12.3456",
            "B3 12.5",
            "B4 7",
            "C4 8 hidden",
            "A5 date 2026年1月31日",
            "D6 23002.3",
            "D7 \"合计\"",
            "D8 error #REF!",
            "A9 true"
        ]
    );
    assert_eq!(merges(&book.sheets[0]), ["A1:D1"]);
    let notes = told(&notes);
    assert!(notes.contains(&"A3 shows 12.35, holds 12.3456".to_owned()), "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("B3 12.5 is shown in red")), "{notes:?}");
    assert!(refused(&file[..file.len() / 2]).contains("damaged"));
    assert!(refused(&compound(&[("Book", vec![0; 5000])])).contains("1995"));
    assert!(refused(&compound(&[("WordDocument", vec![0; 5000])])).contains("Word"));
}

/// A record of an xlsb part.
fn binary(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
    [kind, vec![bytes.len() as u8 | 0x80, (bytes.len() >> 7) as u8], bytes.to_vec()].concat()
}

fn long(numbers: &[u32], rest: &[u8]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).chain(rest.iter().copied()).collect()
}

fn counted(text: &str) -> Vec<u8> {
    long(&[u32::try_from(text.encode_utf16().count()).unwrap()], &wide(text))
}

fn xlsb() -> Vec<u8> {
    let links = LINKS
        .replace("worksheets/a.xml", "worksheets/a.bin")
        .replace("styles.xml", "styles.bin")
        .replace("words.xml", "words.bin");
    let row = |row: u32, hidden: u8| {
        binary(
            0,
            &long(&[row, 0, 0], &[0, 0, 0, 0, 0])
                .iter()
                .enumerate()
                .map(|(at, byte)| if at == 11 { hidden } else { *byte })
                .collect::<Vec<u8>>(),
        )
    };
    let sheet = [
        binary(0x3c, &long(&[1, 1, 0, 0], &[1, 0])),
        row(0, 0),
        binary(7, &long(&[0, 0, 0], &[])),
        binary(5, &long(&[1, 1], &12.3456_f64.to_le_bytes())),
        row(1, 0x10),
        binary(2, &long(&[0, 0, (1250 << 2) | 3], &[])),
        binary(1, &long(&[9, 0], &[])),
        binary(8, &long(&[2, 0], &counted("合计"))),
        binary(3, &long(&[3, 0], &[0x2a])),
        binary(10, &long(&[4, 0], &[1])),
        binary(0xb0, &long(&[2, 3, 0, 1], &[])),
    ];
    zipped(&[
        (
            "xl/workbook.bin",
            &[binary(0x99, &[0; 8]), binary(0x9c, &[long(&[1, 1], &[]), counted("a"), counted("收支")].concat())]
                .concat(),
        ),
        ("xl/_rels/workbook.bin.rels", links.as_bytes()),
        ("xl/words.bin", &binary(0x13, &[vec![0], counted("收支总表")].concat())),
        (
            "xl/styles.bin",
            &[
                binary(0x2c, &[piece(&[170], &[]), counted("0.00")].concat()),
                binary(0x269, &[]),
                binary(0x2f, &[0; 16]),
                binary(0x2f, &piece(&[0, 170, 0, 0, 0, 0, 0, 0], &[])),
                binary(0x26a, &[]),
            ]
            .concat(),
        ),
        ("xl/worksheets/a.bin", &sheet.concat()),
    ])
}

#[test]
fn an_xlsb_workbook_tells_formats_merges_and_what_is_hidden() {
    let (book, notes) = read(&xlsb());
    assert_eq!((book.sheets[0].name.as_str(), book.sheets[0].hidden), ("收支", Some(true)));
    assert_eq!(
        cells(&book.sheets[0]),
        [
            "A1 \"收支总表\"",
            "B1 12.3456 hidden",
            "A2 12.5 hidden",
            "C2 \"合计\" hidden",
            "D2 error #N/A hidden",
            "E2 true hidden"
        ]
    );
    assert_eq!(merges(&book.sheets[0]), ["A3:B4"]);
    assert!(told(&notes).contains(&"B1 shows 12.35, holds 12.3456".to_owned()), "{notes:?}");
}

/// What calamine reads, which is the oracle for sound files.
fn by_calamine(bytes: &[u8]) -> Vec<String> {
    use calamine::{Data, Reader};
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    let place = |row: usize, column: usize| tables::SheetPlace { row: row as u32 + top, column: column as u32 + left };
    let show = |(row, column, value): (usize, usize, &Data)| {
        let value = match value {
            Data::Empty => return None,
            Data::String(text) if text.is_empty() => return None,
            Data::String(text) => format!("{text:?}"),
            Data::Float(number) => number.to_string(),
            Data::Int(number) => number.to_string(),
            other => other.to_string(),
        };
        Some(format!("{} {value}", place(row, column).name()))
    };
    range.used_cells().filter_map(show).collect()
}

fn small() -> Vec<u8> {
    let words = "<si><t>名称</t></si><si><t>b</t></si>";
    let sheet = r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>12.3456</v></c></row>
        <row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2"><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A3:B4"/></mergeCells>"#;
    raw_with(sheet, words)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_workbooks_end_in_a_grid_or_a_message(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = small();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = tables::read("book", &bytes);
    }

    #[test]
    fn damaged_sheets_end_in_a_grid_or_a_message(at in any::<prop::sample::Index>(), piece in "[<>/a-zA-Z0-9&; =\"]{0,8}", cut in 0_usize..6) {
        let sheet = r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>"#;
        let at = at.index(sheet.len());
        let end = (at + cut).min(sheet.len());
        let _ = tables::read("book", &raw_with(&format!("{}{piece}{}", &sheet[..at], &sheet[end..]), "<si><t>a</t></si>"));
    }

    #[test]
    fn damaged_binary_workbooks_end_in_a_grid_or_a_message(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>()) {
        let words = [&2_u32.to_le_bytes()[..], &1_u32.to_le_bytes(), &3_u16.to_le_bytes(), &[0], b"abc"].concat();
        let sheet = [record(0xfd, &piece(&[0, 0, 0, 0, 0], &[])), record(0xbd, &piece(&[3, 1, 0, 2, 0, 0, 2, 0, 2], &[]))];
        for mut bytes in [xls(&[record(0xfc, &words)], &sheet), xlsb()] {
            for (at, byte) in &changes {
                // most of the sectors is empty
                let at = if at.index(2) == 0 { at.index(bytes.len()) } else { at.index(bytes.len().min(700)) };
                bytes[at] = *byte;
            }
            let _ = tables::read("book", &bytes);
            let _ = tables::read("book", &bytes[..cut.index(bytes.len())]);
        }
    }

    #[test]
    fn any_grid_is_read_as_calamine_reads_it(rows in prop::collection::vec(prop::collection::vec((0_u8..4, -1_000_000_000_000_i64..1_000_000_000_000, "[a-z名&<\"\n ]{0,6}"), 1..6), 1..8)) {
        let mut book = xlsx::Workbook::new();
        let sheet = book.add_worksheet();
        for (at, row) in (0..).zip(&rows) {
            for (column, (kind, number, text)) in (0..).zip(row) {
                match kind {
                    0 => sheet.write(at, column, *number as f64 / 100.0).unwrap(),
                    1 => sheet.write(at, column, text.as_str()).unwrap(),
                    2 => sheet.write(at, column, *number % 2 == 0).unwrap(),
                    _ => sheet.write_blank(at, column, &xlsx::Format::new()).unwrap(),
                };
            }
        }
        let bytes = saved(book);
        prop_assert_eq!(first(&bytes), by_calamine(&bytes));
    }

    #[test]
    fn any_bytes_as_text_end_in_a_grid_or_a_message(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok((book, _)) = tables::read("-", &bytes) {
            let cells = &book.sheets[0].cells;
            prop_assert!(cells.is_sorted_by(|one, next| one.place < next.place));
        }
    }

    #[test]
    fn any_text_grid_comes_back_from_csv(rows in prop::collection::vec(prop::collection::vec("[a-z名\" ,\n]{1,5}", 3), 2..8)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let bytes = writer.into_inner().unwrap();
        let cells = read(&bytes).0.sheets.remove(0).cells;
        prop_assert_eq!(cells.len(), rows.len() * 3);
        for (at, cell) in cells.iter().enumerate() {
            prop_assert_eq!((cell.place.row as usize, cell.place.column as usize), (at / 3, at % 3));
            prop_assert_eq!(&cell.value, &SheetValue::Text(rows[at / 3][at % 3].clone()));
        }
    }
}
