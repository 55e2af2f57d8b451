"""Workbooks of Excel since 2007, as their own XML has them."""
