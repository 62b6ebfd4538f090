"""What compare.py is made of; its README.md says what is measured and why.

machine    what this machine is, and what its processors and disk do
process    one server: a tree of processes, its log, what it used
sites      folders of claimctl init with a ledger of a size, and requests
servers    claimd, the echo and nginx, redis
postgres   PostgreSQL with the same look-ups in one function
clients    who asks them: load, pgbench
points     what is measured: which server, asked how
runner     measures points in turns, and drops what others disturbed
tasks      what is measured once: memory, start
figures    the table: each figure with its bounds
report     the table and all else in words
plots      the pictures, by gnuplot"""
