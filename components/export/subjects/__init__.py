"""From a day to parts: one module a subject, one function a part."""
