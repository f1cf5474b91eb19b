"""Parts of a run that a newer run does not cut in two.

Streamlit ends a run as soon as a newer one is asked for, at the next word that the script has
with its session. A session that has noted an address as read, but not yet what it says, would take
the old choice for the answer to it. So what belongs together is read and written in one go, and no
two runs are in such a part at the same time.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Final

from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Iterator

# One for all sessions: what it guards takes a millisecond.
_LOCK: Final = RLock()
_YIELD: Final = "_yield_callback"


@contextmanager
def undivided() -> Iterator[None]:
    """Go on to the end of a part, even if a newer run is asked for meanwhile.

    A run that has been superseded by the time the part begins ends there.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:  # nobody can ask for another run
        yield
        return
    safe = context.session_state
    with _LOCK:
        end_when_superseded = getattr(safe, _YIELD)
        end_when_superseded()
        object.__setattr__(safe, _YIELD, _go_on)
        try:
            yield
        finally:
            object.__setattr__(safe, _YIELD, end_when_superseded)


def _go_on() -> None:
    """Do not look whether the run is superseded."""
