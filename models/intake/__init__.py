"""Reports that come in as files: guarded, read in a process of their own, checked, shown before they count, and undone.

``guard`` looks at the bytes, ``reader`` turns them into sheets, ``columns`` knows the headers, ``rows`` finds them,
``checks`` says what is wrong, ``preview`` what would change; ``models.changes`` commits.
"""
