//! SVG drawings, read as the pages will read them, and only where that is sure to end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};

use usvg::filter::Kind as FilterKind;
use usvg::{ImageKind, Node, Tree, roxmltree};

use super::raster;
use crate::base::Say;
use crate::say;

/// A drawing has no more elements than this, each counted as often as others use it.
const MOST_ELEMENTS: u64 = 500_000;

/// Filters are painted point by point. The points of a page, and the most steps that a drawing may take on them.
const POINTS: f64 = 8e6;
const MOST_STEPS: f64 = 2e9;

/// What a resolver of links met.
const LINKED: u8 = 1;
const DRAWN: u8 = 2;

/// Whether some bytes are a drawing that can be set on a page.
///
/// # Errors
/// Why they are not.
pub(super) fn check(bytes: &[u8]) -> Result<(), Say> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(say!("是压缩过的 SVG：另存为不压缩的", "it is a compressed SVG: save it as a plain one"));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(unknown()) };
    let options =
        roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: MOST_ELEMENTS as u32 * 2, ..Default::default() };
    let xml = match roxmltree::Document::parse_with_options(text, options) {
        Ok(xml) => xml,
        Err(roxmltree::Error::NodesLimitReached) => return Err(too_much()),
        Err(_) => return Err(unknown()),
    };
    if text.contains("<foreignObject") || xml.descendants().any(|node| node.tag_name().name() == "foreignObject") {
        return Err(say!(
            "图中嵌有网页内容（foreignObject），页面上画不出来：改用 SVG 的文字和图形",
            "it holds parts of a web page (foreignObject), which no page shows: use SVG's own text and shapes"
        ));
    }
    if !Uses::new(&xml).are_few() {
        return Err(too_much());
    }
    let tree = parsed(&xml)?;
    if steps(tree.root(), f64::from(tree.size().width()), f64::from(tree.size().height())) > MOST_STEPS {
        return Err(say!("图中的滤镜算得太久：去掉滤镜", "its filters take too long to paint: remove them"));
    }
    embedded(tree.root())
}

fn unknown() -> Say {
    say!("不是 PNG、JPEG 或 SVG 图片", "it is no PNG, JPEG or SVG picture")
}

fn too_much() -> Say {
    say!("太复杂：图形超过 {MOST_ELEMENTS} 个", "it is too complex: it has more than {MOST_ELEMENTS} shapes")
}

/// The drawing, where all of it stands in the file.
fn parsed(xml: &roxmltree::Document<'_>) -> Result<Tree, Say> {
    let met = AtomicU8::new(0);
    let known = usvg::ImageHrefResolver::default_data_resolver();
    let image_href_resolver = usvg::ImageHrefResolver {
        resolve_data: Box::new(|media, bytes, options| {
            // a drawing in a drawing, under whatever name, would be read without being looked at
            let picture = image::guess_format(&bytes).is_ok();
            if !picture {
                met.fetch_or(DRAWN, Ordering::Relaxed);
            }
            if picture { known(media, bytes, options) } else { None }
        }),
        resolve_string: Box::new(|_, _| {
            met.fetch_or(LINKED, Ordering::Relaxed);
            None
        }),
    };
    let read = Tree::from_xmltree(xml, &usvg::Options { image_href_resolver, ..usvg::Options::default() });
    match (read, met.load(Ordering::Relaxed)) {
        (Ok(_), met) if met & LINKED != 0 => {
            Err(say!("图中引用了别的图片文件：把它嵌入这个 SVG", "it links to another picture: embed that in the SVG"))
        }
        (Ok(_), met) if met & DRAWN != 0 => Err(say!(
            "图中嵌有另一个 SVG：把它的图形直接放进来",
            "another SVG is embedded in it: put the shapes of that into this one"
        )),
        (Ok(tree), _) => Ok(tree),
        (Err(usvg::Error::InvalidSize), _) => {
            Err(say!("SVG 没有写明大小（width、height 或 viewBox）", "the SVG says no size (width, height or viewBox)"))
        }
        (Err(_), _) => Err(unknown()),
    }
}

/// The pictures that stand in a drawing.
fn embedded(group: &usvg::Group) -> Result<(), Say> {
    for node in group.children() {
        match node {
            Node::Group(inner) => embedded(inner)?,
            Node::Image(image) => match image.kind() {
                ImageKind::JPEG(bytes) | ImageKind::PNG(bytes) => drop(raster::check(bytes)?),
                ImageKind::GIF(_) | ImageKind::WEBP(_) | ImageKind::SVG(_) => {
                    return Err(say!(
                        "图中嵌有 PNG、JPEG 以外的图片",
                        "a picture other than PNG and JPEG is embedded in it"
                    ));
                }
            },
            Node::Path(_) | Node::Text(_) => {}
        }
    }
    Ok(())
}

/// About how many steps the filters of a group take, on a page as wide as the drawing.
fn steps(group: &usvg::Group, width: f64, height: f64) -> f64 {
    let area = group.layer_bounding_box();
    let share = f64::from(area.width()) * f64::from(area.height()) / (width * height);
    // no filter is painted on more than 5,000 by 5,000 points
    let points = (share * POINTS).min(25e6);
    let scale = (POINTS / (width * height)).sqrt();
    let of_one = |kind: &FilterKind| match kind {
        FilterKind::Turbulence(it) => 40.0 * f64::from(it.num_octaves()),
        FilterKind::Morphology(it) => {
            (1.0 + 2.0 * scale * f64::from(it.radius_x().get())) * (1.0 + 2.0 * scale * f64::from(it.radius_y().get()))
        }
        FilterKind::ConvolveMatrix(it) => f64::from(it.matrix().columns()) * f64::from(it.matrix().rows()),
        FilterKind::GaussianBlur(_)
        | FilterKind::DropShadow(_)
        | FilterKind::DiffuseLighting(_)
        | FilterKind::SpecularLighting(_) => 20.0,
        _ => 4.0,
    };
    let own: f64 = group.filters().iter().flat_map(|it| it.primitives()).map(|it| of_one(it.kind())).sum();
    let inner = group.children().iter().map(|node| match node {
        Node::Group(inner) => steps(inner, width, height),
        _ => 0.0,
    });
    own * points + inner.sum::<f64>()
}

/// How often the elements of a drawing are used by others, which copies them.
struct Uses<'d, 'x> {
    by_name: HashMap<&'d str, roxmltree::Node<'d, 'x>>,
    /// What a style sheet may hang on any element.
    everywhere: Vec<&'d str>,
    sizes: HashMap<roxmltree::NodeId, u64>,
    root: roxmltree::Node<'d, 'x>,
}

impl<'d, 'x> Uses<'d, 'x> {
    fn new(xml: &'d roxmltree::Document<'x>) -> Uses<'d, 'x> {
        let named = xml.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
        let sheets = xml.descendants().filter(|node| node.tag_name().name() == "style").filter_map(|node| node.text());
        let everywhere = sheets.flat_map(targets).collect();
        Uses { by_name: named.collect(), everywhere, sizes: HashMap::new(), root: xml.root_element() }
    }

    fn are_few(mut self) -> bool {
        let root = self.root;
        self.size(root, 0) <= MOST_ELEMENTS
    }

    /// How many elements one is, with all that it holds and uses.
    fn size(&mut self, node: roxmltree::Node<'d, 'x>, depth: usize) -> u64 {
        if let Some(known) = self.sizes.get(&node.id()) {
            return *known;
        }
        // deeper than any drawing; what uses itself is refused by who draws it
        if depth > 512 {
            return MOST_ELEMENTS + 1;
        }
        self.sizes.insert(node.id(), 1);
        let mut size = 1u64;
        for child in node.children().filter(roxmltree::Node::is_element) {
            size = size.saturating_add(self.size(child, depth + 1));
        }
        let own = node.attributes().flat_map(|it| targets(it.value()));
        let used: Vec<&str> = own.chain(self.everywhere.iter().copied()).collect();
        // a marker stands at each point of a line
        let points = node.attribute("d").or(node.attribute("points")).map_or(1, |path| 1 + path.len() as u64 / 4);
        for name in used {
            let Some(target) = self.by_name.get(name).copied() else { continue };
            let times = if target.tag_name().name() == "marker" { points } else { 1 };
            size = size.saturating_add(self.size(target, depth + 1).saturating_mul(times));
        }
        self.sizes.insert(node.id(), size);
        size
    }
}

/// The names that a value refers to: `#name`, or `url(#name)` any number of times.
fn targets(value: &str) -> impl Iterator<Item = &str> {
    let whole = value.trim().strip_prefix('#');
    let within = value.split("url(").skip(1).filter_map(|rest| {
        let name = rest.split(')').next()?.trim().trim_matches(['"', '\'']);
        name.strip_prefix('#')
    });
    whole.into_iter().chain(within)
}
