"""People's words inside ops, sealed and opened under the subject's content key."""

import base64

from workbench.domain.op import JSON
from workbench.domain.records import Record
from workbench.domain.sealed import sealed_data, sealed_value
from workbench.errors import Damaged, KeyUnavailable, UsageError
from workbench.store.keyring import KeyClass
from workbench.store.seals import SubjectKey


class SessionWords:
    """Implements `workbench.domain.sealed.Words` for one subject."""

    def __init__(self, project_id: str, key: SubjectKey) -> None:
        self._project_id = project_id
        self._key = key

    def read(self, record: Record, name: str) -> str:
        """The words of a field, empty where there are none or where they do not open.

        The subject's key is the right one here, so what does not open was never sealed with it.
        """
        return self.readable(record.key, name, sealed_data(record.get(name)) or "")

    def readable(self, object_key: str, name: str, data: str) -> str:
        """The words of sealed data, empty for none and for what does not open."""
        try:
            return self.open(object_key, name, data)
        except (KeyUnavailable, Damaged):
            return ""

    def open(self, object_key: str, name: str, data: str) -> str:
        """The words of sealed data, empty for none; raises KeyUnavailable."""
        if not data:
            return ""
        try:
            sealed = base64.b64decode(data)
        except ValueError:
            sealed = b""
        return self._key.open_words(sealed, self._place(object_key, name))

    def seal(self, object_key: str, name: str, text: str) -> JSON:
        """The value to put into that field of that object; raises UsageError for no text."""
        try:
            sealed = self._key.seal_words(text, self._place(object_key, name))
        except UnicodeEncodeError:
            raise UsageError(
                "that text holds half a character and cannot be saved",
                hint="Type it again; perhaps it came from a file or terminal that is not UTF-8.",
            ) from None
        return sealed_value(KeyClass.CONTENT, base64.b64encode(sealed).decode())

    def _place(self, object_key: str, name: str) -> str:
        return f"{self._project_id}/{object_key}/{name}"
