"""Reports that come in as files: guarded, read in a process of their own, checked, shown before they count, and undone.

``guard`` looks at the bytes, ``reader`` turns them into sheets, ``columns`` knows the headers, ``rows`` finds them, ``lists``
takes the sheets that describe what is new, ``checks`` says what is wrong, ``preview`` what would change and commits it.
"""
