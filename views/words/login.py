"""Words of the page in Vietnamese and English: login."""

VI: dict[str, str] = {}

EN: dict[str, str] = {}
