"""The pages of the administrator and the steward."""
