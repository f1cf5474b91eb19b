"""Elements of our own in Streamlit's page."""
