"""Import of reports from files: guarded, read in a separate process, validated, previewed before committing, and undoable.

``file_guard`` checks the bytes, ``reader`` converts them to sheets, ``sheet_layouts`` defines the headers, ``sheet_rows`` finds
the rows, ``lists`` processes sheets with descriptions, ``report_validation`` reports problems, and ``batch`` previews and commits
the changes.
"""
