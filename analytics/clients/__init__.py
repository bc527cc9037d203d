"""Who feeds the company: classes, concentration, one client's history, search."""
