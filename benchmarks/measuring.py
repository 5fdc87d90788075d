"""One full recomputation, beside the same figures cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from benchmarks.bench import Bench
from benchmarks.forget import forget
from benchmarks.timing import Contestant, Row
from gxde_desktop.project.assemble import assemble
from models import Measurement, measure
from models.quantities import REGISTRY

try:
    from models.evaluation import Evaluation
except ImportError:  # an earlier program, where it stood beside the trees
    from models.expression import Evaluation  # type: ignore[no-redef,attr-defined]


def rows(bench: Bench) -> Iterator[Row]:
    """The sample; and the sample from its document on, as after every change of a parameter."""
    dataset, state, measured = bench.dataset, bench.state, bench.measurement
    trees = Contestant("trees, cell by cell", evaluate_trees, prepare=lambda: measured)
    yield Row(
        "measure the sample",
        Contestant("measure", lambda _: measure(dataset, state.parameters), prepare=forget),
        (trees,),
        f"{computed_cells(measured):,} computed cells; trees take references from a measurement",
    )

    def from_document(_: object) -> None:
        found = assemble(state).dataset
        assert found is not None
        measure(found, state.parameters)

    yield Row(
        "assemble and measure the sample",
        Contestant("assemble + measure", from_document, prepare=forget),
        (Contestant("import the files anew", lambda _: bench.reports()),),
    )


def computed_cells(measured: Measurement) -> int:
    """Number of cells that are not read from a source."""
    return sum(measured.values[key].size for key, one in REGISTRY.items() if not one.is_input)


def evaluate_trees(measured: Measurement, every: int = 1) -> None:
    """Build and evaluate the tree of every computed cell, or of one in so many."""
    evaluation = Evaluation(measured)
    cells = (
        (key, index)
        for key, quantity in REGISTRY.items()
        if not quantity.is_input
        for index in np.ndindex(measured.values[key].shape)
    )
    for key, index in islice(cells, 0, None, every):
        evaluation.of(measured.tree(key, *index))
