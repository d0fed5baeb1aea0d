"""Charts: a DataFrame and a theme name in, a plotly figure out. No Streamlit, no SQL, no arithmetic
on figures: what is drawn was computed by a report."""
