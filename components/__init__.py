"""What draws: cached reads, filters, figures, labels. Streamlit and Plotly live here and in pages/."""
