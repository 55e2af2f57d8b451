"""Separated text: csv, tsv and their kin, in any encoding."""
