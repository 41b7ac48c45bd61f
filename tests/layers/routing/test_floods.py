"""A solver that is used again, and processes beside the program, find what a fresh solver here finds."""

from __future__ import annotations

from concurrent.futures import CancelledError

import numpy as np
import pytest
import shapely
from skimage.graph import MCP_Geometric

from layers.routing import crew as crew_of
from layers.routing.crew import Crew, floods_over
from layers.routing.fence import Fence
from layers.routing.floods import Errand, Here, Layout
from layers.routing.line import Ends
from layers.routing.others import Search
from layers.routing.solve import Solver, cheapest
from layers.routing.squares import Grid

SIDE, CELL_M = 90, 50.0
START, PASSED, GOAL = (0, 0), (40, 11), (SIDE - 1, SIDE - 1)
GRID = Grid(west=0.0, south=0.0, cell_m=CELL_M, shape=(SIDE, SIDE))


def surface(seed):
    """Return patches of few prices, so that many ways cost the same, with a tenth of the cells blocked."""
    draw = np.random.default_rng(seed)
    costs = draw.choice([1.0, 2.0, 3.5], size=(30, 30)).repeat(3, axis=0).repeat(3, axis=1)
    costs[draw.random(costs.shape) < 0.1] = -1
    for cell in (START, PASSED, GOAL):
        costs[cell] = 1.0
    return costs


def afresh(costs, start, goal):
    """Return the cost to every cell and the way, of a solver that nobody used before."""
    solver = MCP_Geometric(costs, sampling=(CELL_M, CELL_M))
    reached = np.array(solver.find_costs([start])[0])
    return reached, solver.traceback(goal) if np.isfinite(reached[goal]) else None


def same(sought, costs, errand):
    reached, way = afresh(costs, errand.start, errand.goal)
    if way is None:
        return sought.cells is None and sought.cost_m == np.inf
    kept = sought.reached is None or np.array_equal(sought.reached, reached)
    return (
        kept
        and sought.cells.tolist() == [list(cell) for cell in way]
        and sought.cost_m == reached[errand.goal]
    )


@pytest.fixture(scope="module")
def crew():
    made = Crew([GRID])
    yield made
    made.end()


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_solver_that_is_used_again_is_as_good_as_a_new_one(monkeypatch, is_followed):
    """scikit-image keeps what a search left that ended at its goal, and then calls those cells unreachable."""
    monkeypatch.setattr(Layout, "_is_followed", lambda _: is_followed)
    layout = Layout((SIDE, SIDE), CELL_M)
    for seed in range(12):
        costs = surface(seed)
        layout.put(costs)
        for errand in (
            Errand(start=PASSED, goal=(41, 13)),
            Errand(start=START, goal=GOAL),
            Errand(start=START, goal=GOAL, keep=True),
        ):
            assert same(layout.seek(errand), costs, errand)


def test_the_solver_looks_at_our_array():
    assert Layout((3, 4), CELL_M)._follows
    assert not Layout((1, 1), CELL_M)._follows


def test_from_a_blocked_cell_there_is_no_way():
    found = Here().now(np.array([[-1.0, 1.0]]), CELL_M, Errand(start=(0, 0), goal=(0, 1), keep=True))
    assert (found.cells, found.cost_m) == (None, np.inf)
    assert np.isinf(found.reached).all()


def test_processes_find_what_this_one_finds(crew):
    for seed in range(5):
        costs = surface(seed)
        errands = [
            Errand(start=START, goal=GOAL, keep=True),
            Errand(start=PASSED, goal=START),
            Errand(start=GOAL, keep=True),
        ]
        begun = [crew.seek(costs, CELL_M, errand) for errand in errands]
        answers = [one.result() for one in begun]
        assert same(answers[0], costs, errands[0])
        assert same(answers[1], costs, errands[1])
        assert answers[2].cells is None
        assert np.array_equal(answers[2].reached, afresh(costs, GOAL, START)[0])


def test_a_line_with_its_band_is_the_same_from_processes(crew):
    costs = surface(3)
    cells = (START, PASSED, GOAL)
    ends = Ends(points=GRID.middles(np.array(cells)), cells=cells)
    fence = Fence(
        zones=np.array([shapely.box(2000, 900, 2500, 1400)]),
        keep_m=np.zeros(1),
        extent=shapely.box(0, 0, SIDE * CELL_M, SIDE * CELL_M),
    )
    lines = []
    for floods in (Here(), crew):
        search = Search(costs=costs, ends=ends, fence=fence, grid=GRID, band_share=0.02, floods=floods)
        best = search.best()
        lines += [[best, *search.others(best, 2)]]
    here, beside = lines
    assert [one.line.wkt for one in here] == [one.line.wkt for one in beside]
    assert [one.cost_m for one in here] == [one.cost_m for one in beside]
    assert all(np.array_equal(one.band, other.band) for one, other in zip(here, beside, strict=True))
    assert here[0].line.disjoint(fence.zones[0])


def test_the_way_past_a_stop_is_the_way_to_it_and_on():
    costs = surface(5)
    way = cheapest(costs, [START, PASSED, GOAL], CELL_M)
    legs = [afresh(costs, START, PASSED), afresh(costs, PASSED, GOAL)]
    assert way.cells.tolist() == [list(cell) for cell in (*legs[0][1], *legs[1][1][1:])]
    assert way.cost_m == legs[0][0][PASSED] + legs[1][0][GOAL]
    solver = Solver(costs, CELL_M)
    assert solver.cost_between(START, PASSED) == legs[0][0][PASSED]


def test_a_process_that_is_gone_changes_no_answer(monkeypatch):
    costs, errand = surface(1), Errand(start=START, goal=GOAL, keep=True)
    crew = Crew([GRID])
    for member in crew._members:
        member._process.kill()
        member._process.wait()
    assert same(crew.seek(costs, CELL_M, errand).result(), costs, errand)
    crew.end()
    monkeypatch.setattr(crew_of, "COMMAND", ("no-such-program",))
    with_none = Crew([GRID])
    assert same(with_none.seek(costs, CELL_M, errand).result(), costs, errand)
    with_none.end()


def test_nothing_is_looked_for_once_a_search_is_over():
    crew = Crew([GRID])
    (member, _) = crew._members
    process = member._process
    crew.end()
    assert process.poll() is not None
    with pytest.raises(CancelledError):
        member.seek(surface(1), CELL_M, Errand(start=START, goal=GOAL))


def test_small_grids_are_searched_here():
    with floods_over([GRID]) as floods:
        assert isinstance(floods, Here)
    with floods_over([Grid(west=0.0, south=0.0, cell_m=CELL_M, shape=(800, 800)), GRID]) as floods:
        assert isinstance(floods, Crew)
