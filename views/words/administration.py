"""Words of the page in Vietnamese and English: administration."""

VI: dict[str, str] = {}

EN: dict[str, str] = {}
