"""The place for files on a page."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.session import upload_grants


def one_file(label: str, types: Sequence[str], *, key: str) -> UploadedFile | None:
    """Show a place for one file, and return it once it is here."""
    upload_grants.grant()
    return st.file_uploader(label, type=list(types), key=key, label_visibility="collapsed")


def files(label: str, types: Sequence[str], *, key: str) -> list[UploadedFile]:
    """Show a place for several files, and return those that are here."""
    upload_grants.grant()
    return st.file_uploader(label, type=list(types), accept_multiple_files=True, key=key)
