"""Where the desk keeps what people decided: SQLite, or PostgreSQL."""
