"""A text is kept as it was typed, so one that the database cannot keep whole is refused, never mended in silence."""


def storable(*texts: str) -> bool:
    """Whether the database can keep every text: none has a NUL or half of a surrogate pair."""
    return not any("\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text) for text in texts)
