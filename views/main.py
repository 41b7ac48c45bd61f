"""The script that Streamlit runs for each tab and each change."""

from views.page import show_page

show_page()
