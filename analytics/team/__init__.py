"""The team: norms, plans, pay, answers of colleagues, reasons why a task is not done."""
