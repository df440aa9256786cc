"""Files made of exhibits: slides, documents, workbooks, pictures, an offline page. Also checks old decks."""
