"""Everything that is drawn. Only this package and ``pages/`` import Streamlit, Plotly and pydeck."""
