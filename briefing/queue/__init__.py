"""Making heavy files one after the other in a process of their own."""
