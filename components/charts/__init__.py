"""Figures from data: Plotly charts and pydeck maps. No Streamlit."""
