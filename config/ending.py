"""The clock of a worker ends with it: Celery's own goes on ringing for ever when its worker is killed with -9."""

import os
import threading
import time

LOOK_SECONDS = 1.0


def end_with(parent: int) -> threading.Thread:
    """Watch, from a thread of this process, whether the process that started it still does; end once it is gone."""
    watcher = threading.Thread(target=_watch, args=(parent,), name="ends with its worker", daemon=True)
    watcher.start()
    return watcher


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)
