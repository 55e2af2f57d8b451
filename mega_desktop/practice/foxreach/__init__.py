"""FoxReach's lead API on the Practice CRM's own store (docs.foxreach.io).

What is built is what an import needs: leads listed, searched, read, created, changed, deleted, imported.
Campaigns, sequences and inboxes are not: nothing here could ever send a mail.
"""

from __future__ import annotations

from mega_desktop.practice.foxreach.keys import issue_key
from mega_desktop.practice.foxreach.leads import foxreach_leads_in
from mega_desktop.practice.foxreach.seed import seed

PATH = "/api/v1"
IMPORT_PATH = "/api/v1/leads/import"

__all__ = ["IMPORT_PATH", "PATH", "foxreach_leads_in", "issue_key", "seed"]
