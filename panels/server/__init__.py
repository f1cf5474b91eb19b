"""What stands before Streamlit's own server."""
