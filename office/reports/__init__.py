"""Reports: PDF and DOCX that can be verified."""
