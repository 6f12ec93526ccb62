//! An integral flow of least cost where each arc carries nought or one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An arc between two nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub from: u32,
    pub to: u32,
    /// What it costs that it carries one rather than nought.
    pub cost: i64,
}

/// Which arcs carry one, so that at each node what comes in, with its supply, goes out, at the least cost; none where
/// nothing does.
///
/// Each arc begins as is cheapest for itself. Against that every change costs something, so that what is left over at one node is
/// led to another that lacks it along shortest paths from the start (successive shortest paths with potentials: R. Busacker and
/// P. Gowen 1961, J. Edmonds and R. Karp, JACM 19, 1972). The search ends at the first node that lacks something, mostly a few
/// arcs away, and only nodes that it has settled change their potential.
pub(super) fn cheapest(mut excess: Vec<i64>, arcs: &[Arc]) -> Option<Vec<bool>> {
    let mut carries: Vec<bool> = arcs.iter().map(|arc| arc.cost < 0).collect();
    for (arc, _) in arcs.iter().zip(&carries).filter(|(_, carries)| **carries) {
        excess[arc.from as usize] -= 1;
        excess[arc.to as usize] += 1;
    }
    let mut search = Search::new(excess.len(), arcs);
    for node in 0..excess.len() {
        while excess[node] > 0 {
            let mut at = search.nearest(node, &excess, arcs, &carries)?;
            excess[node] -= 1;
            excess[at] += 1;
            while at != node {
                let arc = search.by[at];
                carries[arc] = !carries[arc];
                // an arc that carried one was walked backwards
                at = if carries[arc] { arcs[arc].from } else { arcs[arc].to } as usize;
            }
        }
    }
    excess.iter().all(|left| *left == 0).then_some(carries)
}

struct Search {
    /// The arcs at each node: those of node `n` stand from `first[n]` to `first[n + 1]`.
    first: Vec<usize>,
    beside: Vec<usize>,
    potential: Vec<i64>,
    distance: Vec<i64>,
    /// The arc by which each node was reached.
    by: Vec<usize>,
    settled: Vec<bool>,
    touched: Vec<usize>,
}

impl Search {
    fn new(nodes: usize, arcs: &[Arc]) -> Search {
        let mut first = vec![0; nodes + 1];
        for node in arcs.iter().flat_map(|arc| [arc.from, arc.to]) {
            first[node as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut beside = vec![0; 2 * arcs.len()];
        for (index, arc) in arcs.iter().enumerate() {
            for node in [arc.from, arc.to] {
                beside[next[node as usize]] = index;
                next[node as usize] += 1;
            }
        }
        Search {
            first,
            beside,
            potential: vec![0; nodes],
            distance: vec![i64::MAX; nodes],
            by: vec![usize::MAX; nodes],
            settled: vec![false; nodes],
            touched: Vec::new(),
        }
    }

    /// The nearest node that lacks something, by what it costs to lead one there (E. Dijkstra 1959).
    fn nearest(&mut self, from: usize, excess: &[i64], arcs: &[Arc], carries: &[bool]) -> Option<usize> {
        for node in self.touched.drain(..) {
            self.distance[node] = i64::MAX;
            self.settled[node] = false;
        }
        let mut queue = BinaryHeap::from([Reverse((0, from))]);
        self.distance[from] = 0;
        self.touched.push(from);
        while let Some(Reverse((distance, node))) = queue.pop() {
            if std::mem::replace(&mut self.settled[node], true) {
                continue;
            }
            if excess[node] < 0 {
                for touched in self.touched.iter().filter(|touched| self.settled[**touched]) {
                    self.potential[*touched] += self.distance[*touched] - distance;
                }
                return Some(node);
            }
            for index in &self.beside[self.first[node]..self.first[node + 1]] {
                let Arc { from, to, cost } = arcs[*index];
                let (start, end, cost) = if carries[*index] { (to, from, -cost) } else { (from, to, cost) };
                let end = end as usize;
                if start as usize != node || self.settled[end] {
                    continue;
                }
                let reached = distance + cost + self.potential[node] - self.potential[end];
                if reached < self.distance[end] {
                    if self.distance[end] == i64::MAX {
                        self.touched.push(end);
                    }
                    self.distance[end] = reached;
                    self.by[end] = *index;
                    queue.push(Reverse((reached, end)));
                }
            }
        }
        None
    }
}
