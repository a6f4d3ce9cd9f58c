"""A cache that forgets what was used longest ago once it holds too many bytes."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class ByteCache(Generic[Value]):
    """Values by number, at most `limit_bytes` of them; safe to use from several threads."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._held: OrderedDict[int, tuple[Value, int]] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()

    def get(self, number: int) -> Value | None:
        """The value, now the most recently used, or None where it is not held."""
        with self._lock:
            held = self._held.get(number)
            if held is None:
                return None
            self._held.move_to_end(number)
            return held[0]

    def put(self, number: int, value: Value, size_bytes: int) -> None:
        """Hold the value; one larger than the whole cache is not held."""
        if size_bytes > self._limit_bytes:
            return
        with self._lock:
            replaced = self._held.pop(number, None)
            self._held_bytes += size_bytes - (replaced[1] if replaced else 0)
            self._held[number] = (value, size_bytes)
            while self._held_bytes > self._limit_bytes:
                _, (_, freed) = self._held.popitem(last=False)
                self._held_bytes -= freed

    def clear(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()
            self._held_bytes = 0
