//! Which totals lie within which others.

/// Rows, or columns, under the totals that hold them.
pub(super) struct Forest {
    /// The smallest total that holds each item.
    pub parent: Vec<Option<usize>>,
    /// How many lowest items each is the sum of; a lowest one of itself.
    pub size: Vec<usize>,
    /// All items but the crossing ones, each total before what it holds.
    pub down: Vec<usize>,
    /// The total at the top above each item; itself where there is none.
    pub root: Vec<usize>,
    /// Whether it is a total that holds some of what another holds, and not all: it is in no tree.
    pub crossing: Vec<bool>,
}

impl Forest {
    /// From the lowest items that each is the sum of, none for a lowest one. Small totals go before large ones; of two that
    /// hold the same the earlier is above.
    pub fn new(parts: &[Vec<usize>]) -> Forest {
        let count = parts.len();
        let mut forest = Forest {
            parent: vec![None; count],
            size: parts.iter().map(|own| own.len().max(1)).collect(),
            down: Vec::new(),
            root: (0..count).collect(),
            crossing: vec![false; count],
        };
        let mut totals: Vec<usize> = (0..count).filter(|item| !parts[*item].is_empty()).collect();
        totals.sort_by_key(|total| (parts[*total].len(), std::cmp::Reverse(*total)));
        // the largest total so far above each lowest item
        let mut top: Vec<usize> = (0..count).collect();
        let mut met = vec![0; count];
        for total in &totals {
            let own = &parts[*total];
            own.iter().for_each(|item| met[top[*item]] += 1);
            let nests = own.iter().all(|item| met[top[*item]] == forest.size[top[*item]]);
            own.iter().for_each(|item| met[top[*item]] = 0);
            if !nests {
                forest.crossing[*total] = true;
                continue;
            }
            for item in own {
                forest.parent[top[*item]] = Some(*total);
                top[*item] = *total;
            }
        }
        let trees = totals.iter().rev().filter(|total| !forest.crossing[**total]).copied();
        forest.down = trees.chain((0..count).filter(|item| parts[*item].is_empty())).collect();
        for item in &forest.down {
            if let Some(parent) = forest.parent[*item] {
                forest.root[*item] = forest.root[parent];
            }
        }
        forest
    }
}
