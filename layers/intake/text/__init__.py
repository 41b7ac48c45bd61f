"""Vietnamese text in every encoding that it was written in, and what columns are called."""
