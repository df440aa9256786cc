"""Everything that is drawn. Streamlit, Plotly and pydeck are used here and in pages/ only."""
