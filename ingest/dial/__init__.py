"""Dialing: who may be dialed (`guard`), how (`sockets` for HTTP, `ssh`), and how long a server asks to be left alone (`waits`)."""
