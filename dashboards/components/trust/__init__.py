"""Components of the codex: what is asked, who is heard, who is offered help."""
