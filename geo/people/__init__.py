"""Who uses the map, and what each may do: rights, accounts, the claims of a sign-in server."""
