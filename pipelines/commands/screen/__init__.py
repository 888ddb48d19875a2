"""What every command shows on a terminal, and how it is told to stop.

Belongs here: progress, help, the last screen, and what commands share of settings, writing and signals. Does not belong
here: what is found out (`orchestration`, `releases`).
"""
