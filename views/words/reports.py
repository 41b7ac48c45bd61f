"""Words of the page in Vietnamese and English: reports."""

VI: dict[str, str] = {}

EN: dict[str, str] = {}
