"""The steps that make and change the tables of the desk, in the order of their `down_revision`."""
