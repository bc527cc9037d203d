"""How the team is paid, and whether the rules are fair."""
