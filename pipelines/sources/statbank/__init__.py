"""Statistics Denmark's StatBank: how it is asked (`client`) and how it describes a table (`tableinfo`)."""
