"""Methods of the base of companies that may become clients: is it enough, who fills it, how fresh it is, what talks came to."""
