"""People and what they decide: accounts, rights, cases, audit, sealed layers, reports."""
