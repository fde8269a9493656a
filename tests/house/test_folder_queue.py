"""The folder as a broker: whoever looks while somebody writes meets whole messages, each of them once."""

import threading
import time
from pathlib import Path
from queue import Empty
from typing import Any

from kombu import Connection

from config.celery import app
from config.folder_queue import Channel, Transport

MESSAGES = 200


def channel_in(folder: Path) -> Channel:
    for part in ("messages", "control", "processed"):
        (folder / part).mkdir(exist_ok=True)
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": True,
    }
    return Connection("filesystem://", transport_options=options).channel()


def test_the_application_uses_this_folder() -> None:
    assert app.connection("filesystem://").transport_cls == "filesystem"
    assert isinstance(app.connection("filesystem://").transport, Transport)


def test_a_reader_meets_every_message_once_while_others_write(tmp_path: Path) -> None:
    writers = [channel_in(tmp_path) for _ in range(2)]
    reader = channel_in(tmp_path)
    found: list[Any] = []

    def write(channel: Channel, first: int) -> None:
        for number in range(first, MESSAGES, 2):
            channel._put("celery", {"number": number, "body": "x" * 2000})

    threads = [threading.Thread(target=write, args=(channel, first)) for first, channel in enumerate(writers)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(found) < MESSAGES and time.monotonic() < deadline:
        try:
            found.append(reader._get("celery")["number"])
        except Empty:
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(MESSAGES))


def test_a_message_that_is_being_written_is_not_seen(tmp_path: Path) -> None:
    channel = channel_in(tmp_path)
    (tmp_path / "messages" / "1_a.celery.msg.part").write_bytes(b"")
    try:
        channel._get("celery")
    except Empty:
        return
    raise AssertionError("half a message was taken")


def test_a_list_of_queues_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    channel = channel_in(tmp_path)
    channel._queue_bind("news", "", "", "one")
    whole = (tmp_path / "control" / "news.exchange").read_bytes()
    (tmp_path / "control" / "news.exchange").write_bytes(b"")
    threading.Timer(0.1, (tmp_path / "control" / "news.exchange").write_bytes, [whole]).start()
    assert [each.queue for each in channel.get_table("news")] == ["one"]
