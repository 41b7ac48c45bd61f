"""The words of the page, one module for each topic; every module has the same keys in both languages."""
