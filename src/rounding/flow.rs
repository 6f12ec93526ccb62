//! An integral flow of least cost where each arc carries zero or one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An arc between two nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub from: u32,
    pub to: u32,
    /// What it costs that it carries one rather than zero.
    pub cost: i64,
}

/// Which arcs carry one, so that at each node what comes in, with its supply, goes out, at the least cost; none where
/// nothing does.
///
/// Each arc begins as is cheapest for itself. Against that every change costs something, and what is left over at some nodes is
/// led to others that lack it along shortest paths (primal-dual: L. Ford and D. Fulkerson 1957; with potentials, J. Edmonds and
/// R. Karp, JACM 19, 1972). All distances are taken at once, and then all that shortest paths can lead is led: some dozens of rounds
/// do for a table of any size.
pub(super) fn cheapest(mut excess: Vec<i64>, arcs: &[Arc]) -> Option<Vec<bool>> {
    let mut carries: Vec<bool> = arcs.iter().map(|arc| arc.cost < 0).collect();
    for (arc, _) in arcs.iter().zip(&carries).filter(|(_, carries)| **carries) {
        excess[arc.from as usize] -= 1;
        excess[arc.to as usize] += 1;
    }
    let mut net = Net::new(excess.len(), arcs);
    while excess.iter().any(|left| *left > 0) {
        if !net.measure(&excess, &carries) {
            return None;
        }
        while net.lead(&mut excess, &mut carries) {}
    }
    excess.iter().all(|left| *left == 0).then_some(carries)
}

struct Net<'a> {
    arcs: &'a [Arc],
    /// The arcs at each node: those of node `n` stand from `first[n]` to `first[n + 1]`.
    first: Vec<usize>,
    beside: Vec<usize>,
    potential: Vec<i64>,
}

impl<'a> Net<'a> {
    fn new(nodes: usize, arcs: &'a [Arc]) -> Net<'a> {
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
        Net { arcs, first, beside, potential: vec![0; nodes] }
    }

    /// Where an arc can lead one more from a node, and what that costs by the potentials; nowhere from the wrong end.
    fn step(&self, arc: usize, node: usize, carries: &[bool]) -> Option<(usize, i64)> {
        let Arc { from, to, cost } = self.arcs[arc];
        let (start, end, cost) = if carries[arc] { (to, from, -cost) } else { (from, to, cost) };
        let end = end as usize;
        (start as usize == node).then(|| (end, cost + self.potential[node] - self.potential[end]))
    }

    /// Sets the potentials by the distances from all nodes that have something left, up to the last that lacks something
    /// (E. Dijkstra 1959); whether there is one.
    fn measure(&mut self, excess: &[i64], carries: &[bool]) -> bool {
        let mut distance = vec![i64::MAX; excess.len()];
        let mut settled = vec![false; excess.len()];
        let mut wanting = excess.iter().filter(|left| **left < 0).count();
        let mut queue = BinaryHeap::new();
        for node in (0..excess.len()).filter(|node| excess[*node] > 0) {
            distance[node] = 0;
            queue.push(Reverse((0, node)));
        }
        let (mut farthest, mut found) = (0, false);
        while let Some(Reverse((far, node))) = queue.pop() {
            if std::mem::replace(&mut settled[node], true) {
                continue;
            }
            farthest = far;
            if excess[node] < 0 {
                (found, wanting) = (true, wanting - 1);
                if wanting == 0 {
                    break;
                }
            }
            for arc in &self.beside[self.first[node]..self.first[node + 1]] {
                if let Some((end, cost)) = self.step(*arc, node, carries)
                    && far + cost < distance[end]
                {
                    distance[end] = far + cost;
                    queue.push(Reverse((far + cost, end)));
                }
            }
        }
        for (potential, distance) in self.potential.iter_mut().zip(distance) {
            *potential += distance.min(farthest);
        }
        found
    }

    /// Leads what is left along arcs that cost nothing by the potentials, over each node once; whether anything was led.
    fn lead(&self, excess: &mut [i64], carries: &mut [bool]) -> bool {
        let mut seen = vec![false; excess.len()];
        let mut next = self.first.clone();
        let mut any = false;
        for source in 0..excess.len() {
            if excess[source] <= 0 || std::mem::replace(&mut seen[source], true) {
                continue;
            }
            // the arcs walked so far, and where they end
            let mut path: Vec<(usize, usize)> = Vec::new();
            loop {
                let node = path.last().map_or(source, |(_, end)| *end);
                if excess[node] < 0 {
                    path.iter().for_each(|(arc, _)| carries[*arc] = !carries[*arc]);
                    excess[source] -= 1;
                    excess[node] += 1;
                    any = true;
                    break;
                }
                let mut step = None;
                while step.is_none() && next[node] < self.first[node + 1] {
                    let arc = self.beside[next[node]];
                    next[node] += 1;
                    let free = self.step(arc, node, carries).filter(|(end, cost)| *cost == 0 && !seen[*end]);
                    step = free.map(|(end, _)| (arc, end));
                }
                match step {
                    Some((arc, end)) => {
                        seen[end] = true;
                        path.push((arc, end));
                    }
                    None if path.pop().is_none() => break,
                    None => {}
                }
            }
        }
        any
    }
}
