"""Words of the page in Vietnamese and English: sealed."""

VI: dict[str, str] = {}

EN: dict[str, str] = {}
