"""What people without an account see: published layers, and projects that call for investment."""
