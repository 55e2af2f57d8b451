"""All other workbooks, and what the readers of workbooks share."""
