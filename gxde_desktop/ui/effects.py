"""What a headline figure would be with other values of one parameter, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.logs import LOG
from models.messages import MethodError
from models.parameters import Parameters, ParameterSpec, spec_of, value_of, with_value

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session
    from models.measurement import Measurement

QUIET_MS = 220
"""Nothing is measured while a person still moves from field to field or drags."""
MOST = 12

TRIED: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "beta": (0.5, 0.65, 0.8, 0.95),
        "sigma": (0.25, 0.5, 1.0, 1.5),
        "max_life_factor": (1.25, 1.5, 2.0, 2.5),
        "alpha": (0.1, 0.3, 0.5, 0.7, 0.9),
        "tfp_weight": (0.0, 0.25, 0.5, 0.75, 1.0),
        "real_return": (0.02, 0.04, 0.06, 0.08),
        "weibull_shape": (1.0, 2.0, 3.0, 5.0),
        "winfrey_exponent": (1.0, 3.7, 6.9, 15.0),
    }
)
"""Values that say something of a parameter; of others some round its default."""


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One value tried. measurement: None until it arrives, and where it cannot be measured."""

    value: Any
    measurement: Measurement | None = None
    failed: bool = False


def values_tried(spec: ParameterSpec, default: Any, now: Any) -> tuple[Any, ...]:
    """The values that are tried, the default and the present one always among them."""
    if spec.kind == "choice":
        return tuple(spec.choices)[:MOST]
    if spec.kind == "flag":
        return (False, True)
    if spec.kind != "number" or spec.optional or not isinstance(now, float | int):
        return ()
    tried = TRIED.get(spec.name)
    if tried is None:
        tried = tuple(float(f"{default * factor:.4g}") for factor in (0.75, 0.9, 1.1, 1.25))
    inside = {
        float(value)
        for value in (*tried, default, now)
        if (spec.low is None or value >= spec.low) and (spec.high is None or value <= spec.high)
    }
    return tuple(sorted(inside))


class Effects(QObject):
    """Measures the values of one parameter one after another; a newer wish ends the old one."""

    arrived = Signal()
    """`entries` has grown or is another."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.path = ""
        self.entries: tuple[Effect, ...] = ()
        self._session = session
        self._for: tuple[Any, Parameters, str] | None = None
        self._aside = Aside("effects")
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(QUIET_MS)
        self._clock.timeout.connect(self._start)
        session.measured.connect(self._again)
        session.previewed.connect(self._pause)

    @property
    def busy(self) -> bool:
        """Whether something is still to be measured."""
        waiting = any(each.measurement is None and not each.failed for each in self.entries)
        return self._clock.isActive() or waiting

    def want(self, path: str) -> None:
        """Try the values of a parameter; empty: of none."""
        if path != self.path:
            self.path = path
            self._forget()
        if path:
            self._clock.start()
        else:
            self._clock.stop()

    def close(self) -> None:
        """End the thread."""
        self._clock.stop()
        self._aside.close()

    def _again(self) -> None:
        if self.path and self._session.standing == Standing.CURRENT:
            self._clock.start()

    def _pause(self, shown: Measurement | None) -> None:
        self._aside.cancel()
        self._for = None
        if shown is None and self.path:
            self._clock.start()

    def _forget(self) -> None:
        self._aside.cancel()
        self._for = None
        self.entries = ()
        self.arrived.emit()

    def _start(self) -> None:
        session = self._session
        dataset = session.assembly.dataset if session.assembly else None
        parameters = session.state.parameters
        wanted = (dataset, parameters, self.path)
        if dataset is None or session.standing != Standing.CURRENT:
            return
        if (
            self._for is not None
            and all(a is b or a == b for a, b in zip(wanted[1:], self._for[1:], strict=True))
            and self._for[0] is dataset
        ):
            return
        self._for = wanted
        spec = spec_of(self.path)
        now = value_of(parameters, self.path)
        values = values_tried(spec, value_of(session.preset, self.path), now)
        self.entries = tuple(Effect(value) for value in values)
        self.arrived.emit()
        tell = session.emitter.carry(lambda found: self._arrived(wanted, *found))
        path, results = self.path, session.results

        def work(asked: Callable[[], bool]) -> None:
            for place, value in enumerate(values):
                if asked():
                    return
                made = None
                try:
                    made = results.measured(dataset, with_value(parameters, path, value))
                except MethodError as error:
                    LOG.debug("%s = %s: %s", path, value, error)
                except Exception:
                    LOG.exception("%s = %s could not be tried", path, value)
                tell((place, made))

        self._aside.run(work)

    def _arrived(self, wanted: Any, place: int, made: Measurement | None) -> None:
        if wanted is not self._for:
            return
        before = self.entries
        entry = Effect(before[place].value, made, failed=made is None)
        self.entries = (*before[:place], entry, *before[place + 1 :])
        self.arrived.emit()
