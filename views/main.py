"""The script that Streamlit runs for each tab and each change."""

from views.frame import show

show()
