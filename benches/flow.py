#!/usr/bin/env python3
"""Rounds the table that `peers round` writes by the flow of least cost of OR-Tools: microseconds and what it cost.

    python3 benches/flow.py TABLE          (needs the packages `ortools` and `numpy`)
"""

import sys
import time

import numpy
from ortools.graph.python import min_cost_flow


def main():
    rows = [list(map(int, line.split())) for line in open(sys.argv[1])]
    columns = len(rows[0]) - 2
    nodes, flow, arcs = {}, [], []

    def node(*name):
        return nodes.setdefault(name, len(nodes))

    def cell(start, end, value, weight):
        arcs.append((node(*start), node(*end), value // 100, value % 100, weight))

    group, total = None, rows[0]
    for number, (parts, *values) in enumerate(rows):
        if number == 0:
            continue
        if parts:
            group = number
            cell(("all",), (group,), values[0], parts * columns)
            for column in range(1, columns + 1):
                cell((group, column), ("down", column), values[column], parts)
            continue
        cell((group,), (number,), values[0], columns)
        for column in range(1, columns + 1):
            cell((number,), (group, column), values[column], 1)
    for column in range(1, columns + 1):
        cell(("down", column), ("end",), total[column + 1], total[0])
    grand = (total[1] + 50) // 100
    supply = [0] * len(nodes)
    supply[node("all")] += grand
    supply[node("end")] -= grand
    base = 0
    solver = min_cost_flow.SimpleMinCostFlow()
    start, end, cost = [], [], []
    for a, b, floor, rest, weight in arcs:
        supply[a] -= floor
        supply[b] += floor
        base += rest * weight
        if rest:
            start.append(a)
            end.append(b)
            cost.append((100 - 2 * rest) * weight)
    began = time.perf_counter()
    solver.add_arcs_with_capacity_and_unit_cost(
        numpy.array(start), numpy.array(end), numpy.ones(len(start), dtype=int), numpy.array(cost)
    )
    solver.set_nodes_supplies(numpy.arange(len(supply)), numpy.array(supply))
    assert solver.solve() == solver.OPTIMAL
    spent = time.perf_counter() - began
    grand_moved = abs(grand * 100 - total[1]) * total[0] * columns
    print(int(spent * 1e6), base + solver.optimal_cost() + grand_moved)


main()
