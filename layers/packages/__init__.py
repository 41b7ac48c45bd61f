"""Packages of a unit's part of the plan: one zip with every format that offices open."""
