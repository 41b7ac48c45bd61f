"""Words of the page in Vietnamese and English: cases."""

VI: dict[str, str] = {}

EN: dict[str, str] = {}
