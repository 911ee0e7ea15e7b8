"""Echelon: a digital twin of multi-echelon supply networks.

    import echelon
    net = echelon.read_network("nets/acme")
    fire = echelon.Disruption("fire", hits=net.site("Kobe"), capacity=0.0, start=30, heals=echelon.linear(days=42))
    ask = echelon.Scenario(net, disruptions=[fire], days=365, replications=1000, seed=7)
    print(echelon.compare(echelon.run(ask), echelon.run(ask.calm())))

Names are imported when they are first used, so that `import echelon` takes no time; kernels when a run first needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from echelon.app.catalogue import open_network as read_network
    from echelon.app.deciding import why as why
    from echelon.app.moments import pause as pause, read_state as read_state
    from echelon.app.reports import write_report as write_report
    from echelon.app.risks import risk as risk
    from echelon.app.runs import run as run, select as select, stress as stress
    from echelon.app.scenarios import read_scenario as read_scenario
    from echelon.app.sweeps import sweep as sweep
    from echelon.app.traces import trace as trace
    from echelon.app.whys import causes as causes
    from echelon.connect import write_network as write_network
    from echelon.core.errors import (
        BadData as BadData,
        BadNetwork as BadNetwork,
        BadScenario as BadScenario,
        EchelonError as EchelonError,
    )
    from echelon.disruption import (
        Cascade as Cascade,
        Disruption as Disruption,
        Hazard as Hazard,
        Recovery as Recovery,
        linear as linear,
        parse_disruption as parse_disruption,
        step as step,
    )
    from echelon.network.check import check as check
    from echelon.network.model import Network as Network, Settings as Settings, network as build_network
    from echelon.network.opening import Opening as Opening
    from echelon.study.compare import compare as compare
    from echelon.study.scenario import Scenario as Scenario
    from echelon.study.static import exposure_static as exposure_static

    __version__: str

_PLACES = {
    "BadData": "core.errors",
    "BadNetwork": "core.errors",
    "BadScenario": "core.errors",
    "Cascade": "disruption",
    "Disruption": "disruption",
    "Hazard": "disruption",
    "EchelonError": "core.errors",
    "Network": "network.model",
    "Opening": "network.opening",
    "Recovery": "disruption",
    "Scenario": "study.scenario",
    "Settings": "network.model",
    "build_network": "network.model:network",
    "causes": "app.whys",
    "check": "network.check",
    "compare": "study.compare",
    "exposure_static": "study.static",
    "linear": "disruption",
    "parse_disruption": "disruption",
    "pause": "app.moments",
    "risk": "app.risks",
    "read_network": "app.catalogue:open_network",
    "read_scenario": "app.scenarios",
    "read_state": "app.moments",
    "run": "app.runs",
    "select": "app.runs",
    "step": "disruption",
    "stress": "app.runs",
    "sweep": "app.sweeps",
    "trace": "app.traces",
    "why": "app.deciding",
    "write_network": "connect",
    "write_report": "app.reports",
}

__all__ = [
    "BadData", "BadNetwork", "BadScenario", "Cascade", "Disruption", "EchelonError", "Hazard", "Network", "Opening",
    "Recovery", "Scenario", "Settings", "__version__", "build_network", "causes", "check", "compare",
    "exposure_static", "linear", "parse_disruption", "pause", "read_network", "read_scenario", "read_state", "risk", "run",
    "select", "step", "stress", "sweep", "trace", "why", "write_network", "write_report",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("echelon")
    elif name in _PLACES:
        from importlib import import_module

        module, _, other = _PLACES[name].partition(":")
        value = getattr(import_module(f"echelon.{module}"), other or name)
    else:
        raise AttributeError(f"module 'echelon' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
